"""Giving a candidate to a coach: at once when that is somebody's to give, otherwise by asking the coach.

Who guides a person hands over to a colleague; the coordinator of the region may do so for everybody. Somebody without
a coach is taken over by whoever wants to; a colleague is asked (:mod:`intake.allocation`) and says yes or no.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from intake import allocation, coaching, contacts
from intake.models import ENDED_STATES, Case, CaseAssignment, CaseState, ContactTask
from partners import access
from partners.models import Layer, Membership, Role, User
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor

HAND_OVER = "coach.hand_over"
HAND_OVER_IN_REGION = "coach.hand_over_in_region"

access.allow(HAND_OVER, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)
access.allow(HAND_OVER_IN_REGION, [Role.COORDINATOR], Layer.TRIAGE)


class Way(StrEnum):
    """What giving this case to this coach comes to."""

    TAKE_OVER = "take_over"
    ASK = "ask"
    HAND_OVER = "hand_over"


class CannotGive(Refused):
    """This case can not be given to this coach by this person; the message says why and who can."""


def way_of(case: Case, coach_id: int | None, to: User, actor: Actor) -> Way:
    """Say what would happen; ``coach_id`` is who guides this case now. Asks the database nothing about the case.

    Raises:
        CannotGive: nothing would, with the reason.
    """
    if case.state in ENDED_STATES:
        raise CannotGive(_("Dit dossier is afgesloten."))
    if coach_id == to.pk:
        raise CannotGive(_("%(coach)s is al de coach.") % {"coach": to})
    if coach_id is not None:
        if coach_id == actor.user.pk or access.has_role(actor.user, Role.COORDINATOR, case.region_id):
            return Way.HAND_OVER
        raise CannotGive(_("Een collega begeleidt deze kandidaat. Alleen die collega of de coördinator draagt over."))
    if to == actor.user:
        return Way.TAKE_OVER
    if case.state in (CaseState.ADMITTED, CaseState.WAITLISTED):
        return Way.ASK
    raise CannotGive(_("Eerst wordt de aanmelding beoordeeld. Daarna kun je een coach vragen."))


@transaction.atomic
def give(case: Case, to: User, actor: Actor, *, version: int, request: Any = None) -> Way:
    """Give one case to a coach, in the way that fits; return which way that was.

    Raises:
        Refused: the actor may not do this with this client.
        CannotGive: it can not be done, with the reason.
        ChangedMeanwhile: the actor read an older version; nothing was changed.
        StateConflict, AlreadyCoached: a colleague was first.
    """
    case = contacts.lock(case, version)
    running = case.assignments.filter(until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY)
    old = running.select_related("coach").first()
    way = way_of(case, old.coach_id if old else None, to, actor)
    if way is Way.TAKE_OVER:
        coaching.take_over(case, actor, request=request)
        allocation.withdraw(case)
    elif way is Way.ASK:
        _ask(case, to, actor, request)
    elif old is not None:
        _hand_over(case, old, to, actor, request)
    return way


def _ask(case: Case, to: User, actor: Actor, request: Any) -> None:
    try:
        allocation.propose(case, actor, coach=to, request=request)
    except allocation.NoRoom as error:
        raise CannotGive(_no_place(to)) from error


def _hand_over(case: Case, old: CaseAssignment, to: User, actor: Actor, request: Any) -> None:
    rule = HAND_OVER if old.coach == actor.user else HAND_OVER_IN_REGION
    access.insist(access.may(actor.user, rule, client_id=case.client_id, region_id=case.region_id))
    fit = next((fit for fit in allocation.fits(case) if fit.coach == to), None)
    if fit is None:
        raise CannotGive(_no_place(to))
    old.case = case
    planned = coaching.give(old, to, fit.organisation_id, actor)
    ContactTask.objects.filter(case=case, owner=old.coach, done_at__isnull=True).update(owner=to)
    log.record(
        HAND_OVER,
        object_kind="case",
        object_ids=[case.pk],
        client_ids=[case.client_id],
        fields=planned,
        request=request,
        actor=actor,
    )


def _no_place(to: User) -> str:
    return _("%(coach)s kan deze kandidaat nu niet begeleiden: geen toegang, afwezig, of gaf deze vraag al door.") % {
        "coach": to
    }


def coaches(region_ids: Iterable[int]) -> list[User]:
    """Return the coaches at work in these regions, by name."""
    held = Membership.objects.active().filter(region__in=region_ids, role=Role.COACH)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk"))
