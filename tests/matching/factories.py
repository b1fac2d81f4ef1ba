"""Vacancies, people with a working past, and files as their makers deliver them."""

import json
from pathlib import Path
from typing import Any

import factory

from intake.models import WorkExperience, WorkProfile
from matching.decisions import deciding
from matching.decisions.life import DECISION_LIFECYCLE
from matching.models import FrozenExplanation, MatchDecision, MatchQuestion, Vacancy
from matching.weights import published as published_weights
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import Actor, begin
from rmt_portal.reference import search
from rmt_portal.reference.models import LabourRegion, Occupation, Postcode
from tests.workplace.factories import CaseFactory, ClientFactory


def achterhoek() -> LabourRegion:
    return LabourRegion.objects.get(code="AM09")


def occupation(name: str) -> Occupation:
    return Occupation.objects.get(pk=search.occupations(name)[0].occupation_id)


class VacancyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Vacancy

    class Params:
        work = "heftruckchauffeur"

    region = factory.LazyFunction(achterhoek)
    source = "test"
    external_id = factory.Sequence(lambda n: f"V{n}")
    title = factory.LazyAttribute(lambda vacancy: vacancy.work.capitalize())
    employer_name = "Voorbeeldbedrijf"
    occupation = factory.LazyAttribute(lambda vacancy: occupation(vacancy.work))
    place = "Doetinchem"
    postcode4 = "7001"
    latitude = factory.LazyAttribute(lambda vacancy: Postcode.objects.get(code=vacancy.postcode4).latitude)
    longitude = factory.LazyAttribute(lambda vacancy: Postcode.objects.get(code=vacancy.postcode4).longitude)


class ProfileFactory(factory.django.DjangoModelFactory):
    """A person with an open case who did ``did``, newest first."""

    class Meta:
        model = WorkProfile
        skip_postgeneration_save = True

    client = factory.LazyFunction(lambda: CaseFactory(client=ClientFactory(region=achterhoek())).client)
    education = 4

    @factory.post_generation
    def did(profile: Any, create: bool, did: Any, **kwargs: Any) -> None:
        for position, name in enumerate(did or ["ober"]):
            WorkExperience.objects.create(profile=profile, position=position, occupation=occupation(name), years=3)


def posting(number: int | str = 1, **changes: Any) -> dict[str, Any]:
    """A job posting as a job board delivers it."""
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": "banenbank", "value": str(number)},
        "title": "Heftruckchauffeur",
        "hiringOrganization": {"@type": "Organization", "name": "Berkelstroom Logistiek"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Doetinchem", "postalCode": "7001 AB"}},
        "description": "<p>Je laadt en lost.</p><p>Een heftruckcertificaat is nodig.</p>",
        "workHours": "32 - 40 uur per week",
        "baseSalary": {"currency": "EUR", "value": {"minValue": 16, "maxValue": 18.5, "unitText": "HOUR"}},
        "datePosted": "2026-10-01",
    } | changes


def write_lines(path: Path, *lines: dict[str, Any] | str | bytes) -> Path:
    """Write postings, or raw lines as a broken source would, one per line."""
    raw = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


def agreed_on(case: Any, coach: Any, vacancy: Vacancy) -> tuple[MatchDecision, MatchQuestion]:
    """Work that coach and client both want, with the explanation that was given, and a question about it."""
    actor = Actor(coach, coach.memberships.get().organisation_id)
    told = FrozenExplanation.objects.create(
        client=case.client, vacancy=vacancy, weight_set=published_weights.for_region(case.region_id), engine="2",
        profile_version=1, vacancy_version=1, score=0.6, gate=0, confidence=0.9, components={"travel": 0.6},
        weights={"travel": 8.0}, words={"title": vacancy.title, "place": vacancy.place, "word": "Past goed bij jou"},
    )  # fmt: skip
    decision = MatchDecision(
        client=case.client, vacancy=vacancy, explanation=told, decided_by=coach, coach_said_yes_at=clock.now()
    )
    begin(decision, DECISION_LIFECYCLE, "release", actor)
    with row_security.client(case.client_id):
        decision = deciding.answer(deciding.answer(decision, "yes", Actor()), "agree", Actor())
    question = MatchQuestion.objects.create(
        client=case.client, vacancy=vacancy, asked_by=coach, answered_at=clock.now(), explanation=told
    )
    return decision, question
