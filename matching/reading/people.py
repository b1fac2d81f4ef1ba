"""Work profiles as the engine's ``People``. Only what matching may know is read (DECISIONS 15).

Of the birth date only one thing leaves this module: whether a legal minimum age is met, as a requirement like any
other. Name, gender, origin, benefit, target group and health are not read at all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from intake.models import Demand, LanguageLevel, ShiftKind
from matching.engine.inputs import People, SparseRows
from matching.reading.jobs import bit_sets, floats
from matching.reading.world import RegionWorld
from matching.travel import reach_km


@dataclass(frozen=True)
class Profiles:
    """People for the engine, with the version of each profile that was read."""

    people: People
    versions: list[int]


_PROFILES = """SELECT p.id, p.client_id, p.version, p.education, p.hours_min, p.hours_max, p.transport, p.max_km,
    p.max_minutes, p.last_hourly_wage::float8, c.birth_date,
    coalesce(z.latitude, m.latitude), coalesce(z.longitude, m.longitude), p.shifts_refused, a.adapted
  FROM intake_workprofile p JOIN intake_client c ON c.id = p.client_id
  LEFT JOIN intake_workability a ON a.profile_id = p.id
  LEFT JOIN reference_postcode z ON z.code = left(c.postcode, 4)
  LEFT JOIN reference_municipality m ON m.id = c.municipality_id
  WHERE p.client_id = ANY(%s) ORDER BY p.client_id"""
_HISTORY = """SELECT profile_id, occupation_id, years FROM intake_workexperience
  WHERE profile_id = ANY(%s) AND occupation_id IS NOT NULL ORDER BY profile_id, position"""
_SKILLS = """SELECT profile_id, skill_id, is_confirmed FROM intake_profileskill
  WHERE profile_id = ANY(%s) AND is_confirmed IS NOT NULL ORDER BY profile_id, skill_id"""
_WANTED = """SELECT profile_id, occupation_id, min(position) FROM intake_wantedwork
  WHERE profile_id = ANY(%s) AND occupation_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2"""
_SPEAKS = "SELECT profile_id, language, level FROM intake_spokenlanguage WHERE profile_id = ANY(%s)"
_HAS = "SELECT workprofile_id, requirement_id FROM intake_workprofile_has WHERE workprofile_id = ANY(%s)"

LEVEL_UNKNOWN = max(LanguageLevel.values)
_ABOUT_PEOPLE = {"history": _HISTORY, "skills": _SKILLS, "has": _HAS, "wanted": _WANTED, "speaks": _SPEAKS}
FIRST_CHOICE, EACH_NEXT = 1.0, 0.2
"""How much the first wish counts, and how much less each next one."""


def read_profiles(clients: Sequence[int], known: RegionWorld, day: date) -> Profiles:
    """Return the profiles of these clients, by ascending client id; those without a profile are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_PROFILES, [list(clients)])
        rows = cursor.fetchall()
        keys = [row[0] for row in rows]
        found = {}
        for name, sql in _ABOUT_PEOPLE.items():
            cursor.execute(sql, [keys])
            found[name] = cursor.fetchall()
    occupations, skills = known.numbering.occupations, known.numbering.skills
    history = [(key, occupations[pk], np.nan if years is None else years) for key, pk, years in found["history"]]
    people = People.unknown(
        _rows(keys, history),
        ids=np.array([row[1] for row in rows], np.int64),
        has_skills=_rows(keys, [(key, skills[pk], 1.0) for key, pk, yes in found["skills"] if yes]),
        lacks_skills=_rows(keys, [(key, skills[pk], 1.0) for key, pk, yes in found["skills"] if not yes]),
        wanted=_rows(
            keys, [(key, occupations[pk], FIRST_CHOICE - EACH_NEXT * place) for key, pk, place in found["wanted"]]
        ),
        education=floats(row[3] for row in rows),
        hours_min=floats(row[4] for row in rows),
        hours_max=floats(row[5] for row in rows),
        max_km=floats(reach_km(row[6], row[7], row[8]) for row in rows),
        wage=floats(row[9] for row in rows),
        latitude=floats(row[11] for row in rows),
        longitude=floats(row[12] for row in rows),
        requirements=_met([(row[0], row[10]) for row in rows], found["has"], known, day)
        | _spoken([row[0] for row in rows], found["speaks"], known),
        shifts_refused=bit_sets([row[13] for row in rows], ShiftKind.values, np.uint8),
        limits=bit_sets([row[14] for row in rows], Demand.values, np.uint32),
    )
    return Profiles(people, [row[2] for row in rows])


def _spoken(keys: list[int], speaks: list[tuple[int, str, int]], known: RegionWorld) -> Any:
    """Return the languages that are spoken well enough; a language nobody asked about meets every demand."""
    told = {(key, language): level for key, language, level in speaks}
    enough = [
        sum(
            1 << bit
            for (language, level), bit in known.languages.items()
            if told.get((key, language), LEVEL_UNKNOWN) >= level
        )
        for key in keys
    ]
    return np.array(enough, np.uint64)


def age_on(birth_date: date, day: date) -> int:
    """Return the age in whole years."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _met(births: list[tuple[int, date | None]], has: list[tuple[int, int]], known: RegionWorld, day: date) -> Any:
    """Return requirements that are met as bit sets; an unknown birth date meets every legal age (a person asks)."""
    had: dict[int, int] = defaultdict(int)
    for key, requirement in has:
        had[key] |= 1 << known.bits[requirement]
    for key, birth_date in births:
        for age, bit in known.ages.items():
            if birth_date is None or age_on(birth_date, day) >= age:
                had[key] |= 1 << bit
    return np.array([had[key] for key, _birth in births], np.uint64)


def _rows(keys: list[int], triples: list[tuple[int, int, float]]) -> SparseRows:
    """Return (profile, index, value) triples, already in order, as one sparse row per profile."""
    place = {key: number for number, key in enumerate(keys)}
    rows = np.array([place[key] for key, _index, _value in triples], np.int64)
    indptr = np.zeros(len(keys) + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=len(keys)), out=indptr[1:])
    order = np.argsort(rows, kind="stable")
    return SparseRows(
        indptr,
        np.array([index for _key, index, _value in triples], np.int32)[order],
        np.array([value for _key, _index, value in triples], np.float32)[order],
    )
