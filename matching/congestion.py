"""How vacancies are spread over the people of a region, and the plan by which the next run spreads them.

A region that sets ``WeightSet.spread`` lets vacancies that are asked too often give way (``engine.spread``). The plan
is made from the lists of a whole run and used by every run after it, so that any chunk, worker and single client is
put in order by the same numbers; the run keeps which plan it was.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine import spread
from matching.engine.rank import Ranking
from matching.lists import Lists, read_lists
from matching.models import MatchRun, SpreadPlan, Vacancy
from matching.weights import published as published_weights
from rmt_portal import clock

PLACES, FAR_PLACES = 10, 20
"""A vacancy is seen in the first ten of a list; what is in nobody's first twenty is seen by nobody."""
KEPT_PLANS = 200
"""Runs are kept 183 days to be repeated, with the plan each used; a plan a night."""


def in_order(ranking: Ranking, vacancy_ids: NDArray[np.int64], plan: SpreadPlan | None) -> Ranking:
    """Return a ranking in the order of a plan; a vacancy the plan does not know gives no way."""
    if plan is None:
        return ranking
    known = dict(zip(plan.vacancy_ids, plan.gives_way, strict=True))
    return spread.reorder(ranking, np.array([known.get(int(pk), 0.0) for pk in vacancy_ids]))


def make_plan(region_id: int) -> SpreadPlan | None:
    """Make the plan for the next runs from the current lists; None when the region does not spread."""
    weight_set = published_weights.for_region(region_id)
    if not weight_set.spread:
        return None
    lists = read_lists(region_id)
    ids, number = _numbered(lists.new)
    score = np.nan_to_num(lists.new_score, nan=-np.inf)
    positions = _positions(ids)
    room = spread.room_for(len(lists.clients), PLACES, int(positions.sum()))
    gives_way = spread.gives_way(number, score, room * positions, weight_set.spread, PLACES)
    newest = MatchRun.objects.filter(region=region_id, state=MatchRun.State.PUBLISHED).order_by("-pk").first()
    plan = SpreadPlan.objects.create(
        region_id=region_id,
        run=newest,
        spread=weight_set.spread,
        capacity=room,
        vacancy_ids=ids.tolist(),
        gives_way=[float(g) for g in gives_way],
    )
    old = SpreadPlan.objects.filter(region=region_id).order_by("-pk").values_list("pk", flat=True)[KEPT_PLANS:]
    SpreadPlan.objects.filter(pk__in=list(old)).delete()
    return plan


def _positions(vacancies: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how many people each vacancy can take; one that was deleted meanwhile counts for one."""
    known = dict(Vacancy.objects.filter(pk__in=vacancies.tolist()).values_list("pk", "places"))
    return np.array([known.get(pk, 1) for pk in vacancies.tolist()], np.float64)


def _numbered(vacancies: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the ids that occur, ascending, and the table with their place among them (-1 nothing)."""
    ids = np.unique(vacancies[vacancies >= 0])
    return ids, np.where(vacancies < 0, -1, np.searchsorted(ids, vacancies)).astype(np.int32)


def figures(region_id: int) -> dict[str, Any]:
    """Return how the open vacancies of a region are spread, as shown now and as they would be by score alone."""
    lists = read_lists(region_id)
    still_open = Vacancy.objects.filter(region=region_id).open_on(clock.today()).order_by("pk")
    rows = list(still_open.values_list("pk", "title", "places"))
    titles = {pk: title for pk, title, _places in rows}
    ids, positions = np.array(list(titles), np.int64), np.array([places for *_known, places in rows], np.float64)
    by_score = _by_score(lists)
    return {
        "people": len(lists.clients),
        "vacancies": len(ids),
        "positions": int(positions.sum()),
        "spread": published_weights.for_region(region_id).spread,
        "shown": of_lists(lists, ids, positions, titles),
        "by_score": of_lists(by_score, ids, positions, titles),
        "loss": _loss(lists, by_score),
    }


def of_lists(
    lists: Lists, ids: NDArray[np.int64], positions: NDArray[np.float64], titles: dict[int, str]
) -> dict[str, Any]:
    """Return the exposure of vacancies in some lists: who is seen, how evenly per position, and what is shown most."""
    seen, far = (_people_who_see(lists.first(places), ids) for places in (PLACES, FAR_PLACES))
    most = int(np.argmax(seen)) if len(ids) else -1
    return {
        "in_top_10": int((seen > 0).sum()),
        "in_nobodys_top_20": int((far == 0).sum()),
        "gini": round(spread.gini(seen / positions), 4),
        "most_shown": {"people": int(seen[most]), "vacancy": int(ids[most]), "title": titles.get(int(ids[most]), "")}
        if len(ids) and seen[most]
        else None,
    }


def _people_who_see(shown: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.float64]:
    flat = shown[np.isin(shown, ids)]
    return np.bincount(np.searchsorted(ids, flat), minlength=len(ids)).astype(np.float64)


def _by_score(lists: Lists) -> Lists:
    """Return the same lists in the order of the score alone."""

    def ordered(
        vacancies: NDArray[np.int64], scores: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        order = np.argsort(-np.nan_to_num(scores, nan=-np.inf), axis=1, kind="stable")
        return np.take_along_axis(vacancies, order, 1), np.take_along_axis(scores, order, 1)

    (new, new_score), (back, back_score) = ordered(lists.new, lists.new_score), ordered(lists.back, lists.back_score)
    return Lists(lists.clients, new, back, new_score, back_score, lists.confidence)


def _loss(lists: Lists, by_score: Lists) -> dict[str, float]:
    """Return what spreading costs in own score, over the first ten places: on average, and at most at one place."""
    lost = by_score.new_score[:, :PLACES] - lists.new_score[:, :PLACES]
    known = lost[~np.isnan(lost)]
    return {
        "mean": round(float(known.mean()), 5) if known.size else 0.0,
        "most": round(float(np.max(known)), 5) if known.size else 0.0,
    }
