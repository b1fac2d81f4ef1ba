"""How a case ends: with its outcome, in one place; and how the same case goes on within six months.

The database refuses the state "closed" without an outcome that stands.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from intake import aftercare_moments, appointments, contacts, meetings, placements, ratings, still_running
from intake.models import (
    CASE_LIFECYCLE,
    ENDED_STATES,
    LIVING,
    AllocationProposal,
    Case,
    CaseOutcome,
    CaseState,
    Erasure,
    OutcomeKind,
    Placement,
)
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock, working_days
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, advance

CLOSE = "case.close"
REOPEN = "case.reopen"
MONTHS_TO_REOPEN = 6
"""So long after its end the same case goes on; later a new registration begins a new one (DOMAIN 5)."""
CALL_WITHIN = 2
"""Working days within which somebody whose case goes on is called."""

access.allow(CLOSE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)
access.allow(REOPEN, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)

_K = OutcomeKind
_WITHOUT_WORK = (_K.BENEFIT, _K.NOTHING)
_NOT_HELPED_YET = {_K.NO_CONTACT: "lose_contact", _K.WITHDRAWN: "withdraw"}
REOPENS = (CaseState.CLOSED, CaseState.NO_CONTACT, CaseState.WITHDRAWN)
"""Ends after which the same case can go on."""
Listener = Callable[[int, Actor], object]
_listeners: list[Listener] = []


def when_ended(listener: Listener) -> None:
    """End what runs in a case, from a higher floor: called with the id of the case and actor; in the transaction."""
    _listeners.append(listener)


@transaction.atomic
def close(
    case: Case,
    actor: Actor,
    kind: str,
    *,
    ended_on: date,
    version: int,
    note: str = "",
    after: Mapping[str, str] | None = None,
    request: Any = None,
) -> CaseOutcome:
    """End a case with its outcome: what was planned or waits is called off, and what runs on higher floors ends.

    ``after`` says for each thing that still runs (:mod:`intake.still_running`) what happens with it. Who was not helped
    yet and is not reached, or wants no help, has a state of its own.

    Raises:
        access.Refused: the actor may not do this with this client.
        ChangedMeanwhile: the case changed after ``version`` was read; nothing was saved.
        Refused: it ended already, the outcome does not fit the work that is known, the day can not be right, or it was
            not said what happens with something that still runs.
    """
    access.insist(access.may(actor.user, CLOSE, client_id=case.client_id, region_id=case.region_id))
    case = contacts.lock(case, version)
    if case.state in ENDED_STATES:
        raise Refused(_("Dit dossier is al afgesloten."))
    if not timezone.localdate(case.opened_at) <= ended_on <= clock.today():
        raise Refused(_("Kies een dag vanaf de aanmelding, en niet later dan vandaag."))
    work = Placement.objects.running().filter(case=case).first()
    _require_fitting(OutcomeKind(kind), work, ended_on)
    outcome = CaseOutcome.objects.create(
        case=case,
        kind=kind,
        ended_on=ended_on,
        note=note,
        placement=work if kind == _K.WORK else None,
        decided_by=actor.user,
        organisation_id=actor.organisation_id,
    )
    still_running.settle(case, after or {}, still_running.Ending(OutcomeKind(kind), ended_on, actor, request))
    _call_off(case, work)
    event = _NOT_HELPED_YET.get(OutcomeKind(kind), "close")
    if not CASE_LIFECYCLE.allows("assign", case.state):
        event = "close"
    advance(
        case, CASE_LIFECYCLE, event, actor, reason=str(OutcomeKind(kind).label), next_action="", next_action_on=None
    )
    for listener in _listeners:
        listener(case.pk, actor)
    ratings.ask(outcome)
    _log(CLOSE, case, actor, ["kind", "ended_on", *(["note"] if note else [])], request)
    return outcome


def reopens_until(case: Case) -> date | None:
    """Return the last day on which an ended case can go on; None when it did not end in such a way."""
    if case.state not in REOPENS:
        return None
    ended = case.events.filter(to_state=case.state).order_by("-pk").first()
    return aftercare_moments.months_after(timezone.localdate(ended.at), MONTHS_TO_REOPEN) if ended else None


@transaction.atomic
def reopen(
    case: Case,
    actor: Actor,
    reason: str,
    *,
    version: int,
    work_ended_on: date | None = None,
    request: Any = None,
) -> Case:
    """Let the same case go on: with the coach it had, or as somebody who must be called and find a coach.

    ``work_ended_on`` is the last day of the work with which it ended, when that stopped.

    Raises:
        access.Refused: the actor may not do this with this client.
        ChangedMeanwhile: the case changed after ``version`` was read.
        Refused: it is too long ago, another case runs, or the data are being erased.
    """
    access.insist(access.may(actor.user, REOPEN, client_id=case.client_id, region_id=case.region_id))
    case = contacts.lock(case, version)
    _require_reopenable(case)
    work = Placement.objects.running().filter(case=case).first()
    if work is not None and work_ended_on is not None:
        placements.end_before_reopening(work, work_ended_on)
    CaseOutcome.objects.standing().filter(case=case).update(reopened_at=clock.now())
    has_coach = case.assignments.filter(until_at__isnull=True).exists()
    event = "reopen" if has_coach and case.state == CaseState.CLOSED else "reach_again"
    due = working_days.add(clock.today(), CALL_WITHIN)
    action = _("Bellen: het dossier is weer open")
    advance(case, CASE_LIFECYCLE, event, actor, reason=reason[:200], next_action=action, next_action_on=due)
    _log(REOPEN, case, actor, ["state", *(["work_ended_on"] if work_ended_on else [])], request)
    return case


def _require_fitting(kind: OutcomeKind, work: Placement | None, ended_on: date) -> None:
    if kind == _K.WORK and work is None:
        raise Refused(_("Schrijf eerst op welk werk de kandidaat vond. Daarna kun je afsluiten met nieuw werk."))
    if kind == _K.WORK and work is not None and work.starts_on > ended_on:
        raise Refused(_("Het werk begint later dan deze dag. Sluit af als de kandidaat is begonnen."))
    if kind in _WITHOUT_WORK and work is not None:
        raise Refused(_("Er staat nog werk in dit dossier. Schrijf eerst op dat het werk is gestopt."))


def _call_off(case: Case, work: Placement | None) -> None:
    if work is not None:
        aftercare_moments.drop(work)
    meetings.cancel(case)
    appointments.call_off_all(case)
    case.contact_tasks.filter(done_at__isnull=True).update(done_at=clock.now())
    withdrawn = AllocationProposal.Answer.WITHDRAWN
    AllocationProposal.objects.open().filter(case=case).update(answer=withdrawn, answered_at=clock.now())


def _require_reopenable(case: Case) -> None:
    until = reopens_until(case)
    if until is None:
        raise Refused(_("Dit dossier kan niet weer open."))
    if clock.today() > until:
        raise Refused(_("Dit dossier is langer dan zes maanden dicht. Meld de kandidaat opnieuw aan."))
    if case.client.erased_on is not None or Erasure.objects.filter(client=case.client_id, state__in=LIVING).exists():
        raise Refused(_("De gegevens van deze kandidaat worden gewist. Dit dossier kan niet weer open."))
    if Case.objects.open().filter(client=case.client_id, region=case.region_id).exists():
        raise Refused(_("Er loopt al een ander dossier van deze kandidaat."))


def _log(action: str, case: Case, actor: Actor, fields: list[str], request: Any) -> None:
    log.record(
        action,
        object_kind="intake.case",
        object_ids=[case.pk],
        client_ids=[case.client_id],
        fields=fields,
        actor=actor,
        request=request,
    )
