"""Real Celery workers: they rank, and one that is killed in the middle costs nothing but a moment."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from kombu import Connection

from intake import registrations
from matching import chunks, runs, seeding
from matching.models import MatchChunk, MatchList, MatchRun
from rmt_portal import addresses
from rmt_portal.celery import app
from rmt_portal.outbox.models import Heartbeat
from tests.intake.factories import DraftFactory
from tests.matching.conftest import fingerprint
from tests.matching.factories import VacancyFactory, achterhoek
from tests.rig.threads import thread_of_test

pytestmark = [pytest.mark.django_db(transaction=True)]

PROJECT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """Processes of this test serve from the test database and have a broker of their own."""
    database = connection.settings_dict["NAME"]
    return os.environ | {
        "DATABASE_URL": addresses.database_url(addresses.SERVING_ROLE, database=database),
        "REDIS_URL": os.environ.get("REDIS_URL", addresses.redis_url()) + f"?virtual_host={1 + os.getpid() % 14}",
        "RMT_MATCH_LEASE_SECONDS": "2",
        **more,
    }


@contextmanager
def worker(**more: str) -> Iterator[subprocess.Popen]:
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "rmt_portal",
        "worker",
        "--pool",
        "solo",
        "--without-mingle",
        "--without-gossip",
    ]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment(**more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def call(task: str, *arguments: object) -> None:
    """Send a task as beat does, to the broker of this test."""
    with Connection(environment()["REDIS_URL"]) as broker:
        app.send_task(task, list(arguments), connection=broker)


def wait_until(condition, seconds: float = 90.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.1)


@pytest.mark.full
def test_a_registered_person_gets_opportunities_from_a_real_worker():
    for work in ("heftruckchauffeur", "ober", "verzorgende", "schoonmaker"):
        VacancyFactory.create_batch(4, work=work)
    draft = DraftFactory()
    client = registrations.submit(draft.key).registration.client
    with worker():
        call("rmt_portal.outbox.tasks.drain")
        wait_until(lambda: MatchList.objects.current_for(client.pk) is not None)
    ranked = MatchList.objects.current_for(client.pk)
    assert ranked.run.kind == MatchRun.Kind.CLIENT
    assert len(ranked.vacancy_ids) >= 10


@pytest.mark.full
def test_the_command_lets_a_worker_do_it_and_reports_the_figures():
    seeding.seed_region(achterhoek(), clients=20, vacancies=40, seed=7)
    with worker() as process:
        call("rmt_portal.outbox.tasks.drain")
        wait_until(Heartbeat.objects.exists)  # the worker is up, or the command would not wait for it
        out = subprocess.run(
            [sys.executable, "manage.py", "rematch", "--region", "AM09", "--full", "--json"],
            cwd=PROJECT, env=environment(), check=True, capture_output=True, text=True,
        )  # fmt: skip
    told = json.loads(out.stdout.splitlines()[-1])
    assert (told["clients"], told["pairs"]) == (20, 800)
    assert {owner.split(":")[1] for owner in MatchChunk.objects.values_list("owner", flat=True)} == {str(process.pid)}


@pytest.mark.full
def test_without_a_broker_the_command_does_the_work_itself():
    seeding.seed_region(achterhoek(), clients=5, vacancies=10, seed=7)
    dead = environment(REDIS_URL="redis+socket:///tmp/there-is-no-such-socket")
    out = subprocess.run(
        [sys.executable, "manage.py", "rematch", "--region", "AM09", "--full", "--json"],
        cwd=PROJECT, env=dead, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert json.loads(out.stdout.splitlines()[-1])["clients"] == 5


@pytest.mark.full
@pytest.mark.parametrize("seed", range(3))
def test_killed_workers_cost_nothing_but_time(seed, monkeypatch, django_db_blocker):
    monkeypatch.setattr(runs, "CHUNK_CLIENTS", 5)
    seeding.seed_region(achterhoek(), clients=400, vacancies=300, seed=7)
    quiet = runs.start(achterhoek(), MatchRun.Kind.FULL, "quiet")
    chunks.work(quiet.pk, 300)
    expected = fingerprint()

    run = runs.start(achterhoek(), MatchRun.Kind.FULL, f"killed {seed}")
    with readers(django_db_blocker) as seen:
        kills = _kill_workers(run, random.Random(seed), most=4)
        with worker():
            until = time.monotonic() + 90
            while not _over(run) and time.monotonic() < until:
                call("matching.tasks.carry_on")
                time.sleep(1)
    run.refresh_from_db()
    assert run.state == MatchRun.State.PUBLISHED
    assert kills >= 1
    assert fingerprint() == expected
    assert set(seen) == {1}, "a reader saw lists of two runs at once"
    assert not run.chunks.exclude(state=MatchChunk.State.DONE).exists()


def _kill_workers(run: MatchRun, draw: random.Random, most: int) -> int:
    """Start a worker, wait until it takes its first chunk, and kill it a moment later; a task comes twice each time."""
    for kills in range(most):
        with worker() as process:
            call("matching.tasks.work", run.pk)
            call("matching.tasks.work", run.pk)
            attempts = _attempts(run)
            wait_until(lambda before=attempts: _attempts(run) > before or _over(run))
            time.sleep(draw.random() * 0.4)
            os.kill(process.pid, signal.SIGKILL)
        if _over(run):
            return kills
    return most


def _attempts(run: MatchRun) -> int:
    return sum(run.chunks.values_list("attempts", flat=True))


def _over(run: MatchRun) -> bool:
    return not MatchRun.objects.filter(pk=run.pk, state=MatchRun.State.OPEN).exists()


@contextmanager
def readers(django_db_blocker) -> Iterator[list[int]]:
    """Read, again and again, from how many runs the current lists come."""
    seen: list[int] = []
    stop = threading.Event()

    def read() -> None:
        with django_db_blocker.unblock():
            while not stop.is_set():
                seen.append(len(set(MatchList.objects.current().values_list("run_id", flat=True))))
                time.sleep(0.02)
            connection.close()

    thread = thread_of_test(target=read)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()
