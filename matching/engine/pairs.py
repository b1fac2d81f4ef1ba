"""The outcome of one person and one job: component values, gate, reasons. The rule book of the engine, compiled.

``search`` finds the best jobs and ``winners`` tells of them with the same arithmetic, sharing work: to the bit what
stands here (tests).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from matching.engine import curves
from matching.engine.arrange import Arranged
from matching.engine.fit import KINDS_PART, World
from matching.engine.gates import BRIDGING, CLOSING, Gate, Reason
from matching.engine.inputs import People
from matching.engine.weights import SIZE

RECENCY = 0.9 ** np.arange(64)
RECENCY_32 = RECENCY.astype(np.float32)
"""Each job further back counts a tenth less; from the 65th on like the 64th."""
OLDEST = 63
ENOUGH = 0.5
"""Share of the essential skill groups from which work can be started without a training."""
STEP, FAR_STEP = 0.75, 1.5
"""Levels short from which a step in education is named; and from which a vacancy that states its level is closed."""
MOST_OWN_SKILLS = 4096
"""Confirmed or denied skills that count per person."""
SINGLE_PART = np.float32(1.0 - KINDS_PART)

NOW, WITH_TRAINING, NOT_NOW = int(Gate.NOW), int(Gate.WITH_TRAINING), int(Gate.NOT_NOW)
CLOSED, LEGAL, TOO_FAR = int(Reason.CLOSED), int(Reason.LEGAL_REQUIREMENT), int(Reason.TOO_FAR)
TOO_FEW_HOURS, TOO_MANY_HOURS = int(Reason.TOO_FEW_HOURS), int(Reason.TOO_MANY_HOURS)
SHIFTS, EDUCATION_FAR = int(Reason.SHIFTS), int(Reason.EDUCATION_FAR)
BRIDGEABLE, WANTED = int(Reason.REQUIREMENT_BRIDGEABLE), int(Reason.REQUIREMENT_WANTED)
EDUCATION_STEP, SKILLS_TRAINABLE = int(Reason.EDUCATION_STEP), int(Reason.SKILLS_TRAINABLE)
SKILLS_MISSING, ADAPT = int(Reason.SKILLS_MISSING), int(Reason.ADAPT)
CLOSING_BITS, BRIDGING_BITS = int(CLOSING), int(BRIDGING)


def person_arrays(people: People) -> tuple:
    """Return people as the compiled loops take them."""
    return (
        (people.history.indptr, people.history.indices),
        (people.has_skills.indptr, people.has_skills.indices, people.lacks_skills.indptr, people.lacks_skills.indices),
        (people.wanted.indptr, people.wanted.indices, people.wanted.values),
        (
            people.education,
            np.radians(people.latitude.astype(np.float64)),
            np.radians(people.longitude.astype(np.float64)),
        ),
        (people.max_km, people.hours_min, people.hours_max, people.wage),
        (people.requirements, people.shifts_refused, people.limits),
    )


def job_arrays(arranged: Arranged) -> tuple:
    """Return jobs as the compiled loops take them."""
    a = arranged
    return (
        (a.jobs.ids, a.column, a.place, a.hours, a.ask, a.middle_wage, a.durable, a.jobs.demands),
        (a.first, a.by_column),
        (a.occupation, a.level, a.stated, a.teaches),
        (a.latitude, a.longitude, a.hours_min, a.hours_max),
        (a.requires, a.shifts, a.is_open),
    )


def world_arrays(world: World) -> tuple:
    """Return the world as the compiled loops take it."""
    bridges = world.bridges
    legal = sum(1 << bit for bit, asked in enumerate(bridges.requirement_is_legal) if asked)
    obtainable = sum(
        1 << bit for bit, months in enumerate(bridges.requirement_months) if months <= bridges.horizon_months
    )
    return (
        (world.fit, world.unit, world.moves),
        (world.demand, world.hires),
        (world.skill_share.indptr, world.by_skill.indptr, world.by_skill.indices, world.by_skill.values),
        (world.groups.indptr, world.groups.indices),
        (world.essential.indptr, world.essential.indices, world.essential.values),
        (world.taxonomy.skill_groups.indptr, world.taxonomy.skill_groups.indices),
        bridges.group_months <= bridges.horizon_months,
        (np.uint64(legal), np.uint64(obtainable)),
    )


def outcomes(
    people: People,
    arranged: Arranged,
    weights: np.ndarray,
    person: np.ndarray,
    job: np.ndarray,
) -> tuple:
    """Return score, gate, reasons, components, confidence and return of each pair; see ``rank.Scored``."""
    n = len(job)
    out = (
        np.full(n, np.nan),
        np.zeros(n, np.uint8),
        np.zeros(n, np.uint32),
        np.full((n, SIZE), np.nan, np.float32),
        np.zeros(n, np.float32),
        np.zeros(n, np.bool_),
    )
    arrays = person_arrays(people), job_arrays(arranged), world_arrays(arranged.world)
    _outcomes(*arrays, weights, person, job, arranged.world.taxonomy.n_groups, out)
    return out


def in_parts(work: Callable[[int], None], starts: Iterable[int], threads: int) -> None:
    """Do the parts of a piece of work; compiled loops let go of the interpreter, so threads run side by side."""
    if threads == 1:
        for start in starts:
            work(start)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, starts))


def all_scores(people: People, arranged: Arranged, weights: np.ndarray) -> np.ndarray:
    """Return the score of every pair, [N, M]."""
    out = np.empty((people.size, arranged.jobs.size))
    _all_scores(person_arrays(people), job_arrays(arranged), world_arrays(arranged.world), weights, out)
    return out


@njit(cache=True, nogil=True)
def holds(by_ptr, by_row, feature, occupation):
    """Return where the occupation stands among those that have the feature, or -1."""
    low, high = by_ptr[feature], by_ptr[feature + 1]
    while low < high:
        middle = (low + high) // 2
        if by_row[middle] < occupation:
            low = middle + 1
        else:
            high = middle
    return low if low < by_ptr[feature + 1] and by_row[low] == occupation else -1


@njit(cache=True, nogil=True)
def own_skills(n, people, world, skill, sign):
    """Fill the skills in which a person differs from their history: confirmed on top of it (+1), or denied (-1)."""
    h_ptr, h_occupation = people[0]
    has_ptr, has, lacks_ptr, lacks = people[1]
    _share_ptr, by_ptr, by_row, _by_value = world[2]
    count = 0
    for side in range(2):
        ptr, listed = (has_ptr, has) if side == 0 else (lacks_ptr, lacks)
        for at in range(ptr[n], ptr[n + 1]):
            known = False
            for job in range(h_ptr[n], h_ptr[n + 1]):
                if h_occupation[job] >= 0 and holds(by_ptr, by_row, listed[at], h_occupation[job]) >= 0:
                    known = True
            if known == (side == 1) and count < skill.shape[0]:
                skill[count] = listed[at]
                sign[count] = np.float32(1.0) if side == 0 else np.float32(-1.0)
                count += 1
    return count


@njit(cache=True, nogil=True)
def components(n, j, people, jobs, world, own, c):
    """Fill the component values of a pair; return the distance in km (NaN unknown) and whether it is a return."""
    h_ptr, h_occupation = people[0]
    w_ptr, wanted, w_value = people[2]
    education, latitude, longitude = people[3]
    _max_km, hours_min, hours_max, wage = people[4]
    _ids, column, place, hours, _ask, middle_wage, durable, _demands = jobs[0]
    c_occupation, c_level, _stated, _teaches = jobs[2]
    p_latitude, p_longitude, j_hours_min, j_hours_max = jobs[3]
    fit, unit, moves = world[0]
    demand, hires = world[1]
    share_ptr, by_ptr, by_row, by_value = world[2]
    skill, sign, n_own = own
    c[:] = np.nan
    o = c_occupation[column[j]]
    back = False
    if o >= 0 and share_ptr[o] < share_ptr[o + 1]:
        held = np.float32(-1.0)
        for at in range(h_ptr[n], h_ptr[n + 1]):
            if h_occupation[at] >= 0:
                value = fit[h_occupation[at], o] * RECENCY_32[min(at - h_ptr[n], OLDEST)]
                held = value if value > held else held
                if at == h_ptr[n] and value >= 0:
                    c[0] = value
        if n_own > 0:
            extra = np.float32(0.0)
            for at in range(n_own):
                where = holds(by_ptr, by_row, skill[at], o)
                if where >= 0:
                    extra += sign[at] * SINGLE_PART * by_value[where]
            held = min(np.float32(1.0), max(np.float32(0.0), max(held, np.float32(0.0)) + extra))
        if held >= 0:
            c[1] = held
            part = np.float32(curves.upper_part(held))
            c[2] = demand[o] * part
            c[3] = hires[o] * part
        goal = np.float32(-1.0)
        for at in range(w_ptr[n], w_ptr[n + 1]):
            if wanted[at] >= 0:
                value = fit[wanted[at], o] * w_value[at]
                goal = value if value > goal else goal
        if goal >= 0:
            c[6] = goal
    if o >= 0:
        for at in range(h_ptr[n], h_ptr[n + 1]):
            if h_occupation[at] >= 0:
                back = back or unit[h_occupation[at]] == unit[o]
        if h_ptr[n] < h_ptr[n + 1] and h_occupation[h_ptr[n]] >= 0 and moves.shape[0] > 1:
            c[4] = moves[unit[h_occupation[h_ptr[n]]], unit[o]]
    c[5] = curves.education(education[n], c_level[column[j]])
    km = curves.kilometres(latitude[n], longitude[n], p_latitude[place[j]], p_longitude[place[j]])
    c[7] = curves.travel(km)
    c[8] = curves.hours(hours_min[n], hours_max[n], j_hours_min[hours[j]], j_hours_max[hours[j]])
    c[9] = durable[j]
    c[10] = curves.wage(wage[n], middle_wage[j])
    return km, back


@njit(cache=True, nogil=True)
def hours_reasons(least_wanted, most_wanted, job_min, job_max):
    """Return why the hours do not fit; 0 when they may."""
    reasons = 0
    most = job_min if math.isnan(job_max) else job_max
    least = job_max if math.isnan(job_min) else job_min
    if most < least_wanted:
        reasons |= TOO_FEW_HOURS
    if least > most_wanted:
        reasons |= TOO_MANY_HOURS
    return reasons


@njit(cache=True, nogil=True)
def ask_reasons(missing, shifts, refused, is_open, legal, obtainable):
    """Return why requirements, shifts or the vacancy itself are in the way."""
    reasons = 0 if is_open else CLOSED
    if shifts & refused:
        reasons |= SHIFTS
    if missing & obtainable:
        reasons |= BRIDGEABLE
    if missing & legal & ~obtainable:
        reasons |= LEGAL
    if missing & ~legal & ~obtainable:
        reasons |= WANTED
    return reasons


@njit(cache=True, nogil=True)
def level_reasons(person, work, stated, teaches):
    """Return whether the education is a step, or too far: only a level that the vacancy states can close the gate."""
    short = work - person
    if short >= FAR_STEP and stated and not teaches:
        return EDUCATION_FAR
    return EDUCATION_STEP if short >= STEP else 0


@njit(cache=True, nogil=True)
def mean(c, weights):
    """Return the weighted mean of the known components and the weight that was known, added up in order."""
    top, bottom = 0.0, 0.0
    for i in range(SIZE):
        if not math.isnan(c[i]):
            top += weights[i] * np.float64(c[i])
            bottom += weights[i]
    return (top / bottom if bottom > 0.0 else math.nan), bottom


@njit(cache=True, nogil=True)
def mark_groups(n, people, world, own, held):
    """Mark the skill groups a person has with n + 1; return whether anything is known of their skills."""
    h_ptr, h_occupation = people[0]
    has_ptr, has, _lacks_ptr, _lacks = people[1]
    g_ptr, group = world[3]
    s_ptr, of_skill = world[5]
    known = False
    for at in range(h_ptr[n], h_ptr[n + 1]):
        o = h_occupation[at]
        if o >= 0:
            for hit in range(g_ptr[o], g_ptr[o + 1]):
                held[group[hit]] = n + 1
                known = True
    for at in range(has_ptr[n], has_ptr[n + 1]):
        for hit in range(s_ptr[has[at]], s_ptr[has[at] + 1]):
            held[of_skill[hit]] = n + 1
            known = True
    return known


@njit(cache=True, nogil=True)
def skill_reasons(n, o, teaches, world, held):
    """Return whether essential skill groups are missing, and whether they can be learnt."""
    e_ptr, e_group, e_share = world[4]
    can_learn = world[6]
    if e_ptr[o] == e_ptr[o + 1]:
        return 0
    enough, learnt = 0.0, 0.0
    for at in range(e_ptr[o], e_ptr[o + 1]):
        if held[e_group[at]] == n + 1:
            enough += e_share[at]
        elif can_learn[e_group[at]]:
            learnt += e_share[at]
    if enough >= ENOUGH:
        return 0
    return SKILLS_TRAINABLE if teaches or enough + learnt >= ENOUGH else SKILLS_MISSING


@njit(cache=True, nogil=True)
def _outcomes(people, jobs, world, weights, person, job, n_groups, out):
    o_score, o_gate, o_reasons, o_components, o_confidence, o_return = out
    max_km, hours_min, hours_max, _wage = people[4]
    has, refused, limits = people[5]
    _ids, column, _place, hours, ask, _middle_wage, _durable, demands = jobs[0]
    c_occupation, c_level, c_stated, c_teaches = jobs[2]
    _latitude, _longitude, j_hours_min, j_hours_max = jobs[3]
    requires, shifts, is_open = jobs[4]
    legal, obtainable = world[7]
    total = weights.sum()
    held = np.zeros(n_groups, np.int64)
    skill, sign = np.empty(MOST_OWN_SKILLS, np.int32), np.empty(MOST_OWN_SKILLS, np.float32)
    c = np.empty(SIZE, np.float32)
    last, n_own, known = -1, 0, False
    for row in range(job.shape[0]):
        n, j = person[row], job[row]
        if n < 0 or j < 0:
            continue
        if n != last:
            n_own = own_skills(n, people, world, skill, sign)
            known = mark_groups(n, people, world, (skill, sign, n_own), held)
            last = n
        km, back = components(n, j, people, jobs, world, (skill, sign, n_own), c)
        col, a, h = column[j], ask[j], hours[j]
        reasons = ask_reasons(requires[a] & ~has[n], shifts[a], refused[n], is_open[a], legal, obtainable)
        reasons |= hours_reasons(hours_min[n], hours_max[n], j_hours_min[h], j_hours_max[h])
        reasons |= level_reasons(people[3][0][n], c_level[col], c_stated[col], c_teaches[col])
        if km > max_km[n]:
            reasons |= TOO_FAR
        if known and c_occupation[col] >= 0:
            reasons |= skill_reasons(n, c_occupation[col], c_teaches[col], world, held)
        gate = NOW
        if reasons & CLOSING_BITS:
            gate = NOT_NOW
        elif reasons & BRIDGING_BITS:
            gate = WITH_TRAINING
        if demands[j] & limits[n]:
            reasons |= ADAPT
        score, bottom = mean(c, weights)
        o_score[row], o_gate[row], o_reasons[row] = score, gate, reasons
        o_components[row] = c
        o_confidence[row], o_return[row] = bottom / total, back


@njit(cache=True, nogil=True)
def _all_scores(people, jobs, world, weights, out):
    skill, sign = np.empty(MOST_OWN_SKILLS, np.int32), np.empty(MOST_OWN_SKILLS, np.float32)
    c = np.empty(SIZE, np.float32)
    for n in range(out.shape[0]):
        n_own = own_skills(n, people, world, skill, sign)
        for j in range(out.shape[1]):
            components(n, j, people, jobs, world, (skill, sign, n_own), c)
            out[n, j] = mean(c, weights)[0]
