"""Rank the vacancies of a region for some of its clients and write the lists, and its people for one vacancy.

Only workers import this (numba).
"""

import resource
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import congestion, markers, writing
from matching.engine.rank import Ranking, rank, rank_people
from matching.models import MatchRun, SpreadPlan, Vacancy, WeightSet
from matching.reading.hidden import hidden_rows
from matching.reading.jobs import one_job, open_jobs
from matching.reading.people import read_profiles
from matching.reading.world import region_world
from matching.weights import published as published_weights
from rmt_portal import clock

NEW_DIRECTIONS = 25
BACK_TO_EARLIER_WORK = 10


@dataclass
class Measured:
    """What ranking some clients took: seconds of this process, its highest memory so far, and how much was done."""

    load: float = 0.0
    score: float = 0.0
    write: float = 0.0
    clients: int = 0
    vacancies: int = 0
    pairs: int = 0
    matches: int = 0
    peak_rss_mb: float = 0.0

    def as_dict(self) -> dict[str, float]:
        """Return plain numbers, for the chunk's row."""
        return {name: round(value, 4) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Ranked:
    """A ranking in memory, not written yet."""

    run: MatchRun
    clients: list[int]
    versions: list[int]
    ranking: Ranking
    vacancy_ids: NDArray[np.int64]
    measured: Measured


def rank_clients(run: MatchRun, clients: Sequence[int]) -> Ranked:
    """Rank the region's open vacancies for these clients; reads, and writes nothing."""
    start = time.perf_counter()
    day = date.fromisoformat(run.inputs["marks"]["day"])  # of the run, not of the moment: a run may pass midnight
    known = region_world(run.region_id)
    jobs = open_jobs(run.region_id, known, day)
    profiles = read_profiles(clients, known, day)
    hidden = hidden_rows(profiles.people.ids.tolist(), jobs, run.region_id, day)
    loaded = time.perf_counter()
    weights = published_weights.as_weights(run.weight_set)
    world = known.for_weights(weights)
    ranking = rank(profiles.people, jobs, world, weights, NEW_DIRECTIONS, BACK_TO_EARLIER_WORK, hidden=hidden)
    ranking = congestion.in_order(ranking, jobs.ids, _plan(run))
    measured = Measured(
        load=loaded - start,
        score=time.perf_counter() - loaded,
        clients=profiles.people.size,
        vacancies=jobs.size,
        pairs=profiles.people.size * jobs.size,
    )
    return Ranked(run, profiles.people.ids.tolist(), profiles.versions, ranking, jobs.ids, measured)


def best_people(vacancy: Vacancy, weight_set: WeightSet, most: int) -> tuple[list[dict[str, Any]], int]:
    """Return the best people of the region for one vacancy, as columns of ``VacancyCandidate``, and how many compete.

    By the same gate and score as the lists; who it was decided on with (proposed, laid aside) is not among them.
    """
    day = clock.today()
    known = region_world(vacancy.region_id)
    job = one_job(vacancy.pk, known, is_open=Vacancy.objects.open_on(day).filter(pk=vacancy.pk).exists())
    people = read_profiles(markers.client_ids(vacancy.region_id), known, day).people
    hidden = hidden_rows(people.ids.tolist(), job, vacancy.region_id, day)
    weights = published_weights.as_weights(weight_set)
    k = min(most, max(people.size, 1))
    found = rank_people(people, job, known.for_weights(weights), weights, k, hidden=hidden)
    best = [
        {
            "client_id": int(people.ids[row]),
            "place": place + 1,
            "score": float(found.score[0, place]),
            "gate": int(found.gate[0, place]),
            "reasons": int(found.reasons[0, place]),
            "confidence": float(found.confidence[0, place]),
            "is_return": bool(found.is_return[0, place]),
        }
        for place, row in enumerate(found.person[0].tolist())
        if row >= 0
    ]
    return best, people.size


def _plan(run: MatchRun) -> SpreadPlan | None:
    """Return the plan by which a run spreads vacancies; the run took it at its start, for all its chunks."""
    number = run.inputs.get("spread_plan")
    return SpreadPlan.objects.get(pk=number) if number else None


def write(ranked: Ranked) -> Measured:
    """Write the lists of a ranking, in the caller's transaction."""
    start, measured = time.perf_counter(), ranked.measured
    measured.matches = writing.write_lists(
        ranked.run.pk,
        ranked.clients,
        ranked.versions,
        ranked.ranking,
        ranked.vacancy_ids,
    )
    measured.write = time.perf_counter() - start
    measured.peak_rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return measured
