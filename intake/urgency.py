"""What can not wait until tomorrow: called the same day, on top of every list, and told to the coordinator if not.

A signal is closed by a talk with the person (:mod:`intake.contacts`). In lists it is only "bel vandaag": what it is
about stands on the page of the triage, for who talks with the person, and never in a mail.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from intake.models import Case, CaseState, Registration, Urgency, UrgentSignal
from partners.models import Membership, Role
from rmt_portal import clock, working_days
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail

LOOK = "urgency.look"
MAIL = "mail.urgent"
LAST_CALL = time(16, 0)
"""Who comes in later than this is called on the next working day; the page with direct help is shown at once."""
END_OF_DAY = time(17, 0)
_NOBODY_CALLS = (CaseState.CLOSED, CaseState.NO_CONTACT, CaseState.WITHDRAWN, CaseState.MERGED)


def from_registration(registration: Registration) -> None:
    """Note what a new registration says that can not wait; inside the transaction of the registration."""
    if registration.wants_money_help:
        note(registration.case, [Urgency.MONEY], SYSTEM)


def note(case: Case, kinds: Iterable[str], actor: Actor) -> None:
    """Note urgent signals and ask the outbox to look at the end of the day whether somebody called.

    A signal that is open already stays as it was.
    """
    day = call_on(clock.now())
    wanted = list(kinds)
    rows = [UrgentSignal(case=case, kind=kind, noted_by=actor.user, call_on=day) for kind in wanted]
    UrgentSignal.objects.bulk_create(rows, ignore_conflicts=True)
    if wanted:
        log.record(
            "urgent.note", object_kind="intake.case", object_ids=[case.pk], client_ids=[case.client_id], actor=actor
        )
        _look_on(case, day)


def call_on(moment: datetime) -> date:
    """Return the day on which somebody must be called: today, or the next working day when the desks are closing."""
    local = timezone.localtime(moment)
    today = local.date()
    is_open = working_days.add(today, 0) == today and local.time() < LAST_CALL
    return today if is_open else working_days.add(today, 1)


def called(case: Case, actor: Actor) -> int:
    """Close the open signals of a case: somebody talked with the person. Returns how many were open."""
    open_ones = UrgentSignal.objects.open().filter(case=case)
    return open_ones.update(called_at=clock.now(), called_by=actor.user)


def look(payload: Payload) -> None:
    """At the end of the day: tell the coordinators when nobody called, and look again the next working day."""
    signals = UrgentSignal.objects.open().filter(case=payload["case"], call_on__lte=clock.today())
    open_ones = list(signals.select_for_update(of=("self",)).order_by("pk"))
    case = Case.objects.get(pk=payload["case"])
    if not open_ones or case.state in _NOBODY_CALLS:
        return
    signals.filter(escalated_at__isnull=True).update(escalated_at=clock.now())
    log.record("urgent.escalate", object_kind="intake.case", object_ids=[case.pk], client_ids=[case.client_id])
    coordinators = Membership.objects.active().filter(region=case.region_id, role=Role.COORDINATOR)
    today = clock.today()
    for user_id in sorted(set(coordinators.values_list("user_id", flat=True))):
        queue.put(MAIL, f"{MAIL}:{case.pk}:{today:%Y-%m-%d}:{user_id}", {"case": case.pk, "member": user_id})
    _look_on(case, working_days.add(today, 1))


def letter(payload: Payload) -> Mail | None:
    """Write to a coordinator that somebody was not called; nothing when that happened meanwhile."""
    still = UrgentSignal.objects.open().filter(case=payload["case"]).select_related("case").first()
    member = Membership.objects.active().filter(user=payload["member"], role=Role.COORDINATOR)
    found = member.select_related("user").first()
    if still is None or found is None:
        return None
    return Mail(found.user.email, "urgent", {"case": still.case})


def _look_on(case: Case, day: Any) -> None:
    moment = timezone.make_aware(datetime.combine(day, END_OF_DAY))
    queue.put(LOOK, f"{LOOK}:{case.pk}:{day:%Y-%m-%d}", {"case": case.pk}, not_before=moment)
