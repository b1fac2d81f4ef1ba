"""How fast the engine ranks a region, beside what one would otherwise build: ``python -m bench.matching``.

In one run, on made-up data of a full region (``matching_data``), exact top 25 of the same score and gates:
the engine on one and two threads; numpy and scipy's way (whole arrays at once); bare dense cosine over skill groups;
and one SQL statement in PostgreSQL. The slow ones rank a sample of the people; the same top 25 is checked.
"""

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from bench import matching_data
from bench.matching_others import dense_cosine, in_numpy, in_sql
from matching.engine.rank import Ranking, rank
from matching.engine.weights import default_weights
from rmt_portal import row_security

SIZES = ((1_000, 2_000), (2_500, 5_000), (5_000, 10_000), (10_000, 20_000))
K = 25
BARS = {"pairs per second": 250e6, "numpy": 20.0, "dense cosine": 5.0, "SQL": 150.0}
SAMPLES = {"numpy": 400, "dense cosine": 2_000, "SQL": 40}


def best_of(rounds: int, work: Callable[..., Any], *arguments: Any, **options: Any) -> tuple[float, Any]:
    """Return the quickest of some rounds in seconds, and the last answer."""
    seconds = []
    for _ in range(rounds):
        start = perf_counter()
        answer = work(*arguments, **options)
        seconds.append(perf_counter() - start)
    return min(seconds), answer


def check(name: str, ranking: Ranking, scores: np.ndarray) -> None:
    """Stop when another way of computing gives another top 25: scores must agree to five decimals."""
    mine = ranking.score[: len(scores)]
    if not np.allclose(np.nan_to_num(mine), np.nan_to_num(scores), atol=1e-5):
        worst = np.nanmax(np.abs(np.nan_to_num(mine) - np.nan_to_num(scores)))
        raise SystemExit(f"{name}: another top {K} than the engine's (largest difference in score {worst:.6f})")


def main() -> int:
    """Measure, print, and return 1 when a bar is missed."""
    random = np.random.default_rng(7)
    world, weights = matching_data.make_world(random), default_weights()
    places = matching_data.make_places(random)
    people = matching_data.make_people(random, places, SIZES[-1][0])
    jobs = matching_data.make_jobs(random, places, SIZES[-1][1])
    rank(people.take(np.arange(300)), jobs, world, weights, K)
    print(f"{'people':>8}{'jobs':>8}{'threads':>9}{'seconds':>9}{'M pairs/s':>11}{'us/person':>11}")
    rate = 0.0
    for n, m in SIZES:
        some, open_jobs = people.take(np.arange(n)), jobs.take(np.arange(m))
        for threads in (1, 2):
            seconds, ranking = best_of(3, rank, some, open_jobs, world, weights, K, threads=threads)
            rate = n * m / seconds
            print(f"{n:8}{m:8}{threads:9}{seconds:9.3f}{rate / 1e6:11.1f}{seconds / n * 1e6:11.1f}")
    alone = best_of(20, rank, people.take(np.arange(1)), jobs, world, weights, K)[0]
    print(f"one new person, all {jobs.size} jobs: {alone * 1000:.1f} ms")
    found = {"pairs per second": rate}
    for name, work in (("numpy", in_numpy), ("dense cosine", dense_cosine), ("SQL", in_sql)):
        some = people.take(np.arange(SAMPLES[name]))
        seconds, scores = best_of(1, work, some, jobs, world, weights, K)
        if name != "dense cosine":
            check(name, ranking, scores)
        other = some.size * jobs.size / seconds
        found[name] = rate / other
        print(f"{name:>14}: {other / 1e6:8.2f} M pairs/s, the engine is {found[name]:7.1f} times as fast")
    missed = [name for name, bar in BARS.items() if found[name] < bar]
    print(f"missed: {', '.join(missed)}" if missed else "every bar is met")
    return 1 if missed else 0


if __name__ == "__main__":
    with row_security.house("command"):  # the measured pages are asked as whoever is signed in
        sys.exit(main())
