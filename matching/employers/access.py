"""Who looks after employers and the work they have: the coordinator, the intake and who guides at the employers' desk.

Everybody at work in the region reads; coaches elsewhere propose people for this work, they do not change it.
"""

from typing import Any

from django.db.models import Q, QuerySet

from partners import access
from partners.models import Membership, PartnerKind, Role, User
from partners.reach import reach_of

EDIT = "employers.edit"
READERS = frozenset(
    {Role.COACH.value, Role.INTAKE_WORKER.value, Role.COORDINATOR.value, Role.REGIONAL_MANAGER.value}
    | {Role.ADMINISTRATOR.value}
)
"""Who sees the vacancies and the employers of the region."""

access.allow(EDIT, [Role.COORDINATOR, Role.INTAKE_WORKER, Role.COACH])


def works(user: Any) -> list[Membership]:
    """Return one membership per region in which this person looks after employers."""
    held = [
        m for m in reach_of(user).memberships if m.role in (Role.COORDINATOR, Role.INTAKE_WORKER) or is_of_the_desk(m)
    ]
    return list({m.region_id: m for m in reversed(held)}.values())[::-1]


def is_of_the_desk(membership: Membership) -> bool:
    """Say whether this is somebody who guides at an employers' service point."""
    return membership.role == Role.COACH and membership.organisation.kind == PartnerKind.EMPLOYER_DESK


def may_edit(user: Any, region_id: int | None = None) -> access.Decision:
    """Decide whether a user looks after employers (in this region)."""
    decision = access.may(user, EDIT, region_id=region_id)
    if decision.allowed and not any(region_id in (None, m.region_id) for m in works(user)):
        return access.Decision(False, (access.Reason.ROLE,))
    return decision


def require(user: Any, region_id: int) -> None:
    """Go on for who looks after employers of the region.

    Raises:
        Refused: the user does not.
    """
    access.insist(may_edit(user, region_id))


def reads(user: Any) -> list[int]:
    """Return the regions whose employers and vacancies this person sees."""
    return sorted({m.region_id for m in reach_of(user).memberships if m.role in READERS})


def may_hold(region_ids: list[int]) -> QuerySet[User]:
    """Return the people who can hold the account of an employer: who looks after employers in one of the regions."""
    desk = Q(role=Role.COACH, organisation__kind=PartnerKind.EMPLOYER_DESK)
    held = Membership.objects.active().filter(
        Q(role__in=[Role.COORDINATOR, Role.INTAKE_WORKER]) | desk, region_id__in=region_ids
    )
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "email")
