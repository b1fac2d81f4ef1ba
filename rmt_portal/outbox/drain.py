"""Do the work that waits in the outbox, one row at a time.

Each row takes two transactions. The first *claims* it: it counts the attempt and hides the row for a moment, and
commits, so that a row that kills its process is counted too and can not block the others. The second locks the row,
does the work and marks it as done, all or nothing: of two drains the other one skips the locked row, and after a
kill -9 nothing of the effect is left and the row comes back. Works with Celery (a tick every second) and without
(``manage.py drain_outbox``).
"""

import time
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.db import connection, transaction

from rmt_portal import clock, row_security
from rmt_portal.outbox.handlers import Handler, UnknownKind, handler_for, long_kinds
from rmt_portal.outbox.models import Heartbeat, OutboxItem

HEARTBEAT = "outbox"
LEASE = timedelta(seconds=10)
ONE_LONG_DRAIN = 24226
"""Key of the advisory lock of :func:`drain_long`."""
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 360))
MAX_ATTEMPTS = 8
MAX_DEATHS_OUTSIDE = 2
"""An outside effect whose process died halfway may have happened: repeat it once, then ask a person."""

log = structlog.get_logger(__name__)


@dataclass
class Drained:
    """What a drain did."""

    done: int = 0
    failed: int = 0
    parked: int = 0


def drain(budget_seconds: float = 25.0, long: bool | None = None) -> Drained:
    """Do waiting work until there is none or the time is spent; never raises because of one row.

    ``long`` takes up only work that takes long, or only work that does not; ``None`` does everything.
    """
    drained, until = Drained(), time.monotonic() + budget_seconds
    Heartbeat.beat(HEARTBEAT)
    while time.monotonic() < until and (item := _claim(long)):
        with structlog.contextvars.bound_contextvars(request_id=item.trace_id, outbox_key=item.key):
            _attempt(item, drained)
        Heartbeat.beat(HEARTBEAT)
    return drained


def drain_long(budget_seconds: float = 25.0) -> Drained:
    """Do the work that takes long, in one process at a time: the others stay free for who registers now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_LONG_DRAIN])
        if not cursor.fetchone()[0]:
            return Drained()
    try:
        return drain(budget_seconds, long=True)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_LONG_DRAIN])


def try_again(items: Iterable[OutboxItem]) -> int:
    """Give parked rows a fresh start; returns how many were still parked."""
    return (
        OutboxItem.objects.parked()
        .filter(pk__in=[item.pk for item in items])
        .update(parked_at=None, attempts=0, deaths=0, started_at=None, not_before=clock.now())
    )


@transaction.atomic
def _claim(long: bool | None) -> OutboxItem | None:
    """Count an attempt on the next row and hide it for the length of the lease."""
    due = OutboxItem.objects.due()
    if long is not None:
        due = due.filter(kind__in=long_kinds()) if long else due.exclude(kind__in=long_kinds())
    item = due.select_for_update(skip_locked=True).first()
    if item is None:
        return None
    now = clock.now()
    if item.started_at is not None:
        item.deaths += 1
    item.attempts, item.started_at, item.not_before = item.attempts + 1, now, now + LEASE
    item.save(update_fields=["attempts", "started_at", "not_before", "deaths"])
    return item


def _attempt(item: OutboxItem, drained: Drained) -> None:
    try:
        handler = handler_for(item.kind)
        if item.attempts > MAX_ATTEMPTS or (handler.outside and item.deaths >= MAX_DEATHS_OUTSIDE):
            _give_up(item, "the process died during the work", drained)
        elif _work(item, handler):
            drained.done += 1
            log.info("outbox.done", kind=item.kind, attempts=item.attempts)
    except UnknownKind:
        _failed(item, "no handler for this kind", drained)
    except Exception as error:
        _failed(item, describe(error), drained)


@transaction.atomic
def _work(item: OutboxItem, handler: Handler) -> bool:
    """Do the work and mark it as done in one transaction; False when another process took the row over."""
    mine = OutboxItem.objects.waiting().filter(pk=item.pk, attempts=item.attempts)
    # Wait for the lock: another drain that just passed this row over still holds it for the rest of its claim.
    if mine.select_for_update().first() is None:
        return False
    with row_security.house("work"):
        if handler.outside:
            handler.run(item.payload, item.key)
        else:
            handler.run(item.payload)
    OutboxItem.objects.filter(pk=item.pk).update(done_at=clock.now(), started_at=None, last_error="")
    return True


def _failed(item: OutboxItem, why: str, drained: Drained) -> None:
    """Plan the next attempt, or park the row when it had its last one."""
    if item.attempts >= MAX_ATTEMPTS:
        _give_up(item, why, drained)
        return
    drained.failed += 1
    log.warning("outbox.failed", kind=item.kind, attempts=item.attempts, error=why)
    _record(item, why, not_before=clock.now() + BACK_OFF[min(item.attempts, len(BACK_OFF)) - 1])


def _give_up(item: OutboxItem, why: str, drained: Drained) -> None:
    drained.parked += 1
    log.error("outbox.parked", kind=item.kind, attempts=item.attempts, error=why)
    _record(item, why, parked_at=clock.now())


def _record(item: OutboxItem, why: str, **fields: datetime) -> None:
    OutboxItem.objects.waiting().filter(pk=item.pk, attempts=item.attempts).update(
        last_error=why[:200], started_at=None, **fields
    )


def describe(error: Exception) -> str:
    """Say what went wrong and where, without the message: that may hold personal data."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
