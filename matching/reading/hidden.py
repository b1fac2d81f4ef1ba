"""What humans put aside, as rows of jobs that the engine leaves out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
from django.db.models.expressions import RawSQL

from matching.engine.inputs import Jobs, SparseRows
from matching.models import MatchDecision, Vacancy


def hidden_rows(clients: Sequence[int], jobs: Jobs, region_id: int, day: date) -> SparseRows:
    """Return per client the rows of ``jobs`` that were decided on, ascending; by the same rule as the shown list."""
    put_aside: dict[int, set[int]] = defaultdict(set)
    these = RawSQL("SELECT unnest(%s::bigint[])", [list(clients)])  # one parameter, not one for each of 10,000
    about = MatchDecision.objects.filter(client_id__in=these).order_by("pk")
    for client, vacancy in about.hiding_pair(day).values_list("client_id", "vacancy_id"):
        put_aside[client].add(vacancy)
    rules = list(about.hiding_work(day).values_list("client_id", "work_id", "employer"))
    if rules:
        same_work: dict[int, list[tuple[int, str]]] = defaultdict(list)
        rows = Vacancy.objects.filter(region_id=region_id, occupation__isco__in={work for _c, work, _e in rules})
        for pk, work, employer in rows.values_list("pk", "occupation__isco_id", "employer_name"):
            same_work[work].append((pk, employer))
        for client, work, employer in rules:
            put_aside[client] |= {pk for pk, name in same_work[work] if employer in ("", name)}
    found = {
        number: _rows_of(jobs, put_aside[client]) for number, client in enumerate(clients) if put_aside.get(client)
    }
    indptr = np.zeros(len(clients) + 1, np.int64)
    indptr[[number + 1 for number in found]] = [len(rows) for rows in found.values()]
    indices = np.concatenate([*found.values(), np.zeros(0, np.int32)]).astype(np.int32)
    return SparseRows(np.cumsum(indptr), indices, np.ones(len(indices), np.float32))


def _rows_of(jobs: Jobs, vacancies: set[int]) -> np.ndarray:
    """Return the rows of these vacancies; one that is not among the jobs has none. ``jobs.ids`` ascend."""
    wanted = np.array(sorted(vacancies), np.int64)
    at = np.searchsorted(jobs.ids, wanted)
    there = at < jobs.size
    there[there] = jobs.ids[at[there]] == wanted[there]
    return at[there].astype(np.int32)
