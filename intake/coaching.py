"""Who guides a case: taking one over, and what opens for the coach who does."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from intake import new_coach
from intake.models import CASE_LIFECYCLE, ENDED_STATES, Case, CaseAssignment
from partners import access
from partners.models import Layer, LegalBasis, Role, User
from rmt_portal import clock, working_days
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, StateConflict, advance

SOURCE = "assignment"
PRIMARY = CaseAssignment.Kind.PRIMARY
TAKE_OVER = "coach.take_over"
MEET_WITHIN = 5
"""Working days within which the new coach speaks with somebody who was handed over, when nothing was planned."""

access.allow(TAKE_OVER, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


class AlreadyCoached(Exception):
    """Somebody guides this case already; ``coach`` and ``since`` say who and from when."""

    def __init__(self, coach: User, since: datetime) -> None:
        super().__init__(str(coach))
        self.coach = coach
        self.since = since


@transaction.atomic
def take_over(case: Case, actor: Actor, request: Any = None) -> CaseAssignment:
    """Make the actor the primary coach of a case nobody guides yet.

    Two colleagues who click at once wait for each other on the row of the case, and the second hears who was first.
    The coach, and nobody else of the organisation, then also sees what is sensitive.

    Raises:
        Refused: the actor may not do this with this client.
        AlreadyCoached: a colleague was first.
        StateConflict: the case is over.
        ValueError: the actor acts for no organisation.
    """
    access.insist(access.may(actor.user, TAKE_OVER, client_id=case.client_id, region_id=case.region_id))
    if actor.organisation_id is None:
        raise ValueError("a coach guides on behalf of an organisation")
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    primary = case.assignments.filter(until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY)
    first = primary.select_related("coach").first()
    if first is not None:
        raise AlreadyCoached(first.coach, first.from_at)
    if case.state in ENDED_STATES:
        raise StateConflict("assign", case.state)
    if CASE_LIFECYCLE.allows("assign", case.state):
        advance(case, CASE_LIFECYCLE, "assign", actor)
    assignment = begin(case, actor.user, actor.organisation_id, actor)
    case.contact_tasks.filter(owner__isnull=True, done_at__isnull=True).update(owner=actor.user)
    log.record(
        TAKE_OVER, object_kind="case", object_ids=[case.pk], client_ids=[case.client_id], request=request, actor=actor
    )
    return assignment


def begin(case: Case, coach: User, organisation_id: int, actor: Actor, kind: str = PRIMARY) -> CaseAssignment:
    """Let somebody guide a case from now on, and open for this person alone what is sensitive."""
    assignment = CaseAssignment.objects.create(case=case, coach=coach, organisation_id=organisation_id, kind=kind)
    access.grant(
        case.client_id,
        organisation_id,
        region_id=case.region_id,
        layer=Layer.SENSITIVE,
        legal_basis=LegalBasis.PUBLIC_TASK,
        source_kind=SOURCE,
        source_id=assignment.pk,
        member=coach,
        actor=actor,
    )
    return assignment


def give(old: CaseAssignment, to: User, organisation_id: int, actor: Actor) -> list[str]:
    """Let a colleague guide from now on; what opened for the old coach closes, and opens for the new one.

    The new one begins before the access of the old one ends, so that who hands over one's own case can. The person
    hears the new name. Nothing planned: the new coach makes acquaintance. The caller holds the lock of ``old.case``.
    Returns the fields of the case that were filled in.
    """
    old.until_at = clock.now()
    old.save(update_fields=["until_at"])
    new = begin(old.case, to, organisation_id, actor, old.kind)
    access.end_grants(SOURCE, old.pk, actor=actor)
    new_coach.tell(new)
    planned = {} if old.kind != PRIMARY or old.case.next_action else _first_meeting()
    Case.objects.filter(pk=old.case_id).update(version=F("version") + 1, **planned)
    return sorted(planned)


def _first_meeting() -> dict[str, Any]:
    return {
        "next_action": _("Kennismaken na de overdracht"),
        "next_action_on": working_days.add(clock.today(), MEET_WITHIN),
    }
