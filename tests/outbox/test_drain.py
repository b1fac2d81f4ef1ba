"""Doing the work: once, in order of time, with back-off, without one bad row in the way of the others."""

from datetime import UTC, datetime, timedelta

import pytest
import structlog
import time_machine
from django.core.management import call_command
from django.db import connection

from rmt_portal.outbox import drain as outbox
from rmt_portal.outbox import handlers, queue, tasks
from rmt_portal.outbox.drain import drain, try_again
from rmt_portal.outbox.models import Heartbeat, OutboxItem

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_waiting_work_is_done_once(register):
    seen = []
    register("t.note", lambda payload: seen.append(payload["n"]))
    queue.put("t.note", "a", {"n": 1})
    queue.put("t.note", "b", {"n": 2})
    assert drain().done == 2
    assert drain().done == 0
    assert seen == [1, 2]


def test_work_for_later_waits(register):
    seen = []
    register("t.note", lambda payload: seen.append(payload["n"]))
    with time_machine.travel(MORNING, tick=False) as clock:
        queue.put("t.note", "a", {"n": 1}, not_before=MORNING + timedelta(hours=1))
        assert drain().done == 0
        clock.shift(timedelta(hours=1))
        assert drain().done == 1


def test_what_a_failing_handler_wrote_is_gone(register):
    def write_and_fail(payload):
        Heartbeat.beat("half")
        raise RuntimeError("no")

    register("t.fail", write_and_fail)
    queue.put("t.fail", "a", {})
    assert drain().failed == 1
    assert not Heartbeat.objects.filter(name="half").exists()
    item = OutboxItem.objects.get()
    assert (item.attempts, item.done_at, item.started_at) == (1, None, None)


def test_a_bad_row_does_not_block_the_others(register):
    seen = []
    register("t.fail", lambda payload: 1 / 0)
    register("t.note", lambda payload: seen.append(payload["n"]))
    queue.put("t.fail", "bad", {})
    queue.put("t.unknown", "nobody", {})
    queue.put("t.note", "good", {"n": 1})
    drained = drain()
    assert (drained.done, drained.failed) == (1, 2)
    assert seen == [1]


def test_back_off_grows_and_the_eighth_failure_parks(register):
    register("t.fail", lambda payload: 1 / 0)
    waits = []
    with time_machine.travel(MORNING, tick=False) as clock:
        queue.put("t.fail", "bad", {})
        for _ in range(8):
            drain()
            item = OutboxItem.objects.get()
            waits.append((item.not_before - datetime.now(UTC)).total_seconds() / 60)
            clock.move_to(item.not_before + timedelta(seconds=1))
    assert waits[:7] == [1, 5, 15, 60, 360, 360, 360]
    assert item.parked_at is not None
    assert drain().done == 0


def test_try_again_gives_a_parked_row_a_fresh_start(register):
    works = []
    register("t.note", lambda payload: works.append(1))
    queue.put("t.note", "a", {})
    OutboxItem.objects.update(parked_at=MORNING, attempts=8, deaths=2)
    assert drain().done == 0
    assert try_again(OutboxItem.objects.all()) == 1
    assert try_again(OutboxItem.objects.all()) == 0  # a colleague's second click
    assert drain().done == 1


def test_the_error_that_is_kept_holds_no_personal_data(register):
    def fail(payload):
        raise ValueError("CANARY Sanne de Wit, 06 12345678")

    register("t.fail", fail)
    queue.put("t.fail", "a", {})
    with structlog.testing.capture_logs() as lines:
        drain()
    item = OutboxItem.objects.get()
    assert item.last_error.startswith("ValueError in test_drain.py:")
    assert "CANARY" not in str(lines) + item.last_error


def test_a_row_that_kills_its_process_is_parked_in_the_end(register):
    register("t.kill", lambda payload: None)
    queue.put("t.kill", "a", {})
    died_every_time = {"attempts": 8, "started_at": MORNING, "deaths": 7}
    OutboxItem.objects.update(**died_every_time)
    assert drain().parked == 1
    assert OutboxItem.objects.get().last_error == "the process died during the work"


def test_an_outside_effect_that_died_halfway_is_repeated_once_only(register):
    keys = []
    register("t.mail", lambda payload, key: keys.append(key), outside=True)
    for key, deaths in (("once", 0), ("twice", 1)):
        queue.put("t.mail", key, {})
        OutboxItem.objects.filter(key=key).update(attempts=deaths + 1, started_at=MORNING, deaths=deaths)
    drained = drain()
    assert (drained.done, drained.parked) == (1, 1)
    assert keys == ["once"]


def test_a_drain_stops_when_its_time_is_spent(register, monkeypatch):
    seconds = iter(range(100))
    monkeypatch.setattr(outbox.time, "monotonic", lambda: next(seconds))
    register("t.note", lambda payload: None)
    for n in range(10):
        queue.put("t.note", str(n), {})
    assert drain(budget_seconds=3).done == 2


def test_the_request_id_of_the_question_stands_in_the_log_of_the_work(register):
    log = structlog.get_logger("handler")
    register("t.note", lambda payload: log.info("working"))
    with structlog.contextvars.bound_contextvars(request_id="abc-123"):
        queue.put("t.note", "a", {})
    bound = []
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        drain()
        bound.append(structlog.contextvars.get_contextvars())
    assert {line.get("request_id") for line in lines} == {"abc-123"}
    assert bound == [{}]


def test_a_drain_leaves_a_heartbeat_also_without_work():
    drain()
    assert Heartbeat.objects.get(name=outbox.HEARTBEAT)


def test_the_command_and_the_tick_do_the_same_work(register, capsys):
    seen = []
    register("t.note", lambda payload: seen.append(payload["n"]))
    queue.put("t.note", "a", {"n": 1})
    call_command("drain_outbox")
    assert "1 gedaan" in capsys.readouterr().out
    queue.put("t.note", "b", {"n": 2})
    tasks.drain()
    assert seen == [1, 2]


def test_a_kind_has_one_handler(register):
    register("t.once", print)
    with pytest.raises(ValueError, match="already"):
        register("t.once", print)
    assert "t.once" in handlers.kinds()


# --- work that takes long -------------------------------------------------------------------------------------------
def test_the_receipt_does_not_wait_for_work_that_takes_long(register):
    seen = []
    register("t.region", lambda payload: seen.append("region"), long=True)
    register("t.receipt", lambda payload: seen.append("receipt"))
    queue.put("t.region", "a", {})
    queue.put("t.receipt", "b", {})
    tasks.drain()
    assert seen == ["receipt"]
    tasks.drain_long()
    assert seen == ["receipt", "region"]


def test_one_process_at_a_time_does_work_that_takes_long(register):
    seen = []
    register("t.region", lambda payload: seen.append("region"), long=True)
    queue.put("t.region", "a", {})
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [outbox.ONE_LONG_DRAIN])
            tasks.drain_long()
            assert seen == []
            cursor.execute("SELECT pg_advisory_unlock(%s)", [outbox.ONE_LONG_DRAIN])
    finally:
        other.close()
    tasks.drain_long()
    assert seen == ["region"]
