"""The night's work of the log."""

from celery import shared_task

from rmt_portal.audit.seal import seal_finished_days


@shared_task(name="rmt_portal.audit.tasks.seal")
def seal() -> None:
    """Seal the days that are over; a missed night is made up for in the next."""
    seal_finished_days()
