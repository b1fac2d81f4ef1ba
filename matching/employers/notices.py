"""What employers leave on the public page: received once, given to the right colleague, and dealt with.

Whether we know an employer is never told on that page: the answer, the letter and the work done are the same. Who holds
the account is who looks; without one that is the employers' service point of the region, else the coordinator. A notice
that waits longer than :data:`PATIENCE` working days is shown to the coordinator too.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from matching.employers import access as employer_access
from matching.employers import register as employers
from matching.models import Employer, EmployerNotice, NoticeKind, NoticeState, Vacancy
from matching.vacancies import editing, wording
from partners.models import Membership, PartnerKind, Role
from partners.reach import reach_of
from rmt_portal import clock, working_days
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor, Lifecycle, StateConflict, Transition, advance, begin
from rmt_portal.outbox import queue
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference import search
from rmt_portal.reference.models import LabourRegion, Postcode

_S = NoticeState
LIFECYCLE = Lifecycle(
    {"receive": _S.NEW},
    [
        Transition("finish", (_S.NEW,), _S.DONE),
        Transition("decline", (_S.NEW,), _S.DECLINED),
        Transition("reopen", (_S.DONE, _S.DECLINED), _S.NEW),
    ],
)
EVENT_WORDS = {
    "receive": _("binnengekomen"),
    "finish": _("afgehandeld"),
    "decline": _("afgewezen"),
    "reopen": _("weer opgepakt"),
}
RECEIPT = "mail.employer_receipt"
PATIENCE = 2
KEPT_DAYS = 365
"""How long after a notice was dealt with it is kept who sent it."""


@dataclass(frozen=True)
class Told:
    """What somebody filled in, cleaned. ``people`` is a number, days may be open; no names of people."""

    kind: str
    company: str
    trade_number: str
    postcode: str
    contact_name: str
    contact_phone: str
    contact_email: str
    function: str
    people: int = 1
    hours: str = ""
    parting: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    text: str = ""

    def fingerprint(self, region_id: int) -> str:
        """Return what makes the same notice of the same day one, whoever pressed the button twice."""
        said = json.dumps([clock.today().isoformat(), region_id, asdict(self)], default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


class NoReason(Exception):
    """Saying no needs a reason, for the colleague who looks later."""


@transaction.atomic
def receive(told: Told, region: LabourRegion, *, request: Any = None) -> EmployerNotice:
    """Keep a notice with its event, line in the log and receipt; the same one of the same day is kept once."""
    fingerprint = told.fingerprint(region.pk)
    employers.lock(f"employer_notice:{fingerprint}")
    known = EmployerNotice.objects.filter(fingerprint=fingerprint).first()
    if known is not None:
        return known
    spot = Postcode.objects.filter(code=told.postcode[:4]).first()
    place = spot.place if spot else ""
    employer = employers.find(region.pk, told.trade_number, told.company, place)
    notice = EmployerNotice(region=region, place=place, employer=employer, fingerprint=fingerprint, **asdict(told))
    begin(notice, LIFECYCLE, "receive", SYSTEM)
    _log("receive", notice, SYSTEM, request)
    if notice.contact_email:
        queue.put(RECEIPT, f"{RECEIPT}:{notice.pk}", {"notice": notice.pk})
    return notice


def receipt(payload: Mapping[str, int]) -> Mail | None:
    """Write the receipt. The same letter whether the employer is known to us or not."""
    found = EmployerNotice.objects.select_related("region__brand").filter(pk=payload["notice"]).first()
    if found is None or not found.contact_email:
        return None
    brand = found.region.brand
    return Mail(found.contact_email, "employer_receipt", {"notice": found, "brand": brand}, reply_to=brand.email)


def of_regions(user: Any) -> QuerySet[EmployerNotice]:
    """Return the notices of the regions in which this person looks after employers."""
    here = EmployerNotice.objects.filter(region__in=[m.region_id for m in employer_access.works(user)])
    return here.select_related("employer__account_holder", "region", "vacancy")


def waiting_for(user: Any) -> QuerySet[EmployerNotice]:
    """Return the new notices that this person should look at, the oldest first."""
    working_here = Membership.objects.active().filter(region=OuterRef("region"))
    holder = working_here.filter(user=OuterRef("employer__account_holder"))
    desk = working_here.filter(organisation__kind=PartnerKind.EMPLOYER_DESK, role=Role.COACH)
    at_desk = [m.region_id for m in employer_access.works(user) if employer_access.is_of_the_desk(m)]
    coordinates = [m.region_id for m in reach_of(user).memberships if m.role == Role.COORDINATOR]
    patient_until = _working_days_ago(PATIENCE)
    unheld = ~Exists(holder)
    mine = Q(employer__account_holder=user.pk) | (unheld & Q(region__in=at_desk))
    left = Q(region__in=coordinates) & ((unheld & ~Exists(desk)) | Q(received_at__date__lte=patient_until))
    return of_regions(user).filter(mine | left, state=_S.NEW).order_by("received_at", "pk")


@transaction.atomic
def link(notice: EmployerNotice, employer: Employer, actor: Actor, *, request: Any = None) -> None:
    """Say which employer of the register this is.

    Raises:
        Refused: the actor does not look after employers in this region.
        ValueError: the employer is of another region.
    """
    employer_access.require(actor.user, notice.region_id)
    if employer.region_id != notice.region_id:
        raise ValueError(employer.pk)
    notice.employer = employer
    notice.save(update_fields=["employer"])
    _log("link", notice, actor, request)


@transaction.atomic
def add_employer(notice: EmployerNotice, actor: Actor, *, request: Any = None) -> Employer:
    """Put the employer of a notice in the register, with the actor as account holder, and link it.

    Raises:
        Refused: the actor does not look after employers in this region.
    """
    employer_access.require(actor.user, notice.region_id)
    employer = employers.find(notice.region_id, notice.trade_number, notice.company, notice.place)
    if employer is None:
        employer = Employer.objects.create(
            region_id=notice.region_id,
            name=notice.company,
            trade_number=notice.trade_number,
            place=notice.place,
            contact_name=notice.contact_name,
            contact_phone=notice.contact_phone,
            contact_email=notice.contact_email,
            account_holder=actor.user,
        )
        log.record(
            "employer.add", object_kind="matching.employer", object_ids=[employer.pk], actor=actor, request=request
        )
    link(notice, employer, actor, request=request)
    return employer


@transaction.atomic
def make_vacancy(notice: EmployerNotice, actor: Actor, *, request: Any = None) -> Vacancy:
    """Make a draft of a vacancy that was left, to be looked at and opened; asked twice it is the same draft.

    Words that may shut people out are left for the form to ask about: the draft says them as the employer did.

    Raises:
        Refused: the actor does not look after employers in this region.
        ValueError: no employer of the register was chosen yet, or it announces people.
    """
    employer_access.require(actor.user, notice.region_id)
    now = EmployerNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if now.vacancy is not None:
        return now.vacancy
    if now.employer is None or now.kind != NoticeKind.VACANCY:
        raise ValueError(notice.pk)
    text = "\n".join(part for part in (now.text, now.hours and f"{now.hours} uur") if part)
    touched = frozenset(found.rule.code for found in wording.findings(now.function, text))
    hours = [int(number) for number in re.findall(r"\d+", now.hours)][:2]
    good = hours and all(1 <= number <= 60 for number in hours)
    entry = editing.Entry(
        employer=now.employer,
        title=now.function,
        description=text,
        occupation=search.exact(now.function),
        postcode4=now.postcode[:4],
        place=now.place,
        places=min(now.people, 500),
        hours_min=min(hours) if good else None,
        hours_max=max(hours) if good else None,
        kept=touched,
    )
    vacancy = editing.add(entry, actor, event="from_notice", request=request)
    Vacancy.objects.filter(pk=vacancy.pk).update(wording_kept=[])
    now.vacancy = vacancy
    now.save(update_fields=["vacancy"])
    notice.refresh_from_db()
    return vacancy


def finish(notice: EmployerNotice, actor: Actor, *, request: Any = None) -> None:
    """Say that the notice was dealt with.

    Raises:
        Refused: the actor does not look after employers in this region.
        StateConflict: a colleague was first.
    """
    _step(notice, "finish", actor, request, closed_at=clock.now())


def decline(notice: EmployerNotice, reason: str, actor: Actor, *, request: Any = None) -> None:
    """Say that we do nothing with it, and why; the employer hears it from a person, not from the portal.

    Raises:
        Refused: the actor does not look after employers in this region.
        NoReason: no reason was given.
        StateConflict: a colleague was first.
    """
    if not reason.strip():
        raise NoReason
    _step(notice, "decline", actor, request, reason, closed_at=clock.now())


def reopen(notice: EmployerNotice, actor: Actor, *, request: Any = None) -> None:
    """Take it up again after all.

    Raises:
        Refused: the actor does not look after employers in this region.
        StateConflict: it was not closed, or who sent it is forgotten by now.
    """
    if notice.contact_forgotten_at:
        raise StateConflict("reopen", notice.state)
    _step(notice, "reopen", actor, request, closed_at=None)


def forget_contacts() -> int:
    """Empty who sent a notice a year after it was dealt with; returns how many. The function and number stay."""
    old = EmployerNotice.objects.filter(
        closed_at__lt=clock.now() - timedelta(days=KEPT_DAYS), contact_forgotten_at__isnull=True
    )
    return old.update(contact_name="", contact_phone="", contact_email="", text="", contact_forgotten_at=clock.now())


def _working_days_ago(days: int) -> date:
    """Return the last day from which so many working days have gone by."""
    day = clock.today()
    while working_days.add(day, days) > clock.today():
        day -= timedelta(days=1)
    return day


@transaction.atomic
def _step(notice: EmployerNotice, event: str, actor: Actor, request: Any, reason: str = "", **fields: Any) -> None:
    employer_access.require(actor.user, notice.region_id)
    advance(notice, LIFECYCLE, event, actor, reason=reason, **fields)
    _log(event, notice, actor, request)


def _log(what: str, notice: EmployerNotice, actor: Actor, request: Any) -> None:
    log.record(
        f"employer_notice.{what}",
        object_kind="matching.employernotice",
        object_ids=[notice.pk],
        actor=actor,
        request=request,
    )
