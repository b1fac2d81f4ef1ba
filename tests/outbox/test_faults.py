"""Nothing is lost and nothing is doubled: when two drain at once, and when they are killed while they work."""

import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox import drain as outbox
from rmt_portal.outbox import queue
from rmt_portal.outbox.models import OutboxItem
from tests.rig.threads import thread_of_test
from tests.rig.worker import PROJECT, environment

pytestmark = pytest.mark.django_db(transaction=True)


def ask_for(number):
    with transaction.atomic():
        for n in range(number):
            queue.put("t.effect", f"t.effect:{n}", {"n": n})


def effects():
    return Counter(line.object_ids[0] for line in AuditLine.objects.filter(action="t.effect"))


def drain_in_threads(number):
    def one():
        try:
            outbox.drain()
        finally:
            connection.close()

    threads = [thread_of_test(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def careless_claim(long: bool | None = None):
    item = OutboxItem.objects.due().first()
    time.sleep(0.01)  # long enough for the other to see the same row
    return item


def careless_work(item, handler):
    handler.run(item.payload)
    OutboxItem.objects.filter(pk=item.pk).update(done_at=clock.now())
    return True


@pytest.mark.parametrize("careful", [True, False], ids=["drain", "control without locks"])
def test_drains_at_the_same_moment_do_each_row_once(register, monkeypatch, careful):
    register("t.effect", lambda payload: log.record("t.effect", object_ids=[payload["n"]]))
    if not careful:
        monkeypatch.setattr(outbox, "_claim", careless_claim)
        monkeypatch.setattr(outbox, "_work", careless_work)
    ask_for(30)
    drain_in_threads(4)
    done = effects()
    assert set(done) == set(range(30))
    assert (max(done.values()) == 1) == careful
    assert OutboxItem.objects.waiting().count() == 0


def test_work_that_hangs_in_one_drain_does_not_stop_another(register):
    started, let_go = threading.Event(), threading.Event()

    def hang(payload):
        started.set()
        let_go.wait(10)

    register("t.hang", hang)
    register("t.effect", lambda payload: log.record("t.effect", object_ids=[payload["n"]]))
    with transaction.atomic():
        queue.put("t.hang", "hang", {})
    hanging = thread_of_test(target=drain_in_threads, args=[1])
    hanging.start()
    assert started.wait(30)
    ask_for(3)
    assert outbox.drain().done == 3
    let_go.set()
    hanging.join()
    assert OutboxItem.objects.waiting().count() == 0


def drain_while_killing(*arguments):
    """Ask for work, let it be done by processes that are killed all the time, and return how many were."""
    ask_for(200)
    command = [sys.executable, "-m", "tests.outbox.drainer", *arguments]
    ended = subprocess.run(
        command, check=False, cwd=PROJECT, env=environment(), capture_output=True, text=True, timeout=400
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert not OutboxItem.objects.waiting().exists()
    return int(ended.stdout.split()[-1])


@pytest.mark.full
def test_killing_drains_loses_nothing_and_doubles_nothing():
    assert drain_while_killing() >= 10
    assert effects() == Counter(range(200))
    assert OutboxItem.objects.filter(deaths__gt=0).exists()


@pytest.mark.full
def test_the_control_without_one_transaction_doubles_work():
    drain_while_killing("careless")
    assert set(effects()) == set(range(200))
    assert max(effects().values()) > 1
