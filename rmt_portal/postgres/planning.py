"""How PostgreSQL reads a table for a query that goes over most of it, where its own guess is known to be wrong.

Whoever may see every dossier of a region by a grant for each (``partners.access``) makes PostgreSQL look up tens of
thousands of grants one by one, twice: for the list, and for row security. It thinks that cheaper than reading them all
once, because it takes the rule of row security for dear at every row (measured: 2 to 3 times the time).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_whole: ContextVar[bool] = ContextVar("reads_whole_tables", default=False)


@contextmanager
def whole_tables(wanted: bool = True) -> Iterator[None]:
    """Let the queries in this block read tables as a whole, when that is wanted; what they answer stays the same."""
    token = _whole.set(wanted)
    try:
        yield
    finally:
        _whole.reset(token)


def settings() -> dict[str, str]:
    """Return what PostgreSQL is told about it, by the name of its setting."""
    return {"enable_nestloop": "off" if _whole.get() else "on"}
