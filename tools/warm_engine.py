"""Compile the ranking engine once, before the tests: no test should wait half a minute for its first ranking."""

import os
import sys

import numpy as np


def main() -> int:
    """Rank a handful of made-up people, with the kinds of arrays the portal uses."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rmt_portal.settings")
    import django

    django.setup()  # the settings say where compiled code is kept

    from bench import matching_data
    from matching.engine.inputs import SparseRows
    from matching.engine.rank import explain_pairs, rank, rank_people
    from matching.engine.unlock import Trainings, unlock
    from matching.engine.weights import default_weights

    random = np.random.default_rng(7)
    world, weights = matching_data.make_world(random), default_weights()
    places = matching_data.make_places(random)
    people, jobs = matching_data.make_people(random, places, 20), matching_data.make_jobs(random, places, 50)
    for threads in (1, 2):
        rank(people, jobs, world, weights, 5, threads=threads)
    rank_people(people, jobs, world, weights, 5)
    explain_pairs(people, jobs, world, weights, np.zeros((1, 1), np.int32), np.zeros((1, 1), np.int32))
    trainings = Trainings(np.zeros(1, np.uint64), SparseRows.of([[(0, 1.0)]]), 0)
    unlock(people, jobs, world, weights, trainings, 0.35, 5)
    return 0


if __name__ == "__main__":
    sys.exit(main())
