"""Finding a coach: a proposal with reasons, answered by the coach; the waiting list when everybody is full.

Nobody is assigned by a computer. The proposal orders coaches by language, group, municipality and room; the coach
says yes or passes it on with a reason, and then the next one is asked.
"""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from intake import coaching
from intake.models import (
    CASE_LIFECYCLE,
    ENDED_STATES,
    MONEY,
    AllocationProposal,
    Case,
    CaseAssignment,
    CaseState,
    CoachProfile,
    PassReason,
    Registration,
)
from partners import access
from partners.models import Absence, AccessGrant, Layer, Membership, Purpose, Role, User
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor, StateConflict, advance

PROPOSE = "allocation.propose"
STANDARD_ROOM = CoachProfile._meta.get_field("max_cases").default
DUTCH = "nl"

access.allow(PROPOSE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


@dataclass(frozen=True)
class Fit:
    """How well a coach fits a case: what is known of both, as codes that :func:`in_words` turns into sentences."""

    coach: User
    organisation_id: int
    cases: int
    room: int
    reasons: tuple[str, ...]

    @property
    def has_room(self) -> bool:
        """Whether this coach can take on one more."""
        return self.cases < self.room

    @property
    def order(self) -> tuple[Any, ...]:
        """Best first: the language, then the group, then the municipality, then who has most room."""
        named = set(self.reasons)
        return (
            not self.has_room,
            "language" not in named,
            "group" not in named,
            "municipality" not in named,
            self.cases / max(self.room, 1),
            self.coach.name,
        )

    def stored(self) -> list[list[Any]]:
        """Return what is kept with the proposal."""
        return [*([code] for code in self.reasons), ["room", self.cases, self.room]]


class NoRoom(Exception):
    """Every coach who could take this case on is full, away or passed."""


class NotYours(Exception):
    """The proposal was made to somebody else, or answered meanwhile."""


def fits(case: Case) -> list[Fit]:
    """Return the coaches who may guide this person, the best first; three queries whatever their number.

    Only coaches of organisations to which the dossier is open for guidance: a proposal discloses nothing new.
    """
    open_to = AccessGrant.objects.active().filter(
        client_id=case.client_id, member__isnull=True, purpose=Purpose.GUIDANCE, layer__gte=Layer.WORK
    )
    today = clock.today()
    away = Absence.objects.filter(ended_at__isnull=True, from_on__lte=today, until_on__gte=today)
    passed = case.proposals.filter(answer=AllocationProposal.Answer.PASSED)
    members = (
        Membership.objects.active()
        .filter(region=case.region_id, role=Role.COACH, organisation__in=open_to.values("organisation"))
        .exclude(user__in=away.values("user"))
        .exclude(user__in=passed.values("coach"))
        .select_related("user__coach_profile")
        .prefetch_related("user__coach_profile__municipalities")
        .order_by("pk")
    )
    running = CaseAssignment.objects.filter(until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY)
    counted = running.exclude(case__state__in=ENDED_STATES).order_by().values("coach").annotate(n=Count("pk"))
    load = dict(counted.values_list("coach", "n"))
    groups = _groups(case)
    found = {m.user_id: _fit(m, case, groups, load.get(m.user_id, 0)) for m in members}
    return sorted(found.values(), key=lambda fit: fit.order)


def _fit(membership: Membership, case: Case, groups: set[str], cases: int) -> Fit:
    profile: CoachProfile | None = getattr(membership.user, "coach_profile", None)
    reasons = []
    language = case.client.talk_language
    if profile is not None:
        if language != DUTCH and language in profile.languages:
            reasons.append("language")
        if groups & set(profile.groups):
            reasons.append("group")
        if case.client.municipality_id in {m.pk for m in profile.municipalities.all()}:
            reasons.append("municipality")
    room = profile.max_cases if profile is not None else STANDARD_ROOM
    return Fit(membership.user, membership.organisation_id, cases, room, tuple(reasons))


def _groups(case: Case) -> set[str]:
    newest: Registration | None = case.registrations.order_by("-submitted_at", "-pk").first()
    if newest is None:
        return set()
    return {newest.situation, *newest.also_true} | ({MONEY} if newest.wants_money_help else set())


def in_words(reasons: list[list[Any]]) -> list[str]:
    """Say why this coach, in sentences without anything sensitive of the person."""
    said = {
        "language": _("Spreekt de taal waarin deze persoon het liefst praat."),
        "group": _("Heeft ervaring met deze situatie."),
        "municipality": _("Werkt in deze gemeente."),
    }
    words = [said[reason[0]] for reason in reasons if reason[0] in said]
    for reason in reasons:
        if reason[0] == "room":
            words.append(
                _("Begeleidt %(cases)d van hoogstens %(room)d mensen.") % {"cases": reason[1], "room": reason[2]}
            )
    return words


@transaction.atomic
def propose(case: Case, actor: Actor, *, coach: User | None = None, request: Any = None) -> AllocationProposal:
    """Ask a coach (the best, unless one is chosen) to take on an admitted case; an open question makes room.

    Raises:
        Refused: the actor may not do this with this client.
        NoRoom: everybody is full, away or passed; the caller lets the person wait (:func:`wait`).
        StateConflict: the case was not admitted, or has a coach.
    """
    _require(case, actor)
    case = Case.objects.select_for_update(of=("self",)).select_related("client").get(pk=case.pk)
    if case.state not in (CaseState.ADMITTED, CaseState.WAITLISTED):
        raise StateConflict("propose", case.state)
    withdraw(case)
    ranked = fits(case)
    fit = next((f for f in ranked if (f.coach == coach if coach is not None else f.has_room)), None)
    if fit is None:
        raise NoRoom
    proposal = AllocationProposal.objects.create(
        case=case,
        coach=fit.coach,
        organisation_id=fit.organisation_id,
        reasons=fit.stored(),
        proposed_by=actor.user,
    )
    _log(PROPOSE, proposal, actor, request)
    return proposal


@transaction.atomic
def accept(proposal: AllocationProposal, actor: Actor, *, request: Any = None) -> CaseAssignment:
    """Let the coach say yes: from now on this coach guides, and is named to the person.

    Raises:
        NotYours: the question is for somebody else, or was answered.
        AlreadyCoached, Refused, StateConflict: as :func:`intake.coaching.take_over`.
    """
    _answer(proposal, actor, AllocationProposal.Answer.ACCEPTED)
    assignment = coaching.take_over(proposal.case, actor, request=request)
    _log("allocation.accept", proposal, actor, request)
    return assignment


@transaction.atomic
def pass_on(
    proposal: AllocationProposal, actor: Actor, reason: str, *, request: Any = None
) -> AllocationProposal | None:
    """Let the coach pass with a reason, and ask the next one; None when nobody is left and the person waits.

    Raises:
        NotYours: the question is for somebody else, or was answered.
        ValueError: there is no such reason.
    """
    if reason not in PassReason.values:
        raise ValueError(reason)
    _answer(proposal, actor, AllocationProposal.Answer.PASSED, reason)
    _log("allocation.pass", proposal, actor, request)
    try:
        with transaction.atomic():
            return propose(proposal.case, SYSTEM)
    except NoRoom:
        wait(proposal.case, SYSTEM)
        return None


def withdraw(case: Case) -> None:
    """Take an open question back: somebody else is asked, or the decision was undone."""
    AllocationProposal.objects.open().filter(case=case).update(
        answer=AllocationProposal.Answer.WITHDRAWN, answered_at=clock.now()
    )


def wait(case: Case, actor: Actor) -> None:
    """Put an admitted case on the waiting list; one that stands there stays."""
    case.refresh_from_db()
    if case.state == CaseState.ADMITTED:
        advance(case, CASE_LIFECYCLE, "waitlist", actor)


def position(case: Case) -> int | None:
    """Return the place on the waiting list of the region (1 is next), by day of registration; None when not on it."""
    if case.state != CaseState.WAITLISTED:
        return None
    waiting = Case.objects.filter(region=case.region_id, state=CaseState.WAITLISTED)
    before = Q(opened_at__lt=case.opened_at) | Q(opened_at=case.opened_at, pk__lt=case.pk)
    return waiting.filter(before).count() + 1


def ask_for_who_waits() -> int:
    """Ask a coach for everybody on a waiting list, the longest wait first; returns how many were asked. Nightly."""
    asked = 0
    answered = AllocationProposal.objects.open().values("case")
    waiting = Case.objects.filter(state=CaseState.WAITLISTED).exclude(pk__in=answered).order_by("opened_at", "pk")
    for case in waiting:
        try:
            propose(case, SYSTEM)
        except NoRoom:
            continue
        asked += 1
    return asked


def _answer(proposal: AllocationProposal, actor: Actor, answer: str, reason: str = "") -> None:
    open_one = AllocationProposal.objects.open().filter(pk=proposal.pk, coach=actor.user)
    if not open_one.update(answer=answer, pass_reason=reason, answered_at=clock.now()):
        raise NotYours
    proposal.refresh_from_db()


def _require(case: Case, actor: Actor) -> None:
    if actor == SYSTEM:
        return
    access.insist(access.may(actor.user, PROPOSE, client_id=case.client_id, region_id=case.region_id))


def _log(action: str, proposal: AllocationProposal, actor: Actor, request: Any) -> None:
    log.record(
        action,
        object_kind="intake.allocationproposal",
        object_ids=[proposal.pk],
        client_ids=[proposal.case.client_id],
        actor=actor,
        request=request,
    )
