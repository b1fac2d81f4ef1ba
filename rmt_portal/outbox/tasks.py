"""The ticks: beat wakes them, they do what waits and stop in time for the next one; and a nightly sweep."""

from datetime import timedelta

from celery import shared_task

from rmt_portal import clock
from rmt_portal.outbox import drain as outbox
from rmt_portal.outbox.models import OutboxItem

BUDGET_SECONDS = 25
KEPT_DAYS = 30
"""How long work that is done stays to be looked up; what is parked stays until somebody looked at it."""


@shared_task(name="rmt_portal.outbox.tasks.drain")
def drain() -> None:
    """Do the work that waits in the outbox, and leave what takes long to :func:`drain_long`."""
    outbox.drain(budget_seconds=BUDGET_SECONDS, long=False)


@shared_task(name="rmt_portal.outbox.tasks.drain_long")
def drain_long() -> None:
    """Do the work that takes long, when no other process does."""
    outbox.drain_long(budget_seconds=BUDGET_SECONDS)


@shared_task(name="rmt_portal.outbox.tasks.forget_done")
def forget_done() -> int:
    """Remove work that was done a month ago; returns how many rows."""
    old = OutboxItem.objects.filter(done_at__lt=clock.now() - timedelta(days=KEPT_DAYS))
    return old.delete()[0]
