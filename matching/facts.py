"""What an explanation needs to know about a person, vacancies and the region, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q

from intake.models import WorkProfile
from matching.models import Vacancy
from rmt_portal import clock
from rmt_portal.reference.models import (
    OccupationRequirement,
    Postcode,
    Requirement,
    Sector,
    SectorOutlook,
    SkillGroup,
    Tightness,
    TightnessClass,
)
from rmt_portal.reference.requirements import language_asked
from services.models import Service


@dataclass(frozen=True)
class Person:
    """What the explanation says about the person: the profile and nothing else."""

    profile: WorkProfile
    jobs: list[tuple[int, int, str]]
    """Occupation key, ISCO key and name of earlier work, newest first."""
    has: frozenset[int]
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Facts:
    """Everything that is looked up at once for a list of opportunities."""

    person: Person
    vacancies: dict[int, Vacancy]
    essential: dict[int, dict[int, int]]
    """Occupation -> skill group -> number of essential skills in it."""
    own: dict[int, dict[int, int]]
    """Vacancy -> the same of the skills that staff ticked as what matters there; absent: the occupation's count."""
    matters: dict[int, list[str]]
    """Vacancy -> names of those skills."""
    groups: dict[int, str]
    """Dutch names of skill groups."""
    asked_by_work: dict[int, dict[int, Requirement]]
    """Occupation -> what the work itself asks, by law or custom."""
    tightness: dict[int, Tightness]
    """BRC group -> newest figure, of the region before the Netherlands."""
    tightness_words: list[tuple[float, str]]
    outlooks: dict[int, SectorOutlook]
    teaches: dict[int, list[Service]]
    gives: dict[int, list[Service]]
    held: frozenset[int] = field(default_factory=frozenset)
    """Skill groups in which earlier work asked essential skills."""


def read(profile: WorkProfile, vacancy_ids: Sequence[int]) -> Facts:
    """Return the facts for these vacancies; the number of queries does not depend on how many there are."""
    region_id = profile.client.region_id
    vacancies = {
        v.pk: v
        for v in Vacancy.objects.filter(pk__in=vacancy_ids)
        .select_related("occupation__isco__brc", "sector__section", "region")
        .with_hidden_for(profile.client_id, clock.today())
        .prefetch_related("requires")
    }
    person = person_of(profile)
    occupations = {v.occupation_id for v in vacancies.values() if v.occupation_id} | {
        pk for pk, _isco, _name in person.jobs
    }
    essential, own, matters = _asked_skills(occupations, list(vacancies))
    services = _services(region_id)
    return Facts(
        person=person,
        vacancies=vacancies,
        essential=essential,
        own=own,
        matters=matters,
        groups=_names({group for asked in (*essential.values(), *own.values()) for group in asked}),
        asked_by_work=_asked_by_work([v for v in vacancies.values() if v.occupation]),
        tightness=_tightness(region_id, {v.occupation.isco.brc_id for v in vacancies.values() if v.occupation}),
        tightness_words=list(TightnessClass.objects.order_by("ratio_from").values_list("ratio_from", "name")),
        outlooks=_outlooks(region_id, [profile.last_sector, *(v.sector for v in vacancies.values())]),
        teaches=_by_group(services),
        gives=_by_requirement(services),
        held=frozenset(group for pk, _isco, _name in person.jobs for group in essential.get(pk, {})),
    )


def person_of(profile: WorkProfile) -> Person:
    """Return what an explanation says about the person."""
    jobs = [
        (e.occupation_id, e.occupation.isco_id, str(e.occupation))
        for e in profile.experiences.select_related("occupation").order_by("position")
        if e.occupation_id and e.occupation
    ]
    client = profile.client
    place = Postcode.objects.filter(code=client.postcode[:4]).first() if client.postcode else None
    town = client.municipality
    point = (place.latitude, place.longitude) if place else None
    if point is None and town and town.latitude is not None and town.longitude is not None:
        point = (town.latitude, town.longitude)
    return Person(profile, jobs, frozenset(profile.has.values_list("pk", flat=True)) | _spoken(profile), point)


def _spoken(profile: WorkProfile) -> frozenset[int]:
    """Return the languages that are spoken well enough, as requirements; see ``reading.people``."""
    told = dict(profile.languages.values_list("language", "level"))
    asked = Requirement.objects.filter(kind=Requirement.Kind.LANGUAGE)
    languages = [(r.pk, spoken) for r in asked if (spoken := language_asked(r)) is not None]
    return frozenset(pk for pk, (code, level) in languages if told.get(code, level) >= level)


_ASKED = """SELECT o.occupation_id, 0, '', g.skillgroup_id FROM reference_occupationskill o
    JOIN reference_skill_groups g ON g.skill_id = o.skill_id
  WHERE o.is_essential AND o.occupation_id = ANY(%s)
  UNION ALL
  SELECT 0, v.vacancy_id, coalesce(nullif(s.label_nl, ''), s.label_en), g.skillgroup_id FROM matching_vacancy_skills v
    JOIN reference_skill s ON s.id = v.skill_id LEFT JOIN reference_skill_groups g ON g.skill_id = s.id
  WHERE v.vacancy_id = ANY(%s)"""


def _asked_skills(
    occupations: Iterable[int], vacancies: Sequence[int]
) -> tuple[dict[int, dict[int, int]], dict[int, dict[int, int]], dict[int, list[str]]]:
    """Return the skill groups that kinds of work ask, those that vacancies ask themselves, and their skills' names."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [list(occupations), list(vacancies)])
        rows = cursor.fetchall()
    essential: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    own: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    named: dict[int, set[str]] = defaultdict(set)
    for occupation, vacancy, skill, group in rows:
        if vacancy:
            named[vacancy].add(skill)
        if group:
            (own[vacancy] if vacancy else essential[occupation])[group] += 1
    return (
        {pk: dict(groups) for pk, groups in essential.items()},
        {pk: dict(groups) for pk, groups in own.items()},
        {pk: sorted(names) for pk, names in named.items()},
    )


def _names(groups: Iterable[int]) -> dict[int, str]:
    return {g.pk: g.label_nl for g in SkillGroup.objects.filter(pk__in=groups).exclude(label_nl="")}


def _asked_by_work(vacancies: list[Vacancy]) -> dict[int, dict[int, Requirement]]:
    asked: dict[int, dict[int, Requirement]] = defaultdict(dict)
    groups = {v.occupation.isco_id for v in vacancies if v.occupation}
    rows = list(OccupationRequirement.objects.filter(isco_id__in=groups).select_related("requirement"))
    for vacancy in vacancies:
        for row in rows:
            if (
                vacancy.occupation
                and row.isco_id == vacancy.occupation.isco_id
                and row.occupation_id in (None, vacancy.occupation_id)
            ):
                asked[vacancy.occupation.pk][row.requirement_id] = row.requirement
    return asked


def _tightness(region_id: int, groups: Iterable[int | None]) -> dict[int, Tightness]:
    rows = Tightness.objects.filter(Q(region_id=region_id) | Q(region=None), brc_id__in=[g for g in groups if g])
    found: dict[int, Tightness] = {}
    for row in sorted(rows, key=lambda row: (row.region_id is not None, row.quarter)):
        if row.brc_id is not None:
            found[row.brc_id] = row
    return found


def _outlooks(region_id: int, sectors: Iterable[Sector | None]) -> dict[int, SectorOutlook]:
    """Return the newest outlook per sector, its own before its section's, the region's before the Netherlands'."""
    wanted = {s.pk: (s.pk, s.section_id) for s in sectors if s}
    keys = {key for pair in wanted.values() for key in pair if key}
    rows = SectorOutlook.objects.filter(Q(region_id=region_id) | Q(region=None), sector_id__in=keys)
    best: dict[int, SectorOutlook] = {}
    for row in sorted(rows, key=lambda row: (row.region_id is not None, row.period)):
        best[row.sector_id] = row
    found = {pk: best.get(own) or best.get(section or 0) for pk, (own, section) in wanted.items()}
    return {pk: row for pk, row in found.items() if row}


def _services(region_id: int) -> list[Service]:
    offered = Service.objects.offered().filter(region_id=region_id, months__isnull=False)
    return list(offered.prefetch_related("teaches__children__children", "gives").order_by("months", "pk"))


def _by_group(services: list[Service]) -> dict[int, list[Service]]:
    """Return who teaches a skill group, the shortest first; who teaches a wide group teaches the groups in it."""
    found: dict[int, list[Service]] = defaultdict(list)
    for service in services:
        wide = list(service.teaches.all())
        narrower = [child for group in wide for child in group.children.all()]
        narrowest = [child for group in narrower for child in group.children.all()]
        for pk in dict.fromkeys(group.pk for group in (*wide, *narrower, *narrowest)):
            found[pk].append(service)
    return found


def _by_requirement(services: list[Service]) -> dict[int, list[Service]]:
    found: dict[int, list[Service]] = defaultdict(list)
    for service in services:
        for requirement in service.gives.all():
            found[requirement.pk].append(service)
    return found
