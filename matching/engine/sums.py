"""The score of a pair, added up in two steps: what it owes to the kind of work, then to the job itself.

To the bit the sum that ``pairs.mean`` makes of ``pairs.components`` (tests), for who looks at many jobs of one person.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from matching.engine import curves


@njit(cache=True, nogil=True)
def of_column(weights, last, held, demand, hires, moves, education, goal):
    """Return what a score owes to the kind of work, and the weight that is known of it; as ``pairs.components``."""
    top, bottom = 0.0, 0.0
    if last >= 0:
        top += weights[0] * np.float64(last)
        bottom += weights[0]
    if held >= 0:
        top += weights[1] * np.float64(held)
        bottom += weights[1]
        part = np.float32(curves.upper_part(held))
        value = demand * part
        if not math.isnan(value):
            top += weights[2] * np.float64(value)
            bottom += weights[2]
        value = hires * part
        if not math.isnan(value):
            top += weights[3] * np.float64(value)
            bottom += weights[3]
    if not math.isnan(moves):
        top += weights[4] * np.float64(moves)
        bottom += weights[4]
    if not math.isnan(education):
        top += weights[5] * np.float64(education)
        bottom += weights[5]
    if goal >= 0:
        top += weights[6] * np.float64(goal)
        bottom += weights[6]
    return top, bottom


@njit(cache=True, nogil=True)
def of_job(weights, start, travel, hours, durable, wage):
    """Return the sum over all components and the weight that is known; ``start`` is the column's part."""
    top, bottom = start
    if not math.isnan(travel):
        top += weights[7] * np.float64(travel)
        bottom += weights[7]
    if not math.isnan(hours):
        top += weights[8] * np.float64(hours)
        bottom += weights[8]
    if not math.isnan(durable):
        top += weights[9] * np.float64(durable)
        bottom += weights[9]
    if not math.isnan(wage):
        top += weights[10] * np.float64(wage)
        bottom += weights[10]
    return top, bottom
