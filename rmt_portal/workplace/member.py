"""Who is at work: the signed-in person with the memberships that hold today."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from partners.models import Membership, Organisation, Role, User
from partners.reach import reach_of
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import LabourRegion

GUIDING_ROLES = frozenset({Role.COACH.value, Role.INTAKE_WORKER.value})
"""Roles that talk with clients: they take over registrations, call and write down."""


@dataclass(frozen=True)
class Member:
    """A person with the memberships that hold today (none: a technical administrator)."""

    user: User
    memberships: tuple[Membership, ...]

    @cached_property
    def roles(self) -> frozenset[str]:
        """All roles this person has today."""
        return frozenset(m.role for m in self.memberships)

    @property
    def guides(self) -> bool:
        """Whether this person talks with clients."""
        return bool(self.roles & GUIDING_ROLES)

    @cached_property
    def _acting(self) -> Membership | None:
        """Return the membership under which this person acts: one that guides, otherwise the first."""
        guiding = [m for m in self.memberships if m.role in GUIDING_ROLES]
        return next(iter(guiding or self.memberships), None)

    @property
    def organisation(self) -> Organisation | None:
        """The organisation on whose behalf this person acts."""
        return self._acting.organisation if self._acting else None

    @property
    def region(self) -> LabourRegion | None:
        """The region in which this person acts."""
        return self._acting.region if self._acting else None

    @property
    def first_name(self) -> str:
        """How a colleague would greet this person."""
        return (self.user.name or self.user.email).split(" ")[0].split("@")[0]


def member_of(request: HttpRequest) -> Member | None:
    """Return who is at work, or None for somebody who does not work here today; the log then knows for whom."""
    user = request.user
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return None
    kept: Member | None = getattr(request, "_member", None)
    if kept is None or kept.user != user:
        memberships = reach_of(user).memberships
        if not memberships and not user.is_superuser:
            return None
        kept = request._member = Member(user, memberships)  # type: ignore[attr-defined]
        request.organisation_id = kept.organisation.pk if kept.organisation else None  # type: ignore[attr-defined]
    return kept


def actor_of(request: HttpRequest, member: Member) -> Actor:
    """Return the actor for an action that this request asks for."""
    organisation = member.organisation
    return Actor(
        user=member.user,
        organisation_id=organisation.pk if organisation else None,
        trace_id=getattr(request, "request_id", ""),
    )
