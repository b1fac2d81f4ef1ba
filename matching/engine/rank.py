"""Rank jobs for people, and people for a job: gate first, then score, reasons with both (MATCHING 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import pairs, search
from matching.engine.arrange import Arranged, arrange
from matching.engine.fit import World
from matching.engine.inputs import Doubles, Flags, Floats, Ints, Jobs, People, SparseRows
from matching.engine.weights import SIZE, Weights


@dataclass(frozen=True)
class Scored:
    """Outcomes of pairs, all of the same leading shape; what is asked of whom depends on the function."""

    score: Doubles
    """Weighted mean of the known components, [0, 1]; NaN where there is no pair or nothing is known."""
    gate: NDArray[np.uint8]
    """``gates.Gate``."""
    reasons: NDArray[np.uint32]
    """``gates.Reason`` bits."""
    components: Floats
    """[..., C] in the order of ``weights.NAMES``; NaN unknown (dropped from the mean)."""
    confidence: Floats
    """Share of the weight that was known, [0, 1]."""
    is_return: Flags
    """The job is in a unit group (or occupation) the person worked in before: "terug naar eerder werk"."""


@dataclass(frozen=True)
class Ranking(Scored):
    """The best jobs of each person. Arrays are [N people, k], best first; places left over have job -1.

    Only pairs whose gate is NOW or WITH_TRAINING are listed; ``explain_pairs`` tells of any other.
    With two lists, columns ``[:k]`` are new directions and ``[k:]`` are jobs back in earlier work, each best first.
    """

    job: Ints
    """Row number in ``Jobs`` (not its id), -1 when there are no more."""
    k: int
    """Length of the first list (equal to the number of columns when there is one list)."""


@dataclass(frozen=True)
class PeopleRanking(Scored):
    """The best people for each job. Arrays are [M jobs, k], best first; places left over have person -1."""

    person: Ints
    """Row number in ``People``, -1 when there are no more."""


def rank(
    people: People,
    jobs: Jobs,
    world: World,
    weights: Weights,
    k: int,
    k_back: int | None = None,
    *,
    threads: int = 1,
    hidden: SparseRows | None = None,
) -> Ranking:
    """Return the ``k`` best jobs of each person, exactly; ties go to the lower job id.

    With ``k_back`` two lists are made: ``k`` new directions and ``k_back`` jobs back in earlier work; without it one
    list of ``k`` whatever the kind. The result of a person depends on nothing but that person, the jobs, the world
    and the weights: not on the other people, the chunk, or the number of ``threads`` (one: a worker is a process).

    ``hidden`` [N] has per person the rows of ``jobs``, ascending, that a human put aside: they are left out, and
    nothing else of the order changes.

    Raises:
        ValueError: an occupation index, a number of requirements or a k outside the tables.
    """
    arranged = _arranged(people, jobs, world, k)
    if k_back is not None and k_back < 1:
        raise ValueError("k_back must be at least 1")
    found = search.best_jobs(people, arranged, weights.as_array(), k, k_back or 0, threads, hidden)
    return Ranking(**found._asdict(), k=k)


def rank_people(
    people: People, jobs: Jobs, world: World, weights: Weights, k: int, *, hidden: SparseRows | None = None
) -> PeopleRanking:
    """Return the ``k`` best people for each job by the same gate and score; ties go to the lower person id.

    Meant for one or a few jobs (a new vacancy): it looks at every pair. ``hidden`` as for ``rank``: who put a job
    aside, or for whom a coach did, is not among its people.
    Raises as ``rank``.
    """
    arranged = _arranged(people, jobs, world, k)
    person = search.best_people(people, arranged, weights.as_array(), k, hidden)
    job = np.broadcast_to(np.arange(jobs.size, dtype=np.int32)[:, None], person.shape)
    return PeopleRanking(**_scored(people, arranged, weights, person, job), person=person)


def explain_pairs(
    people: People, jobs: Jobs, world: World, weights: Weights, person: NDArray[np.integer], job: NDArray[np.integer]
) -> Scored:
    """Return the outcome of any pairs, also those a gate closes: "waarom niet".

    ``person`` and ``job`` are row numbers of equal shape; -1 gives no pair. Raises as ``rank``.
    """
    arranged = _arranged(people, jobs, world, 1)
    return Scored(**_scored(people, arranged, weights, person, job))


def score_all(people: People, jobs: Jobs, world: World, weights: Weights) -> Doubles:
    """Return the score of every pair, [N, M], gates aside. For evaluation and small sets of jobs."""
    arranged = _arranged(people, jobs, world, 1)
    return pairs.all_scores(people, arranged, weights.as_array())


def _arranged(people: People, jobs: Jobs, world: World, k: int) -> Arranged:
    if k < 1:
        raise ValueError("k must be at least 1")
    size = world.taxonomy.size
    for name, indices in (
        ("Jobs.occupation", jobs.occupation),
        ("People.history", people.history.indices),
        ("People.wanted", people.wanted.indices),
    ):
        if len(indices) and (np.max(indices) >= size or np.min(indices) < -1):
            raise ValueError(f"{name} points outside the taxonomy of {size} occupations")
    if len(world.bridges.requirement_months) > 64:
        raise ValueError("at most 64 requirements fit in a bit set")
    return arrange(jobs, world)


def _scored(
    people: People,
    arranged: Arranged,
    weights: Weights,
    person: NDArray[np.integer],
    job: NDArray[np.integer],
) -> dict[str, Any]:
    """Return the arrays of ``Scored`` for pairs of any shape."""
    shape = job.shape
    flat = pairs.outcomes(
        people,
        arranged,
        weights.as_array(),
        np.ascontiguousarray(person, np.int32).reshape(-1),
        np.ascontiguousarray(job, np.int32).reshape(-1),
    )
    score, gate, reasons, components, confidence, is_return = flat
    return {
        "score": score.reshape(shape),
        "gate": gate.reshape(shape),
        "reasons": reasons.reshape(shape),
        "components": components.reshape(*shape, SIZE),
        "confidence": confidence.reshape(shape),
        "is_return": is_return.reshape(shape),
    }
