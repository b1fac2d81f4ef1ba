"""What happens when nobody moves: a reminder, then a colleague of the organisation, then the coordinator, then expiry.

Run from the outbox on the dates of a referral (:mod:`services.referrals.timers`). It looks at the referral as it is
now: what came meanwhile makes it do nothing, and each step is taken once. It holds for an answer, for the first contact
after a yes, for a word on how the help goes, for the day of a pause, and for the sender after a no.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from intake.models import ContactTask
from rmt_portal import clock, working_days
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from services.models import Referral
from services.referrals.events import MAIL, write_line
from services.referrals.lifecycle import OPEN, WAITING, Party, ReferralState
from services.referrals.sending import expire
from services.referrals.timers import is_phoned_about, look_on

MOVE_ON, POSSIBLE = "move_on", "possible"


def look(payload: dict[str, Any]) -> None:
    """Do what a referral's dates ask for today; called by the outbox in a transaction."""
    referral = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("service", "receiver_organisation", "case")
        .get(pk=payload["referral"])
    )
    if is_phoned_about(referral):
        _phone_until_confirmed(referral)
    elif referral.state in OPEN:
        _chase(referral)
    elif referral.needs_other_help:
        _ask_sender(referral)


def _chase(referral: Referral) -> None:
    """Take the step of today with who is to move; the client hears when an answer or the first contact is late."""
    today, waits = clock.today(), referral.state in WAITING
    waits_for = Party.SENDER if referral.state == ReferralState.INFO_REQUESTED else Party.RECEIVER
    client = (Party.CLIENT,) if waits or referral.state == ReferralState.ACCEPTED else ()
    if waits and referral.expires_on and today >= referral.expires_on:
        expire(referral)
    elif referral.escalate_on and today >= referral.escalate_on:
        _once(referral, "escalated_at", (waits_for, Party.COORDINATOR, *client))
    elif referral.deputy_on and today >= referral.deputy_on:
        _once(referral, "deputy_told_at", (waits_for,))
    elif referral.remind_on and today >= referral.remind_on:
        _once(referral, "reminded_at", (waits_for,))


def _ask_sender(referral: Referral) -> None:
    """After a no: ask what follows, or say that it can be asked again from today. Until that day it is parked."""
    if referral.is_parked:
        return
    step = POSSIBLE if referral.decline_until else MOVE_ON
    queue.put(MAIL, f"{MAIL}:{step}:{referral.pk}", {"referral": referral.pk, "event": step, "party": Party.SENDER})


def called_about(actor: Actor, referral: Referral, task_id: int) -> bool:
    """Note that somebody called about a referral; False when a colleague noted it first."""
    with transaction.atomic():
        task = ContactTask.objects.filter(
            pk=task_id, case=referral.case_id, title__contains=referral.reference, done_at__isnull=True
        )
        done = task.update(done_at=clock.now(), owner=actor.user)
        if done:
            write_line("referral.called", referral, actor)
    return bool(done)


def _once(referral: Referral, moment: str, tell: tuple[Party, ...]) -> None:
    """Take a step of the chasing unless it was taken since the clock last started (which forgets what was taken)."""
    if getattr(referral, moment) is not None:
        return
    Referral.objects.filter(pk=referral.pk).update(**{moment: clock.now()})
    step = moment.removesuffix("_at")
    for party in tell:
        key = f"{MAIL}:{step}:{referral.pk}:{clock.today():%Y-%m-%d}:{party}"
        queue.put(MAIL, key, {"referral": referral.pk, "event": step, "party": str(party)})
    log.record(f"referral.{step}", object_kind="referral", object_ids=[referral.pk], client_ids=[referral.client_id])


def _phone_until_confirmed(referral: Referral) -> None:
    """Debt help never expires: every working day somebody calls the municipality until it confirmed a date."""
    if referral.confirmed_at is not None or referral.state not in OPEN:
        return
    today = clock.today()
    if referral.remind_on and today < referral.remind_on:
        return
    title = _("Bel %(organisation)s: is er een datum voor %(reference)s?") % {
        "organisation": referral.receiver_organisation.name,
        "reference": referral.reference,
    }
    ContactTask.objects.get_or_create(case=referral.case, title=title[:120], done_at=None, defaults={"due_on": today})
    _once(referral, "escalated_at", (Party.COORDINATOR,))
    look_on(referral, working_days.add(today, 1))
