"""Ask for ranking, and do what was asked: outbox rows, the nightly run, and carrying on with what was left."""

import time
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from matching import chunks, markers, runs
from matching.client_matches import rank_client
from matching.models import MatchChunk, MatchRun
from rmt_portal import clock
from rmt_portal.outbox import queue
from rmt_portal.reference.models import LabourRegion

SOON_SECONDS = 2
"""After how long a region is asked for again when a vacancy changed during a run."""
WORK_SECONDS = 240
"""How long one task works before it leaves the rest to the next one; well within Celery's time limit."""


def ask_for_client(client_id: int, profile_version: int) -> None:
    """Ask, in the caller's transaction, to rank one client."""
    queue.put("match.client", f"match.client:{client_id}:{profile_version}", {"client": client_id})


def ask_for_region(region_id: int) -> None:
    """Ask, in the caller's transaction, to rank whoever a change of the region's vacancies touches."""
    key = f"match.region:{region_id}:{markers.vacancies(region_id)}"
    queue.put("match.region", key, {"region": region_id})


def do_client(payload: Mapping[str, int]) -> None:
    """Outbox: rank one client."""
    rank_client(payload["client"])


def do_region(payload: Mapping[str, int]) -> None:
    """Outbox: start an incremental run of a region; the chunks are done after this transaction.

    A change while such a run is going on joins that run, which began before it: then the region is asked for again.
    """
    region, now = LabourRegion.objects.get(pk=payload["region"]), clock.now()
    run = runs.start(region, MatchRun.Kind.INCREMENTAL, f"changed:{region.code}:{now.isoformat()}")
    if run.inputs["marks"]["vacancies"] != markers.vacancies(region.pk):
        key = f"match.region:{region.pk}:after:{run.pk}:{now.timestamp():.0f}"
        queue.put("match.region", key, {"region": region.pk}, not_before=now + timedelta(seconds=SOON_SECONDS))
    transaction.on_commit(partial(chunks.work, run.pk, WORK_SECONDS), robust=True)


def do_chunk(payload: Mapping[str, int]) -> None:
    """Outbox: work on the chunks of a run, after this transaction."""
    transaction.on_commit(partial(chunks.work, payload["run"], WORK_SECONDS), robust=True)


def carry_on() -> int:
    """Work on every open run; what a dead worker left comes back when its lease ends.

    First where the fewest work now, so that workers spread over the regions and each reads fewer of them; then the
    oldest. All of it within the time of one task, however many regions wait: the next call goes on.
    """
    busy = Count("chunks", filter=Q(chunks__state=MatchChunk.State.BUSY))
    open_runs = MatchRun.objects.filter(state=MatchRun.State.OPEN).annotate(busy=busy).order_by("busy", "pk")
    until, done = time.monotonic() + WORK_SECONDS, 0
    for run_id in list(open_runs.values_list("pk", flat=True)):
        done += chunks.work(run_id, until - time.monotonic())
    return done


@transaction.atomic
def try_again(run: MatchRun) -> bool:
    """Ask to begin anew with a run that ended without all its parts; False when a newer one is going on or ready.

    A worker begins it: who presses sees only some of the people. Everything and not only what failed: vacancies and
    people may have changed since, and the lists of one run are of one moment. A second press is the same request.
    """
    same = MatchRun.objects.filter(region=run.region_id, kind=run.kind, pk__gte=run.pk).order_by("-pk")
    if same.exclude(state=MatchRun.State.PARTIAL).exists():
        return False
    newest = same.values_list("pk", flat=True)[0]
    queue.put("match.again", f"match.again:{newest}", {"run": newest})
    return True


def do_again(payload: Mapping[str, int]) -> None:
    """Outbox: start a run in place of one that failed; the chunks are done after this transaction."""
    failed = MatchRun.objects.select_related("region").get(pk=payload["run"])
    run = runs.start(failed.region, MatchRun.Kind(failed.kind), f"again:{failed.pk}")
    transaction.on_commit(partial(chunks.work, run.pk, WORK_SECONDS), robust=True)


def with_clients() -> QuerySet[LabourRegion]:
    """Return the regions where somebody is or was guided, by code."""
    return LabourRegion.objects.filter(cases__isnull=False).distinct().order_by("code")


def start_nightly() -> list[int]:
    """Start tonight's full run of every region with clients; asked again the same day it starts nothing new."""
    now = timezone.localtime(clock.now())
    if now.hour < settings.MATCH_NIGHT_HOUR:
        return []
    keys = {region: f"nightly:{region.code}:{now.date()}" for region in with_clients()}
    done = set(MatchRun.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    return [runs.start(region, MatchRun.Kind.FULL, key).pk for region, key in keys.items() if key not in done]
