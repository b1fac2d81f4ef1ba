"""Which training opens how much work: the same gate and score, with what a training gives and teaches added.

A job is *opened* by a training when the gate is not "kan nu" today, would be "kan nu" after this one training, and the
score as it is today is high enough. The score is not raised by the training, so the count is careful. What closes a
gate and no training changes (distance, hours, shifts, a closed vacancy) stays closed: only work within the person's own
limits is counted. A diploma that the work asks also takes the step in education it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from matching.engine import curves
from matching.engine.arrange import arrange
from matching.engine.bounds import prepare_work
from matching.engine.fit import World, transpose
from matching.engine.gates import Reason
from matching.engine.inputs import Bits, Flags, Ints, Jobs, Longs, People, SparseRows
from matching.engine.pairs import (
    ENOUGH,
    MOST_OWN_SKILLS,
    hours_reasons,
    job_arrays,
    level_reasons,
    mark_groups,
    own_skills,
    person_arrays,
    world_arrays,
)
from matching.engine.sums import of_column, of_job
from matching.engine.weights import Weights

WIDTH = 64
"""Trainings that are looked at together: one bit each."""
ALL = np.uint64(2**64 - 1)
NONE, ONE = np.uint64(0), np.uint64(1)
FAR = int(Reason.EDUCATION_FAR)


@dataclass(frozen=True)
class Trainings:
    """What the region's catalogue can add to a person. One row per training (T)."""

    gives: Bits
    """[T] requirements it gives, as bits."""
    teaches: SparseRows
    """[T] skill groups it teaches; values are not read."""
    diplomas: int
    """Bits of the requirements that are a diploma: who has it has the level too."""


@dataclass(frozen=True)
class Unlocked:
    """What each training opens for each person, and how open the work is today."""

    count: Ints
    """[N, T] jobs that the training opens."""
    job: Ints
    """[N, T, most] row numbers of the best of them, best first; -1 when there are no more."""
    now: Ints
    with_training: Ints
    """[N] jobs whose gate is NOW, and WITH_TRAINING, whatever their score."""
    opened: Flags
    """[T, M] whether the training opens the job for anybody."""


def unlock(
    people: People, jobs: Jobs, world: World, weights: Weights, trainings: Trainings, least_score: float, most: int
) -> Unlocked:
    """Count, per person and training, the jobs that this one training opens; ties among the best go to the lower id.

    The answer for a person depends on nothing but that person, so people may come in any parts.
    """
    n, m, t = people.size, jobs.size, trainings.teaches.rows
    out = Unlocked(
        count=np.zeros((n, t), np.int32),
        job=np.full((n, t, most), -1, np.int32),
        now=np.zeros(n, np.int32),
        with_training=np.zeros(n, np.int32),
        opened=np.zeros((t, m), np.bool_),
    )
    arranged = arrange(jobs, world)
    arrays = person_arrays(people), job_arrays(arranged), world_arrays(arranged.world), weights.as_array()
    for first in range(0, max(t, 1), WIDTH):
        part = slice(first, min(t, first + WIDTH))
        out.now[:] = 0
        out.with_training[:] = 0
        _unlock(
            *arrays,
            (trainings.gives[part], _taught_by(trainings.teaches, part, world.taxonomy.n_groups)),
            np.uint64(trainings.diplomas),
            least_score,
            (out.count[:, part], out.job[:, part], out.now, out.with_training, out.opened[part]),
        )
    return out


def _taught_by(teaches: SparseRows, part: slice, n_groups: int) -> tuple[Longs, Ints]:
    """Return per skill group the trainings of this part that teach it, as rows: where they begin, and which."""
    by_group = transpose(teaches.take(np.arange(part.start, part.stop)), max(n_groups, 1))
    return by_group.indptr, by_group.indices


@njit(cache=True, nogil=True)
def _unlock(people, jobs, world, weights, trainings, diplomas, least_score, out):
    h_ptr, h_occupation = people[0]
    education, latitude, longitude = people[3]
    max_km, hours_min, hours_max, last_wage = people[4]
    has, refused, _limits = people[5]
    ids, column, place, hours, ask, middle_wage, durable, _demands = jobs[0]
    c_occupation, c_level, c_stated, c_teaches = jobs[2]
    j_latitude, j_longitude, j_hours_min, j_hours_max = jobs[3]
    requires, shifts, is_open = jobs[4]
    fit, unit, moves = world[0]
    demand, hires = world[1]
    legal, obtainable = world[7]
    gives, taught_by = trainings
    count, best, now, with_training, opened = out
    n_trainings, most, size = gives.shape[0], best.shape[2], fit.shape[1]
    held = np.zeros(taught_by[0].shape[0], np.int64)
    skill, sign = np.empty(MOST_OWN_SKILLS, np.int32), np.empty(MOST_OWN_SKILLS, np.float32)
    last, history = np.empty(size + 1, np.float32), np.empty(size + 1, np.float32)
    goal, extra = np.empty(size + 1, np.float32), np.empty(size, np.float32)
    seen_work, seen = np.full(size + 1, -1, np.int64), np.full(c_occupation.shape[0], -1, np.int64)
    enough, skills_by = np.zeros(size + 1, np.bool_), np.zeros(size + 1, np.uint64)
    level, summed = np.zeros(seen.shape[0], np.int64), np.full(seen.shape[0], -1, np.int64)
    top, bottom = np.empty(seen.shape[0]), np.empty(seen.shape[0])
    learnt = np.empty(WIDTH)
    too_far, travel = np.zeros(j_latitude.shape[0], np.bool_), np.empty(j_latitude.shape[0], np.float32)
    no_hours, worked = np.zeros(j_hours_min.shape[0], np.bool_), np.empty(j_hours_min.shape[0], np.float32)
    shut, lacks = np.zeros(requires.shape[0], np.bool_), np.zeros(requires.shape[0], np.uint64)
    asked_by, proof_by = np.zeros(requires.shape[0], np.uint64), np.zeros(requires.shape[0], np.uint64)
    scores = np.empty((n_trainings, most))
    nothing = np.float32(np.nan)
    for n in range(has.shape[0]):
        n_own = own_skills(n, people, world, skill, sign)
        known = mark_groups(n, people, world, (skill, sign, n_own), held)
        prepare_work(n, people, world, (skill, sign, n_own, extra), last, history, goal)
        origin = h_occupation[h_ptr[n]] if h_ptr[n] < h_ptr[n + 1] else -1
        for a in range(requires.shape[0]):
            missing = requires[a] & ~has[n]
            shut[a], lacks[a] = not is_open[a] or shifts[a] & refused[n] != 0, missing
            asked_by[a], proof_by[a] = NONE, NONE
            for t in range(n_trainings):
                if missing & ~gives[t] == NONE:
                    asked_by[a] |= ONE << np.uint64(t)
                if missing & gives[t] & diplomas:
                    proof_by[a] |= ONE << np.uint64(t)
        for p in range(travel.shape[0]):
            km = curves.kilometres(latitude[n], longitude[n], j_latitude[p], j_longitude[p])
            too_far[p], travel[p] = km > max_km[n], curves.travel(km)
        for h in range(worked.shape[0]):
            no_hours[h] = hours_reasons(hours_min[n], hours_max[n], j_hours_min[h], j_hours_max[h]) != 0
            worked[h] = curves.hours(hours_min[n], hours_max[n], j_hours_min[h], j_hours_max[h])
        scores[:] = -1.0
        for j in range(column.shape[0]):
            a, col, h, p = ask[j], column[j], hours[j], place[j]
            if too_far[p] | no_hours[h] | shut[a]:
                continue
            o = c_occupation[col] if c_occupation[col] >= 0 else size
            if seen[col] != n:
                seen[col] = n
                level[col] = level_reasons(education[n], c_level[col], c_stated[col], c_teaches[col])
                if seen_work[o] != n:
                    seen_work[o], enough[o], skills_by[o] = n, True, ALL
                    if known and o < size:
                        enough[o], skills_by[o] = _taught(n, o, world[4], held, taught_by, learnt[:n_trainings])
            if lacks[a] == NONE and enough[o] and level[col] == 0:
                now[n] += 1
                continue
            if lacks[a] & legal & ~obtainable == NONE and level[col] != FAR:
                with_training[n] += 1
            by = asked_by[a] & skills_by[o]
            if level[col]:
                by &= proof_by[a]
            if by == NONE:
                continue
            if summed[col] != n:
                summed[col] = n
                school = np.float32(curves.education(education[n], c_level[col]))
                moved = moves[unit[origin], unit[o]] if o < size and origin >= 0 and moves.shape[0] > 1 else nothing
                volume, hired = (demand[o], hires[o]) if o < size else (nothing, nothing)
                top[col], bottom[col] = of_column(
                    weights, last[o], history[o], volume, hired, moved, school, goal[o]
                )  # fmt: skip
            wage = np.float32(curves.wage(last_wage[n], middle_wage[j]))
            value, weight = of_job(weights, (top[col], bottom[col]), travel[p], worked[h], durable[j], wage)
            if not (weight > 0.0 and value / weight >= least_score):
                continue
            for t in range(n_trainings):
                if by & (ONE << np.uint64(t)):
                    count[n, t] += 1
                    opened[t, j] = True
                    _keep_best(best[n, t], scores[t], j, value / weight, ids)


@njit(cache=True, nogil=True)
def _taught(n, o, essential, held, taught_by, learnt):
    """Return whether a person has enough of the essential skill groups, and which trainings fill them to enough."""
    e_ptr, e_group, e_share = essential
    t_ptr, training = taught_by
    own = 0.0
    for at in range(e_ptr[o], e_ptr[o + 1]):
        if held[e_group[at]] == n + 1:
            own += e_share[at]
    if own >= ENOUGH or e_ptr[o] == e_ptr[o + 1]:
        return True, ALL
    by = NONE
    if learnt.shape[0] == 0:
        return False, by
    learnt[:] = own
    for at in range(e_ptr[o], e_ptr[o + 1]):
        if held[e_group[at]] != n + 1:
            for hit in range(t_ptr[e_group[at]], t_ptr[e_group[at] + 1]):
                learnt[training[hit]] += e_share[at]
                if learnt[training[hit]] >= ENOUGH:
                    by |= ONE << np.uint64(training[hit])
    return False, by


@njit(cache=True, nogil=True)
def _keep_best(rows, scores, j, score, ids):
    """Put a job in its place among the best so far, best first; of equal scores the lower id."""
    last = rows.shape[0] - 1
    if last < 0 or (rows[last] >= 0 and (score < scores[last] or (score == scores[last] and ids[j] > ids[rows[last]]))):
        return
    at = last
    while at > 0 and (
        rows[at - 1] < 0 or score > scores[at - 1] or (score == scores[at - 1] and ids[j] < ids[rows[at - 1]])
    ):
        rows[at], scores[at] = rows[at - 1], scores[at - 1]
        at -= 1
    rows[at], scores[at] = j, score
