"""Spread vacancies over people: one vacancy is not everybody's number one, at a small, bounded cost to each person.

Every vacancy has a *giving way* g in [0, s], where s is the spread that a region chose. A list is put in the order of
score - g. Because 0 <= g <= s, the vacancy at any place of the new order scores at most s less than the vacancy that
stood at that place by score alone: the i-th largest of ``score - g`` is at least the i-th largest score minus s, and no
vacancy's score lies below its ``score - g``. Nobody loses more, whatever others want.

g are the prices of a market with room for so many people per vacancy (the dual of the capacitated assignment problem:
D. P. Bertsekas, *The auction algorithm*, Annals of Operations Research 14, 1988; for vacancies: Y. Mashayekhi and
others, *ReCon: Reducing Congestion in Job Recommendation using Optimal Transport*, RecSys 2023). They are found by
raising what is asked too often and lowering what is not, in a fixed number of rounds, so that the same lists always
give the same g. Of all rounds the one with the most even exposure is kept, the first of equals.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from matching.engine.inputs import Doubles, Floats, Ints
from matching.engine.rank import Ranking

ROUNDS = 60
STEP = 0.5
"""Share of the spread that a vacancy asked twice too often rises in the first round; later rounds step less."""
ROOM = 1.0
"""Room of a position in shares of the places: 1 is as many people as every position would have when all are equal."""


def room_for(people: int, places: int, positions: int) -> int:
    """Return how many people may have one position among their best: the even share, at least one."""
    return max(1, int(np.ceil(ROOM * people * places / max(positions, 1))))


def gives_way(vacancy: Ints, score: Doubles, room: Doubles, spread: float, places: int) -> Doubles:
    """Return g of each vacancy, given lists [N, k] of vacancy numbers (0 up, -1 nothing) with their scores.

    ``room`` [V] is for how many people each vacancy has room: that of one position times its positions. ``places`` is
    how many of a list count as seen. Vacancies with equal ``score - g`` stand by lower number.
    """
    n_vacancies = len(room)
    price, best = np.zeros(n_vacancies), np.zeros(n_vacancies)
    if not n_vacancies or spread <= 0:
        return best
    order = np.argsort(np.where(vacancy < 0, n_vacancies, vacancy), axis=1, kind="stable")
    vacancy, score = np.take_along_axis(vacancy, order, 1), np.take_along_axis(score, order, 1)
    evenest = np.inf
    for number in range(ROUNDS):
        asked = exposure(seen(vacancy, score, price, places), n_vacancies)
        uneven = gini(asked / room)
        if uneven < evenest:
            evenest, best = uneven, price.copy()
        step = STEP * spread / np.sqrt(number + 1.0)
        price = np.clip(price + step * np.clip(asked / room - 1.0, -1.0, 1.0), 0.0, spread)
    return best


def seen(vacancy: Ints, score: Doubles, price: Doubles, places: int) -> Ints:
    """Return the vacancies at the first places of each list, in the order of score minus price; -1 nothing."""
    worth = np.where(vacancy < 0, -np.inf, score - price[np.maximum(vacancy, 0)])
    first = np.argsort(-worth, axis=1, kind="stable")[:, :places]
    return np.take_along_axis(vacancy, first, 1)


def exposure(shown: Ints, n_vacancies: int) -> Doubles:
    """Return for how many people each vacancy is among what is shown."""
    return np.bincount(shown[shown >= 0], minlength=n_vacancies).astype(np.float64)


def gini(values: Doubles) -> float:
    """Return the Gini coefficient: 0 when all values are equal, near 1 when one has everything; 0 of nothing."""
    ascending = np.sort(values)
    total = ascending.sum()
    if not len(values) or total <= 0:
        return 0.0
    place = np.arange(1, len(values) + 1)
    return float((2 * place - len(values) - 1) @ ascending / (len(values) * total))


def reorder(ranking: Ranking, price: Floats) -> Ranking:
    """Return the ranking with each of its lists in the order of score minus price; ``price`` [M] is by job row.

    A tie keeps the order there was. The values of every pair stay as they were.
    """
    order = np.empty(ranking.job.shape, np.int64)
    worth = np.where(ranking.job < 0, -np.inf, ranking.score - price[np.maximum(ranking.job, 0)])
    for part in (slice(0, ranking.k), slice(ranking.k, None)):
        order[:, part] = np.argsort(-worth[:, part], axis=1, kind="stable") + part.start
    names = ("score", "gate", "reasons", "confidence", "is_return", "job")
    moved: dict[str, Any] = {name: np.take_along_axis(getattr(ranking, name), order, 1) for name in names}
    moved["components"] = np.take_along_axis(ranking.components, order[:, :, None], 1)
    return replace(ranking, **moved)
