"""What every change of a row with a life has in common: a no with its reason, who was first, and the line of the log.

An action locks the row it changes, as it was on the screen (``version``), refuses with words a person can act on, lets
an event of the life cycle happen, and writes one line in the log. :class:`Changes` says how that goes for one kind of
row; who may, and when, stays with the action.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db.models import F, Model

from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, Lifecycle, StateConflict, advance

R = TypeVar("R", bound=Model)


class Refused(Exception):
    """Something that may not happen now; the message says why and what to do."""


class Conflict(Exception, Generic[R]):
    """Somebody else was first; ``row`` is as it stands now."""

    def __init__(self, row: R) -> None:
        super().__init__(f"{row._meta.label_lower} {row.pk}")
        self.row = row


def advance_or_conflict(
    row: Model, lifecycle: Lifecycle, event: str, actor: Actor, reason: str = "", **fields: Any
) -> None:
    """Let an event happen as :func:`rmt_portal.lifecycle.advance` does.

    Raises:
        Conflict: the row is not in a state from which this can happen, or a colleague was first.
    """
    try:
        advance(row, lifecycle, event, actor, reason=reason, **fields)
    except StateConflict:
        raise Conflict(row) from None


@dataclass(frozen=True)
class Changes(Generic[R]):
    """How rows of one kind change: their life cycle, their ``word`` in the log, and what a locked row brings along.

    ``without_event`` names what changes without an event of the life cycle, and in which states that can be.
    The rows belong to a client and have a ``state``, a ``version`` and who changed them last (``changed_by``).
    """

    model: type[R]
    lifecycle: Lifecycle
    word: str
    along: tuple[str, ...]
    without_event: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def allows(self, event: str, state: str) -> bool:
        """Say whether this can happen, or be changed, in a state."""
        return state in self.without_event.get(event, ()) or self.lifecycle.allows(event, state)

    def possible_in(self, state: str) -> set[str]:
        """Return all that can happen, or be changed, in a state."""
        return {event for event in (*self.lifecycle.transitions, *self.without_event) if self.allows(event, state)}

    def lock(self, row: R, version: int | None = None) -> R:
        """Return the row as it stands, kept from others until the transaction ends.

        Raises:
            Conflict: it changed after ``version`` was read.
        """
        rows = self.model._default_manager.select_for_update(of=("self",)).select_related(*self.along)
        found: Any = rows.get(pk=row.pk)
        if version is not None and found.version != version:
            raise Conflict(found)
        return found

    def require_possible(self, row: R, event: str) -> None:
        """Say early that a colleague was first, before other reasons are looked for.

        Raises:
            Conflict: the row is not in a state from which this can happen.
        """
        found: Any = row
        if not self.allows(event, found.state):
            raise Conflict(row)

    def happen(self, row: R, event: str, actor: Actor, *, reason: str = "", request: Any = None, **fields: Any) -> None:
        """Let an event happen to a locked row, and write the line of the log.

        Raises:
            Conflict: the row is not in a state from which this can happen.
        """
        if actor.user is not None:
            fields["changed_by"] = actor.user
        advance_or_conflict(row, self.lifecycle, event, actor, reason, **fields)
        self.write_line(row, event, actor, ["state", *fields], request)

    def touch(
        self, row: R, event: str, actor: Actor, *, about: Iterable[str] = (), request: Any = None, **fields: Any
    ) -> None:
        """Change a locked row without changing its state, so that who has an older page open hears of it.

        The log names what changed: the ``fields``, and what the change is ``about`` in other tables.
        """
        kept: Any = row
        rows = self.model._default_manager.filter(pk=row.pk)
        rows.update(version=F("version") + 1, changed_by=actor.user, **fields)
        kept.version += 1
        for name, value in fields.items():
            setattr(kept, name, value)
        self.write_line(row, event, actor, [*about, *fields], request)

    def write_line(self, row: R, event: str, actor: Actor, fields: Iterable[str], request: Any = None) -> None:
        """Write the line of the log that belongs to an action."""
        found: Any = row
        log.record(
            f"{self.word}.{event}",
            object_kind=row._meta.label_lower,
            object_ids=[row.pk],
            client_ids=[found.client_id],
            fields=sorted(fields),
            request=request,
            actor=actor,
        )
