"""The first meeting: booking it, confirming it in one's own name, and noting that it took place."""

from datetime import datetime
from typing import Any

from django.db import transaction

from intake import promises
from intake.models import Case, FirstMeeting
from partners import access
from partners.models import Layer, Role, User
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import RegionBrand

BOOK = "meeting.book"
LETTER = "mail.first_meeting"

access.allow(BOOK, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


@transaction.atomic
def book(
    case: Case, actor: Actor, *, at: datetime, way: str, coach: User | None = None, request: Any = None
) -> FirstMeeting:
    """Book the first meeting of a case; an earlier appointment that did not take place yet makes room.

    Only a coach who books it himself has confirmed it: who books for a colleague asks, and the letter to the person
    names the team until that colleague says yes.

    Raises:
        Refused: the actor may not do this with this client.
        ValueError: the moment is in the past.
    """
    access_to(case, actor)
    if at <= clock.now():
        raise ValueError("a meeting is in the future")
    cancel(case)
    is_own = coach is not None and coach == actor.user
    meeting = FirstMeeting.objects.create(
        case=case, at=at, way=way, coach=coach, confirmed_at=clock.now() if is_own else None, booked_by=actor.user
    )
    _tell(meeting)
    _log(BOOK, meeting, actor, request)
    return meeting


@transaction.atomic
def confirm(case: Case, actor: Actor, *, request: Any = None) -> bool:
    """Let the actor say yes to the booked first meeting: from now on the person hears this name.

    Returns False when there is nothing to confirm.
    """
    access_to(case, actor)
    meeting = case.first_meetings.select_for_update().filter(cancelled_at__isnull=True, held_at__isnull=True).first()
    if meeting is None or (meeting.confirmed_at is not None and meeting.coach == actor.user):
        return False
    meeting.coach, meeting.confirmed_at = actor.user, clock.now()
    meeting.save(update_fields=["coach", "confirmed_at"])
    _tell(meeting)
    _log("meeting.confirm", meeting, actor, request)
    return True


@transaction.atomic
def held(case: Case, actor: Actor, *, request: Any = None) -> bool:
    """Note that the first meeting took place; False when none was booked for a moment that has passed."""
    access_to(case, actor)
    booked = case.first_meetings.select_for_update().filter(cancelled_at__isnull=True, held_at__isnull=True)
    meeting = booked.filter(at__lte=clock.now()).first()
    if meeting is None:
        return False
    meeting.held_at = clock.now()
    meeting.save(update_fields=["held_at"])
    _log("meeting.held", meeting, actor, request)
    return True


def cancel(case: Case) -> None:
    """Take the booked meeting out, unless it took place."""
    booked = FirstMeeting.objects.filter(case=case, cancelled_at__isnull=True, held_at__isnull=True)
    booked.update(cancelled_at=clock.now())


def access_to(case: Case, actor: Actor) -> None:
    """Refuse who may not talk with this client.

    Raises:
        Refused: with the reasons.
    """
    access.insist(access.may(actor.user, BOOK, client_id=case.client_id, region_id=case.region_id))


def letter(payload: Payload) -> Mail | None:
    """Write to the person when and with whom; nothing when the appointment is off or there is no address."""
    found = FirstMeeting.objects.filter(pk=payload["meeting"], cancelled_at__isnull=True, held_at__isnull=True)
    meeting = found.select_related("case__client", "coach").first()
    if meeting is None or not meeting.case.client.email:
        return None
    case, brand = meeting.case, RegionBrand.objects.filter(region=meeting.case.region_id).first()
    named = promises.named(case)
    return Mail(case.client.email, "first_meeting", {"case": case, "meeting": meeting, "brand": brand, "named": named})


def _tell(meeting: FirstMeeting) -> None:
    who = meeting.coach_id if meeting.confirmed_at else 0
    queue.put(LETTER, f"{LETTER}:{meeting.pk}:{who}", {"meeting": meeting.pk})


def _log(action: str, meeting: FirstMeeting, actor: Actor, request: Any) -> None:
    client_id = meeting.case.client_id
    log.record(
        action,
        object_kind="intake.firstmeeting",
        object_ids=[meeting.pk],
        client_ids=[client_id],
        actor=actor,
        request=request,
    )
