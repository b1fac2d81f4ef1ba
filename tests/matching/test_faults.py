"""A region is ranked while everything it stands on is killed: the same lists, and nobody ever sees half of them."""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections
from kombu import Connection
from kombu.exceptions import OperationalError

from matching import chunks, runs, seeding
from matching.models import MatchChunk, MatchList, MatchRun
from rmt_portal.celery import app
from rmt_portal.outbox.models import OutboxItem
from tests.matching.factories import achterhoek
from tests.rig import worker as rig
from tests.rig.own_servers import OwnServers, OwnWorker, every, own_folder
from tests.rig.threads import at_once, thread_of_test

pytestmark = pytest.mark.full

PEOPLE, KILLS, SEED = 200, 50, 20
LEASE_SECONDS = 5
FAR = 30
"""At most this many chunks are taken or done between two kills, of 80 in a run: more kills would be five for one chunk,
which ends the run as it should."""


@pytest.fixture
def own(django_db_setup, django_db_blocker) -> Iterator[OwnServers]:
    """Servers of this test, with a copy of the test database, that serve the test and its processes."""
    servers = OwnServers(own_folder())
    try:
        servers.start()
        servers.copy(connections["default"].settings_dict["NAME"])
        with django_db_blocker.unblock(), servers.serve_this_process():
            yield servers
    finally:
        servers.remove()


class Reader:
    """Somebody who looks at the opportunities of the region all the time, also while the database restarts."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        self.complete, self.away, self.wrong = 0, 0, list[str]()
        self.runs = set[int]()

    def look(self) -> None:
        """Look once: everybody's list, of one published run, with what belongs in it."""
        try:
            seen = list(MatchList.objects.current().values_list("run_id", "run__state", *CONTENT))
        except DatabaseError:
            self.away += 1
            connection.close()
            return
        from_runs = {row[0] for row in seen}
        if len(seen) != PEOPLE or len(from_runs) != 1 or {row[1] for row in seen} != {MatchRun.State.PUBLISHED}:
            self.wrong.append(f"{len(seen)} lists of runs {sorted(from_runs)}")
        elif digest([row[2:] for row in seen]) != self.expected:
            self.wrong.append(f"other lists than in the undisturbed run, in run {from_runs}")
        else:
            self.complete += 1
            self.runs |= from_runs


CONTENT = (
    "client_id", "profile_version", "n_new", "vacancy_ids", "scores", "gates", "reasons", "confidences", "components",
)  # fmt: skip


def digest(rows: list[tuple[object, ...]]) -> str:
    """Return one value for the lists of everybody; Python writes a number so that no bit is lost."""
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()


def content() -> str:
    return digest(list(MatchList.objects.current().values_list(*CONTENT)))


@contextmanager
def all_the_time(seconds: float, act) -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        try:
            every(seconds, act, stop.is_set)
        finally:
            connection.close()

    thread = thread_of_test(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_fifty_kills_leave_every_ranking_whole_and_the_same_to_the_bit(own, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_CLIENTS", 5)
    seeding.seed_region(achterhoek(), clients=PEOPLE, vacancies=300, seed=7)
    quiet = runs.start(achterhoek(), MatchRun.Kind.FULL, "quiet")
    chunks.work(quiet.pk, 300)
    expected, draw, kills = content(), random.Random(SEED), Counter[str]()
    reader, log = Reader(expected), tmp_path / "worker.log"
    environment = rig.environment() | own.addresses | {"RMT_MATCH_LEASE_SECONDS": str(LEASE_SECONDS)}
    worker = OwnWorker(environment, log)
    kinds = {"worker": worker.kill, "postgres": own.kill_postgres, "valkey": own.kill_valkey}
    ranked = []
    try:
        with all_the_time(0.2, reader.look), all_the_time(0.5, lambda: tick(own.addresses["REDIS_URL"], worker)):
            while kills.total() < KILLS:
                run = two_start_at_once(len(ranked))
                kill_during(run, draw, kinds, kills, log)
                rig.wait_until(lambda run=run: not is_open(run), 180, log)
                ranked.append(run)
                assert_whole(run)
                assert content() == expected
            rig.wait_until(lambda: max(reader.runs) == ranked[-1].pk, 30)
    finally:
        worker.stop()
    assert reader.wrong == []
    assert reader.complete > KILLS
    assert min(kills[kind] for kind in kinds) >= KILLS // 5
    print(f"{kills} in {len(ranked)} runs; {reader.complete} looks, {reader.away} while PostgreSQL was away")


def two_start_at_once(number: int) -> MatchRun:
    """Two start a ranking of the region at the same moment, by another key: it is one run."""
    started = at_once(
        achterhoek,
        [lambda region, who=who: runs.start(region, MatchRun.Kind.FULL, f"{who} {number}").pk for who in "ab"],
        (),
    )
    assert len(set(started)) == 1
    return MatchRun.objects.get(pk=started[0])


def kill_during(run, draw, kinds, kills, log) -> None:
    """Kill something at a random moment after some progress, again and again, until the run is over anyhow."""
    while kills.total() < KILLS:
        until = progress(run) + draw.randint(1, FAR)
        rig.wait_until(lambda until=until: progress(run) >= until or not is_open(run), 120, log)
        time.sleep(draw.random() * 0.1)
        if not is_open(run):
            return
        kind = draw.choice(sorted(kinds))
        kinds[kind](draw)
        kills[kind] += 1


def tick(broker: str, worker: OwnWorker) -> None:
    """Do as beat does, and twice: every task is delivered two times. And as systemd does."""
    worker.look_after()
    with Connection(broker, transport_options={"socket_connect_timeout": 1}) as to:
        try:
            for _ in range(2):
                app.send_task("matching.tasks.carry_on", connection=to, expires=5, retry=False)
        except (OSError, OperationalError, *to.connection_errors):
            return  # it was killed just now; the next tick comes


def progress(run: MatchRun) -> int:
    """Count chunks taken and chunks done."""
    parts = run.chunks.order_by("number").values_list("attempts", "state")
    return sum(attempts + (state == MatchChunk.State.DONE) for attempts, state in parts)


def is_open(run: MatchRun) -> bool:
    return MatchRun.objects.filter(pk=run.pk, state=MatchRun.State.OPEN).exists()


def assert_whole(run: MatchRun) -> None:
    run.refresh_from_db()
    assert run.state == MatchRun.State.PUBLISHED
    assert set(run.chunks.order_by("number").values_list("state", flat=True)) == {MatchChunk.State.DONE}
    assert OutboxItem.objects.filter(key=f"training.region:{run.region_id}:{run.pk}").count() == 1
