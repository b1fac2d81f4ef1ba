"""``manage.py rematch --region CODE``: rank a region through Celery, or here without workers (docs/rematch.md)."""

import json
import resource
import time
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum
from django.db.models.expressions import RawSQL
from kombu.exceptions import OperationalError

from matching import chunks, rematches, runs, tasks
from matching.models import MatchChunk, MatchList, MatchRun, Vacancy
from rmt_portal import clock
from rmt_portal.celery import app
from rmt_portal.progress import Progress
from rmt_portal.reference.models import LabourRegion

MOST_CALLS, MOST_ROUNDS = 8, 2
"""Wake-up calls for one region; rounds of calls over several."""
PATIENCE_SECONDS = 3.0
"""Without a worker that takes or finishes a chunk for this long, the command does the work itself."""
POLL_SECONDS = 0.1


class Command(BaseCommand):
    """Starts runs (or joins those that are going on), waits for them and says what they did."""

    help = (
        "Zoek kansen voor de cliënten van een regio, of van alle regio's tegelijk: alleen wat veranderde, of met "
        "--full alles. Zie docs/rematch.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--region", metavar="CODE")
        where.add_argument("--all-regions", action="store_true", help="elke regio met cliënten, tegelijk")
        parser.add_argument("--full", action="store_true", help="alle cliënten, ook als er niets veranderde")
        parser.add_argument("--here", action="store_true", help="in dit proces, zonder Celery")
        parser.add_argument("--json", action="store_true", help="de laatste regel is één JSON-object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start, wait, report."""
        began = time.monotonic()
        kind = MatchRun.Kind.FULL if options["full"] else MatchRun.Kind.INCREMENTAL
        regions = _regions(options["region"])
        started = [runs.start(region, kind, f"rematch:{region.code}:{uuid4().hex}") for region in regions]
        self._wait(started, here=options["here"])
        for run in started:
            run.refresh_from_db()
        if partial := [str(run.pk) for run in started if run.state == MatchRun.State.PARTIAL]:
            raise CommandError(
                f"Run {', '.join(partial)} is niet af: een deel mislukte {chunks.MAX_ATTEMPTS} keer. Zie het logboek, "
                f"en probeer het opnieuw onder Beheer, Berekeningen van kansen."
            )
        told = [figures(run) for run in started]
        if options["json"]:
            self.stdout.write(
                json.dumps(together(told, time.monotonic() - began) if options["all_regions"] else told[0])
            )
            return
        for one in told:
            self.stdout.write(
                f"{one['region']}: {one['ranked']} van {one['clients']} cliënten opnieuw bekeken, "
                f"{one['vacancies']} vacatures, {one['pairs']} paren, {one['matches']} kansen, "
                f"{one['seconds']['total']} s"
            )

    def _wait(self, started: list[MatchRun], *, here: bool) -> None:
        ids = [run.pk for run in started]
        parts = MatchChunk.objects.filter(run__in=ids)
        total = parts.count()
        here = here or not _call_workers(started, total)
        seen, since = None, time.monotonic()
        with Progress("Kansen zoeken", total) as bar:
            while still_open := list(_open(ids)):
                states = list(parts.order_by("pk").values_list("state", "attempts", "lease_until"))
                bar.reach(sum(state == MatchChunk.State.DONE for state, _attempts, _lease in states))
                if states != seen:
                    seen, since = states, time.monotonic()
                now = clock.now()
                alive = any(state == MatchChunk.State.BUSY and lease and lease > now for state, _tries, lease in states)
                if here or (not alive and time.monotonic() - since > PATIENCE_SECONDS):
                    # One region until it is done: a process keeps what it read of three.
                    any(chunks.work(run_id, POLL_SECONDS) for run_id in still_open)
                else:
                    time.sleep(POLL_SECONDS)
            bar.reach(total)


def _regions(code: str | None) -> list[LabourRegion]:
    """Return the region of a code, or every region where somebody is guided."""
    if code is None:
        return list(rematches.with_clients())
    region = LabourRegion.objects.filter(code=code).first()
    if region is None:
        raise CommandError(f"Regio {code} is niet bekend. Kies een code zoals AM09.")
    return [region]


def _open(ids: list[int]) -> Any:
    return MatchRun.objects.filter(pk__in=ids, state=MatchRun.State.OPEN).order_by("pk").values_list("pk", flat=True)


def _call_workers(started: list[MatchRun], n_chunks: int) -> bool:
    """Wake workers up; False when the broker does not answer.

    Region by region and then again, so that several workers begin with different regions: each reads what it needs of
    a region once, and who is done with one helps with what is left elsewhere.
    """
    rounds = min(n_chunks, MOST_CALLS) if len(started) == 1 else MOST_ROUNDS
    try:
        for _ in range(rounds):
            for run in started:
                app.send_task(tasks.work.name, [run.pk], retry=False)
    except (OperationalError, OSError):
        return False
    return True


def together(told: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Return what the runs of several regions did, added up; ``seconds`` from the first start to the last end."""
    added = {name: sum(one[name] for one in told) for name in ("clients", "vacancies", "pairs", "matches", "ranked")}
    parts = {name: round(sum(one["seconds"][name] for one in told), 3) for name in ("load", "score", "write")}
    return (
        {"regions": len(told)}
        | added
        | {
            "seconds": parts | {"total": round(seconds, 3)},
            "peak_rss_mb": max((one["peak_rss_mb"] for one in told), default=0.0),
            "per_region": told,
        }
    )


def figures(run: MatchRun) -> dict[str, Any]:
    """Return what a run did and how its region stands now."""
    measured = list(run.chunks.values_list("seconds", flat=True))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    current = MatchList.objects.filter(run__region=run.region).current().values("pk")
    lists = MatchList.objects.filter(pk__in=current)
    return {
        "region": run.region.code,
        "run": run.pk,
        "clients": lists.count(),
        "vacancies": Vacancy.objects.filter(region=run.region).open_on(clock.today()).count(),
        "pairs": sum(int(m.get("pairs", 0)) for m in measured),
        "matches": lists.aggregate(n=Sum(RawSQL("cardinality(vacancy_ids)", [])))["n"] or 0,
        "ranked": run.inputs["clients"],
        "seconds": run.seconds,
        "peak_rss_mb": round(max([own, *(m.get("peak_rss_mb", 0.0) for m in measured)]), 1),
    }
