"""What a coach and a client decide about an opportunity: one function per step, with its event and its log line."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from intake.models import Case, WorkProfile
from matching.decisions import freezing, telling
from matching.decisions import profile as employer_profile
from matching.decisions.life import (
    BY_EVENT,
    DECISION_LIFECYCLE,
    OUTCOMES,
    UNDO_WITHIN,
    DecisionParty,
)
from matching.models import FrozenExplanation, MatchDecision, Vacancy
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.changing import Conflict, Refused, advance_or_conflict
from rmt_portal.lifecycle import Actor, begin
from rmt_portal.outbox import queue

DECIDE = "match.decide"
access.allow(DECIDE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)

ASKED_VALID = timedelta(days=30)
"""How long the answer to "waarom niet?" may be decided on; afterwards it is asked anew."""


def release(client: Any, vacancy: Vacancy, actor: Actor, *, version: int = 0, request: Any = None) -> MatchDecision:
    """Propose an opportunity: the client sees it on the own page. ``version`` is the one the coach read, 0 for none.

    Raises:
        Refused: the vacancy is closed, or nothing was worked out about this pair.
        Conflict: a colleague decided first.
    """
    return decide(client, vacancy, "release", actor, version=version, request=request)


def ask(client: Any, vacancy: Vacancy, actor: Actor, *, version: int = 0, request: Any = None) -> MatchDecision:
    """Ask the client what they think of an opportunity, before deciding; raises as :func:`release`."""
    return decide(client, vacancy, "ask", actor, version=version, request=request)


@transaction.atomic
def decide(
    client: Any,
    vacancy: Vacancy,
    event: str,
    actor: Actor,
    *,
    version: int = 0,
    reason: str = "",
    request: Any = None,
    **fields: Any,
) -> MatchDecision:
    """Decide on an opportunity for the first time, or again after it was put back; raises as :func:`release`."""
    _require_coach(client, actor)
    if event != "dismiss" and not Vacancy.objects.open_on(clock.today()).filter(pk=vacancy.pk).exists():
        raise Refused(_("Deze vacature is intussen dicht. Kies een andere."))
    fields |= _yes_of_coach(event)
    decision = MatchDecision.objects.about(client.pk, vacancy.pk)
    if decision is not None:
        return step(decision, event, actor, version=version, reason=reason, request=request, **fields)
    explanation = freezing.freeze(client.pk, vacancy.pk) or _answered(client.pk, vacancy.pk)
    if explanation is None:
        raise Refused(_("Deze vacature staat niet meer in de lijst. Zoek hem op bij 'Waarom niet deze?'"))
    decision = MatchDecision(
        client=client, vacancy=vacancy, explanation=explanation, decided_by=actor.user, decided_at=clock.now(), **fields
    )
    try:
        with transaction.atomic():
            begin(decision, DECISION_LIFECYCLE, event, actor, reason)
    except IntegrityError:
        first = MatchDecision.objects.about(client.pk, vacancy.pk)
        if first is None:
            raise
        raise Conflict(first) from None
    _record(decision, event, actor, request, fields)
    return decision


def step(
    decision: MatchDecision,
    event: str,
    actor: Actor,
    *,
    version: int | None = None,
    reason: str = "",
    request: Any = None,
    **fields: Any,
) -> MatchDecision:
    """Let an event of the table happen, by the coach or by the client on the own page.

    The same step again by the same person (a second click) changes nothing and is no error.

    Raises:
        Refused: the actor may not do this with this client (:class:`partners.access.Refused`), or it is too late.
        Conflict: the decision changed after the page was opened.
    """
    is_client = actor.user is None
    if is_client:
        _require_client(decision, event)
    else:
        _require_coach(decision.client, actor)
        fields.setdefault("decided_by", actor.user)
    with transaction.atomic():
        _hold_dossiers(decision.client_id)
        decision = MatchDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if _is_again(decision, event, actor):
            return decision
        if version is not None and decision.version != version:
            raise Conflict(decision)
        _require_in_time(decision, event)
        when = {"decided_at": clock.now()}
        advance_or_conflict(decision, DECISION_LIFECYCLE, event, actor, reason, **(when | fields))
        _record(decision, event, actor, request, fields)
    return decision


def withdraw(decision: MatchDecision, actor: Actor, **seen: Any) -> MatchDecision:
    """Take a proposal or question back while the client has not answered: it stands in the list again."""
    return step(decision, "withdraw", actor, coach_said_yes_at=None, **seen)


def confirm(decision: MatchDecision, actor: Actor, **seen: Any) -> MatchDecision:
    """Say yes as the coach to what the client wants already."""
    return step(decision, "confirm", actor, coach_said_yes_at=clock.now(), **seen)


def event_of(decision: MatchDecision, said: str) -> str:
    """Return the event that belongs to what a client says.

    Raises:
        KeyError: nobody can say that.
    """
    was_asked = not decision.coach_said_yes_at
    return {
        "yes": "want" if was_asked else "accept",
        "no": "decline",
        "agree": "agree",
        "disagree": "disagree",
        "applied": "apply",
        "hired": "hire",
        "rejected": "reject",
        "rethink": "rethink_question" if was_asked else "rethink",
    }[said]


ANSWERS = ("yes", "agree", "disagree", "no", "applied", "hired", "rejected", "rethink")
"""What a client can say, in the order in which it is offered."""


def possible_answers(decision: MatchDecision) -> list[str]:
    """Return what can be said about an opportunity as it stands."""
    late = clock.now() - decision.decided_at > UNDO_WITHIN
    return [
        said
        for said in ANSWERS
        if DECISION_LIFECYCLE.allows(event_of(decision, said), decision.state) and not (said == "rethink" and late)
    ]


def answer(decision: MatchDecision, said: str, actor: Actor, **seen: Any) -> MatchDecision:
    """Record what the client says, one of :data:`ANSWERS`.

    Raises as :func:`step`; ``KeyError`` for another word.
    """
    event = event_of(decision, said)
    fields: dict[str, Any] = {}
    if event == "agree":
        fields = {"client_said_yes_at": clock.now()}
    elif event in ("decline", "disagree", "rethink", "rethink_question"):
        fields = {"client_said_yes_at": None}
    return step(decision, event, actor, **fields, **seen)


def show_to_employer(decision: MatchDecision, actor: Actor, *, profile_version: int, **seen: Any) -> MatchDecision:
    """Record that an employer saw the profile without a name, with the text as it was; both said yes before.

    Raises as :func:`step`; also ``Refused`` when the profile changed after the coach read it (``profile_version``).
    """
    profile = WorkProfile.objects.filter(client_id=decision.client_id).first()
    if profile is None or profile.version != profile_version:
        raise Refused(_("Het werkprofiel is intussen veranderd. Lees de tekst opnieuw."))
    text = employer_profile.text(decision)
    return step(decision, "show", actor, shown_at=clock.now(), shown_profile=text, **seen)


def seen_by_client(client_id: int) -> None:
    """Note that the client looked at what waits on the own page; called as that client."""
    fresh = MatchDecision.objects.on_own_page().filter(client_id=client_id, first_seen_at__isnull=True)
    fresh.update(first_seen_at=clock.now())


def _yes_of_coach(event: str) -> dict[str, Any]:
    return {"coach_said_yes_at": clock.now()} if event == "release" else {"coach_said_yes_at": None}


def _answered(client_id: int, vacancy_id: int) -> FrozenExplanation | None:
    """Return what was worked out because somebody asked about this pair, when that is fresh."""
    since = clock.now() - ASKED_VALID
    return FrozenExplanation.objects.filter(
        client_id=client_id, vacancy_id=vacancy_id, frozen_at__gte=since, questions__isnull=False
    ).first()


def _require_coach(client: Any, actor: Actor) -> None:
    access.insist(access.may(actor.user, DECIDE, client_id=client.pk, region_id=client.region_id))


def _require_client(decision: MatchDecision, event: str) -> None:
    if row_security.current().client_id != decision.client_id or DecisionParty.CLIENT not in BY_EVENT[event].by:
        raise PermissionError("only the person, or a colleague with a name, decides about an opportunity")


def _require_in_time(decision: MatchDecision, event: str) -> None:
    late = clock.now() - decision.decided_at > UNDO_WITHIN
    if event in ("rethink", "rethink_question") and late:
        raise Refused(_("Dit antwoord is ouder dan twee weken en staat vast."))
    if event == "dismiss" and decision.state in OUTCOMES:
        raise Refused(_("Deze kans is al afgerond."))


def _is_again(decision: MatchDecision, event: str, actor: Actor) -> bool:
    newest = decision.events.order_by("-pk").first()
    return bool(newest and newest.event == event and newest.actor_id == (actor.user.pk if actor.user else None))


def _hold_dossiers(client_id: int) -> None:
    """Lock the dossiers before the decision, as a merge does: the database writes an answer in both."""
    list(Case.objects.select_for_update(of=("self",)).filter(client=client_id).order_by("pk").values_list("pk"))


def _record(decision: MatchDecision, event: str, actor: Actor, request: Any, fields: dict[str, Any]) -> None:
    """Write the line of the log, tell the client who is to answer, and ask for a new list.

    What was decided is left out of that list, what is put back is in.
    """
    log.record(
        f"match.{event}",
        object_kind="matching.matchdecision",
        object_ids=[decision.pk],
        client_ids=[decision.client_id],
        fields=sorted({"state", *fields}),
        request=request,
        actor=actor,
    )
    if event in telling.EVENTS and actor.user is not None:
        telling.ask(decision.client, decision)
    key = f"match.client:{decision.client_id}:decision:{decision.pk}:{decision.version}"
    queue.put("match.client", key, {"client": decision.client_id})
