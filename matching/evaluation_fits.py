"""What the weights are worth: cross-validation, each component left out, and whether the three words mean anything.

One table is fitted on moves: how often people in search of work are hired per job (``reading/hires.csv``). It is fitted
again without the rows it is judged on, so that its figures are honest.
"""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.bands import Band, band
from matching.engine import curves
from matching.engine.weights import Weights
from matching.evaluation import (
    Ground,
    Moves,
    metrics,
    ranks,
    split,
    spread,
    unit_outcomes,
    unit_scores,
    use_case,
)

PRIOR = 3.0
"""Hires added to found and expected: a unit group needs a few before it departs from its volume."""
LEAST_DEPARTURE = 1.3
"""Unit groups hired less than this many times more, or less, than expected are left out of the table."""
FOLDS, SEEDS = 5, (3, 4, 5)
AT_OCCUPATION_LEVEL = ("skills_last", "skills_history", "demand", "hires", "education")


def take(moves: Moves, rows: NDArray[np.bool_]) -> Moves:
    """Return some rows of the moves."""
    kept = np.flatnonzero(rows)
    return Moves(
        [moves.history[row] for row in kept], moves.education[rows], moves.destination[rows], moves.person[rows]
    )


def fit_hires(moves: Moves, ground: Ground) -> dict[int, float]:
    """Return hires per job against the average, by unit group: found / expected by volume, both with ``PRIOR``."""
    taxonomy = ground.world.taxonomy
    volume = np.zeros(len(ground.units))
    np.maximum.at(volume, ground.unit, np.nan_to_num(taxonomy.jobs_thousands * taxonomy.group_share))
    expected = moves.size * volume / volume.sum()
    found = np.bincount(np.searchsorted(ground.units, moves.destination), minlength=len(ground.units))
    ratio = np.round((found + PRIOR) / (expected + PRIOR), 1)
    kept = (ratio >= LEAST_DEPARTURE) | (ratio <= 1 / LEAST_DEPARTURE)
    return {int(code): float(value) for code, value in zip(ground.units[kept], ratio[kept], strict=True)}


def write_hires(table: dict[int, float], path: Path) -> None:
    """Write the table as the product reads it."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["isco", "hires_per_job"])
        writer.writerows([f"{code:04}", value] for code, value in sorted(table.items()))


def with_hires(ground: Ground, table: dict[int, float]) -> Ground:
    """Return the ground with another table of hires."""
    values = np.array([table.get(int(code), 1.0) for code in ground.units], np.float32)[ground.unit]
    return replace(ground, world=replace(ground.world, hires=curves.hires(values)))


def cross_validated(moves: Moves, ground: Ground, weights: Weights) -> dict[str, Any]:
    """Return metrics where the table of hires was fitted without the persons it is judged on; mean of three splits."""
    narrow = use_case(moves, ground)
    everyone, people_like_ours, errors = [], [], []
    for seed in SEEDS:
        scores = np.empty((moves.size, len(ground.units)))
        for held_out in split(moves.person, FOLDS, seed):
            known = with_hires(ground, fit_hires(take(moves, ~held_out), ground))
            scores[held_out] = unit_scores(take(moves, held_out), known, weights)
        places = ranks(scores, moves, ground)
        everyone.append(metrics(places))
        errors.append(spread(places, moves.person))
        if narrow.rows.any():
            people_like_ours.append(metrics(ranks(scores, moves, ground, narrow.candidates)[narrow.rows]))
    return {"model": _mean(everyone), "standard_error": _mean(errors), "use_case": _mean(people_like_ours)}


def _mean(many: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([one[name] for one in many])) for name in many[0]} if many else {}


def ablation(moves: Moves, ground: Ground, weights: Weights) -> dict[str, dict[str, float]]:
    """Return metrics without each component that plays a part here, cross-validated."""
    found = {"all": cross_validated(moves, ground, weights)}
    for name in AT_OCCUPATION_LEVEL:
        values = dict(weights.values) | {name: 0.0}
        found[f"without {name}"] = cross_validated(moves, ground, Weights.from_mapping("ablation", values))
    return {
        label: {
            "hit@10": one["model"]["hit@10"],
            "mrr": one["model"]["mrr"],
            "use_case hit@10": one["use_case"].get("hit@10", float("nan")),
        }
        for label, one in found.items()
    }


def calibration(moves: Moves, ground: Ground, weights: Weights) -> dict[str, dict[str, float]]:
    """Return, per word, its share of all unit groups, its share of true moves, and how much likelier that makes one.

    The outcomes are those of the product: best occupation of a unit group, gate and score, the words of ``bands``.
    """
    scores, gates = unit_outcomes(moves, ground, weights)
    order = list(Band)
    words = np.array(
        [order.index(band(int(gate), float(score))) for gate, score in zip(gates.flat, scores.flat, strict=True)]
    ).reshape(gates.shape)
    rows = np.arange(moves.size)
    counted = np.ones(words.shape, np.bool_)
    counted[rows, ground.unit[moves.origin]] = False
    true = words[rows, np.searchsorted(ground.units, moves.destination)]
    found = {}
    for number, word in enumerate(Band):
        share, moved = float((words[counted] == number).mean()), float((true == number).mean())
        found[word.value] = {
            "of_all": share,
            "of_moves": moved,
            "times_likelier": moved / share if share else float("nan"),
        }
    return found
