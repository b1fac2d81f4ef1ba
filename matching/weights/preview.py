"""Count what proposed weights would change for the people of a region, before anybody publishes them.

Both versions rank the same people and vacancies of this moment, by score alone, so that nothing but the weights
differs. Only workers import this (numba).
"""

from typing import Any

import numpy as np
import structlog
from numpy.typing import NDArray

from matching import congestion, markers
from matching.bands import LOW_SCORE
from matching.engine import spread
from matching.engine.gates import Gate
from matching.engine.rank import Ranking, rank
from matching.models import MoveTable, WeightPreview, WeightSet
from matching.ranking import BACK_TO_EARLIER_WORK, NEW_DIRECTIONS
from matching.reading.jobs import open_jobs
from matching.reading.people import read_profiles
from matching.reading.world import region_world
from matching.weights import published as published_weights
from matching.weights import women_and_men
from rmt_portal import clock

TOGETHER = 200
TOP = 3

log = structlog.get_logger(__name__)


def work(weight_set_id: int) -> None:
    """Count, and keep how far it is; asked twice, or thrown away meanwhile, nothing goes wrong."""
    waiting = WeightPreview.objects.filter(weight_set=weight_set_id, state=WeightPreview.State.TODO)
    if not waiting.update(state=WeightPreview.State.BUSY):
        return
    preview = WeightPreview.objects.select_related("weight_set", "against").get(weight_set=weight_set_id)
    mine = WeightPreview.objects.filter(pk=preview.pk, asked_at=preview.asked_at)
    try:
        figures = count(preview.weight_set, preview.against, mine)
    except Exception as error:
        log.exception("weights.preview", weights=weight_set_id, error=type(error).__name__)
        mine.update(state=WeightPreview.State.FAILED)
        return
    mine.update(state=WeightPreview.State.DONE, figures=figures, finished_at=clock.now())


def count(proposed: WeightSet, living: WeightSet, progress: Any = None) -> dict[str, Any]:
    """Return for how many people the list changes, who wins and loses, and how vacancies are spread in both.

    ``progress`` is a queryset of which ``done`` and ``total`` are kept up to date.
    """
    region_id = proposed.region_id
    if region_id is None:
        raise ValueError("weights of the portal itself belong to no region")
    day = clock.today()
    known = region_world(region_id)
    jobs = open_jobs(region_id, known, day)
    both = [published_weights.as_weights(version) for version in (living, proposed)]
    clients = markers.client_ids(region_id)
    told = dict.fromkeys(("top_3", "first", "fewer_fits", "more_fits", "lost_all", "won_first"), 0)
    seen = [np.zeros(jobs.size), np.zeros(jobs.size)]
    table = MoveTable.objects.filter(region=region_id).first() if proposed.weights.get("moves") else None
    effect = women_and_men.Effect(table, known.world, jobs) if table else None
    for at in range(0, len(clients), TOGETHER):
        people = read_profiles(clients[at : at + TOGETHER], known, day).people
        before, after = (
            rank(people, jobs, known.for_weights(weights), weights, NEW_DIRECTIONS, BACK_TO_EARLIER_WORK)
            for weights in both
        )
        changed = _add(told, before, after)
        if effect is not None:
            effect.add(people, (_first(before, congestion.PLACES), _first(after, congestion.PLACES)), changed)
        for number, ranking in enumerate((before, after)):
            seen[number] += spread.exposure(_first(ranking, congestion.PLACES), jobs.size)
        if progress is not None:
            progress.update(done=min(at + TOGETHER, len(clients)), total=len(clients))
    return {
        "people": len(clients),
        "vacancies": jobs.size,
        **told,
        "seen": [int((total > 0).sum()) for total in seen],
        "gini": [round(spread.gini(total), 3) for total in seen],
        "most_shown": [int(np.max(total, initial=0)) for total in seen],
        "women_men": effect.figures() if effect is not None else None,
    }


def _add(told: dict[str, int], before: Ranking, after: Ranking) -> NDArray[np.bool_]:
    """Add what differs between two rankings of the same people; return whose top 3 does."""
    old, new = _first(before, TOP), _first(after, TOP)
    changed = (np.sort(old, axis=1) != np.sort(new, axis=1)).any(axis=1)
    told["top_3"] += int(changed.sum())
    told["first"] += int((old[:, 0] != new[:, 0]).sum())
    fits, fits_then = _fits(before), _fits(after)
    told["fewer_fits"] += int((fits_then < fits).sum())
    told["more_fits"] += int((fits_then > fits).sum())
    told["lost_all"] += int(((fits > 0) & (fits_then == 0)).sum())
    told["won_first"] += int(((fits == 0) & (fits_then > 0)).sum())
    return changed


def _first(ranking: Ranking, places: int) -> NDArray[np.int32]:
    """Return the jobs at the first places of both lists together, by score; -1 where there are no more."""
    worth = np.where(ranking.job < 0, -np.inf, ranking.score)
    order = np.lexsort((ranking.job, -worth), axis=1)[:, :places]
    return np.take_along_axis(ranking.job, order, 1)


def _fits(ranking: Ranking) -> NDArray[np.int64]:
    """Return how many opportunities of each person are "past goed bij jou" (``bands.band``)."""
    good = (ranking.job >= 0) & (ranking.gate == Gate.NOW) & (ranking.score >= LOW_SCORE)
    return good.sum(axis=1)
