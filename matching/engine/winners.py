"""The outcome of the jobs that came into a list, while everything about the person is at hand.

The same values to the bit as :mod:`matching.engine.pairs` works out for any pair (a test compares all of them), at a
twentieth of the cost: fits, distances and hours of this person were looked up already to find the job.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.engine import curves
from matching.engine.inputs import Doubles, Flags, Floats, Ints
from matching.engine.pairs import (
    ADAPT,
    BRIDGING_BITS,
    NOW,
    WITH_TRAINING,
    ask_reasons,
    level_reasons,
    mean,
    skill_reasons,
)
from matching.engine.weights import SIZE


class Found(NamedTuple):
    """The best jobs of each person [N, k] with their outcomes; job -1 and unknown values where there are no more."""

    job: Ints
    score: Doubles
    gate: NDArray[np.uint8]
    reasons: NDArray[np.uint32]
    components: Floats
    confidence: Floats
    is_return: Flags

    @classmethod
    def nothing(cls, people: int, k: int) -> Found:
        """Return lists without a job."""
        return cls(
            np.full((people, k), -1, np.int32),
            np.full((people, k), np.nan),
            np.zeros((people, k), np.uint8),
            np.zeros((people, k), np.uint32),
            np.full((people, k, SIZE), np.nan, np.float32),
            np.zeros((people, k), np.float32),
            np.zeros((people, k), np.bool_),
        )


@njit(cache=True, nogil=True)
def tell(n, listed, people, jobs, world, weights, fits, terms, held, was_there, found):
    """Fill what is told of the jobs of person n, best first in each of two lists.

    ``listed`` are rows [2, k] with how many there are and where each list begins; ``held`` are the skill groups of the
    person, as marked; ``was_there`` holds n for the unit groups the person worked in. One call per person: handing over
    all these arrays costs more than a job.
    """
    rows, filled, begins = listed
    h_ptr, h_occupation = people[0]
    education, _latitude, _longitude = people[3]
    has, refused, limits = people[5]
    last_wage = people[4][3][n]
    _ids, column, place, hours, ask, middle_wage, durable, demands = jobs[0]
    c_occupation, c_level, c_stated, c_teaches = jobs[2]
    requires, shifts, is_open = jobs[4]
    _fit, unit, moves = world[0]
    demand, hires = world[1]
    legal, obtainable = world[7]
    last, history, goal = fits
    travel, hours_value = terms
    marked, knows_skills = held
    origin = h_occupation[h_ptr[n]] if h_ptr[n] < h_ptr[n + 1] else -1
    total = weights.sum()
    for which in range(2):
        for at in range(filled[which]):
            j, slot = rows[which, at], begins[which] + at
            col, a = column[j], ask[j]
            o = c_occupation[col]
            c = found.components[n, slot]
            if o >= 0:
                if last[o] >= 0:
                    c[0] = last[o]
                if history[o] >= 0:
                    c[1] = history[o]
                    part = np.float32(curves.upper_part(history[o]))
                    c[2] = demand[o] * part
                    c[3] = hires[o] * part
                if origin >= 0 and moves.shape[0] > 1:
                    c[4] = moves[unit[origin], unit[o]]
                if goal[o] >= 0:
                    c[6] = goal[o]
            c[5] = curves.education(education[n], c_level[col])
            c[7] = travel[place[j]]
            c[8] = hours_value[hours[j]]
            c[9] = durable[j]
            c[10] = curves.wage(last_wage, middle_wage[j])
            why = ask_reasons(requires[a] & ~has[n], shifts[a], refused[n], is_open[a], legal, obtainable)
            why |= level_reasons(education[n], c_level[col], c_stated[col], c_teaches[col])
            if knows_skills and o >= 0:
                why |= skill_reasons(n, o, c_teaches[col], world, marked)
            gate = WITH_TRAINING if why & BRIDGING_BITS else NOW
            if demands[j] & limits[n]:
                why |= ADAPT
            score, bottom = mean(c, weights)
            found.job[n, slot], found.score[n, slot] = j, score
            found.gate[n, slot], found.reasons[n, slot] = gate, why
            found.confidence[n, slot] = bottom / total
            found.is_return[n, slot] = o >= 0 and was_there[unit[o]] == n
