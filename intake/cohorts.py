"""From work to work in a group: open a cohort of an employer, let people register with its code, count, close.

Who registers with a code does so in private. Nobody reads here who that was: the page of a cohort holds numbers, and
none below :data:`SMALLEST`, because an employer may be shown it.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from intake import drafts, placements
from intake.drafts import Answers
from intake.models import Case, CaseState, Cohort, Registration, RegistrationDraft, WorkToWork
from partners import access, attempts
from partners.attempts import Bucket
from partners.models import Layer, Membership, PartnerKind, Role, User
from partners.reach import reach_of
from rmt_portal import clean_text, clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

OPEN = "cohort.open"
NOTE = "work_to_work.note"
GROUP = "groep"
"""Where the answers of a draft say with which cohort somebody registers; no question asks this."""
LAST_DAY = "laatste-dag"
SMALLEST = 10
_HOLDERS = (Role.REFERRER, Role.RECEIVER, Role.COACH)
_AT_EMPLOYERS = {PartnerKind.EMPLOYER_DESK.value, PartnerKind.EMPLOYERS.value}
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8
_ARRIVED_WITH = "cohort"
MOST_WRONG_CODES = 20
"""How many codes that are none are taken from one address in an hour: a hall full of people shares one."""

access.allow(OPEN, [Role.COORDINATOR, *_HOLDERS])
access.allow(NOTE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)


class TooManyTries(Exception):
    """Too many codes that are none came from one address; after a while there is a new try."""


def works(user: object) -> list[Membership]:
    """Return for which regions this person opens cohorts: as coordinator, or as account holder of an employer."""
    holders = {role.value for role in _HOLDERS}
    found = [
        m
        for m in reach_of(user).memberships
        if m.role == Role.COORDINATOR or (m.role in holders and m.organisation.kind in _AT_EMPLOYERS)
    ]
    return list({m.region_id: m for m in reversed(found)}.values())[::-1]


def may(user: object) -> access.Decision:
    """Say whether this person may open cohorts and read their numbers."""
    decision = access.may(user, OPEN)
    if decision.allowed and not works(user):
        return access.Decision(False, (access.Reason.ROLE,))
    return decision


def of(user: object) -> QuerySet[Cohort]:
    """Return the cohorts of the regions in which this person may open them."""
    here = Cohort.objects.filter(region__in=[m.region_id for m in works(user)])
    return here.select_related("region__brand", "opened_by")


@transaction.atomic
def begin(user: User, membership: Membership, request: Any = None, **said: Any) -> Cohort:
    """Open a cohort with a new code; ``said`` is its name, employer, starts_on, ends_on and expected number.

    Raises:
        Refused: this person may not do so in this region.
    """
    _require(user, membership.region_id)
    cohort = Cohort.objects.create(region=membership.region, code=_new_code(), opened_by=user, **said)
    _log("open", cohort, user, request)
    return cohort


@transaction.atomic
def close(cohort: Cohort, user: User, request: Any = None) -> None:
    """End a cohort: its code is not taken any more. Closing again changes nothing.

    Raises:
        Refused: this person may not do so in this region.
    """
    _require(user, cohort.region_id)
    if Cohort.objects.filter(pk=cohort.pk, closed_at__isnull=True).update(closed_at=clock.now()):
        _log("close", cohort, user, request)


def find(code: str) -> Cohort | None:
    """Return the cohort with this code, however it was typed; closed ones too."""
    plain = "".join(c for c in clean_text.ascii_digits(code[:100]).upper() if c.isascii() and c.isalnum())
    return Cohort.objects.filter(code=plain).first() if plain else None


def readable(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def guess(code: str, address: str) -> Cohort | None:
    """Return the cohort with a code that somebody typed; a code that is right costs no try.

    Raises:
        TooManyTries: from this address were too many codes that are none.
    """
    tries = [Bucket(f"cohort code from {address}", MOST_WRONG_CODES, 3600)]
    if not attempts.take(tries):
        raise TooManyTries
    cohort = find(code)
    if cohort is not None:
        attempts.give_back(tries)
    return cohort


def arrive(session: SessionBase, cohort: Cohort | None) -> Cohort | None:
    """Remember the cohort somebody came for; None when there is none or its code is no longer taken."""
    if cohort is None or not cohort.is_open:
        return None
    session[_ARRIVED_WITH] = cohort.pk
    return cohort


def answers_on_arrival(session: SessionBase) -> Answers:
    """Return what a draft that begins in this session knows of a cohort already."""
    pk = session.get(_ARRIVED_WITH)
    return {GROUP: {"cohort": pk}} if pk is not None else {}


def join(session: SessionBase, draft: RegistrationDraft | None) -> None:
    """Let a draft that was begun before the code was typed belong to the cohort too."""
    known = answers_on_arrival(session)
    if known and draft is not None and draft.recorded_by_id is None:
        drafts.save(draft, known)


def belongs(draft: RegistrationDraft, cohort: Cohort) -> None:
    """Let a draft that staff fills in for somebody belong to a cohort."""
    drafts.save(draft, {GROUP: {"cohort": cohort.pk}})


def of_answers(answers: Answers) -> Cohort | None:
    """Return the cohort with which somebody registers; closed meanwhile, it still counts who began in time."""
    pk = answers.get(GROUP, {}).get("cohort")
    return Cohort.objects.filter(pk=pk).first() if pk is not None else None


def keep_last_day(case: Case, answers: Answers) -> None:
    """Keep when the old work ends, as the person said at the registration."""
    day = answers.get(LAST_DAY, {}).get("last_day")
    if day:
        WorkToWork.objects.create(case=case, old_work_ends_on=date.fromisoformat(day))


@transaction.atomic
def note_days(case: Case, actor: Actor, old: date | None, new: date | None, request: Any = None) -> WorkToWork:
    """Write down when the old work ends and the new work starts.

    Raises:
        Refused: the actor may not do this with this client.
    """
    access.insist(access.may(actor.user, NOTE, client_id=case.client_id, region_id=case.region_id))
    days = {"old_work_ends_on": old, "new_work_starts_on": new, "noted_by": actor.user, "noted_at": clock.now()}
    noted, _new = WorkToWork.objects.update_or_create(case=case, defaults=days)
    placements.follow_days(noted)
    log.record(
        NOTE, object_kind="case", object_ids=[case.pk], client_ids=[case.client_id], request=request, actor=actor
    )
    return noted


@dataclass(frozen=True)
class Figures:
    """How many people of a cohort registered, and how many went from work to work; small numbers are not told."""

    registered: str
    directly: str


def figures(cohort: Cohort) -> Figures:
    """Count a cohort. A case that went into another one is not counted twice."""
    with row_security.house("figures"):
        cases = Case.objects.exclude(state=CaseState.MERGED)
        here = cases.filter(pk__in=Registration.objects.filter(cohort=cohort).values("case"))
        registered = here.values("client").distinct().count()
        directly = here.filter(work_to_work__new_work_starts_on__lte=F("work_to_work__old_work_ends_on")).count()
    return Figures(told(registered), told(directly))


def told(number: int) -> str:
    """Return a number as it may be told: nothing below ten, also not that it is nought."""
    return str(number) if number >= SMALLEST else _("minder dan 10")


def _require(user: User, region_id: int) -> None:
    access.insist(access.may(user, OPEN, region_id=region_id))
    if region_id not in {m.region_id for m in works(user)}:
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(_LETTERS) for _letter in range(_LENGTH))
        if not Cohort.objects.filter(code=code).exists():
            return code


def _log(what: str, cohort: Cohort, user: User, request: Any) -> None:
    log.record(
        f"cohort.{what}", object_kind="intake.cohort", object_ids=[cohort.pk], request=request, actor=Actor(user)
    )
