"""Find the best jobs of each person without looking at every pair, and the best people for a job.

What a pair owes to the kind of work and its level is worked out once per column; it bounds the score of every job in
the column. Columns are visited from the highest bound down and the search stops when no job left can reach the list,
so the result is exact. People who live at the same place share their distances.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from matching.engine import curves
from matching.engine.arrange import Arranged
from matching.engine.bounds import (
    BINS,
    choose_columns,
    columns_of_unit,
    count_columns,
    lay_out,
    prepare_bounds,
    prepare_home,
    prepare_terms,
    prepare_work,
)
from matching.engine.inputs import Ints, People, SparseRows
from matching.engine.pairs import (
    CLOSING_BITS,
    MOST_OWN_SKILLS,
    ask_reasons,
    components,
    holds,
    hours_reasons,
    in_parts,
    job_arrays,
    level_reasons,
    mark_groups,
    mean,
    own_skills,
    person_arrays,
    world_arrays,
)
from matching.engine.sums import of_column, of_job
from matching.engine.weights import SIZE
from matching.engine.winners import Found, tell

SLACK = 1e-5
"""Bounds are raised by this much, more than any rounding of sums of single precision."""
BLOCK = 256
"""People per piece of work of a thread."""
FIRST_COLUMNS = 96
"""Columns that are put in order at first; four times as many when those are not enough."""


def best_jobs(
    people: People,
    arranged: Arranged,
    weights: np.ndarray,
    k: int,
    k_back: int,
    threads: int = 1,
    hidden: SparseRows | None = None,
) -> Found:
    """Return [N, k + k_back] jobs with their outcomes, best first in each list.

    ``hidden`` has per person the rows of jobs, ascending, that never come in the list.
    """
    out = Found.nothing(people.size, k + k_back)
    if not arranged.jobs.size:
        return out
    order = np.lexsort((people.longitude, people.latitude)).astype(np.int64)
    arrays = person_arrays(people), job_arrays(arranged), world_arrays(arranged.world)

    laid = lay_out(arranged, arranged.world, weights)
    hidden = SparseRows.empty(people.size) if hidden is None else hidden
    left_out = hidden.indptr, hidden.indices

    def work(start: int) -> None:
        _best_jobs(*arrays, laid, weights, order[start : start + BLOCK], k, k_back, left_out, out)

    in_parts(work, range(0, people.size, BLOCK), threads)
    return out


def best_people(
    people: People, arranged: Arranged, weights: np.ndarray, k: int, hidden: SparseRows | None = None
) -> Ints:
    """Return [M, k] row numbers of people, best first, -1 when there are no more; ``hidden`` as for ``best_jobs``."""
    out = np.full((arranged.jobs.size, k), -1, np.int32)
    arrays = person_arrays(people), job_arrays(arranged), world_arrays(arranged.world)
    hidden = SparseRows.empty(people.size) if hidden is None else hidden
    _best_people(*arrays, weights, people.ids, k, (hidden.indptr, hidden.indices), out)
    return out


@njit(cache=True, nogil=True)
def _insert(scores, rows, filled, room, score, row, key, keys):
    """Put a row at its place in a list that is best first; return how long the list is now."""
    at = filled
    if at == room:
        at -= 1
        if score < scores[at] or (score == scores[at] and key > keys[rows[at]]):
            return filled
    while at > 0 and (score > scores[at - 1] or (score == scores[at - 1] and key < keys[rows[at - 1]])):
        scores[at], rows[at] = scores[at - 1], rows[at - 1]
        at -= 1
    scores[at], rows[at] = score, row
    return min(filled + 1, room)


@njit(cache=True, nogil=True, error_model="numpy")
def _visit(n, columns, people, jobs, laid, world, weights, fits, bounds, terms, skip, left_out, found):
    """Put the best jobs of some columns in a list; return how many it has now.

    Every job gets a rough score first, in single precision and without branches; what could come in the list is
    scored exactly. One call for many columns: handing over all these arrays costs more than a column.
    """
    which, many, is_ordered = columns
    h_ptr, h_occupation = people[0]
    taught, limit_wage = people[3][0][n], people[4][3][n]
    ids, first = jobs[0][0], jobs[1][0]
    occupation, level, stated, teaches = jobs[2]
    _fit, unit, moves = world[0]
    demand, hires = world[1]
    row, place, hours, ask, middle_wage, durable = laid.row, laid.place, laid.hours, laid.ask, laid.wage, laid.durable
    pay, pay_part, lasting, lasting_part = laid.pay, laid.pay_part, laid.lasting, laid.lasting_part
    last, held, goal = fits
    bound, step = bounds
    travel, hours_value, place_top, place_part, hours_top, hours_part, ask_top = terms
    was_there, leave_out = skip
    scores, rows, filled, room = found
    origin = h_occupation[h_ptr[n]] if h_ptr[n] < h_ptr[n + 1] else -1
    zero, one, lowest, per_part = np.float32(0.0), np.float32(1.0), np.float32(0.7), np.float32(1.0 / 0.3)
    pays = zero if math.isnan(limit_wage) or limit_wage <= 0 else one
    per_euro = zero if pays == zero else one / limit_wage
    slack = np.float32(SLACK * weights.sum())
    worst = scores[room - 1] if filled == room else -1.0
    for at_column in range(many):
        col = which[at_column]
        if bound[col] + SLACK < worst:
            if is_ordered and step[col] / BINS + SLACK < worst:
                break
            continue
        o = occupation[col]
        if leave_out and o >= 0 and was_there[unit[o]] == n:
            continue
        if level_reasons(taught, level[col], stated[col], teaches[col]) & CLOSING_BITS:
            continue
        school, nothing = np.float32(curves.education(taught, level[col])), np.float32(math.nan)
        if o >= 0:
            moved = moves[unit[origin], unit[o]] if origin >= 0 and moves.shape[0] > 1 else nothing
            start = of_column(weights, last[o], held[o], demand[o], hires[o], moved, school, goal[o])
        else:
            start = of_column(weights, -one, -one, nothing, nothing, nothing, school, -one)
        top_here, bottom_here, least = np.float32(start[0]), np.float32(start[1]), np.float32(worst)
        for at in range(first[col], first[col + 1]):
            p, h = place[at], hours[at]
            paid = (pay[at] * per_euro - lowest) * per_part
            paid = min(one, max(zero, paid))
            part = pays * pay_part[at]
            top = top_here + place_top[p] + hours_top[h] + ask_top[ask[at]] + lasting[at] + part * paid
            bottom = bottom_here + place_part[p] + hours_part[h] + lasting_part[at] + part
            if not top - least * bottom >= -slack:
                continue
            wage = np.float32(curves.wage(limit_wage, middle_wage[at]))
            exact, known = of_job(weights, start, travel[p], hours_value[h], durable[at], wage)
            if known > 0.0 and exact / known >= worst and holds(*left_out, n, row[at]) < 0:
                filled = _insert(scores, rows, filled, room, exact / known, row[at], ids[row[at]], ids)
                worst = scores[room - 1] if filled == room else -1.0
                least = np.float32(worst)
    return filled


@njit(cache=True, nogil=True)
def _best_jobs(people, jobs, world, laid, weights, order, k, k_back, left_out, out):
    h_ptr, h_occupation = people[0]
    _education, latitude, longitude = people[3]
    unit = world[0][1]
    size, columns, places = world[0][0].shape[1], jobs[2][0].shape[0], jobs[3][0].shape[0]
    fits = np.empty(size + 1, np.float32), np.empty(size + 1, np.float32), np.empty(size + 1, np.float32)
    extra = np.empty(size, np.float32)
    bound, ordered = np.empty(columns, np.float32), np.empty(columns, np.int32)
    step, count = np.empty(columns, np.int16), np.empty(BINS + 1, np.int64)
    travel, km = np.empty(places, np.float32), np.empty(places)
    best_travel, nearest = np.empty(columns, np.float32), np.empty(columns, np.float32)
    n_hours = jobs[3][2].shape[0]
    hours_value = np.empty(n_hours, np.float32)
    rough = (
        np.empty(places, np.float32), np.empty(places, np.float32), np.empty(n_hours, np.float32),
        np.empty(n_hours, np.float32), np.empty(jobs[4][0].shape[0], np.float32),
    )  # fmt: skip
    was_there = np.full(unit.max() + 1 if size else 1, -1, np.int64)
    skill, sign = np.empty(MOST_OWN_SKILLS, np.int32), np.empty(MOST_OWN_SKILLS, np.float32)
    scores, rows = np.empty((2, max(k, k_back))), np.empty((2, max(k, k_back)), np.int32)
    filled = np.zeros(2, np.int64)
    scratch = (np.empty(columns, np.float32), np.empty(columns, np.float32), np.empty(columns, np.float32))
    groups, begins = np.zeros(world[6].shape[0], np.int64), np.array([0, k])
    bounds, terms, skip = (bound, step), (travel, hours_value, *rough), (was_there, k_back > 0)
    home = -1
    for at_person in range(order.shape[0]):
        n = order[at_person]
        if home < 0 or latitude[n] != latitude[home] or longitude[n] != longitude[home]:
            prepare_home(n, people, jobs, laid, travel, km, best_travel, nearest)
            home = n
        prepare_terms(n, people, jobs, world, weights, (travel, km), hours_value, rough)
        n_own = own_skills(n, people, world, skill, sign)
        prepare_work(n, people, world, (skill, sign, n_own, extra), *fits)
        prepare_bounds(n, people, laid, weights, fits, scratch, best_travel, nearest, bound)
        count_columns(bound, step, count)
        filled[:] = 0
        behind = 0
        for at in range(h_ptr[n], h_ptr[n + 1]):
            if h_occupation[at] >= 0 and was_there[unit[h_occupation[at]]] != n:
                behind = columns_of_unit(unit[h_occupation[at]], laid, step, ordered, behind)
                was_there[unit[h_occupation[at]]] = n
        if k_back > 0:
            found = scores[1], rows[1], 0, k_back
            filled[1] = _visit(
                n, (ordered, behind, False), people, jobs, laid, world, weights, fits, bounds, terms,
                (was_there, False), left_out, found,
            )  # fmt: skip
        upto, wanted = BINS, FIRST_COLUMNS
        while upto > 0 and not (filled[0] == k and upto / BINS + SLACK < scores[0, k - 1]):
            many, upto = choose_columns(step, count, upto, wanted, ordered)
            found = scores[0], rows[0], filled[0], k
            filled[0] = _visit(
                n, (ordered, many, True), people, jobs, laid, world, weights, fits, bounds, terms, skip, left_out,
                found,
            )  # fmt: skip
            wanted *= 4
        marked = groups, mark_groups(n, people, world, (skill, sign, n_own), groups)
        listed = rows, filled, begins
        tell(n, listed, people, jobs, world, weights, fits, (travel, hours_value), marked, was_there, out)


@njit(cache=True, nogil=True)
def _best_people(people, jobs, world, weights, person_ids, k, left_out, out):
    education = people[3][0]
    max_km, hours_min, hours_max, _wage = people[4]
    has, refused, _limits = people[5]
    _ids, column, _place, hours, ask, _middle_wage, _durable, _demands = jobs[0]
    _occupation, level, stated, teaches = jobs[2]
    _latitude, _longitude, j_hours_min, j_hours_max = jobs[3]
    requires, shifts, is_open = jobs[4]
    legal, obtainable = world[7]
    skill, sign = np.empty(MOST_OWN_SKILLS, np.int32), np.empty(MOST_OWN_SKILLS, np.float32)
    c = np.empty(SIZE, np.float32)
    scores = np.empty((out.shape[0], k))
    filled = np.zeros(out.shape[0], np.int64)
    for n in range(education.shape[0]):
        n_own = own_skills(n, people, world, skill, sign)
        for j in range(out.shape[0]):
            a, h, col = ask[j], hours[j], column[j]
            why = ask_reasons(requires[a] & ~has[n], shifts[a], refused[n], is_open[a], legal, obtainable)
            why |= hours_reasons(hours_min[n], hours_max[n], j_hours_min[h], j_hours_max[h])
            why |= level_reasons(education[n], level[col], stated[col], teaches[col])
            if why & CLOSING_BITS or holds(*left_out, n, j) >= 0:
                continue
            km, _back = components(n, j, people, jobs, world, (skill, sign, n_own), c)
            score, bottom = mean(c, weights)
            if bottom > 0.0 and not km > max_km[n]:
                filled[j] = _insert(scores[j], out[j], filled[j], k, score, n, person_ids[n], person_ids)
