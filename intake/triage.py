"""Triage: the system shows criteria and a proposal with its reason, a human decides, and can take it back for an hour.

One talk can do it all: the contact, what can not wait, the weighing, the decision, the coach and the first meeting are
one form and one transaction (:func:`decide`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import allocation, coaching, contacts, help_elsewhere, meetings, promises, urgency
from intake.models import (
    CASE_LIFECYCLE,
    MONEY,
    REASONS,
    AlsoTrue,
    Case,
    CaseState,
    EligibilityVersion,
    Outcome,
    Registration,
    RoutingRule,
    TriageDecision,
    TriageReason,
    WeighingCriterion,
)
from partners import access
from partners.models import Layer, Organisation, Role, User
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, StateConflict, advance

DECIDE = "case.triage"
UNDO_WITHIN = timedelta(hours=1)
SCORES = {0: gettext_lazy("geen belemmering"), 1: gettext_lazy("een beetje"), 2: gettext_lazy("veel")}
"""How much a criterion stands in the way; the human weighs, no sum is made."""

access.allow(DECIDE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)

_EVENTS = {Outcome.ADMIT: "admit", Outcome.REGULAR: "refer_to_regular", Outcome.INFORM: "inform"}
BEFORE_DECISION = (CaseState.SUBMITTED, CaseState.CONTACTED, CaseState.TRIAGE)


@dataclass(frozen=True)
class Proposal:
    """What the system proposes and why, from the region's own rules; never from a score of the person."""

    outcome: Outcome
    because: str
    organisation: Organisation | None = None
    skips_weighing: bool = False
    eligibility: EligibilityVersion | None = None


@dataclass(frozen=True)
class Talk:
    """The talk in which this was decided; ``way`` as in :class:`intake.models.ContactMoment`."""

    way: str
    note: str


@dataclass(frozen=True)
class Meeting:
    """The first meeting to book."""

    at: datetime
    way: str


@dataclass(frozen=True)
class Choice:
    """What the professional decided in one screen.

    ``coach``: the colleague to ask, or the actor himself, who then guides from now on; None with ``ask_best`` asks who
    fits best. ``urgent``: what came up in the talk that can not wait. The talk itself is the call, so it only has to be
    noted when no talk took place now.
    """

    outcome: Outcome
    reason: str
    note: str = ""
    weighing: Mapping[str, int] = field(default_factory=dict)
    talk: Talk | None = None
    urgent: tuple[str, ...] = ()
    warm_organisation: Organisation | None = None
    warm_name: str = ""
    warm_phone: str = ""
    coach: User | None = None
    ask_best: bool = False
    meeting: Meeting | None = None


class TooLate(Exception):
    """The hour has passed, or somebody went on with the decision: it can not be taken back any more."""


def criteria(case: Case) -> list[WeighingCriterion]:
    """Return what is weighed in this region today."""
    return list(WeighingCriterion.objects.in_force(case.region_id))


def proposal(case: Case) -> Proposal:
    """Propose an outcome from the rules that hold today, with the reason in words."""
    newest: Registration | None = case.registrations.order_by("-submitted_at", "-pk").first()
    versions = EligibilityVersion.objects.in_force(case.region_id)
    version = versions.order_by("-valid_from", "-pk").first()
    rule = _route(case, newest)
    organisation = rule.organisation if rule else None
    if rule is not None and rule.skips_weighing:
        return Proposal(Outcome.ADMIT, rule.reason, organisation, True, version)
    if version is None:
        return Proposal(Outcome.ADMIT, _("Er staat nu geen regeling vast: jij beslist."), organisation)
    if newest is not None and not version.admits(newest.situation):
        because = _("De situatie past niet bij “%(version)s”: %(why)s") % {
            "version": version.name,
            "why": version.explanation,
        }
        return Proposal(Outcome.REGULAR, because, organisation, eligibility=version)
    because = _("Past bij “%(version)s”: %(why)s") % {"version": version.name, "why": version.explanation}
    return Proposal(Outcome.ADMIT, f"{because} {rule.reason if rule else ''}".strip(), organisation, False, version)


def _route(case: Case, newest: Registration | None) -> RoutingRule | None:
    """Return the first route of the region that is about this person."""
    if newest is None:
        return None
    groups = {newest.situation, *newest.also_true} | ({MONEY} if newest.wants_money_help else set())
    rules = RoutingRule.objects.in_force(case.region_id).filter(group__in=groups)
    return rules.select_related("organisation").order_by("position", "pk").first()


@transaction.atomic
def decide(case: Case, actor: Actor, choice: Choice, version: int, *, request: Any = None) -> TriageDecision:
    """Note the talk, decide, and for who is admitted find a coach and book the first meeting; all of it or nothing.

    Raises:
        Refused: the actor may not do this with this client.
        ChangedMeanwhile: the writer read an older version; nothing was saved.
        StateConflict: somebody decided already.
        ValueError: the choice does not hold together (its form asks first).
    """
    access.insist(access.may(actor.user, DECIDE, client_id=case.client_id, region_id=case.region_id))
    _check(choice)
    case = contacts.lock(case, version)
    if case.state not in BEFORE_DECISION:
        raise StateConflict(DECIDE, case.state)
    proposed = proposal(case)
    urgency.note(case, choice.urgent, actor)
    if choice.talk is not None:
        contacts.record(
            case, actor, way=choice.talk.way, reached=True, note=choice.talk.note, version=version, request=request
        )
        case.refresh_from_db()
    if case.state != CaseState.TRIAGE:
        advance(case, CASE_LIFECYCLE, "start_triage", actor)
    advance(case, CASE_LIFECYCLE, _EVENTS[choice.outcome], actor, reason=str(TriageReason(choice.reason).label))
    made = TriageDecision.objects.create(
        case=case,
        outcome=choice.outcome,
        reason=choice.reason,
        note=choice.note,
        weighing=dict(choice.weighing),
        eligibility=proposed.eligibility,
        proposed=proposed.outcome,
        proposed_because=proposed.because[:300],
        warm_organisation=choice.warm_organisation,
        warm_name=choice.warm_name,
        warm_phone=choice.warm_phone,
        decided_by=actor.user,
        organisation_id=actor.works_for,
    )
    if choice.outcome == Outcome.ADMIT:
        _go_on(case, actor, choice, request)
    else:
        case.contact_tasks.filter(done_at__isnull=True).update(done_at=clock.now())
        help_elsewhere.tell(made, made.at + UNDO_WITHIN)
    log.record(
        DECIDE,
        object_kind="intake.triagedecision",
        object_ids=[made.pk],
        client_ids=[case.client_id],
        fields=["outcome", "reason", *(["note"] if choice.note else []), *(["weighing"] if choice.weighing else [])],
        actor=actor,
        request=request,
    )
    return made


def _check(choice: Choice) -> None:
    if choice.reason not in REASONS[choice.outcome]:
        raise ValueError("this reason does not belong to this outcome")
    if choice.outcome == Outcome.REGULAR and not (choice.warm_name and choice.warm_phone):
        raise ValueError("help elsewhere comes with the name and the number of somebody there")
    if choice.outcome != Outcome.ADMIT and (choice.meeting or choice.coach or choice.ask_best):
        raise ValueError("only who is admitted gets a coach and a first meeting")


def _go_on(case: Case, actor: Actor, choice: Choice, request: Any) -> None:
    """Find the coach and book the meeting of somebody who was admitted."""
    is_own = choice.coach is not None and choice.coach == actor.user
    if is_own:
        coaching.take_over(case, actor, request=request)
    elif choice.coach is not None or choice.ask_best:
        try:
            with transaction.atomic():
                allocation.propose(case, actor, coach=choice.coach, request=request)
        except allocation.NoRoom:
            allocation.wait(case, actor)
    if choice.meeting is not None:
        asked = case.proposals.filter(answered_at__isnull=True).select_related("coach").first()
        coach = actor.user if is_own else (asked.coach if asked else None)
        meetings.book(case, actor, at=choice.meeting.at, way=choice.meeting.way, coach=coach, request=request)


def can_undo(decision: TriageDecision | None, user: User) -> bool:
    """Say whether this person may still take the decision back: the same person, within the hour, nobody went on."""
    return (
        decision is not None
        and decision.undone_at is None
        and decision.decided_by == user
        and clock.now() - decision.at <= UNDO_WITHIN
        and CASE_LIFECYCLE.allows("undo_triage", decision.case.state)
    )


@transaction.atomic
def undo(decision: TriageDecision, actor: Actor, *, request: Any = None) -> None:
    """Take a decision back: the case is weighed anew, the question to a coach and the appointment go.

    What was noted about the talk stays: that talk took place.

    Raises:
        TooLate: the hour has passed, a coach said yes meanwhile, or the person registered anew.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=decision.case_id)
    decision = TriageDecision.objects.select_related("case").get(pk=decision.pk)
    newer = Case.objects.filter(client=case.client_id, region=case.region_id).open().exclude(pk=case.pk)
    if not can_undo(decision, actor.user) or newer.exists():
        raise TooLate
    allocation.withdraw(case)
    meetings.cancel(case)
    advance(case, CASE_LIFECYCLE, "undo_triage", actor)
    TriageDecision.objects.filter(pk=decision.pk).update(undone_at=clock.now())
    log.record(
        "case.triage_undo",
        object_kind="intake.triagedecision",
        object_ids=[decision.pk],
        client_ids=[case.client_id],
        actor=actor,
        request=request,
    )


def is_job_agreement(case: Case) -> bool:
    """Say whether the person told of the Banenafspraak: no weighing then, and the own contact the same day."""
    return case.registrations.filter(also_true__contains=[AlsoTrue.JOB_AGREEMENT]).exists()


def first_meeting_due(case: Case) -> Any:
    """Return by when the first meeting should be (see :mod:`intake.promises`)."""
    return promises.first_meeting_due(case)
