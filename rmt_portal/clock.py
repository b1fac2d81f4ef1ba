"""The one place that says what time it is, so that tests can set it and nothing else guesses."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _pretended.get() or timezone.now()


def today() -> date:
    """Return today's date in the Netherlands."""
    return timezone.localdate(now())


def is_pretended() -> bool:
    """Say whether this is not the real moment."""
    return _pretended.get() is not None


@contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let it be another moment for a while: demo data has a past. Never used while serving a request."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
