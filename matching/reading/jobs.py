"""Open vacancies of a region as the engine's ``Jobs``; kept in the worker until a vacancy changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection

from intake.models import Demand, ShiftKind
from matching import markers
from matching.engine.inputs import ContractCode, Jobs, SparseRows
from matching.models import ContractKind
from matching.reading.world import KEPT_REGIONS, RegionWorld

CONTRACTS = {
    ContractKind.UNKNOWN.value: ContractCode.UNKNOWN,
    ContractKind.PERMANENT.value: ContractCode.PERMANENT,
    ContractKind.FIXED.value: ContractCode.FIXED,
    ContractKind.AGENCY.value: ContractCode.AGENCY,
    ContractKind.LEARNING.value: ContractCode.LEARNING,
}


@dataclass(frozen=True)
class _Kept:
    marker: str
    jobs: Jobs


_kept: dict[int, _Kept] = {}


def open_jobs(region_id: int, known: RegionWorld, day: date) -> Jobs:
    """Return the vacancies of the region that can be filled on ``day``, by ascending id."""
    marker = f"{markers.vacancies(region_id)}:{known.marker}:{day}"
    kept = _kept.pop(region_id, None)
    if kept is None or kept.marker != marker:
        kept = _Kept(marker, _read(region_id, known, day))
    _kept[region_id] = kept
    while len(_kept) > KEPT_REGIONS:
        del _kept[next(iter(_kept))]
    return kept.jobs


_COLUMNS = """SELECT id, occupation_id, education, latitude, longitude, hours_min, hours_max,
    wage_min::float8, wage_max::float8, contract, sector_id, offers_training, shifts, demands
  FROM matching_vacancy WHERE """
_OPEN = (
    """region_id = %(region)s AND state = 'open' AND (valid_through IS NULL OR valid_through >= %(day)s) ORDER BY id"""
)
_REQUIRED = """SELECT r.vacancy_id, r.requirement_id FROM matching_vacancy_requires r
  JOIN matching_vacancy v ON v.id = r.vacancy_id WHERE """
_OWN_SKILLS = """SELECT s.vacancy_id, s.skill_id FROM matching_vacancy_skills s
  JOIN matching_vacancy v ON v.id = s.vacancy_id WHERE """
_OF_OPEN = "v.region_id = %(region)s AND v.state = 'open'"


def _read(region_id: int, known: RegionWorld, day: date) -> Jobs:
    return _jobs(_COLUMNS + _OPEN, _OF_OPEN, {"region": region_id, "day": day}, known)


def one_job(vacancy_id: int, known: RegionWorld, *, is_open: bool) -> Jobs:
    """Return one vacancy, whatever its state; ``is_open`` says whether it can be filled."""
    found = _jobs(f"{_COLUMNS} id = %(vacancy)s", "v.id = %(vacancy)s", {"vacancy": vacancy_id}, known)
    return replace(found, is_open=np.full(found.size, is_open))


def _jobs(columns: str, of_these: str, given: dict[str, Any], known: RegionWorld) -> Jobs:
    with connection.cursor() as cursor:
        cursor.execute(columns, given)
        rows = cursor.fetchall()
        cursor.execute(_REQUIRED + of_these, given)
        required = cursor.fetchall()
        cursor.execute(_OWN_SKILLS + of_these, given)
        own_skills = cursor.fetchall()
    (
        ids,
        occupations,
        education,
        latitude,
        longitude,
        hours_min,
        hours_max,
        wage_min,
        wage_max,
        contract,
        sector,
        trains,
        shifts,
        demands,
    ) = zip(*rows, strict=True) if rows else [()] * 14
    occupation = np.array([known.numbering.occupations.get(pk, -1) for pk in occupations], np.int32)
    return Jobs(
        ids=np.array(ids, np.int64),
        occupation=occupation,
        education=floats(education),
        latitude=floats(latitude),
        longitude=floats(longitude),
        hours_min=floats(hours_min),
        hours_max=floats(hours_max),
        wage_min=floats(wage_min),
        wage_max=floats(wage_max),
        contract=np.array([CONTRACTS[kind] for kind in contract], np.uint8),
        outlook=floats([known.outlook.get(pk) for pk in sector]),
        requires=_requires(ids, occupation, required, known),
        shifts=bit_sets(shifts, ShiftKind.values, np.uint8),
        demands=bit_sets(demands, Demand.values, np.uint32),
        teaches=np.array(trains, np.bool_),
        is_open=np.ones(len(rows), np.bool_),
        own_skills=_own_skills(ids, own_skills, known),
    )


def _own_skills(ids: tuple[int, ...], chosen: list[tuple[int, int]], known: RegionWorld) -> SparseRows:
    """Return the skills that staff ticked as what matters in a vacancy, ascending."""
    skills: dict[int, list[int]] = {}
    for vacancy, skill in chosen:
        skills.setdefault(vacancy, []).append(known.numbering.skills[skill])
    return SparseRows.of([[(skill, 1.0) for skill in sorted(skills.get(pk, ()))] for pk in ids])


def _requires(ids: tuple[int, ...], occupation: Any, required: list[tuple[int, int]], known: RegionWorld) -> Any:
    """Return what each vacancy asks itself, with what its kind of work asks."""
    bits = np.zeros(len(ids), np.uint64)
    has_work = occupation >= 0
    bits[has_work] = known.asked_by_work[occupation[has_work]]
    place = {pk: number for number, pk in enumerate(ids)}
    for vacancy, requirement in required:
        if vacancy in place:
            bits[place[vacancy]] |= np.uint64(1 << known.bits[requirement])
    return bits


def bit_sets(rows: Sequence[Sequence[str] | None], values: Sequence[str], kind: Any) -> Any:
    """Return lists of words as bit sets: bit b stands for ``values[b]``, as ``ShiftBit`` and ``DemandBit`` count."""
    bits = {value: 1 << bit for bit, value in enumerate(values)}
    return np.array([sum(bits[word] for word in set(row or ())) for row in rows], kind)


def floats(values: Any) -> Any:
    """Return numbers as float32, None as NaN."""
    return np.array([np.nan if value is None else value for value in values], np.float32)
