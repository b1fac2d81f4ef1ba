"""Carry the lines of one file into the database: staged in a temporary table, checked, then written in bulk."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import IO, Any, cast

from django.db import DatabaseError, connection, transaction

from rmt_portal.reference.loading.reading import FileRefusedError, LineRefusedError, read
from rmt_portal.reference.loading.sources import Result, Row, Source

CHUNK = 10_000
"""Rows copied at a time: bounds the memory."""
MOST_REFUSED = 0.5
"""A file of which a larger share is refused is the wrong file, and nothing of it is kept."""


def load_file(source: Source, path: Path, *, is_starter: bool, advance: Callable[[int], None]) -> Result:
    """Load one file in one transaction: all good lines, or nothing when it raises :class:`FileRefusedError`.

    ``advance`` is told the number of lines read since it was told last.
    """
    started = monotonic()
    result = Result(source.path, is_starter)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Room for the hash joins of the largest file; default settings of a server are small.
            cursor.execute("SET LOCAL work_mem = '64MB'")
            _stage(cursor, source, path, result, advance)
            _check(cursor, source, result)
            _refuse_wrong_file(path, result)
            for statement in source.prepare:
                cursor.execute(statement)
            for write in source.writes:
                cursor.execute(write.sql())
                outcomes = [was_inserted for (was_inserted,) in cursor.fetchall()]
                result.inserted += outcomes.count(True)
                result.changed += outcomes.count(False)
                result.removed += outcomes.count(None)
            _drop(cursor, source)
    except DatabaseError as error:
        first_line = str(error).strip().partition("\n")[0]
        raise FileRefusedError(f"{path}: the database refused it: {first_line}") from error
    result.refused.sort()
    result.seconds = monotonic() - started
    return result


def _drop(cursor: Any, source: Source) -> None:
    for table in ("stage", *source.temporary):
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")


def _stage(cursor: Any, source: Source, path: Path, result: Result, advance: Callable[[int], None]) -> None:
    """Copy every line that can be read to the temporary table ``stage``."""
    _drop(cursor, source)
    columns = ", ".join(f"{name} {kind}" for name, kind in {"line": "int", **source.stage}.items())
    cursor.execute(f"CREATE TEMPORARY TABLE stage ({columns})")
    rows = _rows(source, path, result)
    while chunk := list(islice(rows, CHUNK)):
        cursor.copy_expert("COPY stage FROM STDIN", cast("IO[str]", _CopyText(chunk)))
        advance(len(chunk))
    cursor.execute("ANALYZE stage")


def _rows(source: Source, path: Path, result: Result) -> Iterator[Row]:
    def refuse(number: int, reason: str) -> None:
        result.lines += 1
        result.refused.append((number, reason))

    for line in read(path, source.columns, refuse):
        try:
            rows = list(source.parse(line))
        except LineRefusedError as error:
            refuse(line.number, str(error))
        else:
            result.lines += 1
            for row in rows:
                yield (line.number, *row)


class _CopyText:
    """Rows as the text format of COPY, read by the driver in pieces."""

    ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})

    def __init__(self, rows: list[Row]) -> None:
        self.text = "".join("\t".join(map(self._field, row)) + "\n" for row in rows)
        self.position = 0

    def _field(self, value: object) -> str:
        return "\\N" if value is None else str(value).translate(self.ESCAPES)

    def read(self, size: int = -1) -> str:
        start = self.position
        self.position = len(self.text) if size < 0 else start + size
        return self.text[start : self.position]


def _check(cursor: Any, source: Source, result: Result) -> None:
    """Take the rows that may not be written out of the stage, each with its reason."""
    if source.key:
        result.refused.extend(_without_repeats(cursor, ", ".join(source.key)))
    for check in source.checks:
        cursor.execute(f"DELETE FROM stage s WHERE {check.condition} RETURNING s.line, {check.reason}")  # noqa: S608
        found = cursor.fetchall()
        if check.waits:
            result.waiting += len(found)
        else:
            result.refused.extend(found)


def _without_repeats(cursor: Any, key: str) -> list[tuple[int, str]]:
    """Keep the first row of each key in the stage; return line and reason of the others.

    Whether there are any is cheap to know, so that the sorting is spared for a file without.
    """
    cursor.execute(f"SELECT EXISTS (SELECT FROM stage GROUP BY {key} HAVING count(*) > 1)")  # noqa: S608 - our names
    if not cursor.fetchone()[0]:
        return []
    cursor.execute(
        "WITH counted AS (SELECT ctid, line, min(line) OVER same AS first, row_number() OVER same AS number "  # noqa: S608
        f"FROM stage WINDOW same AS (PARTITION BY {key} ORDER BY line)) "
        "DELETE FROM stage s USING counted c WHERE s.ctid = c.ctid AND c.number > 1 RETURNING c.line, c.first"
    )
    return [(line, f"says again what line {first} says") for line, first in cursor.fetchall()]


def _refuse_wrong_file(path: Path, result: Result) -> None:
    if result.refused and len(result.refused) > MOST_REFUSED * result.lines:
        number, reason = result.refused[0]
        raise FileRefusedError(
            f"{path}: {len(result.refused)} of {result.lines} lines are refused, so nothing of it was loaded; "
            f"the first: line {number}: {reason}"
        )
