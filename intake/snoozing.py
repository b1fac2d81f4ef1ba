"""Putting a signal off to a day, with a reason that everybody who opens the dossier can read; and taking that back."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from intake.models import Case, SignalKind, SignalSnooze, SnoozeReason
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

SNOOZE = "signal.snooze"
WAKE = "signal.wake"
LONGEST_DAYS = 42
"""As far as a signal can be put off: what waits longer is an appointment, and belongs in the next action."""

access.allow(SNOOZE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


def farthest() -> date:
    """Return the last day to which a signal can be put off."""
    return clock.today() + timedelta(days=LONGEST_DAYS)


@transaction.atomic
def snooze(
    case: Case, actor: Actor, signal: str, *, reason: str, until: date, note: str = "", request: Any = None
) -> SignalSnooze:
    """Let a signal of a case wait: it is back by itself on the day ``until``. An earlier one of the kind makes room.

    Raises:
        Refused: the actor may not do this with this client.
        ValueError: no such signal or reason, a day that is not ahead or too far, or another reason that is not said.
    """
    access.insist(access.may(actor.user, SNOOZE, client_id=case.client_id, region_id=case.region_id))
    if signal not in SignalKind.values or reason not in SnoozeReason.values:
        raise ValueError(signal, reason)
    if not clock.today() < until <= farthest():
        raise ValueError(until)
    if reason == SnoozeReason.OTHER and not note:
        raise ValueError("another reason is said in words")
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    _end(case, [signal], actor)
    made = SignalSnooze.objects.create(
        case=case,
        signal=signal,
        reason=reason,
        note=note,
        until_on=until,
        made_by=actor.user,
        organisation_id=actor.organisation_id,
    )
    _log(SNOOZE, made, actor, request)
    return made


@transaction.atomic
def wake(case: Case, actor: Actor, signal: str, *, request: Any = None) -> bool:
    """Show a signal again now; False when it did not wait (a colleague was first, or its day came).

    Raises:
        Refused: the actor may not do this with this client.
    """
    access.insist(access.may(actor.user, SNOOZE, client_id=case.client_id, region_id=case.region_id))
    waiting = case.snoozes.holding(signal).select_for_update().first()
    if waiting is None:
        return False
    _end(case, [signal], actor)
    _log(WAKE, waiting, actor, request)
    return True


def spoken(case: Case, actor: Actor) -> None:
    """Let what waited for a contact go: there was one (called by the action that records it)."""
    _end(case, [SignalKind.LATE, SignalKind.SILENT, SignalKind.NOT_CALLED], actor)


def planned(case: Case, actor: Actor) -> None:
    """Let "te laat" go: there is another next action now, which can be late itself."""
    _end(case, [SignalKind.LATE], actor)


def _end(case: Case, signals: list[str], actor: Actor) -> None:
    """End what waits, and clear away what ended by itself but still stands as the one of its kind."""
    standing = SignalSnooze.objects.filter(case=case, signal__in=signals, ended_at__isnull=True)
    standing.update(ended_at=clock.now(), ended_by=actor.user)


def _log(action: str, row: SignalSnooze, actor: Actor, request: Any) -> None:
    log.record(
        action,
        object_kind="intake.signalsnooze",
        object_ids=[row.pk],
        client_ids=[row.case.client_id],
        fields=["signal", "reason", "until_on", *(["note"] if row.note else [])],
        request=request,
        actor=actor,
    )
