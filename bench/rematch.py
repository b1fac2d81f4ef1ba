"""How fast a region is ranked, from database to database: ``python -m bench.rematch [CLIENTS VACANCIES]``.

A made-up region of full size (10,000 people, 20,000 vacancies, the same every time), the real web server, and a real
Celery worker of two processes with its beat. Measured are the whole region, a vacancy that was published until
everybody's list has it and until the best people for it are known, and somebody who registers in a browser until the
opportunities are there. The database must hold the reference data; what was made is removed at the end.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection, transaction

from bench import bars
from bench.visitor import PROJECT, Visitor, web_server
from intake.models import Registration
from matching import rematches, seeding
from matching.models import MatchList, MatchRun, Vacancy, VacancySearch
from matching.vacancies import candidates
from rmt_portal import clock, row_security
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import LabourRegion, RegionBrand

REGION = "AM09"
CLIENTS, VACANCIES = 10_000, 20_000
NEW_VACANCIES, NEW_CLIENTS = 5, 30
BARS = {
    "whole region, seconds": 10.0,
    "memory, MiB": 1536.0,
    "new vacancy, seconds": 3.0,
    "new client p95, seconds": 2.0,
    "new client computing p95, seconds": 0.3,
}
PATIENCE = 300


def main() -> int:
    """Measure, print, and return 1 when a bar is missed."""
    clients, vacancies = [int(size) for size in sys.argv[1:3]] or [CLIENTS, VACANCIES]
    if not RegionBrand.objects.filter(slug="achterhoek").exists():
        call_command("seed_demo_regions", verbosity=0)
    region = LabourRegion.objects.get(code=REGION)
    seeding.seed_region(region, clients, vacancies, seed=1)
    seeding.seeded_vacancies(region).update(changed_at=clock.now() - timedelta(days=1))
    environment = {name: value for name, value in os.environ.items() if name != "RMT_TESTING"}
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {clients} x {vacancies}")
    try:
        with TemporaryDirectory() as folder, workers(environment, Path(folder)):
            whole(environment)  # compiles, and reads the region
            follow_up()
            found = whole(environment) | follow_up() | new_vacancies(region) | new_clients(environment, Path(folder))
    finally:
        seeding.remove(region)
    return bars.told(found, BARS)


@contextmanager
def workers(environment: Mapping[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker of two processes and its beat, as ``make run`` and an installation do."""
    command = [
        sys.executable, "-m", "celery", "-A", "rmt_portal", "worker", "--concurrency=2", "--beat",
        "-s", str(folder / "beat"), "--loglevel=WARNING",
    ]  # fmt: skip
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=dict(environment), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def whole(environment: Mapping[str, str]) -> dict[str, float]:
    """Rank everybody by the command, with the work done by the worker's two processes."""
    command = [sys.executable, "manage.py", "rematch", "--region", REGION, "--full", "--json"]
    done = subprocess.run(command, cwd=PROJECT, env=dict(environment), check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"rematch failed:\n{done.stderr[-2000:]}{done.stdout[-500:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    seconds = told["seconds"]
    return {
        "whole region, seconds": seconds["total"],
        **{f"  {part}, added up": seconds[part] for part in ("load", "score", "write")},
        "memory, MiB": told["peak_rss_mb"],
    }


def follow_up() -> dict[str, float]:
    """Wait until what follows a whole run is worked out: what trainings open, how vacancies are spread, the figures.

    It has a bar of its own nowhere, but takes one of the two processes, so whatever is measured next begins after it.
    """
    start = time.perf_counter()
    follows = OutboxItem.objects.waiting().filter(kind__in=["training.region", "match.figures"])
    wait(lambda: not follows.exists())
    return {"  what follows from it, seconds": time.perf_counter() - start}


def new_vacancies(region: LabourRegion) -> dict[str, float]:
    """Publish some vacancies one by one; the slowest counts, but for the first: that compiles, and is followed up as
    once an hour."""
    listed, searched, ranked = [], [], []
    for number in range(1 + NEW_VACANCIES):
        pattern = Vacancy.objects.filter(region=region, source=seeding.SEED, state="open").order_by("pk")[number * 37]
        start = time.perf_counter()
        with transaction.atomic():
            pattern.pk, pattern.external_id, pattern.changed_at = None, f"new-{time.time_ns()}", clock.now()
            pattern.save(force_insert=True)
            rematches.ask_for_region(region.pk)
            candidates.ask(pattern)
        asked = VacancySearch.objects.get(vacancy=pattern.pk)
        wait(partial(_is_searched, asked))
        searched.append(time.perf_counter() - start)
        wait(partial(_newest, region, pattern))
        listed.append(time.perf_counter() - start)
        ranked.append(MatchRun.objects.filter(region=region, kind="incremental").latest("pk").inputs["clients"])
        follow_up()
    return {
        "new vacancy, seconds": max(listed[1:]),
        "  until its best people are known": max(searched[1:]),
        "  people ranked again, median": float(median(ranked[1:])),
    }


def _is_searched(asked: VacancySearch) -> bool:
    asked.refresh_from_db()
    return not asked.is_waiting


def _newest(region: LabourRegion, vacancy: Vacancy) -> bool:
    """Say whether a run that knew this vacancy was published."""
    done = MatchRun.objects.filter(region=region, state=MatchRun.State.PUBLISHED).exclude(kind="client")
    return done.filter(started_at__gte=vacancy.changed_at).exists()


def new_clients(environment: Mapping[str, str], folder: Path) -> dict[str, float]:
    """Let people register in a browser, and look how long it takes until their opportunities are there."""
    waited, computed = [], []
    with web_server(environment, folder / "web.log") as port:
        for number in range(NEW_CLIENTS):
            visitor = Visitor(port)
            visitor.answer_all(f"Meting{number}", f"rematch{number}@voorbeeld.nl", reads=False)
            start = time.perf_counter()
            reference = visitor.send()
            client = Registration.objects.get(case__reference=reference).client_id
            wait(MatchList.objects.published().filter(client=client).exists)
            waited.append(time.perf_counter() - start)
            computed += [sum(found.run.seconds.values()) for found in [MatchList.objects.current_for(client)] if found]
    return {
        "new client p95, seconds": quantiles(waited, n=20)[-1],
        "  median": median(waited),
        "new client computing p95, seconds": quantiles(computed, n=20)[-1],
    }


def wait(true: Callable[[], bool]) -> None:
    """Look until it is so."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise SystemExit("the worker did not do it in time")
        time.sleep(0.02)


if __name__ == "__main__":
    with row_security.house("command"):
        code = main()
    connection.close()
    sys.exit(code)
