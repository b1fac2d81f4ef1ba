"""Ranked opportunities into the database, in bulk: one binary COPY per chunk, one row per client (DECISIONS 6)."""

import struct
from io import BytesIO
from typing import Any

import numpy as np
from django.db import connection, transaction

from matching.engine.rank import Ranking
from matching.models import MatchList

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">ii", 0, 0)
_END = struct.pack(">h", -1)
_TYPES = {"int2": (21, ">i2"), "int4": (23, ">i4"), "int8": (20, ">i8"), "float8": (701, ">f8")}
_COLUMNS = (
    "run_id", "client_id", "profile_version", "n_new", "vacancy_ids", "scores", "gates", "reasons",
    "confidences", "components",
)  # fmt: skip


def write_lists(run_id: int, clients: list[int], versions: list[int], ranking: Ranking, vacancy_ids: Any) -> int:
    """Write one list per client of the ranking; return how many opportunities that are in all.

    ``vacancy_ids`` [jobs] translates the ranking's row numbers. Rows of the same run and client must be gone before.
    """
    listed = ranking.job >= 0
    ids = np.where(listed, vacancy_ids[np.maximum(ranking.job, 0)] if len(vacancy_ids) else 0, 0)
    # float32 widened to float64 keeps its bits; a score is float64 already.
    columns = [
        (ids, "int8"),
        (ranking.score, "float8"),
        (ranking.gate, "int2"),
        (ranking.reasons, "int4"),
        (ranking.confidence, "float8"),
        (ranking.components.reshape(len(clients), listed.shape[1], -1), "float8"),
    ]
    n_new = listed[:, : ranking.k].sum(axis=1)
    buffer = BytesIO()
    buffer.write(_SIGNATURE)
    for row, client in enumerate(clients):
        mine = listed[row]
        buffer.write(struct.pack(">h", len(_COLUMNS)))
        buffer.write(struct.pack(">iqiqiiih", 8, run_id, 8, client, 4, versions[row], 2, int(n_new[row])))
        for values, kind in columns:
            buffer.write(_array(values[row][mine].reshape(-1), kind))
    buffer.write(_END)
    buffer.seek(0)
    _copy(buffer)
    return int(listed.sum())


def _copy(rows: BytesIO) -> None:
    """Copy rows into the table by way of a temporary one: COPY can not write where row security holds."""
    table, names = MatchList._meta.db_table, ", ".join(_COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE match_stage ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA"  # noqa: S608 -- our own names
        )
        cursor.copy_expert(f"COPY match_stage ({names}) FROM STDIN WITH (FORMAT binary)", rows)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM match_stage")  # noqa: S608 -- as above
        cursor.execute("DROP TABLE match_stage")


def _array(values: Any, kind: str) -> bytes:
    """Return a one-dimensional array as PostgreSQL's binary form, with its length in front."""
    oid, form = _TYPES[kind]
    if not len(values):
        body = struct.pack(">iii", 0, 0, oid)
    else:
        items = np.empty(len(values), dtype=[("length", ">i4"), ("value", form)])
        items["length"], items["value"] = np.dtype(form).itemsize, values
        body = struct.pack(">iiiii", 1, 0, oid, len(values), 1) + items.tobytes()
    return struct.pack(">i", len(body)) + body
