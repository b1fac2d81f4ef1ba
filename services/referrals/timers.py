"""When an answer to a referral is chased: dates on the referral, rows in the outbox that look at them.

The dates count Dutch working days from a :class:`~services.models.DeadlineRule` of region and kind of service. A row
in the outbox only says "look at this referral on that day": what must happen is decided when it is looked at, so a row
that comes late, twice or after an answer does no harm. While a question is open the clock of the receiver stands still.
Debt help has the legal clock of the Wgs (first talk within 4 weeks of the request, 3 working days when eviction or
cut-off threatens) and never expires here.

After a yes the clock goes on: until the first contact, then until a word on how it goes (every 30 days), during a pause
until the day to look again. After a no it is the sender who is to move.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from rmt_portal import clock, working_days
from rmt_portal.outbox import queue
from services.models import DeadlineRule, Referral
from services.referrals.lifecycle import Urgency

CHASE = "referral.chase"
DEBT_TALK_DAYS = 28
DEBT_TALK_WORKING_DAYS_WHEN_THREATENED = 3
CHASING_STARTS_AT = time(8, 30)


@dataclass(frozen=True)
class Terms:
    """Working days until a reminder, a colleague, the coordinator and expiry (``None``: never)."""

    remind: int
    escalate: int
    expire: int | None
    other: int | None = None

    @property
    def deputy(self) -> int:
        """After how many days somebody else of the organisation hears of it: halfway, unless it was said."""
        return (self.remind + self.escalate + 1) // 2 if self.other is None else self.other


STANDARD = {
    Urgency.NORMAL: Terms(2, 5, 10),
    Urgency.URGENT: Terms(1, 2, 3),
    Urgency.THREAT: Terms(1, 1, None),
}
QUESTION = Terms(3, 5, 10)
"""For the sender, while a question of the receiver waits for an answer."""
CONTACT = Terms(3, 10, None, 5)
CONTACT_SOON = Terms(1, 3, None, 2)
"""For the receiver, from the acceptance to the first contact; the second when it is urgent."""
REPORT_EVERY = timedelta(days=30)
REPORT = Terms(0, 10, None, 5)
"""For the receiver, while the help goes on: counted from thirty days after the start, or after the last message."""
REVIEW = Terms(0, 3, None, 2)
"""For the receiver, during a pause: counted from the day on which to look again."""
SENDER_MOVES_AFTER = 2
"""Working days until the sender is asked what follows after a no, or after nothing."""


def terms_for(referral: Referral) -> Terms:
    """Return the terms that hold: the region's own rule for this kind of service first, then wider rules."""
    kind = referral.service.kind if referral.service else ""
    rule = (
        DeadlineRule.objects.filter(
            Q(region=referral.region) | Q(region__isnull=True),
            Q(service_kind=kind) | Q(service_kind=""),
            urgency=referral.urgency,
        )
        .order_by(F("region").asc(nulls_last=True), F("service_kind").desc())
        .first()
    )
    terms = (
        Terms(rule.remind_after, rule.escalate_after, rule.expire_after)
        if rule
        else STANDARD[Urgency(referral.urgency)]
    )
    return Terms(terms.remind, terms.escalate, None) if referral.is_debt_help else terms


def dates_from(start: date, terms: Terms) -> dict[str, Any]:
    """Return the fields of a referral whose clock starts on ``start``; of an earlier clock nothing is left."""
    expires = working_days.add(start, terms.expire) if terms.expire is not None else None
    return {
        "remind_on": working_days.add(start, terms.remind),
        "deputy_on": working_days.add(start, terms.deputy),
        "escalate_on": working_days.add(start, terms.escalate),
        "expires_on": expires,
        "reminded_at": None,
        "deputy_told_at": None,
        "escalated_at": None,
    }


def until_contact(referral: Referral) -> dict[str, Any]:
    """Return the fields after an acceptance: when the first contact must have been."""
    return _going_on(referral, clock.today(), CONTACT if referral.urgency == Urgency.NORMAL else CONTACT_SOON)


def until_report(referral: Referral) -> dict[str, Any]:
    """Return the fields while the help goes on: when the sender must have heard how it goes."""
    return _going_on(referral, clock.today() + REPORT_EVERY, REPORT)


def until_review(referral: Referral, review_on: date) -> dict[str, Any]:
    """Return the fields of a pause: when somebody must have looked whether it can go on."""
    return _going_on(referral, review_on, REVIEW)


def until_talk(first_talk_on: date) -> dict[str, Any]:
    """Return the fields after a confirmed date: the chasing begins anew from the talk."""
    return dates_from(first_talk_on, CONTACT)


def after_talk(held_on: date) -> dict[str, Any]:
    """Return the fields after a talk about debts of which no date was confirmed: nobody phones for it any more."""
    return {
        "first_talk_on": held_on, "confirmed_at": clock.now(), **dates_from(clock.today() + REPORT_EVERY, REPORT),
    }  # fmt: skip


def _going_on(referral: Referral, start: date, terms: Terms) -> dict[str, Any]:
    """Leave debt help alone while somebody phones for a date: that chase is the stricter one."""
    return {} if is_phoned_about(referral) else dates_from(start, terms)


def is_phoned_about(referral: Referral) -> bool:
    """Say whether this is a request for debt help without a confirmed date: somebody phones every working day."""
    return referral.is_debt_help and referral.confirmed_at is None


def debt_talk_due(referral: Referral) -> date:
    """Return by when a resident who asked for debt help must have had a first talk (Wgs art. 4)."""
    asked = referral.requested_on or clock.today()
    if referral.urgency == Urgency.THREAT:
        return working_days.add(asked, DEBT_TALK_WORKING_DAYS_WHEN_THREATENED)
    return asked + timedelta(days=DEBT_TALK_DAYS)


def resumed(referral: Referral) -> dict[str, Any]:
    """Return the fields after a pause: every date of the receiver moves by the working days the clock stood still.

    The legal term for a first talk about debts never stands still.
    """
    today = clock.today()
    sent = timezone.localdate(referral.sent_at) if referral.sent_at else today
    paused = referral.paused_days + working_days.between(referral.paused_on or today, today)
    moved = dates_from(working_days.add(sent, paused) if paused else sent, terms_for(referral))
    due_on = debt_talk_due(referral) if referral.is_debt_help else moved["escalate_on"]
    return {**moved, "answer_due_on": due_on, "paused_on": None, "paused_days": paused}


def watch(referral: Referral) -> None:
    """Ask the outbox to look at this referral on each of its dates; inside the caller's transaction."""
    for day in {referral.remind_on, referral.deputy_on, referral.escalate_on, referral.expires_on}:
        if day is not None:
            look_on(referral, day)


def watch_sender(referral: Referral) -> None:
    """Ask the outbox to look after a no: whether the sender went on, and on the day from which it can be yes."""
    look_on(referral, working_days.add(clock.today(), SENDER_MOVES_AFTER))
    if referral.decline_until is not None:
        look_on(referral, working_days.add(referral.decline_until, 0))


def look_on(referral: Referral, day: date) -> None:
    """Ask the outbox to look at this referral on ``day`` in the morning."""
    moment = timezone.make_aware(datetime.combine(day, CHASING_STARTS_AT))
    queue.put(CHASE, f"{CHASE}:{referral.pk}:{day:%Y-%m-%d}", {"referral": referral.pk}, not_before=moment)
