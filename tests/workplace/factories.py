"""Candidates for the workplace: registered people with a case, as the registration leaves them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from intake import placements
from intake.models import (
    CASE_LIFECYCLE,
    Case,
    CaseAssignment,
    Channel,
    Client,
    ContactMoment,
    ContactTask,
    Placement,
    Registration,
    Situation,
    WorkProfile,
)
from partners import access
from partners.models import Layer, LegalBasis, Organisation, User
from rmt_portal import clock
from rmt_portal.lifecycle import SYSTEM, Actor, advance, begin
from rmt_portal.reference.models import Municipality
from tests.partners.factories import RegionFactory, municipality


class ClientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Client

    region = factory.SubFactory(RegionFactory)
    first_name = factory.Sequence(lambda n: f"Samira{n}")
    last_name = factory.Sequence(lambda n: f"Bakker{n}")
    postcode = "7001 AB"
    phone = "+31612345678"
    email = factory.Sequence(lambda n: f"samira{n}@voorbeeld.nl")
    birth_date = date(1988, 4, 3)


class CaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Case

    client = factory.SubFactory(ClientFactory)
    region = factory.SelfAttribute("client.region")
    reference = factory.Sequence(lambda n: f"RA-2026-{1000 + n}")  # above what stories name and registrations get
    contact_due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=1))
    first_meeting_due_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=14))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Case:
        """Begin the case as the registration does: a state never stands without its event."""
        case = model_class(*args, **kwargs)
        begin(case, CASE_LIFECYCLE, "submit", SYSTEM)
        return case


def ago(days: int) -> datetime:
    """Return this hour so many days ago by the clock on the wall: the end of summer time makes it no other day."""
    return timezone.localtime(clock.now()) - timedelta(days=days)


def registered(organisation: Organisation | None = None, days_ago: int = 0, **fields: Any) -> Case:
    """Somebody registered ``days_ago`` at the municipality (or another organisation), which may now help."""
    organisation = organisation or municipality()
    person = {name.removeprefix("client__"): fields.pop(name) for name in list(fields) if name.startswith("client__")}
    situation = fields.pop("situation", Situation.LOST)
    opened_at = ago(days_ago)
    case = CaseFactory(client=ClientFactory(**person), opened_at=opened_at, **fields)
    registration = Registration.objects.create(
        client=case.client,
        case=case,
        draft_key=f"key{case.pk}",
        channel=Channel.WEB,
        situation=situation,
        submitted_at=opened_at,
    )
    WorkProfile.objects.create(client=case.client, hours_min=24, hours_max=32)
    ContactTask.objects.create(case=case, title="Eerste gesprek na de aanmelding", due_on=case.contact_due_on)
    access.grant(
        case.client_id,
        organisation,
        region_id=case.region_id,
        layer=Layer.WORK,
        legal_basis=LegalBasis.PUBLIC_TASK,
        source_kind="registration",
        source_id=registration.pk,
    )
    return case


def guided_by(coach: User, **fields: Any) -> Case:
    """Somebody this coach guides."""
    membership = coach.memberships.get()
    case = registered(membership.organisation, **fields)
    advance(case, CASE_LIFECYCLE, "assign", Actor(coach, membership.organisation_id))
    assignment = CaseAssignment.objects.create(case=case, coach=coach, organisation=membership.organisation)
    access.grant(
        case.client_id,
        membership.organisation,
        region_id=case.region_id,
        layer=Layer.SENSITIVE,
        legal_basis=LegalBasis.PUBLIC_TASK,
        source_kind="assignment",
        source_id=assignment.pk,
        member=coach,
    )
    return case


CASELOAD = (
    ("Anneke", "El Amrani", "Plan bespreken", -6, 2),
    ("Ahmad", "te Brake", "Terugbellen over de opleiding", -4, 18),
    ("Olena", "Kaya", "Voorstel bespreken", -1, 45),
    ("Bas", "Lammers", "Bellen over de intake", 0, 3),
    ("Petra", "Rietman", "Afspraak bij het leerwerkloket voorbereiden", 1, 9),
    ("Samira", "van 't Hof-de Groot", "Terugbellen", 3, 31),
    ("Jeroen", "Wessels", "Mailen", 5, 1),
    ("Fatma", "Yıldız", "Bellen", 9, 4),
    ("Kees", "Jansen", "Bellen", 12, 6),
    ("Maria", "Kowalska", "Cursus kiezen", 14, 8),
    ("Henk", "Nijland", "Sollicitatie oefenen", 20, 11),
    ("Rosa", "Dijkstra", "", None, 25),
)
"""People with what is agreed: first name, last name, action, in how many days, days since the last contact."""


def caseload(coach: User, places: list[Municipality]) -> list[Case]:
    """Give a coach the twelve people of :data:`CASELOAD`, in all situations, spread over the places."""
    cases = []
    for n, (first, last, action, day, silent) in enumerate(CASELOAD):
        case = guided_by(
            coach,
            days_ago=20 + n,
            reference=f"RA-2026-{100 + 7 * n:04d}",
            client__first_name=first,
            client__last_name=last,
            client__email=f"{first.lower()}@voorbeeld.nl",
            client__municipality=places[n % len(places)] if places else None,
            situation=list(Situation)[n % 5],
            next_action=action,
            next_action_on=None if day is None else clock.today() + timedelta(days=day),
            last_contact_at=ago(silent),
        )
        ContactMoment.objects.create(
            case=case,
            way=ContactMoment.Way.PHONE,
            author=coach,
            at=case.last_contact_at,
            note="Gebeld. Wil graag naar de zorg.",
        )
        cases.append(case)
    return cases


WORK = placements.Work(
    employer_name="Zorggroep De Linde",
    function="helpende",
    contract="fixed_term",
    hours=28,
    wage_band="to_20",
    starts_on=date(2026, 12, 1),
)
"""Work that begins on Tuesday 1 December 2026."""


def placed(case: Case, coach: Actor, **other: Any) -> Placement:
    """Let somebody find work, as :data:`WORK` unless ``other`` says something else."""
    return placements.place(case, coach, replace(WORK, **other), version=Case.objects.get(pk=case.pk).version)
