"""Letters about a referral: a number and a link, never what it is about.

The text says that something waits and where; names, the kind of help and everything else stand behind the log-in.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from partners.models import Absence, Membership, Organisation, Role, User
from rmt_portal import clock, working_days
from rmt_portal.outbox import queue
from rmt_portal.outbox.mail import Mail
from services.mailboxes import links
from services.models import Referral, ReferralEvent, StaffChoice
from services.referrals.lifecycle import RUNNING, WAITING, Party, ReferralState, Urgency
from services.referrals.parties import mailbox_for, receiving_roles, with_account
from services.referrals.roles import MAY_SEND

DIGEST = "mail.referral_digest"
DIGEST_AT = time(8, 30)
OTHERS = "deputy_told"
"""The step of the chasing that goes to somebody else than who got the reminder."""
AT_ONCE = frozenset({OTHERS, "escalated"})
"""What does not wait for the mail of a day; nor does anything about a referral that is urgent."""


def compose(payload: dict[str, Any]) -> Mail | None:
    """Write the letter of an event to one party, or nothing when there is nobody to write to.

    Who wants one mail a day gets a row for the next morning instead.
    """
    referral = Referral.objects.select_related(
        "client", "service", "sender", "receiver", "sender_organisation", "receiver_organisation", "region__brand"
    ).get(pk=payload["referral"])
    party = Party(payload["party"])
    if party == Party.CLIENT:
        return _letter(referral, payload, referral.client.email, "referral_client", link="")
    if party == Party.RECEIVER and not with_account(referral):
        mailbox = mailbox_for(referral)
        if mailbox is not None:
            return links.letter(mailbox, referral, payload["event"])
    user, address = _deputy(referral, party) if payload["event"] == OTHERS else _addressee(referral, party)
    waits = payload["event"] not in AT_ONCE and referral.urgency == Urgency.NORMAL
    if waits and user is not None and StaffChoice.objects.filter(user=user, daily=True).exists():
        _tomorrow(user)
        return None
    link = settings.SITE_URL + reverse("referral", args=[referral.reference])
    return _letter(referral, payload, address, "referral_partner", link)


def compose_digest(payload: dict[str, Any]) -> Mail | None:
    """Write to somebody, once a day, how many referrals wait; nothing when none does any more."""
    user = User.objects.filter(pk=payload["user"], is_active=True).first()
    if user is None:
        return None
    to_judge = Referral.objects.received_by(user).filter(state=ReferralState.SENT).count()
    questions = Referral.objects.sent_by(user, with_colleagues=False).filter(state=ReferralState.INFO_REQUESTED).count()
    changed = ReferralEvent.objects.filter(
        referral__in=Referral.objects.sent_by(user, with_colleagues=False), at__gte=clock.now() - timedelta(days=1)
    ).exclude(actor=user)
    news = changed.values("referral").distinct().count()
    to_report = Referral.objects.received_by(user).filter(receiver=user, state__in=RUNNING, reminded_at__isnull=False)
    late = to_report.count()
    if not (to_judge or questions or news or late):
        return None
    context = {
        "to_judge": to_judge,
        "questions": questions,
        "news": news,
        "late": late,
        "link": settings.SITE_URL + reverse("referrals"),
    }
    return Mail(to=user.email, template="referral_digest", context=context)


def _letter(referral: Referral, payload: dict[str, Any], address: str, template: str, link: str) -> Mail | None:
    if not address:
        return None
    return Mail(
        to=address,
        template=template,
        context={
            "reference": referral.reference,
            "event": payload["event"],
            "party": payload["party"],
            "due_on": referral.answer_due_on if referral.state in WAITING else None,
            "brand": getattr(referral.region, "brand", None),
            "link": link,
        },
    )


def _tomorrow(user: User) -> None:
    day = working_days.add(clock.today(), 1)
    moment = timezone.make_aware(datetime.combine(day, DIGEST_AT))
    with transaction.atomic():
        queue.put(DIGEST, f"{DIGEST}:{user.pk}:{day:%Y-%m-%d}", {"user": user.pk}, not_before=moment)


def _addressee(referral: Referral, party: Party) -> tuple[User | None, str]:
    """Return who reads it: who works on it, otherwise the deputy, the mailbox of the organisation or a colleague."""
    if party == Party.COORDINATOR:
        return _first(Membership.objects.active().filter(role=Role.COORDINATOR, region=referral.region))
    person, organisation, there = _side(referral, party)
    away = people_away(organisation.pk)
    for reader in (person, away.get(person.pk) if person else None):
        if reader is not None and reader.pk not in away and there.filter(user=reader).exists():
            return reader, reader.email
    if organisation.email:
        return None, organisation.email
    return _first(there.exclude(user__in=away)) if there.exclude(user__in=away).exists() else _first(there)


def _side(referral: Referral, party: Party) -> tuple[User | None, Organisation, QuerySet[Membership]]:
    """Return who works on a referral on this side, the organisation, and who else of it can."""
    person: User | None
    roles: tuple[Role, ...]
    if party == Party.SENDER:
        person, organisation, roles = referral.sender, referral.sender_organisation, MAY_SEND
    else:
        person, organisation, roles = referral.receiver, referral.receiver_organisation, receiving_roles(referral)
    there = Membership.objects.active().filter(organisation=organisation, region=referral.region, role__in=roles)
    return person, organisation, there


def _deputy(referral: Referral, party: Party) -> tuple[User | None, str]:
    """Return somebody else than who got the reminder: a colleague who can do it, the organisation, its administrator.

    Where nobody else is, the same person hears of it once more.
    """
    reminded = _addressee(referral, party)
    _person, organisation, there = _side(referral, party)
    colleagues = there.exclude(user__in=people_away(organisation.pk)).exclude(user=reminded[0])
    if colleagues.exists():
        return _first(colleagues)
    if organisation.email and organisation.email != reminded[1]:
        return None, organisation.email
    managing = Membership.objects.active().filter(organisation=organisation, role=Role.ADMINISTRATOR)
    return _first(managing) if managing.exists() else reminded


def people_away(organisation_id: int) -> dict[int, User]:
    """Return who is away from an organisation today, with the deputy of each."""
    today = clock.today()
    running = Absence.objects.filter(
        organisation=organisation_id, from_on__lte=today, until_on__gte=today, ended_at__isnull=True
    )
    return {absence.user_id: absence.deputy for absence in running.select_related("deputy")}


def _first(memberships: QuerySet[Membership]) -> tuple[User | None, str]:
    found = memberships.select_related("user").order_by("pk").first()
    return (found.user, found.user.email) if found else (None, "")
