"""The weights: a readable table, kept as versioned data (MATCHING 2). Order of the rows = order of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ENGINE_VERSION = "3"
"""Changes when the same inputs and weights may give another score; kept with every run."""


@dataclass(frozen=True)
class Component:
    """One reason why work fits: its name in code, its weight out of the sum, and what it says."""

    name: str
    weight: float
    meaning: str


DEFAULT = (
    Component("skills_last", 5, "the last job asks for much the same as this work"),
    Component("skills_history", 19, "one of the jobs so far does; each job further back counts a tenth less"),
    Component("demand", 23, "there is much of this work; counts only in the upper half of the skill fit"),
    Component("hires", 12, "people in search of work are often hired for it, given how much there is; same condition"),
    Component("moves", 0, "people with this last job often went there (a table a region may load; off)"),
    Component("education", 10, "the level of the work is the person's level"),
    Component("wishes", 9, "close to work the person named as a goal"),
    Component("travel", 8, "near home"),
    Component("hours", 5, "as many hours as wanted"),
    Component("durable", 5, "kind of contract, outlook of the sector"),
    Component("wage", 4, "pays at least what the last job paid"),
)
"""Where the numbers come from, and what each of them is worth on data that was not fitted on: docs/matching.md."""

NAMES = tuple(component.name for component in DEFAULT)
SIZE = len(NAMES)
(SKILLS_LAST, SKILLS_HISTORY, DEMAND, HIRES, MOVES, EDUCATION, WISHES, TRAVEL, HOURS, DURABLE, WAGE) = range(SIZE)


class BadWeights(ValueError):
    """The table of weights can not be used; the message says what to mend."""


@dataclass(frozen=True)
class Weights:
    """Weights by component name, with the version they were published under. They need not add up to 100."""

    version: str
    values: Mapping[str, float]

    def as_array(self) -> NDArray[np.float64]:
        """Return the weights in the order of ``NAMES``."""
        return np.array([self.values[name] for name in NAMES], dtype=np.float64)

    @classmethod
    def from_mapping(cls, version: str, values: Mapping[str, float]) -> Weights:
        """Return weights from stored data; a component that is absent weighs 0.

        Raises ``BadWeights`` for an unknown name, a negative or non-finite weight, or nothing above zero.
        """
        unknown = sorted(set(values) - set(NAMES))
        if unknown:
            raise BadWeights(f"unknown component: {', '.join(unknown)}; known are {', '.join(NAMES)}")
        table = {name: float(values.get(name, 0.0)) for name in NAMES}
        wrong = [name for name, weight in table.items() if not (np.isfinite(weight) and weight >= 0)]
        if wrong:
            raise BadWeights(f"a weight is a number of at least 0: {', '.join(wrong)}")
        if not any(table.values()):
            raise BadWeights("at least one weight must be above 0")
        return cls(version, table)


def default_weights() -> Weights:
    """Return the weights this version of the product ships."""
    return Weights("default-2", {component.name: float(component.weight) for component in DEFAULT})


def recombine(components: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the score from component values [..., C]: the weighted mean of the known ones, added up in order.

    Gives the engine's own score to the bit; NaN when nothing is known.
    """
    top = np.zeros(components.shape[:-1])
    bottom = np.zeros(components.shape[:-1])
    for number, weight in enumerate(weights):
        value = components[..., number].astype(np.float64)
        known = ~np.isnan(value)
        top = top + np.where(known, weight * value, 0.0)
        bottom = bottom + np.where(known, weight, 0.0)
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)
