"""Writing down a contact with a client, and what happens next, in one save."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from intake import snoozing, urgency
from intake.models import CASE_LIFECYCLE, ENDED_STATES, Case, CaseState, ContactMoment
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, StateConflict, advance

RECORD = "contact.record"
PLAN = "next_action.plan"

access.allow(RECORD, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)
access.allow(PLAN, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


class ChangedMeanwhile(Exception):
    """A colleague changed the case after this person opened it; ``case`` is how it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.reference)
        self.case = case


def lock(case: Case, version: int) -> Case:
    """Lock the case for this transaction and return it with its client, when it still is what the writer read.

    Raises:
        ChangedMeanwhile: the writer read an older version.
    """
    [fresh] = Case.objects.select_for_update(of=("self",)).select_related("client").filter(pk=case.pk)
    if fresh.version != version:
        raise ChangedMeanwhile(fresh)
    return fresh


@transaction.atomic
def record(
    case: Case,
    actor: Actor,
    *,
    way: str,
    reached: bool,
    note: str,
    version: int,
    next_action: str = "",
    next_action_on: date | None = None,
    request: Any = None,
) -> ContactMoment:
    """Record a contact (or a try) and, when one is given, the next action; ``version`` is the one the writer read.

    A first real contact moves a fresh registration on, and does the calls that stood open. Without a next action, what
    was due by today counts as done by this contact, and a later appointment stays.

    Raises:
        Refused: the actor may not do this with this client.
        ChangedMeanwhile: the writer read an older version; nothing was saved.
    """
    access.insist(access.may(actor.user, RECORD, client_id=case.client_id, region_id=case.region_id))
    case = lock(case, version)
    contact = ContactMoment.objects.create(
        case=case, way=way, reached=reached, note=note, author=actor.user, organisation_id=actor.organisation_id
    )
    changes: dict[str, Any] = {}
    is_done = reached and case.next_action_on is not None and case.next_action_on <= clock.today()
    if next_action or is_done:
        changes = {"next_action": next_action, "next_action_on": next_action_on}
    if reached:
        changes["last_contact_at"] = contact.at
        case.contact_tasks.filter(done_at__isnull=True).update(done_at=clock.now())
        case.registrations.filter(first_contact_at__isnull=True).update(first_contact_at=contact.at)
        urgency.called(case, actor)
        snoozing.spoken(case, actor)
    elif next_action:
        snoozing.planned(case, actor)
    if reached and case.state == CaseState.SUBMITTED:
        advance(case, CASE_LIFECYCLE, "contact", actor, **changes)
    else:
        Case.objects.filter(pk=case.pk).update(version=F("version") + 1, **changes)
    log.record(
        RECORD,
        object_kind="contact",
        object_ids=[contact.pk],
        client_ids=[case.client_id],
        fields=["way", "reached", *(["note"] if note else []), *sorted(changes)],
        request=request,
        actor=actor,
    )
    return contact


@transaction.atomic
def plan_next(
    case: Case, actor: Actor, *, next_action: str, next_action_on: date, version: int, request: Any = None
) -> None:
    """Set what happens next and when, without a contact; what stood there makes room.

    Raises:
        Refused: the actor may not do this with this client.
        ChangedMeanwhile: the planner read an older version; nothing was saved.
        StateConflict: the case is over.
    """
    access.insist(access.may(actor.user, PLAN, client_id=case.client_id, region_id=case.region_id))
    case = lock(case, version)
    if case.state in ENDED_STATES:
        raise StateConflict(PLAN, case.state)
    Case.objects.filter(pk=case.pk).update(
        version=F("version") + 1, next_action=next_action, next_action_on=next_action_on
    )
    snoozing.planned(case, actor)
    log.record(
        PLAN,
        object_kind="intake.case",
        object_ids=[case.pk],
        client_ids=[case.client_id],
        fields=["next_action", "next_action_on"],
        request=request,
        actor=actor,
    )
