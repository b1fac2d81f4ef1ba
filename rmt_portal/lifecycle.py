"""How a state changes: through one function, from a table of allowed transitions, leaving an event.

Each object with a life (case, referral, plan, grant) declares a :class:`Lifecycle` and its own event table that
inherits from :class:`StateEvent`. :func:`advance` is the only code that assigns a state: one conditional UPDATE, so
that of two colleagues who click at once exactly one succeeds, and one event row in the same transaction. The database
agrees: :func:`state_matches_newest_event` makes a deferred trigger that refuses, at commit, a state that is not the
target of the newest event, so that a bare ``.update()`` can not skip the action.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock


class StateConflict(Exception):
    """The object is no longer in a state from which this event may happen (a colleague was first)."""

    def __init__(self, event: str, state: str) -> None:
        super().__init__(f"{event} is not possible from {state}")
        self.event = event
        self.state = state


@dataclass(frozen=True)
class Transition:
    """One row of the table: ``event`` takes an object from any of ``sources`` to ``target``."""

    event: str
    sources: tuple[str, ...]
    target: str


class Lifecycle:
    """A table of transitions that code, documentation and tests all read."""

    def __init__(self, initial: Mapping[str, str], transitions: Iterable[Transition]) -> None:
        """``initial`` maps the creating event to the first state."""
        self.initial = dict(initial)
        self.transitions = {t.event: t for t in transitions}

    def allows(self, event: str, state: str) -> bool:
        """Say whether ``event`` may happen in ``state``."""
        transition = self.transitions.get(event)
        return transition is not None and state in transition.sources

    def events_from(self, state: str) -> list[str]:
        """List the events that may happen in ``state``."""
        return [event for event in self.transitions if self.allows(event, state)]


class StateEvent(models.Model):
    """One change of state: who, for which organisation, when and why. Never changed afterwards."""

    event = models.CharField(_("gebeurtenis"), max_length=40)
    from_state = models.CharField(_("van"), max_length=40, blank=True)
    to_state = models.CharField(_("naar"), max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,  # who decided must stay known
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("door"),
    )
    organisation_id = models.BigIntegerField(_("organisatie"), null=True, blank=True)
    reason = models.CharField(_("reden"), max_length=200, blank=True)
    trace_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("moment"), default=clock.now)

    class Meta:
        abstract = True
        ordering = ["pk"]


@dataclass(frozen=True)
class Actor:
    """Who does something: a user (or nobody: the system, or the public) on behalf of an organisation."""

    user: Any = None
    organisation_id: int | None = None
    trace_id: str = ""

    @property
    def works_for(self) -> int:
        """The id of the organisation on whose behalf this is done.

        Raises:
            ValueError: it is done for no organisation (the system, or the public).
        """
        if self.organisation_id is None:
            raise ValueError("this is done on behalf of an organisation")
        return self.organisation_id


SYSTEM = Actor()


def begin(obj: Any, lifecycle: Lifecycle, event: str, actor: Actor, reason: str = "") -> None:
    """Save a new object in its first state, with its first event.

    Raises:
        KeyError: ``event`` does not create this kind of object.
    """
    with transaction.atomic():
        obj.state = lifecycle.initial[event]
        obj.save(force_insert=True)
        _record(obj, event, ("", obj.state), actor, reason)


def advance(obj: Any, lifecycle: Lifecycle, event: str, actor: Actor, reason: str = "", **fields: Any) -> None:
    """Let ``event`` happen to ``obj``: change its state and the given fields, and record the event.

    The UPDATE names the allowed sources and the version the caller read, so it changes nothing when someone else was
    first; the object is then refreshed, so that the caller can say what the state is now.

    Raises:
        StateConflict: the event is not allowed from the object's state, or a colleague was first.
    """
    transition = lifecycle.transitions[event]
    with transaction.atomic():
        before = obj.state
        changed = (
            type(obj)
            ._base_manager.filter(pk=obj.pk, state__in=transition.sources, version=obj.version)
            .update(state=transition.target, version=F("version") + 1, **fields)
        )
        if not changed:
            obj.refresh_from_db()
            raise StateConflict(event, obj.state)
        obj.state, obj.version = transition.target, obj.version + 1
        for name, value in fields.items():
            setattr(obj, name, value)
        _record(obj, event, (before, transition.target), actor, reason)


def _record(obj: Any, event: str, states: tuple[str, str], actor: Actor, reason: str) -> None:
    obj.events.create(
        event=event,
        from_state=states[0],
        to_state=states[1],
        actor=actor.user,
        organisation_id=actor.organisation_id,
        trace_id=actor.trace_id,
        reason=reason,
    )


def state_matches_newest_event(table: str, event_table: str, foreign_key: str) -> tuple[str, str]:
    """Return the SQL (and its reverse) of the deferred trigger that keeps state and events together."""
    name = f"{table}_state_has_event"
    # S608: the names are ours, written in migrations; SQL has no parameters for names.
    forward = f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE newest text; current_state text;
BEGIN
  SELECT state INTO current_state FROM {table} WHERE id = NEW.id;
  IF NOT FOUND THEN RETURN NULL; END IF;
  SELECT to_state INTO newest FROM {event_table} WHERE {foreign_key} = NEW.id ORDER BY id DESC LIMIT 1;
  IF newest IS DISTINCT FROM current_state THEN
    RAISE EXCEPTION '{table} %: state % has no event (newest event says %)', NEW.id, current_state, newest
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER {name} AFTER INSERT OR UPDATE OF state ON {table}
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}();
"""  # noqa: S608
    reverse = f"DROP TRIGGER IF EXISTS {name} ON {table}; DROP FUNCTION IF EXISTS {name}();"
    return forward, reverse
