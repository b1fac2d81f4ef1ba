"""Celery's side of ranking: wake-up calls with ids; the work itself stands as rows in the database."""

from celery import shared_task

from matching import chunks, rematches, runs
from matching.employers import notices as employer_notices
from matching.vacancies import candidates


@shared_task(name="matching.tasks.work")
def work(run_id: int) -> None:
    """Work on the chunks of one run."""
    chunks.work(run_id, rematches.WORK_SECONDS)


@shared_task(name="matching.tasks.carry_on")
def carry_on() -> None:
    """Work on whatever is open; beat calls this, so that nothing a dead worker left stays behind."""
    rematches.carry_on()


@shared_task(name="matching.tasks.nightly")
def nightly() -> None:
    """Start tonight's runs when it is night and they were not started yet."""
    rematches.start_nightly()


@shared_task(name="matching.tasks.forget_runs")
def forget_runs() -> int:
    """Remove runs that were kept long enough."""
    return runs.forget_old()


@shared_task(name="matching.tasks.forget_candidates")
def forget_candidates() -> int:
    """Remove who was found for vacancies that closed, or long ago."""
    return candidates.forget_old()


@shared_task(name="matching.tasks.forget_contacts")
def forget_contacts() -> int:
    """Empty who sent a notice of an employer that was dealt with a year ago."""
    return employer_notices.forget_contacts()
