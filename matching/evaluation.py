"""How well the product's own scoring finds the next occupation of people who changed jobs (MATCHING 4).

Every row of a file of observed moves is a person with a history and an education; ranked are all ISCO-08 unit groups
except the origin's own, by the best of their occupations. Nothing else of the person is known, as at the front door.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from matching.engine.fit import World, prepare
from matching.engine.inputs import Bridges, Doubles, Ints, Jobs, People, SparseRows
from matching.engine.rank import Scored, explain_pairs, score_all
from matching.engine.weights import Weights
from matching.reading.taxonomy import read_taxonomy

COLUMNS = ("education", "history", "origin", "destination", "destination_isco4")
LEVELS = {"N": np.nan, "S": 4.0, "B": 5.0, "M": 6.0, "P": 6.0}
"""Education of the file (none or unknown, secondary, bachelor, master, doctor) on the Dutch ladder."""
SEED = 20_260_101
CUTS = (1, 5, 10, 25)

SHRINKING = frozenset({14, 26, 33, 41, 42, 43, 44, 51, 52, 54})
SHORTAGE = frozenset({21, 22, 23, 25, 31, 32, 35, 53, 71, 72, 74, 75, 81, 82, 83, 93})
"""ISCO sub-major groups of the use case (DECISIONS 23)."""


class BadMovesFileError(ValueError):
    """The file can not be evaluated; the message says which line and what to mend."""


@dataclass(frozen=True)
class Moves:
    """Rows of a file of moves: occupations as rows of the taxonomy, the true destination as a unit group."""

    history: list[list[int]]
    """Oldest first, the last one the origin."""
    education: NDArray[np.float32]
    destination: Ints
    """ISCO-08 unit group as a number."""
    person: Ints
    """Number of the person: rows whose history goes on from the row before are one person's."""

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.history)

    @property
    def origin(self) -> list[int]:
        """The last occupation of each row."""
        return [history[-1] for history in self.history]

    def people(self) -> People:
        """Return the rows as the engine's people: history newest first, education, nothing else."""
        rows = SparseRows.of([[(occupation, np.nan) for occupation in reversed(row)] for row in self.history])
        return People.unknown(rows, education=self.education)


@dataclass(frozen=True)
class Ground:
    """The taxonomy of the database, prepared, with the unit groups that are ranked (U)."""

    world: World
    occupation_of_code: dict[str, int]
    units: Ints
    """[U] ISCO-08 unit groups with at least one occupation, ascending."""
    unit: Ints
    """[O] place of each occupation's unit group in ``units``."""

    @cached_property
    def jobs(self) -> Jobs:
        """Every occupation as a direction."""
        return Jobs.unknown(np.arange(self.world.taxonomy.size, dtype=np.int32))

    def best_of_unit(self, scores: Doubles) -> Doubles:
        """Return [N, U] from [N, O]: a unit group scores as its best occupation."""
        order = np.argsort(self.unit, kind="stable")
        starts = np.searchsorted(self.unit[order], np.arange(len(self.units)))
        return np.maximum.reduceat(np.where(np.isnan(scores), -np.inf, scores)[:, order], starts, axis=1)


def read_ground() -> Ground:
    """Return the taxonomy of the database, as every ranking reads it.

    Raises:
        BadMovesFileError: no occupations are loaded.
    """
    taxonomy, numbering = read_taxonomy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, code FROM reference_occupation WHERE code <> ''")
        codes = {code: numbering.occupations[key] for key, code in cursor.fetchall()}
    if not codes:
        raise BadMovesFileError("No ESCO occupations in the database: run manage.py load_reference FOLDER first.")
    units = np.unique(taxonomy.isco[taxonomy.isco >= 0])
    world = prepare(taxonomy, Bridges.none(taxonomy.n_groups))
    return Ground(world, codes, units, np.searchsorted(units, taxonomy.isco).astype(np.int32))


def read_moves(path: Path, ground: Ground) -> Moves:
    """Return the rows of a file of moves.

    Raises:
        BadMovesFileError: a column, an occupation or an education is not known; all lines with a fault are named.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise BadMovesFileError(f"{path.name} has no column {', '.join(missing)}.")
        rows = list(reader)
    faults = [fault for number, row in enumerate(rows, start=2) for fault in _faults(number, row, ground)]
    if faults or not rows:
        raise BadMovesFileError("\n".join(faults[:20]) or f"{path.name} holds no moves.")
    history = [[ground.occupation_of_code[code] for code in row["history"].split()] for row in rows]
    return Moves(
        history,
        np.array([LEVELS[row["education"]] for row in rows], np.float32),
        np.array([int(row["destination_isco4"]) for row in rows], np.int32),
        _persons(history, [row["education"] for row in rows]),
    )


def _faults(number: int, row: dict[str, str], ground: Ground) -> Iterable[str]:
    codes = (row["history"] or "").split()
    for code in codes:
        if code not in ground.occupation_of_code:
            yield f"line {number}: occupation {code} is not in the database"
    if not codes or codes[-1] != row["origin"]:
        yield f"line {number}: the history must end with the origin {row['origin']}"
    if row["education"] not in LEVELS:
        yield f"line {number}: education {row['education']} is none of {', '.join(LEVELS)}"
    if not (row["destination_isco4"] or "").isdigit() or int(row["destination_isco4"]) not in ground.units:
        yield f"line {number}: ISCO unit group {row['destination_isco4']} holds no occupation"


def _persons(history: list[list[int]], education: list[str]) -> Ints:
    numbers = [0]
    for row in range(1, len(history)):
        before, now = history[row - 1], history[row]
        same = education[row] == education[row - 1] and len(now) > len(before) and now[: len(before)] == before
        numbers.append(numbers[-1] + (not same))
    return np.array(numbers, np.int32)


def unit_scores(moves: Moves, ground: Ground, weights: Weights) -> Doubles:
    """Return the product's own score of every unit group for every row, [N, U]."""
    return ground.best_of_unit(score_all(moves.people(), ground.jobs, ground.world, weights))


def unit_outcomes(moves: Moves, ground: Ground, weights: Weights) -> tuple[Doubles, NDArray[np.uint8]]:
    """Return score and gate of the best occupation of every unit group, both [N, U]."""
    people = moves.people()
    person, job = np.indices((people.size, ground.world.taxonomy.size), dtype=np.int32)
    scored: Scored = explain_pairs(people, ground.jobs, ground.world, weights, person, job)
    score = np.where(np.isnan(scored.score), -np.inf, scored.score)
    order = np.lexsort((ground.jobs.ids, ground.unit))
    starts = np.searchsorted(ground.unit[order], np.arange(len(ground.units)))
    best = np.maximum.reduceat(score[:, order], starts, axis=1)
    is_best = score == best[:, ground.unit]
    gate = np.where(is_best, scored.gate, np.uint8(255))
    return best, np.minimum.reduceat(gate[:, order], starts, axis=1)


def ranks(scores: Doubles, moves: Moves, ground: Ground, candidates: NDArray[np.bool_] | None = None) -> Ints:
    """Return the place of the true destination among the candidates, 1 the best; ties fall by a fixed seed."""
    luck = np.random.default_rng(SEED).permutation(len(ground.units))
    own = ground.unit[moves.origin]
    true = np.searchsorted(ground.units, moves.destination)
    rows = np.arange(moves.size)
    allowed = np.ones(scores.shape, np.bool_) if candidates is None else np.tile(candidates, (moves.size, 1))
    allowed[rows, own] = False
    mine, my_luck = scores[rows, true][:, None], luck[true][:, None]
    above = (scores > mine) | ((scores == mine) & (luck[None, :] < my_luck))
    return 1 + (above & allowed).sum(axis=1).astype(np.int32)


def metrics(places: Ints) -> dict[str, float]:
    """Return hit@1, 5, 10, 25, mean reciprocal rank and nDCG@10 of places of the true destination."""
    found = {f"hit@{cut}": float((places <= cut).mean()) for cut in CUTS}
    gain = np.where(places <= 10, 1.0 / np.log2(1.0 + places), 0.0)
    return found | {"mrr": float((1.0 / places).mean()), "ndcg@10": float(gain.mean())}


def baselines(moves: Moves, ground: Ground) -> dict[str, Doubles]:
    """Return the scores of simple rankings, each [N, U]: what the product must beat."""
    shape = (moves.size, len(ground.units))
    origin_unit = ground.units[ground.unit[moves.origin]]
    digits = sum(
        (origin_unit[:, None] // 10**cut == ground.units[None, :] // 10**cut).astype(float) for cut in range(4)
    )
    volume = np.zeros(len(ground.units))
    jobs = np.nan_to_num(ground.world.taxonomy.jobs_thousands)
    np.maximum.at(volume, ground.unit, jobs)
    return {
        "random": np.random.default_rng(SEED).random(shape),
        "isco": np.asarray(digits),
        "skill_overlap": ground.best_of_unit(_jaccard(moves, ground)),
        "job_volume": np.tile(volume, (moves.size, 1)),
    }


def _jaccard(moves: Moves, ground: Ground) -> Doubles:
    """Return shared skills / all skills of the last job and every occupation, [N, O]."""
    skills, by_skill = ground.world.taxonomy.skills, ground.world.by_skill
    many = np.diff(skills.indptr)
    out = np.zeros((moves.size, ground.world.taxonomy.size))
    for row, origin in enumerate(moves.origin):
        for skill in skills.row(origin)[0]:
            out[row, by_skill.row(int(skill))[0]] += 1
        out[row] /= np.maximum(many + many[origin] - out[row], 1)
    return out


@dataclass(frozen=True)
class UseCase:
    """The rows the portal is for: from a shrinking sector to shortage work never held before (DECISIONS 23)."""

    rows: NDArray[np.bool_]
    candidates: NDArray[np.bool_]


def use_case(moves: Moves, ground: Ground) -> UseCase:
    """Return which rows and which unit groups the use case is about."""
    held = [{int(ground.units[ground.unit[occupation]]) for occupation in row} for row in moves.history]
    rows = [
        int(ground.units[ground.unit[origin]]) // 100 in SHRINKING
        and int(to) // 100 in SHORTAGE
        and int(to) not in before
        for origin, to, before in zip(moves.origin, moves.destination, held, strict=True)
    ]
    return UseCase(np.array(rows), np.array([int(code) // 100 in SHORTAGE for code in ground.units]))


def report(scores: Doubles, moves: Moves, ground: Ground) -> dict[str, Any]:
    """Return n, the model's metrics and the baselines', over all rows and for the use case."""
    simple = baselines(moves, ground)
    narrow = use_case(moves, ground)
    shown = {
        "n": moves.size,
        "model": metrics(ranks(scores, moves, ground)),
        "baselines": {name: metrics(ranks(other, moves, ground)) for name, other in simple.items()},
    }
    if not narrow.rows.any():
        return shown | {"use_case": {"n": 0, "model": {}, "baselines": {}}}
    places = {
        name: ranks(other, moves, ground, narrow.candidates)[narrow.rows]
        for name, other in ({"model": scores} | simple).items()
    }
    block = {name: metrics(place) for name, place in places.items()}
    return shown | {
        "use_case": {"n": int(narrow.rows.sum()), "model": block.pop("model"), "baselines": block},
    }


def spread(places: Ints, person: Ints, rounds: int = 400) -> dict[str, float]:
    """Return the standard error of each metric, by drawing whole persons again (rows of one person are alike)."""
    random = np.random.default_rng(SEED)
    rows = [np.flatnonzero(person == number) for number in np.unique(person)]
    drawn = [
        metrics(places[np.concatenate([rows[at] for at in random.integers(0, len(rows), len(rows))])])
        for _ in range(rounds)
    ]
    return {name: float(np.std([one[name] for one in drawn])) for name in drawn[0]}


def split(person: Ints, folds: int, seed: int) -> Sequence[NDArray[np.bool_]]:
    """Return which rows are held out in each fold; a person is never on both sides."""
    of_person = np.random.default_rng(seed).permutation(int(np.max(person)) + 1) % folds
    return [of_person[person] == fold for fold in range(folds)]
