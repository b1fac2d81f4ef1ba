"""What a human put aside stays out of the list, and nothing else of the order changes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.inputs import SparseRows
from matching.engine.rank import rank
from tests.matching.engine.test_ranking import region


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_a_hidden_job_makes_room_for_the_next_one(seed, k, k_back):
    world, people, jobs, weights = region(seed)
    random = np.random.default_rng(seed)
    put_aside = [sorted(random.choice(jobs.size, random.integers(0, 8), replace=False)) for _ in range(people.size)]
    hidden = SparseRows.of([[(int(row), 1.0) for row in rows] for rows in put_aside])
    everything = rank(people, jobs, world, weights, jobs.size, jobs.size)
    found = rank(people, jobs, world, weights, k, k_back, hidden=hidden)
    for n in range(people.size):
        for part, room in ((slice(0, jobs.size), k), (slice(jobs.size, None), k_back)):
            rest = [j for j in everything.job[n, part] if j >= 0 and j not in put_aside[n]][:room]
            shown = found.job[n, :k] if part.start == 0 else found.job[n, k:]
            assert [j for j in shown if j >= 0] == rest
    order = random.permutation(people.size)
    again = rank(people.take(order), jobs, world, weights, k, k_back, hidden=hidden.take(order), threads=2)
    assert again.job.tobytes() == found.job[order].tobytes()
    assert again.score.tobytes() == found.score[order].tobytes()
