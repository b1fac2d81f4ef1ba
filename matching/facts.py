"""What an explanation needs to know about a person, vacancies and the region, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from intake.models import SpokenLanguage, WorkProfile
from matching import region_facts
from matching.models import Vacancy
from matching.region_facts import RegionFacts
from rmt_portal import clock
from rmt_portal.reference.models import Postcode, Requirement, Sector, SectorOutlook, Tightness
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
    groups: Mapping[int, str]
    """Dutch names of skill groups."""
    asked_by_work: dict[int, dict[int, Requirement]]
    """Occupation -> what the work itself asks, by law or custom."""
    tightness: Mapping[int, Tightness]
    """BRC group -> newest figure, of the region before the Netherlands."""
    tightness_words: list[tuple[float, str]]
    outlooks: dict[int, SectorOutlook]
    teaches: Mapping[int, list[Service]]
    gives: Mapping[int, list[Service]]
    held: frozenset[int] = field(default_factory=frozenset)
    """Skill groups in which earlier work asked essential skills."""


def read(profile: WorkProfile, vacancy_ids: Sequence[int]) -> Facts:
    """Return the facts for these vacancies; the number of queries does not depend on how many there are."""
    region = region_facts.of_region(profile.client.region_id)
    vacancies = {
        v.pk: v
        for v in Vacancy.objects.filter(pk__in=vacancy_ids)
        .select_related("occupation__isco__brc", "sector__section", "region")
        .with_hidden_for(profile.client_id, clock.today())
        .prefetch_related("requires")
    }
    person = _person(profile, region)
    occupations = {v.occupation_id for v in vacancies.values() if v.occupation_id} | {
        pk for pk, _isco, _name in person.jobs
    }
    essential, own, matters = _asked_skills(occupations, list(vacancies))
    return Facts(
        person=person,
        vacancies=vacancies,
        essential=essential,
        own=own,
        matters=matters,
        groups=region.groups,
        asked_by_work=_asked_by_work(list(vacancies.values()), region),
        tightness=region.tightness,
        tightness_words=region.tightness_words,
        outlooks=_outlooks(region, [profile.last_sector, *(v.sector for v in vacancies.values())]),
        teaches=region.teaches,
        gives=region.gives,
        held=frozenset(group for pk, _isco, _name in person.jobs for group in essential.get(pk, {})),
    )


def person_of(profile: WorkProfile) -> Person:
    """Return what an explanation says about the person."""
    return _person(profile, region_facts.of_region(profile.client.region_id))


def _person(profile: WorkProfile, region: RegionFacts) -> Person:
    jobs = [
        (e.occupation_id, e.occupation.isco_id, str(e.occupation))
        for e in profile.experiences.select_related("occupation").order_by("position")
        if e.occupation_id and e.occupation
    ]
    client = profile.client
    has, spoken, home = _told(profile)
    speaks = frozenset(pk for pk, (code, level) in region.languages if spoken.get(code, level) >= level)
    town = client.municipality
    point = (home["latitude"], home["longitude"]) if home else None
    if point is None and town and town.latitude is not None and town.longitude is not None:
        point = (town.latitude, town.longitude)
    return Person(profile, jobs, has | speaks, point)


def _told(profile: WorkProfile) -> tuple[frozenset[int], dict[str, int], dict[str, float] | None]:
    """Return what this person has, the languages that are spoken and how well, and where the postcode lies."""
    has = WorkProfile.has.through.objects.filter(workprofile=OuterRef("pk")).values("requirement")
    spoken = SpokenLanguage.objects.filter(profile=OuterRef("pk"))
    home = Postcode.objects.filter(code=(profile.client.postcode or "")[:4])
    row = WorkProfile.objects.filter(pk=profile.pk).values_list(
        ArraySubquery(has),
        ArraySubquery(spoken.values(said=JSONObject(language="language", level="level"))),
        Subquery(home.values(at=JSONObject(latitude="latitude", longitude="longitude"))[:1]),
    )
    held, languages, at = row.get()
    return frozenset(held), {told["language"]: told["level"] for told in languages}, at


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


def _asked_by_work(vacancies: list[Vacancy], region: RegionFacts) -> dict[int, dict[int, Requirement]]:
    asked: dict[int, dict[int, Requirement]] = defaultdict(dict)
    for vacancy in vacancies:
        for row in region.asked_by_work.get(vacancy.occupation.isco_id, ()) if vacancy.occupation else ():
            if vacancy.occupation and row.occupation_id in (None, vacancy.occupation_id):
                asked[vacancy.occupation.pk][row.requirement_id] = row.requirement
    return asked


def _outlooks(region: RegionFacts, sectors: Iterable[Sector | None]) -> dict[int, SectorOutlook]:
    """Return the newest outlook per sector, its own before its section's."""
    found = {s.pk: region.outlooks.get(s.pk) or region.outlooks.get(s.section_id or 0) for s in sectors if s}
    return {pk: outlook for pk, outlook in found.items() if outlook}
