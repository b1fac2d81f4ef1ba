"""Whose list a changed vacancy can change: an incremental run ranks those people and nobody else.

A list is exact (``engine.search``), so it changes only when something in it changed or closed, or when what changed
scores at least what stands last, or there was room left. Everybody else keeps the list there is, to the bit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from matching import markers
from matching.engine.gates import Gate
from matching.engine.inputs import Doubles, Longs
from matching.models import MatchRun, Vacancy, VacancyState
from matching.weights import published as published_weights
from rmt_portal import clock

MOST_VACANCIES = 200
"""From here on it is quicker to rank everybody."""
OVERLAP = timedelta(minutes=15)
"""A vacancy carries the moment it was changed, which is a little before others see that; looking at too many costs only
time. Longer than any transaction of the portal (tasks end after ten minutes)."""


def clients(region_id: int, since: MatchRun, weights: int) -> list[int] | None:
    """Return whom the vacancies that changed since a run touch, ascending; None when everybody has to be ranked.

    ``since`` brought every list up to date; nothing but vacancies changed after it. Only workers call this (numba).
    """
    from matching.engine.rank import explain_pairs  # noqa: PLC0415 only workers load the compiler
    from matching.ranking import BACK_TO_EARLIER_WORK, NEW_DIRECTIONS  # noqa: PLC0415 the same
    from matching.reading.jobs import open_jobs  # noqa: PLC0415 the same
    from matching.reading.people import read_profiles  # noqa: PLC0415 the same
    from matching.reading.world import region_world  # noqa: PLC0415 the same

    rows = Vacancy.objects.filter(region=region_id, changed_at__gte=since.started_at - OVERLAP)
    changed = list(rows.exclude(state=VacancyState.DRAFT).order_by("pk").values_list("pk", flat=True))
    if len(changed) > MOST_VACANCIES:
        return None
    day, known = clock.today(), region_world(region_id)
    jobs = open_jobs(region_id, known, day)
    is_new = np.isin(jobs.ids, changed)
    ranked = markers.client_ids(region_id)
    lists = _ends_of_lists(ranked, jobs.ids[~is_new].tolist(), NEW_DIRECTIONS, BACK_TO_EARLIER_WORK)
    touched = set(ranked) - set(lists.clients.tolist())
    touched |= set(lists.clients[lists.holds_another].tolist())
    fresh = jobs.take(np.flatnonzero(is_new))
    if fresh.size:
        people = read_profiles([pk for pk in lists.clients.tolist() if pk not in touched], known, day).people
        person, job = np.indices((people.size, fresh.size), dtype=np.int32)
        table = published_weights.as_weights(published_weights.by_number(weights))
        found = explain_pairs(people, fresh, known.for_weights(table), table, person, job)
        at = np.searchsorted(lists.clients, people.ids)
        last = np.where(found.is_return, lists.last_back[at, None], lists.last_new[at, None])
        comes_in = (found.gate != Gate.NOT_NOW) & (found.score >= last)
        touched |= set(people.ids[comes_in.any(axis=1)].tolist())
    return sorted(touched)


@dataclass(frozen=True)
class _Ends:
    """What somebody's list must be beaten by, by ascending client (N)."""

    clients: Longs
    last_new: Doubles
    last_back: Doubles
    """[N] lowest score of each list that is full; below everything where there is room."""
    holds_another: NDArray[np.bool_]
    """[N] whether either list holds a vacancy that changed or is not there any more."""


_ENDS = """SELECT l.client_id,
    CASE WHEN l.n_new >= %(new)s THEN (SELECT min(s) FROM unnest(l.scores[:l.n_new]) s) END,
    CASE WHEN cardinality(l.scores) - l.n_new >= %(back)s
      THEN (SELECT min(s) FROM unnest(l.scores[l.n_new + 1:]) s) END,
    EXISTS (SELECT FROM unnest(l.vacancy_ids) v WHERE v <> ALL(%(unchanged)s::bigint[]))
  FROM matching_matchlist l WHERE l.id IN (
    SELECT DISTINCT ON (m.client_id) m.id FROM matching_matchlist m JOIN matching_matchrun r ON r.id = m.run_id
    WHERE r.state = 'published' AND m.client_id = ANY(%(clients)s) ORDER BY m.client_id, m.run_id DESC)
  ORDER BY l.client_id"""


def _ends_of_lists(clients: Sequence[int], unchanged: Sequence[int], new: int, back: int) -> _Ends:
    """Read where the newest published lists of these clients end; the database looks, and sends four values a list."""
    given: dict[str, Any] = {"clients": list(clients), "unchanged": list(unchanged), "new": new, "back": back}
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, given)
        rows = cursor.fetchall()
    return _Ends(
        clients=np.array([row[0] for row in rows], np.int64),
        last_new=_last(row[1] for row in rows),
        last_back=_last(row[2] for row in rows),
        holds_another=np.array([row[3] for row in rows], np.bool_),
    )


def _last(scores: Iterable[float | None]) -> Doubles:
    return np.array([-np.inf if score is None else score for score in scores], np.float64)
