"""What observed job changes, given weight, would do to women and to men; shown before that weight may be published.

The portal does not know who is a woman or a man. The table says of each kind of work how many of the people who left
it, and who came to it, were women. So people are put in groups by their last work (mostly left by women, by men), and
of the work at the top of their lists is told what it pays and how many of those who go there are women: a table that
repeats who went where in the past makes the last two numbers grow apart.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.curves import middle_wage
from matching.engine.fit import World
from matching.engine.inputs import Doubles, Ints, Jobs, People
from matching.models import MoveTable

MOSTLY = 0.6
"""From this share on work is mostly left by women (or by men)."""
FEWEST_MOVES = 30
"""Kinds of work that fewer people left, or came to, say nothing of women and men."""
FEWEST_PEOPLE = 30
"""Groups of fewer people are not shown (MATCHING 4)."""
GROUPS = ("women", "men", "mixed")
"""Mostly left by women, by men, and the rest."""


@dataclass
class Effect:
    """Adds up, over parts of the people, what two rankings of the same people propose."""

    table: MoveTable
    world: World
    jobs: Jobs
    sums: dict[str, dict[str, NDArray[np.float64]]] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))

    def __post_init__(self) -> None:
        moves = self.table
        women = np.array(moves.women or [0] * len(moves.counts), np.float64)
        self.left = _shares(np.array(moves.origins), women, np.array(moves.counts, np.float64))
        self.came = _shares(np.array(moves.destinations), women, np.array(moves.counts, np.float64))
        work = self.jobs.occupation
        isco = np.where(work >= 0, self.world.taxonomy.isco[np.maximum(work, 0)], -1)
        self.women_there = np.array([self.came.get(int(code), np.nan) for code in isco])
        self.pay = middle_wage(self.jobs.wage_min, self.jobs.wage_max).astype(np.float64)
        self.sums = {
            group: {name: np.zeros(2) for name in ("pay", "paid", "women", "known")} | {"people": np.zeros(2)}
            for group in GROUPS
        }

    def add(self, people: People, shown: tuple[Ints, Ints], changed: NDArray[np.bool_]) -> None:
        """Add some people: the jobs at the first places of their lists before and after, and whose top 3 changes."""
        group = self._groups(people)
        for name, sums in self.sums.items():
            rows = group == name
            sums["people"] += rows.sum()
            self.changed[name] += int(changed[rows].sum())
            for when, jobs in enumerate(shown):
                listed = jobs[rows]
                listed = listed[listed >= 0]
                for total, many, values in (("pay", "paid", self.pay), ("women", "known", self.women_there)):
                    known = values[listed][~np.isnan(values[listed])]
                    sums[total][when] += known.sum()
                    sums[many][when] += len(known)

    def _groups(self, people: People) -> NDArray[np.str_]:
        isco, has = self.world.taxonomy.isco, np.diff(people.history.indptr) > 0
        last = people.history.indices[people.history.indptr[:-1][has]]
        share = np.full(people.size, np.nan)
        share[has] = [self.left.get(int(isco[occupation]), np.nan) for occupation in last]
        return np.select([share >= MOSTLY, share <= 1 - MOSTLY], ["women", "men"], "mixed")

    def figures(self) -> dict[str, Any]:
        """Return what is shown; ``is_known`` when the table tells of women and both groups have enough people."""
        groups = [self._of_group(name) for name in GROUPS if self.sums[name]["people"][0] >= FEWEST_PEOPLE]
        told = {group["group"] for group in groups}
        return {
            "source": self.table.source,
            "loaded_at": self.table.loaded_at.isoformat(),
            "fewest": FEWEST_PEOPLE,
            "groups": groups,
            "is_known": self.table.women is not None and {"women", "men"} <= told,
        }

    def _of_group(self, name: str) -> dict[str, Any]:
        sums = self.sums[name]
        return {
            "group": name,
            "people": int(sums["people"][0]),
            "top_3": self.changed[name],
            "pay": _mean(sums["pay"], sums["paid"]),
            "women_there": [None if v is None else round(100 * v) for v in _mean(sums["women"], sums["known"])],
        }


def _mean(total: Doubles, many: Doubles) -> list[float | None]:
    return [round(float(t / n), 4) if n else None for t, n in zip(total, many, strict=True)]


def _shares(codes: NDArray[np.integer], women: Doubles, counts: Doubles) -> dict[int, float]:
    """Return the share of women per kind of work, where enough people are known."""
    kinds, number = np.unique(codes, return_inverse=True)
    total, of_them = np.bincount(number, weights=counts), np.bincount(number, weights=women)
    return {int(kind): float(w / n) for kind, w, n in zip(kinds, of_them, total, strict=True) if n >= FEWEST_MOVES}
