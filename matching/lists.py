"""The current lists of a region as arrays, for figures about all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from matching import markers


@dataclass(frozen=True)
class Lists:
    """What everybody in a region is shown now. Rows are clients (N); places left over have vacancy -1."""

    clients: NDArray[np.int64]
    new: NDArray[np.int64]
    back: NDArray[np.int64]
    """[N, k] ids of vacancies, in the order shown."""
    new_score: NDArray[np.float64]
    back_score: NDArray[np.float64]
    """[N, k] NaN where there is none."""
    confidence: NDArray[np.float64]
    """[N] mean share of the weight that was known; NaN without any opportunity."""

    @property
    def both(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Both lists beside each other, new directions first."""
        return np.hstack([self.new, self.back]), np.hstack([self.new_score, self.back_score])

    def first(self, places: int) -> NDArray[np.int64]:
        """Return the vacancies at the first places of either list."""
        return np.hstack([self.new[:, :places], self.back[:, :places]])


_CURRENT = """SELECT DISTINCT ON (l.client_id) l.client_id, l.n_new, l.vacancy_ids, l.scores, l.confidences
  FROM matching_matchlist l JOIN matching_matchrun r ON r.id = l.run_id
  WHERE r.state = 'published' AND l.client_id = ANY(%s) ORDER BY l.client_id, l.run_id DESC"""


def read_lists(region_id: int) -> Lists:
    """Return the newest published list of each client of the region who is ranked."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [markers.client_ids(region_id)])
        rows = cursor.fetchall()
    return Lists(
        clients=np.array([row[0] for row in rows], np.int64),
        new=_padded([row[2][: row[1]] for row in rows], -1, np.int64),
        back=_padded([row[2][row[1] :] for row in rows], -1, np.int64),
        new_score=_padded([row[3][: row[1]] for row in rows], np.nan, np.float64),
        back_score=_padded([row[3][row[1] :] for row in rows], np.nan, np.float64),
        confidence=np.array([np.mean(row[4]) if row[4] else np.nan for row in rows], np.float64),
    )


def _padded(rows: list[list[Any]], nothing: float, kind: Any) -> Any:
    out = np.full((len(rows), max(map(len, rows), default=0)), nothing, kind)
    for number, row in enumerate(rows):
        out[number, : len(row)] = row
    return out
