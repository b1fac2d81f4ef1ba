"""The curves: how a fact about a person and a job becomes a number in [0, 1]. Pure scalar functions, compiled.

Each returns NaN when a side is unknown. ``docs/matching.md`` shows them with what they were measured to be worth.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from matching.engine.inputs import Floats

EARTH_KM = 6371.0
NEAR_KM = 3.0
FAR_KM = 40.0

FIT_FROM = 0.015
FIT_FULL = 0.035
"""Skill fit of two occupations at random: a quarter lies below .015, half below .035 (ESCO 1.1.1)."""

SHORT = 0.5
ABOVE = 0.1
"""What a level of education short, or above, costs."""

MOST_JOBS = 600.0
LEAST_JOBS = 1.5
"""Jobs of a unit group (x 1000) at which demand is 1 and 0."""
TIGHTEST, SLACKEST, TIGHTNESS_PART = 4.0, 0.25, 0.1
MOST_HIRES = 4.5
"""Hires per job, against the average, at which the component is 1; its inverse gives 0, the average .5."""


@njit(cache=True)
def travel(km: float) -> float:
    """1 up to 3 km, then down by the logarithm of the distance to 0 at 40 km."""
    if math.isnan(km):
        return math.nan
    if km <= NEAR_KM:
        return 1.0
    return max(0.0, 1.0 - math.log(km / NEAR_KM) / math.log(FAR_KM / NEAR_KM))


@njit(cache=True)
def education(person: float, work: float) -> float:
    """1 at the same level; each level short costs .5, each level above costs .1 (levels of the Dutch ladder)."""
    if math.isnan(person) or math.isnan(work):
        return math.nan
    step = work - person
    return max(0.0, 1.0 - (SHORT * step if step > 0 else -ABOVE * step))


@njit(cache=True)
def hours(person_min: float, person_max: float, job_min: float, job_max: float) -> float:
    """The smaller of wish (its middle) and the job's nearest hours, as a share of the larger."""
    if math.isnan(person_min) and math.isnan(person_max):
        return math.nan
    if math.isnan(job_min) and math.isnan(job_max):
        return math.nan
    low = person_max if math.isnan(person_min) else person_min
    high = person_min if math.isnan(person_max) else person_max
    wish = (low + high) / 2
    job_low = job_max if math.isnan(job_min) else job_min
    job_high = job_min if math.isnan(job_max) else job_max
    nearest = min(max(wish, job_low), job_high)
    most = max(nearest, wish)
    return min(nearest, wish) / most if most > 0 else math.nan


@njit(cache=True)
def wage(last: float, middle: float) -> float:
    """1 when the middle of the job's pay reaches the last wage; 0 at 70 % of it."""
    if math.isnan(last) or last <= 0 or math.isnan(middle):
        return math.nan
    return min(1.0, max(0.0, (middle / last - 0.7) / 0.3))


@njit(cache=True)
def upper_part(fit: float) -> float:
    """How far demand may count at this skill fit: it can not lift work without fit."""
    return min(1.0, max(0.0, (fit - FIT_FROM) / (FIT_FULL - FIT_FROM)))


def middle_wage(job_min: Floats, job_max: Floats) -> Floats:
    """Return the middle of what jobs pay; the one known bound when the other is not known."""
    low = np.where(np.isnan(job_min), job_max, job_min)
    high = np.where(np.isnan(job_max), job_min, job_max)
    return ((low + high) / np.float32(2)).astype(np.float32)


def durable(contract: np.ndarray, outlook: Floats) -> Floats:
    """Return the mean of contract (permanent 1, learning .8, fixed .5, agency .3) and outlook (shrinking 0 .. 1)."""
    kind = np.array([np.nan, 1.0, 0.5, 0.3, 0.8])[contract]
    ahead = (outlook.astype(np.float64) + 1) / 2
    both = np.where(np.isnan(kind), ahead, np.where(np.isnan(ahead), kind, (kind + ahead) / 2))
    return both.astype(np.float32)


def demand(jobs_thousands: Floats, share: Floats, tightness: Floats) -> Floats:
    """Return how much of this work there is, [O] in [0, 1].

    Log scale of the jobs of the unit group (1,500 jobs: 0, 600,000: 1), lifted by at most .1 when vacancies outnumber
    seekers (ratio 4 and over) and lowered by at most .1 when seekers do (ratio .25 and under). Unknown tightness
    changes nothing; unknown volume is NaN. The cap makes shortage a bonus, never more (MATCHING 1).
    """
    jobs = jobs_thousands.astype(np.float64) * share
    volume = np.log(np.maximum(jobs, 1e-9) / LEAST_JOBS) / np.log(MOST_JOBS / LEAST_JOBS)
    ratio = np.clip(np.where(np.isnan(tightness), 1.0, tightness), SLACKEST, TIGHTEST)
    value = np.clip(np.clip(volume, 0.0, 1.0) + TIGHTNESS_PART * np.log(ratio) / np.log(TIGHTEST), 0.0, 1.0)
    return np.where(np.isnan(jobs), np.nan, value).astype(np.float32)


def hires(multiplier: Floats) -> Floats:
    """Return how often people are hired for the work given its volume, [O] in [0, 1]: .5 is the average."""
    part = np.log(np.maximum(multiplier.astype(np.float64), 1e-9)) / np.log(MOST_HIRES)
    return np.where(np.isnan(multiplier), np.nan, np.clip(0.5 + 0.5 * part, 0.0, 1.0)).astype(np.float32)


@njit(cache=True)
def kilometres(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km (haversine), input in radians; NaN when a point is unknown."""
    if math.isnan(lat1 + lon1 + lat2 + lon2):
        return math.nan
    a = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, a)))
