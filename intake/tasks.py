"""What happens by itself."""

from celery import shared_task

from intake import allocation, drafts, retention
from intake.caseload import files
from intake.duplicates import finding, merging


@shared_task(name="intake.tasks.wipe_expired_drafts")
def wipe_expired_drafts() -> None:
    """Throw away the drafts nobody came back for, and the lines of a caseload that nobody registered."""
    drafts.wipe_expired()
    files.wipe_expired()


@shared_task(name="intake.tasks.apply_retention")
def apply_retention() -> None:
    """Warn, erase and remove by the terms of each region; nothing happens twice."""
    retention.apply(dry_run=False)


@shared_task(name="intake.tasks.find_duplicates")
def find_duplicates() -> None:
    """Compare everybody with who shares something, and forget snapshots that are too old; again changes nothing."""
    finding.look_at_all()
    merging.forget_snapshots()


@shared_task(name="intake.tasks.ask_for_who_waits")
def ask_for_who_waits() -> None:
    """Ask a coach for everybody on a waiting list, now that somebody may have room."""
    allocation.ask_for_who_waits()
