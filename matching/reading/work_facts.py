"""Facts about kinds of work that no file gives directly, worked out from those that do; see docs/matching.md."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from matching.engine.inputs import Floats

LADDER_ABOVE_ZONE = 1.5
"""Job zone 2.5 (some preparation, medium) is level 4 of the Dutch ladder (mbo 3-4), 3.5 is 5 (hbo), 4.5 is 6 (wo)."""

LADDER_BY_ISCO_MAJOR = {0: 4.0, 1: 5.0, 2: 5.5, 3: 4.7, 4: 3.8, 5: 3.7, 6: 3.7, 7: 3.7, 8: 3.5, 9: 2.8}
"""For a major group in which no job zone is known: its skill level (ILO, ISCO-08, 2012, table 2)."""

NAMED = 4.0
"""A unit group that carries the whole name of its BRC group counts as 1 + this many unit groups."""
STEM = 6
"""Letters by which two words are the same word ("verkoper", "verkopers")."""
EMPTY_WORDS = frozenset({"alle", "andere", "geen", "het", "met", "overige", "van", "voor", "algemeen"})

HIRES_FILE = Path(__file__).with_name("hires.csv")


def education_levels(isco: Sequence[str], job_zones: Iterable[int | None]) -> Floats:
    """Return the usual level of each occupation on the Dutch ladder, from its job zone (1 to 5).

    An occupation that the mapping does not know gets the mean of its unit group, else of its minor, sub-major and
    major group, else the level of the major group.
    """
    levels = np.array([np.nan if zone is None else zone + LADDER_ABOVE_ZONE for zone in job_zones], np.float32)
    for digits in (4, 3, 2, 1):
        means = _means([code[:digits] for code in isco], levels)
        levels = np.array(
            [
                means.get(code[:digits], np.nan) if np.isnan(level) else level
                for code, level in zip(isco, levels, strict=True)
            ],
            np.float32,
        )
    return np.array(
        [
            LADDER_BY_ISCO_MAJOR.get(int(code[:1] or -1), np.nan) if np.isnan(level) else level
            for code, level in zip(isco, levels, strict=True)
        ],
        np.float32,
    )


def _means(keys: Sequence[str], values: Floats) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for key, value in zip(keys, values, strict=True):
        if not np.isnan(value):
            found[key].append(float(value))
    return {key: sum(known) / len(known) for key, known in found.items()}


def unit_shares(units: Iterable[tuple[str, str, int | None, str]]) -> dict[str, float]:
    """Return which share of its BRC group's jobs falls to each unit group: (code, name, BRC key, BRC name) in.

    CBS publishes jobs per BRC group only. A BRC group is named after its largest unit groups ("Laders, lossers en
    vakkenvullers"), so a unit group counts more the more of that name it carries.
    """
    weights: dict[str, float] = {}
    total: dict[int, float] = defaultdict(float)
    group: dict[str, int] = {}
    for code, name, brc, brc_name in units:
        if brc is not None:
            weights[code] = 1.0 + NAMED * _carried(brc_name, name)
            total[brc] += weights[code]
            group[code] = brc
    return {code: weight / total[group[code]] for code, weight in weights.items()}


def _carried(whole: str, part: str) -> float:
    asked, given = _words(whole), {word[:STEM] for word in _words(part)}
    return sum(word[:STEM] in given for word in asked) / len(asked) if asked else 0.0


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [word for word in re.findall("[a-z]{3,}", plain) if word not in EMPTY_WORDS]


@cache
def hires_per_job() -> dict[str, float]:
    """Return ``hires.csv``: unit groups for which people in search of work are hired unusually often or seldom."""
    with HIRES_FILE.open(encoding="utf-8", newline="") as lines:
        return {row["isco"]: float(row["hires_per_job"]) for row in csv.DictReader(lines)}
