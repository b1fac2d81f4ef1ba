"""What is worked out once per person before the search: what their home, work and wishes are worth, and bounds.

What a pair owes to the kind of work and its level is the same for every job in a column. With the best that the other
parts of the score can be there it bounds the score of every job in the column, so that a search can begin where the
best is and stop where nothing better can come (``search``).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.engine import curves
from matching.engine.arrange import Arranged
from matching.engine.fit import World
from matching.engine.inputs import Floats, Ints, Longs
from matching.engine.pairs import CLOSING_BITS, OLDEST, RECENCY_32, SINGLE_PART, ask_reasons, hours_reasons
from matching.engine.weights import DEMAND, DURABLE, HIRES, HOURS, TRAVEL, WAGE

Numbers = NDArray[np.uint32]

BINS = 1024
"""Steps from 0 to 1 in which columns are put in order of their bound; within a step any order will do."""


class Laid(NamedTuple):
    """Jobs in the order of their columns [M], and what the bound of a column needs [C]."""

    row: Ints
    place: Numbers
    hours: Numbers
    ask: Numbers
    wage: Floats
    durable: Floats
    pay: Floats
    pay_part: Floats
    """[M] pay, and the weight it has; 0 where it is unknown."""
    lasting: Floats
    lasting_part: Floats
    """[M] weighted durability, and its weight; 0 where it is unknown."""
    work: Numbers
    """[C] occupation; one behind the last where it is unknown."""
    level: Floats
    level_part: Floats
    """[C] 1 where a level is known, else 0."""
    demand_top: Floats
    demand_part: Floats
    """[C] weighted demand and hires, and the weight of those that are known."""
    best_wage: Floats
    best_durable: Floats
    unit_first: Longs
    by_unit: Ints
    """Columns by unit group: where those of each unit group begin, and which."""
    has_moves: bool


def lay_out(arranged: Arranged, world: World, weights: np.ndarray) -> Laid:
    """Return the jobs in the order of their columns, and what bounds need of each column."""
    by = arranged.by_column
    wage, durable = arranged.middle_wage[by], arranged.durable[by]
    is_known = arranged.occupation >= 0
    work = np.maximum(arranged.occupation, 0)
    demand, hires = world.demand[work], world.hires[work]
    known = np.where(np.isnan(demand), 0.0, weights[DEMAND]) + np.where(np.isnan(hires), 0.0, weights[HIRES])
    worth = weights[DEMAND] * np.nan_to_num(demand) + weights[HIRES] * np.nan_to_num(hires)
    unit = np.where(is_known, world.unit[work], -1) if world.unit.size else np.full(len(work), -1)
    by_unit = np.argsort(unit, kind="stable")[np.count_nonzero(~is_known) :]
    return Laid(
        row=by,
        place=arranged.place[by].astype(np.uint32),
        hours=arranged.hours[by].astype(np.uint32),
        ask=arranged.ask[by].astype(np.uint32),
        wage=wage,
        durable=durable,
        pay=np.nan_to_num(wage),
        pay_part=np.where(np.isnan(wage), 0.0, weights[WAGE]).astype(np.float32),
        lasting=(weights[DURABLE] * np.nan_to_num(durable)).astype(np.float32),
        lasting_part=np.where(np.isnan(durable), 0.0, weights[DURABLE]).astype(np.float32),
        work=np.where(is_known, work, world.fit.shape[1]).astype(np.uint32),
        level=np.nan_to_num(arranged.level),
        level_part=(~np.isnan(arranged.level)).astype(np.float32),
        demand_top=worth.astype(np.float32),
        demand_part=known.astype(np.float32),
        best_wage=arranged.best_wage,
        best_durable=arranged.best_durable,
        unit_first=np.searchsorted(unit[by_unit], np.arange(np.max(world.unit, initial=-1) + 2)),
        by_unit=by_unit.astype(np.int32),
        has_moves=world.moves.shape[0] > 1,
    )


@njit(cache=True, nogil=True)
def prepare_home(n, people, jobs, laid, travel, km, best_travel, nearest):
    """Fill travel value and distance to every place for one home, and the best of both in every column."""
    _education, latitude, longitude = people[3]
    p_latitude, p_longitude, _hours_min, _hours_max = jobs[3]
    first = jobs[1][0]
    place = laid.place
    for p in range(p_latitude.shape[0]):
        km[p] = curves.kilometres(latitude[n], longitude[n], p_latitude[p], p_longitude[p])
        travel[p] = curves.travel(km[p])
    for col in range(nearest.shape[0]):
        best, near = np.float32(0.0), math.inf
        for at in range(first[col], first[col + 1]):
            p = place[at]
            if math.isnan(km[p]):
                best, near = np.float32(1.0), 0.0
            else:
                best = max(best, travel[p])
                near = min(near, km[p])
        best_travel[col], nearest[col] = best, near


@njit(cache=True, nogil=True)
def prepare_work(n, people, world, own, last, held, goal):
    """Fill the fit of last job, whole history and goals to every occupation; -1 where nothing is known.

    Each has a place more than there are occupations, which stays -1: the fit to unknown work.
    """
    h_ptr, h_occupation = people[0]
    w_ptr, wanted, w_value = people[2]
    fit = world[0][0]
    share_ptr, by_ptr, by_row, by_value = world[2]
    skill, sign, n_own, extra = own
    size = fit.shape[1]
    last[:] = np.float32(-1.0)
    held[:] = np.float32(-1.0)
    goal[:] = np.float32(-1.0)
    for at in range(h_ptr[n], h_ptr[n + 1]):
        if h_occupation[at] >= 0:
            row = fit[h_occupation[at]]
            part = RECENCY_32[min(at - h_ptr[n], OLDEST)]
            if at == h_ptr[n]:
                for o in range(size):
                    last[o] = row[o]
                    held[o] = row[o]
            else:
                for o in range(size):
                    value = row[o] * part
                    held[o] = value if value > held[o] else held[o]
    if n_own > 0:
        extra[:] = np.float32(0.0)
        for at in range(n_own):
            for hit in range(by_ptr[skill[at]], by_ptr[skill[at] + 1]):
                extra[by_row[hit]] += sign[at] * SINGLE_PART * by_value[hit]
        for o in range(size):
            if share_ptr[o] < share_ptr[o + 1]:
                held[o] = min(np.float32(1.0), max(np.float32(0.0), max(held[o], np.float32(0.0)) + extra[o]))
    for at in range(w_ptr[n], w_ptr[n + 1]):
        if wanted[at] >= 0:
            row = fit[wanted[at]]
            for o in range(size):
                value = row[o] * w_value[at]
                goal[o] = value if value > goal[o] else goal[o]


@njit(cache=True, nogil=True, error_model="numpy")
def prepare_bounds(n, people, laid, weights, fits, scratch, best_travel, nearest, bound):
    """Fill a bound of the score of every column's jobs; below 0 where none of them is in reach.

    Rough arithmetic without branches, so that the processor does many columns at once; SLACK covers the rounding.
    """
    education, latitude, _longitude = people[3]
    max_km, hours_min, hours_max, last_wage = people[4]
    work, level, level_part = laid.work, laid.level, laid.level_part
    demand_top, demand_part = laid.demand_top, laid.demand_part
    best_wage, best_durable = laid.best_wage, laid.best_durable
    last, held, goal = fits
    c_last, c_held, c_goal = scratch
    for col in range(bound.shape[0]):
        c_last[col] = last[work[col]]
        c_held[col] = held[work[col]]
    if people[2][0][n] < people[2][0][n + 1]:
        for col in range(bound.shape[0]):
            c_goal[col] = goal[work[col]]
    else:
        c_goal[:] = np.float32(-1.0)
    origin = people[0][1][people[0][0][n]] if people[0][0][n] < people[0][0][n + 1] else -1
    zero, one = np.float32(0.0), np.float32(1.0)
    w = weights.astype(np.float32)
    taught = education[n]
    for_level = zero if math.isnan(taught) else w[5]
    taught = zero if math.isnan(taught) else taught
    for_travel = zero if math.isnan(latitude[n]) else w[7]
    for_hours = zero if math.isnan(hours_min[n]) and math.isnan(hours_max[n]) else w[8]
    for_wage = zero if math.isnan(last_wage[n]) or last_wage[n] <= 0 else w[10]
    per_euro = one if for_wage == zero else one / last_wage[n]
    for_moves = w[4] if origin >= 0 and laid.has_moves else zero
    limit = np.float32(math.inf) if math.isnan(max_km[n]) else max_km[n] * np.float32(1.00001)
    start, per_fit = np.float32(curves.FIT_FROM), np.float32(1.0 / (curves.FIT_FULL - curves.FIT_FROM))
    short, above = np.float32(curves.SHORT), np.float32(-curves.ABOVE)
    lowest, per_part = np.float32(0.7), np.float32(1.0 / 0.3)
    fixed = for_travel + for_hours + w[9] + for_wage + for_moves
    given = for_hours + for_moves
    w_last, w_held, w_goal, w_durable = w[0], w[1], w[6], w[9]
    for col in range(bound.shape[0]):
        has_last = one if c_last[col] >= zero else zero
        has_held = one if c_held[col] >= zero else zero
        has_goal = one if c_goal[col] >= zero else zero
        part = (c_held[col] - start) * per_fit
        part = part if part > zero else zero
        part = part if part < one else one
        step = level[col] - taught
        cost = short * step if step > zero else above * step
        fits_level = one - cost if cost < one else zero
        pays = (best_wage[col] * per_euro - lowest) * per_part
        pays = pays if pays > zero else zero
        pays = pays if pays < one else one
        top = has_last * w_last * c_last[col] + has_held * (w_held * c_held[col] + part * demand_top[col])
        top += for_level * level_part[col] * fits_level + has_goal * w_goal * c_goal[col]
        top += for_travel * best_travel[col] + given + w_durable * best_durable[col] + for_wage * pays
        bottom = fixed + has_last * w_last + has_held * (w_held + demand_part[col])
        bottom += for_level * level_part[col] + has_goal * w_goal
        most = top / bottom if bottom > zero else one
        bound[col] = most if nearest[col] <= limit else -one


@njit(cache=True, nogil=True)
def prepare_terms(n, people, jobs, world, weights, home, hours_value, rough):
    """Fill what a person makes of every place, kind of hours and kind of asks.

    ``rough`` are the weighted values and their weights in single precision, the value of what a gate closes below
    everything.
    """
    max_km, hours_min, hours_max, _wage = people[4]
    has, refused, _limits = people[5]
    _latitude, _longitude, j_hours_min, j_hours_max = jobs[3]
    requires, shifts, is_open = jobs[4]
    legal, obtainable = world[7]
    travel, km = home
    place_top, place_part, hours_top, hours_part, ask_top = rough
    zero, closed = np.float32(0.0), np.float32(-math.inf)
    for p in range(travel.shape[0]):
        unknown = math.isnan(travel[p])
        place_top[p] = closed if km[p] > max_km[n] else zero if unknown else np.float32(weights[TRAVEL] * travel[p])
        place_part[p] = zero if unknown else np.float32(weights[TRAVEL])
    for h in range(hours_value.shape[0]):
        hours_value[h] = curves.hours(hours_min[n], hours_max[n], j_hours_min[h], j_hours_max[h])
        unknown = math.isnan(hours_value[h])
        hours_part[h] = zero if unknown else np.float32(weights[HOURS])
        hours_top[h] = zero if unknown else np.float32(weights[HOURS] * hours_value[h])
        if hours_reasons(hours_min[n], hours_max[n], j_hours_min[h], j_hours_max[h]) != 0:
            hours_top[h] = closed
    for a in range(ask_top.shape[0]):
        why = ask_reasons(requires[a] & ~has[n], shifts[a], refused[n], is_open[a], legal, obtainable)
        ask_top[a] = closed if why & CLOSING_BITS else zero


@njit(cache=True, nogil=True)
def count_columns(bound, step, count):
    """Fill the step of each column's bound, 1 to BINS from low to high, 0 out of reach; and how many have each."""
    count[:] = 0
    for col in range(bound.shape[0]):
        at = min(BINS, max(0, int(bound[col] * BINS + 1.0)))
        step[col] = at
        count[at] += 1


@njit(cache=True, nogil=True)
def choose_columns(step, count, upto, wanted, ordered):
    """Put at least ``wanted`` columns (or all) of the highest steps up to ``upto`` in order, highest first.

    Return how many there are and the highest step that was not looked at; ``count`` of those that were is spent.
    """
    ahead, low = 0, upto
    while low > 0 and ahead < wanted:
        many = count[low]
        count[low] = ahead
        ahead += many
        low -= 1
    for col in range(step.shape[0]):
        at = step[col]
        if low < at <= upto:
            ordered[count[at]] = col
            count[at] += 1
    return ahead, low


@njit(cache=True, nogil=True)
def columns_of_unit(unit, laid, step, ordered, many):
    """Put the columns in reach of a unit group behind the ``many`` that are there; return how many there are now."""
    first, by_unit = laid.unit_first, laid.by_unit
    for at in range(first[unit], first[unit + 1]):
        if step[by_unit[at]] > 0:
            ordered[many] = by_unit[at]
            many += 1
    return many
