"""What is promised to a person: within how many working days, and in whose name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from intake.models import Case, CaseAssignment, FirstMeeting, PromiseKind, RegionPromise
from partners.models import Absence
from rmt_portal import clock, working_days
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.reference.models import LabourRegion, RegionBrand

STANDARD = {
    PromiseKind.CONTACT: 2,
    PromiseKind.TRIAGE: 5,
    PromiseKind.ALLOCATION: 3,
    PromiseKind.FIRST_MEETING: 10,
}
"""Working days when a region decided nothing else (DOMAIN 5)."""


def within(region_id: int, kind: PromiseKind, day: date | None = None) -> int:
    """Return within how many working days a region does this, as it promised on ``day`` (today)."""
    rules = RegionPromise.objects.in_force(region_id, day).filter(kind=kind).order_by("-valid_from", "-pk")
    days = Subquery(rules.values("working_days")[:1])
    found: Any = LabourRegion.objects.filter(pk=region_id).select_related("brand").annotate(decided=days).first()
    if found is not None and found.decided is not None:
        return int(found.decided)
    brand: RegionBrand | None = getattr(found, "brand", None)
    if brand is not None and kind == PromiseKind.CONTACT:
        return brand.contact_working_days
    if brand is not None and kind == PromiseKind.FIRST_MEETING:
        return brand.first_meeting_working_days
    return STANDARD[kind]


def due(region_id: int, kind: PromiseKind, since: date) -> date:
    """Return the last day on which a promise made on ``since`` is kept; that day's own promise counts."""
    return working_days.add(since, within(region_id, kind, since))


def first_meeting_due(case: Case) -> date:
    """Return by which day the first meeting should be: ten working days after the registration, or the region's own."""
    if case.first_meeting_due_on is not None:
        return case.first_meeting_due_on
    return due(case.region_id, PromiseKind.FIRST_MEETING, timezone.localdate(case.opened_at))


@dataclass(frozen=True)
class Named:
    """In whose name something is promised: a person who confirmed, or the team with its number."""

    name: str
    phone: str
    is_person: bool


def named(case: Case) -> Named:
    """Return who is named to the person: the coach who said yes (or the deputy while away), otherwise the team."""
    brand = RegionBrand.objects.filter(region=case.region_id).first()
    team = Named(brand.name if brand else "", brand.phone if brand else "", is_person=False)
    primary = case.assignments.filter(until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY)
    assignment = primary.select_related("coach", "organisation").first()
    if assignment is None:
        meeting = confirmed_meeting(case)
        if meeting is None or meeting.coach is None:
            return team
        return Named(str(meeting.coach), readable_phone(meeting.coach.phone) or team.phone, is_person=True)
    today = clock.today()
    away = Absence.objects.filter(
        user=assignment.coach_id, organisation=assignment.organisation_id, ended_at__isnull=True,
        from_on__lte=today, until_on__gte=today,
    )  # fmt: skip
    absence = away.select_related("deputy").first()
    person = absence.deputy if absence else assignment.coach
    own = readable_phone(person.phone) or readable_phone(assignment.organisation.phone)
    return Named(str(person), own or team.phone, is_person=True)


def confirmed_meeting(case: Case) -> FirstMeeting | None:
    """Return the first meeting that a named coach confirmed."""
    found = case.first_meetings.filter(cancelled_at__isnull=True, confirmed_at__isnull=False)
    return found.select_related("coach").first()


def is_kept(meeting_at: datetime, due_on: date) -> bool:
    """Say whether a meeting is in time."""
    return timezone.localdate(meeting_at) <= due_on
