"""Who has access for an organisation in a region, to be looked at every quarter (BIO 8.02.01, 5.18).

The administrator looks at the own organisation, the privacy officer at every organisation of the region; each confirms
per organisation that it was seen. After 90 days it is due again. The yearly review is the same list over a year.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Count

from partners import access
from partners.dormant import CLOSE_AFTER, WARN_BEFORE
from partners.models import (
    AccessGrant,
    AccessReview,
    EmergencyAccess,
    Membership,
    Organisation,
    Role,
    User,
)
from partners.reach import reach_of
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

REVIEW = "access.review"
DUE_AFTER = timedelta(days=90)
REVIEWERS = (Role.ADMINISTRATOR, Role.PRIVACY_OFFICER)

access.allow(REVIEW, REVIEWERS)


class Period(StrEnum):
    """How far back is counted what somebody did."""

    QUARTER = "kwartaal"
    YEAR = "jaar"

    @property
    def days(self) -> int:
        """The number of days."""
        return 365 if self is Period.YEAR else 90


@dataclass(frozen=True)
class Place:
    """An organisation in a region that somebody reviews, in a role."""

    organisation: Organisation
    region_id: int
    role: str
    reviewed_at: datetime | None = None
    reviewed_by: str = ""

    @property
    def key(self) -> tuple[int, int]:
        """The organisation and the region."""
        return (self.organisation.pk, self.region_id)

    @property
    def is_due(self) -> bool:
        """Whether it was never seen in this role, or too long ago."""
        return self.reviewed_at is None or self.reviewed_at <= clock.now() - DUE_AFTER


@dataclass
class Person:
    """One member of an organisation: the roles, the ways in, and what is open."""

    user: User
    organisation: Organisation
    region_id: int
    roles: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    second_factors: list[str] = field(default_factory=list)
    open_grants: int = 0
    emergencies: int = 0

    @property
    def is_dormant(self) -> bool:
        """Whether nobody signed in for so long that the account is about to be closed."""
        used_at = max(filter(None, (self.user.last_login, self.user.active_since)))
        return used_at <= clock.now() - (CLOSE_AFTER - WARN_BEFORE)

    @property
    def needs_a_look(self) -> bool:
        """Whether something about this account is not as it should be."""
        return self.is_dormant or not self.second_factors or not self.user.is_active or bool(self.emergencies)


def places_of(user: Any) -> list[Place]:
    """Return what somebody reviews: own organisations as administrator, those of the region as privacy officer."""
    reach = reach_of(user)
    wanted: dict[tuple[int, int], str] = {}
    regions = [m.region_id for m in reach.memberships if m.role == Role.PRIVACY_OFFICER]
    for pair in _pairs(regions):
        wanted[pair] = Role.PRIVACY_OFFICER.value
    for m in reach.memberships:
        if m.role == Role.ADMINISTRATOR:
            wanted.setdefault((m.organisation_id, m.region_id), m.role)
    return _with_reviews(wanted)


def due_count(user: Any) -> int:
    """Count what waits for this person's review; nothing for who reviews nothing."""
    return sum(place.is_due for place in places_of(user)) if is_reviewer(user) else 0


def is_reviewer(user: Any) -> bool:
    """Say whether this person reviews access at all; asks the roles, not the database."""
    return bool(reach_of(user).roles & {role.value for role in REVIEWERS})


def people_of(places: Iterable[Place], period: Period = Period.QUARTER) -> list[Person]:
    """Return everybody with a role of today at these places, with what is open to them; four queries.

    Grants are counted by number only: nobody's client is shown.
    """
    pairs = {place.key for place in places}
    held = Membership.objects.filter(
        organisation__in={organisation for organisation, _region in pairs},
        region__in={region for _organisation, region in pairs},
    ).exclude(active_until__lt=clock.today())
    rows: dict[tuple[int, int, int], Person] = {}
    for m in held.select_related("user", "organisation").order_by("organisation__name", "user__name", "user", "role"):
        if (m.organisation_id, m.region_id) in pairs:
            row = rows.setdefault(
                (m.organisation_id, m.region_id, m.user_id), Person(m.user, m.organisation, m.region_id)
            )
            row.roles.append(str(m.get_role_display()))
            row.since = min(filter(None, (row.since, m.active_from)))
            row.until = m.active_until
    _count(rows, period)
    return list(rows.values())


def all_places(region_ids: Iterable[int] | None = None) -> list[Place]:
    """Return every organisation with members, per region; for the command of the yearly review."""
    return _with_reviews(dict.fromkeys(_pairs(region_ids), Role.PRIVACY_OFFICER.value))


@transaction.atomic
def confirm(place: Place, actor: Actor, *, request: Any = None) -> AccessReview:
    """Write down that the actor saw who has access at a place. Doing it again on the same day changes nothing.

    Raises:
        Refused: the actor reviews nothing there.
    """
    if (place.organisation.pk, place.region_id) not in {
        (p.organisation.pk, p.region_id) for p in places_of(actor.user)
    }:
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))
    today = AccessReview.objects.filter(
        organisation=place.organisation, region=place.region_id, role=place.role, reviewer=actor.user,
        at__date=clock.today(),
    ).order_by("-pk").first()  # fmt: skip
    if today is not None:
        return today
    people = len(people_of([place]))
    seen: AccessReview = AccessReview.objects.create(
        organisation=place.organisation, region_id=place.region_id, role=place.role, reviewer=actor.user, people=people
    )
    log.record(
        "review.confirm",
        object_kind="partners.organisation",
        object_ids=[place.organisation.pk],
        reasons=[f"people:{people}"],
        actor=actor,
        request=request,
    )
    return seen


def _pairs(region_ids: Iterable[int] | None) -> list[tuple[int, int]]:
    """Return organisation and region of every membership of today or later, each pair once."""
    held = Membership.objects.exclude(active_until__lt=clock.today()).filter(organisation__is_active=True)
    if region_ids is not None:
        held = held.filter(region__in=list(region_ids))
    pairs = held.order_by("organisation_id", "region_id").values_list("organisation_id", "region_id")
    return list(pairs.distinct())


def _with_reviews(wanted: dict[tuple[int, int], str]) -> list[Place]:
    organisations = Organisation.objects.in_bulk({organisation for organisation, _region in wanted})
    newest = AccessReview.objects.filter(organisation__in=organisations).order_by("pk").select_related("reviewer")
    seen = {(r.organisation_id, r.region_id, r.role): r for r in newest}
    places = [
        Place(
            organisations[organisation],
            region,
            role,
            found.at if (found := seen.get((organisation, region, role))) else None,
            str(found.reviewer) if found else "",
        )
        for (organisation, region), role in wanted.items()
    ]
    return sorted(places, key=lambda place: (place.organisation.name, place.region_id))


def _count(rows: dict[tuple[int, int, int], Person], period: Period) -> None:
    users = {user for _organisation, _region, user in rows}
    since = clock.now() - timedelta(days=period.days)
    factors: dict[int, list[str]] = {}
    for user_id, factor in Authenticator.objects.filter(user__in=users).order_by("type").values_list("user_id", "type"):
        if factor not in factors.setdefault(user_id, []):
            factors[user_id].append(factor)
    with row_security.house("figures"):
        grants = AccessGrant.objects.active().filter(member__in=users).order_by()
        openings = EmergencyAccess.objects.filter(user__in=users, at__gt=since).order_by()
        key = ("organisation_id", "region_id")
        granted = {tuple(r[:3]): r[3] for r in grants.values_list(*key, "member_id").annotate(n=Count("pk"))}
        opened = {tuple(r[:3]): r[3] for r in openings.values_list(*key, "user_id").annotate(n=Count("pk"))}
    for place, row in rows.items():
        row.second_factors = [f for f in factors.get(row.user.pk, []) if f != "recovery_codes"]
        row.open_grants, row.emergencies = granted.get(place, 0), opened.get(place, 0)
