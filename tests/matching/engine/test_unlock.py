"""What one training opens: exactly what the gate says of the same person with the proof in hand."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine.gates import Gate
from matching.engine.inputs import SparseRows
from matching.engine.rank import explain_pairs
from matching.engine.unlock import Trainings, unlock
from matching.engine.weights import default_weights
from tests.matching.engine.worlds import make_jobs, make_people, make_world
from tests.rig.halves import some_now

LEAST = 0.3


def all_pairs(people, jobs):
    return np.divmod(np.arange(people.size * jobs.size), jobs.size)


@pytest.mark.parametrize("seed", some_now(range(6), [0, 4]))
def test_a_proof_opens_what_the_gate_lets_through_afterwards(seed):
    random = np.random.default_rng(seed)
    world = make_world(random)
    people, jobs = make_people(random, world, 12), make_jobs(random, world, 40)
    gives = np.array([1 << (t % 4) for t in range(70)], np.uint64)  # more than one word of bits
    trainings = Trainings(gives, SparseRows.empty(len(gives)), diplomas=0)
    found = unlock(people, jobs, world, default_weights(), trainings, LEAST, 3)
    before = explain_pairs(people, jobs, world, default_weights(), *all_pairs(people, jobs))
    assert found.now.tolist() == (before.gate == Gate.NOW).reshape(people.size, -1).sum(axis=1).tolist()
    assert found.with_training.tolist() == (before.gate == Gate.WITH_TRAINING).reshape(people.size, -1).sum(1).tolist()
    for t, bits in enumerate(gives):
        after = explain_pairs(
            replace(people, requirements=people.requirements | bits), jobs, world, default_weights(),
            *all_pairs(people, jobs),
        )  # fmt: skip
        opened = (after.gate == Gate.NOW) & (before.gate != Gate.NOW) & (after.score >= LEAST)
        opened = opened.reshape(people.size, -1)
        assert found.count[:, t].tolist() == opened.sum(axis=1).tolist()
        assert found.opened[t].tolist() == opened.any(axis=0).tolist()
        scores = after.score.reshape(people.size, -1)
        for n in range(people.size):
            best = sorted(np.flatnonzero(opened[n]), key=lambda j: (-scores[n, j], jobs.ids[j]))[:3]
            assert [j for j in found.job[n, t] if j >= 0] == best


def test_people_may_come_in_any_parts():
    random = np.random.default_rng(3)
    world = make_world(random)
    people, jobs = make_people(random, world, 9), make_jobs(random, world, 30)
    groups = SparseRows.of([[(0, 1.0), (1, 1.0), (2, 1.0)], [(g, 1.0) for g in range(8)], []])
    trainings = Trainings(np.array([1, 0, 15], np.uint64), groups, diplomas=1)
    whole = unlock(people, jobs, world, default_weights(), trainings, LEAST, 5)
    parts = [
        unlock(people.take(np.arange(at, min(at + 4, 9))), jobs, world, default_weights(), trainings, LEAST, 5)
        for at in (0, 4, 8)
    ]
    assert whole.count.sum() > 0
    for name in ("count", "job", "now", "with_training"):
        assert np.array_equal(getattr(whole, name), np.concatenate([getattr(part, name) for part in parts]))
    assert np.array_equal(whole.opened, np.logical_or.reduce([part.opened for part in parts]))


def test_teaching_every_skill_group_leaves_no_gap_in_skills():
    random = np.random.default_rng(5)
    world = make_world(random)
    people, jobs = make_people(random, world, 12), make_jobs(random, world, 40)
    everything = SparseRows.of([[(g, 1.0) for g in range(world.taxonomy.n_groups)], []])
    found = unlock(
        people, jobs, world, default_weights(), Trainings(np.array([15, 15], np.uint64), everything, 0), 0.0, 1
    )
    assert (found.count[:, 0] >= found.count[:, 1]).all()
    assert found.count[:, 0].sum() > found.count[:, 1].sum()
