"""The hour's tidying up of what only mattered for a moment."""

from celery import shared_task
from django.contrib.sessions.models import Session

from partners import absences, attempts, dormant
from rmt_portal import clock


@shared_task(name="partners.tasks.tidy")
def tidy() -> None:
    """Remove sessions that ended and buckets of tries that are full again."""
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    attempts.forget_old()


@shared_task(name="partners.tasks.look_after_people")
def look_after_people() -> None:
    """Bring what deputies see up to date; warn about and close accounts nobody uses. Each can be repeated."""
    absences.renew_all()
    dormant.look_at_all()
