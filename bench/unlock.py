"""How long it takes to work out what trainings open: ``python -m bench.unlock [--clients N --vacancies M]``.

Random people, jobs and trainings on a random taxonomy of realistic size; one thread, compiled beforehand.
"""

import argparse
import time

import numpy as np

from matching.engine.inputs import SparseRows
from matching.engine.unlock import Trainings, unlock
from matching.engine.weights import default_weights
from tests.matching.engine.worlds import make_jobs, make_people, make_world


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--vacancies", type=int, default=5_000)
    parser.add_argument("--trainings", type=int, default=30)
    asked = parser.parse_args()
    random = np.random.default_rng(1)
    world = make_world(random, occupations=600, skills=3_000, groups=300)
    people, jobs = make_people(random, world, asked.clients), make_jobs(random, world, asked.vacancies)
    teaches = SparseRows.of(
        [sorted((int(g), 1.0) for g in random.choice(300, 5, False)) for _ in range(asked.trainings)]
    )
    trainings = Trainings(random.integers(0, 16, asked.trainings).astype(np.uint64), teaches, 0)
    unlock(people.take(np.arange(1)), jobs, world, default_weights(), trainings, 0.35, 30)
    start = time.perf_counter()
    found = unlock(people, jobs, world, default_weights(), trainings, 0.35, 30)
    seconds = time.perf_counter() - start
    pairs = people.size * jobs.size
    print(f"{people.size} x {jobs.size} x {asked.trainings} trainings: {seconds:.2f} s, "
          f"{pairs / seconds / 1e6:.1f} M pairs/s, {int(found.count.sum())} opened")  # fmt: skip
    start = time.perf_counter()
    unlock(people.take(np.arange(1)), jobs, world, default_weights(), trainings, 0.35, 30)
    print(f"one client: {time.perf_counter() - start:.4f} s")


if __name__ == "__main__":
    main()
