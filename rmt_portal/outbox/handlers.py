"""Which function does which kind of work; apps register theirs in ``AppConfig.ready``."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Payload = dict[str, Any]


@dataclass(frozen=True)
class Handler:
    """How one kind of work is done."""

    run: Callable[..., None]
    outside: bool
    long: bool = False


class UnknownKind(LookupError):
    """No app registered a handler for this kind of work."""


_handlers: dict[str, Handler] = {}


def register(kind: str, function: Callable[..., None], *, outside: bool = False, long: bool = False) -> None:
    """Let ``function`` do the work of ``kind``.

    A plain handler is called as ``function(payload)`` in the transaction that also marks the row as done: its effects
    on the database happen exactly once. A handler with an effect *outside* the database (a mail, a call to another
    system) is called as ``function(payload, key)`` and happens at least once; it gives the other side the key, so that
    a repetition can be recognised.

    ``long`` work (seconds, for a whole region) has a tick of its own, so that the receipt of a person who registers
    never waits for it.

    Raises:
        ValueError: the kind has a handler already.
    """
    if kind in _handlers:
        raise ValueError(f"{kind!r} has a handler already")
    _handlers[kind] = Handler(function, outside, long)


def handler_for(kind: str) -> Handler:
    """Return the handler of a kind.

    Raises:
        UnknownKind: nobody registered one (an older release left the row, or a newer one wrote it).
    """
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def long_kinds() -> list[str]:
    """List the kinds of work that take long."""
    return sorted(kind for kind, handler in _handlers.items() if handler.long)


def kinds() -> list[str]:
    """List the kinds of work that can be done."""
    return sorted(_handlers)
