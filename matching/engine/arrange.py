"""Jobs sorted into kinds, so that what many jobs share is worked out once per person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine import curves
from matching.engine.fit import World, with_own_rows
from matching.engine.inputs import Bits, Doubles, Flags, Floats, Ints, Jobs, Longs


@dataclass(frozen=True)
class Arranged:
    """Jobs (M) with what they share: columns (C: kind of work and level), places (L), hours (H), asks (A)."""

    jobs: Jobs
    world: World
    """The world that was given, with a row for each kind of job that has skills of its own."""
    column: Ints
    """[M] column of the job."""
    first: Longs
    """[C + 1] where the jobs of a column begin in ``by_column``."""
    by_column: Ints
    """[M] jobs by column, in each by ascending id."""
    occupation: Ints
    """[C] row of ``world``: the occupation, or a row of its own; -1 unknown."""
    level: Floats
    """[C] education asked: stated, else the occupation's usual level; NaN unknown."""
    stated: Flags
    """[C] whether the vacancy itself stated it."""
    teaches: Flags
    place: Ints
    """[M] place of the job."""
    latitude: Doubles
    longitude: Doubles
    """[L] radians; NaN unknown."""
    hours: Ints
    """[M] pair of hours of the job."""
    hours_min: Floats
    hours_max: Floats
    """[H]"""
    ask: Ints
    """[M] what the job asks besides: requirements, shifts, and whether it is open."""
    requires: Bits
    shifts: NDArray[np.uint8]
    is_open: Flags
    """[A]"""
    middle_wage: Floats
    durable: Floats
    """[M] NaN unknown."""
    best_wage: Floats
    best_durable: Floats
    """[C] highest of the column's jobs; the best there can be (infinite, 1) when one of them is unknown."""


_last: list[tuple[Jobs, World, Arranged]] = []


def arrange(jobs: Jobs, world: World) -> Arranged:
    """Return the jobs arranged. The last answer is kept, for the many chunks of one run."""
    if _last and _last[0][0] is jobs and _last[0][1] is world:
        return _last[0][2]
    arranged = _arrange(jobs, world)
    _last[:] = [(jobs, world, arranged)]
    return arranged


def _arrange(jobs: Jobs, world: World) -> Arranged:
    work, world = _with_own_skills(jobs, world)
    column, sample = _kinds(work, jobs.education, jobs.teaches)
    occupation = jobs.occupation[sample]
    stated = ~np.isnan(jobs.education[sample])
    usual = np.where(occupation >= 0, world.taxonomy.education[np.maximum(occupation, 0)], np.nan)
    by_column = np.lexsort((jobs.ids, column)).astype(np.int32)
    first = np.zeros(len(sample) + 1, np.int64)
    np.cumsum(np.bincount(column, minlength=len(sample)), out=first[1:])
    place, of_place = _kinds(jobs.latitude, jobs.longitude)
    hours, of_hours = _kinds(jobs.hours_min, jobs.hours_max)
    ask, of_ask = _kinds(jobs.requires, jobs.shifts, jobs.is_open)
    middle_wage = curves.middle_wage(jobs.wage_min, jobs.wage_max)
    durable = curves.durable(jobs.contract, jobs.outlook)
    return Arranged(
        jobs=jobs,
        world=world,
        column=column,
        first=first,
        by_column=by_column,
        occupation=work[sample],
        level=np.where(stated, jobs.education[sample], usual).astype(np.float32),
        stated=stated,
        teaches=jobs.teaches[sample],
        place=place,
        latitude=np.radians(jobs.latitude[of_place].astype(np.float64)),
        longitude=np.radians(jobs.longitude[of_place].astype(np.float64)),
        hours=hours,
        hours_min=jobs.hours_min[of_hours],
        hours_max=jobs.hours_max[of_hours],
        ask=ask,
        requires=jobs.requires[of_ask],
        shifts=jobs.shifts[of_ask],
        is_open=jobs.is_open[of_ask],
        middle_wage=middle_wage,
        durable=durable,
        best_wage=_best(middle_wage, np.inf, column, len(sample)),
        best_durable=_best(durable, 1.0, column, len(sample)),
    )


def _with_own_skills(jobs: Jobs, world: World) -> tuple[Ints, World]:
    """Return the row of each job's kind of work, and the world with a row for each kind that some jobs have alone."""
    own = np.flatnonzero((np.diff(jobs.own_skills.indptr) > 0) & (jobs.occupation >= 0))
    if not len(own):
        return jobs.occupation, world
    kinds: dict[tuple[int, bytes], int] = {}
    number, first = np.empty(len(own), np.int32), list[int]()
    for at, job in enumerate(own.tolist()):
        kind = int(jobs.occupation[job]), jobs.own_skills.row(job)[0].tobytes()
        if kind not in kinds:
            kinds[kind] = len(kinds)
            first.append(job)
        number[at] = kinds[kind]
    work = jobs.occupation.copy()
    work[own] = world.fit.shape[1] + number
    some = np.array(first)
    return work, with_own_rows(world, jobs.occupation[some], jobs.own_skills.take(some))


def _best(values: Floats, unknown: float, column: Ints, columns: int) -> Floats:
    best = np.zeros(columns, np.float32)
    np.maximum.at(best, column, np.where(np.isnan(values), np.float32(unknown), values))
    return best


def _kinds(*columns: NDArray) -> tuple[Ints, NDArray[np.int64]]:
    """Return the number of each row's kind (equal in all columns; unknown equals unknown), and a row of each kind."""
    kind = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        values, number = np.unique(column, return_inverse=True)
        kind = kind * len(values) + number
        kind = np.unique(kind, return_inverse=True)[1]
    _, sample, number = np.unique(kind, return_index=True, return_inverse=True)
    return number.astype(np.int32), sample
