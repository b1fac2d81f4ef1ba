"""The queries of a page as a file that is reviewed like code.

``with sql_snapshot("vandaag"): client.get(...)`` compares with ``tests/snapshots/vandaag.sql``;
``pytest --update-sql`` writes it anew. Values are left out, so that only the shape of a query counts.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

SNAPSHOTS = Path(__file__).resolve().parent.parent / "snapshots"
_VALUE = re.compile(r"'(?:[^']|'')*'(?:::\w+(?:\[\])?)?|\b\d+(?:\.\d+)?\b")
_LIST = re.compile(r"\((?:%s)(?:, (?:%s))+\)")


def shape(sql: str) -> str:
    """Return a statement without its values."""
    sql = re.sub(r"\bs\d+_x\d+\b|_dj_\w+", "savepoint", sql)
    sql = re.sub(r'"(\w+)"', r"\1", sql)
    return _LIST.sub("(%s, ...)", _VALUE.sub("%s", sql)).strip()


@pytest.fixture
def sql_snapshot(request: pytest.FixtureRequest) -> Callable[[str], AbstractContextManager[None]]:
    """Compare the statements of a block with the reviewed file."""

    @contextmanager
    def compare(name: str, at_most: int = 12) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        statements = [shape(q["sql"]) for q in captured.captured_queries]
        statements = [s for s in statements if not s.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO"))]
        text = "\n".join(f"-- {number}\n{s}" for number, s in enumerate(statements, 1)) + "\n"
        file = SNAPSHOTS / f"{name}.sql"
        if request.config.getoption("--update-sql"):
            SNAPSHOTS.mkdir(exist_ok=True)
            file.write_text(text)
        assert len(statements) <= at_most, f"{name}: {len(statements)} queries, at most {at_most}\n{text}"
        assert file.exists(), f"no snapshot {file.name}: look at the queries and run pytest --update-sql"
        assert text == file.read_text(), f"{name}: the queries changed; review them and run pytest --update-sql"

    return compare
