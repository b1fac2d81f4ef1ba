"""The link in a mail: for one mailbox, about one referral in one state, for 8 days.

A link only leads to the question for a code; it opens nothing by itself. It dies when the referral changes, whoever
changed it. A dead link can ask for a new one: the mail goes to the mailbox the link was made for and to nobody else,
and the page says the same whether there ever was such a link.
"""

import secrets
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from partners import attempts
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from services.mailboxes.addresses import hash_of
from services.models import Mailbox, MailboxLink, Referral
from services.referrals.lifecycle import ReferralState

MAIL = "mail.mailbox_link"
KEPT_AFTER = timedelta(days=30)
"""So long a dead link can ask for a new one; then nothing of it is left."""
NEW_LINKS_PER_HOUR = 3


class LinkIsDead(Exception):
    """The link does not work (any more), or never existed: the reader is not told which."""


def make(mailbox: Mailbox, referral: Referral) -> str:
    """Return the address to mail: a new secret for this referral as it is now; old links of the mailbox are removed."""
    token, now = secrets.token_urlsafe(32), clock.now()
    with row_security.house("mailbox"), transaction.atomic():
        MailboxLink.objects.filter(mailbox=mailbox, expires_at__lt=now - KEPT_AFTER).delete()
        MailboxLink.objects.create(
            mailbox=mailbox,
            referral=referral,
            referral_version=referral.version,
            token_hash=hash_of(token),
            made_at=now,
            expires_at=now + timedelta(days=settings.PARTNER_LINK_DAYS),
        )
    return settings.SITE_URL.rstrip("/") + reverse("mailbox_link", args=[token])


def find(token: str) -> MailboxLink:
    """Return the link while it works.

    Raises:
        LinkIsDead: it is too old, the referral changed, the mailbox ended, or there never was such a link.
    """
    return _alive(token_hash=hash_of(token))


def find_by_number(pk: int) -> MailboxLink:
    """Return a link that was opened before, while it still works.

    Raises:
        LinkIsDead: it died meanwhile.
    """
    return _alive(pk=pk)


def known(token: str) -> MailboxLink | None:
    """Return a link, dead or alive, of a mailbox that still may receive."""
    with row_security.house("mailbox"):
        found = _with_all().filter(token_hash=hash_of(token), mailbox__in=Mailbox.objects.proven())
        return found.exclude(referral__state=ReferralState.ENTERED_IN_ERROR).first()


def ask_again(token: str, address: str) -> None:
    """Mail a new link to the mailbox of an old one; silently nothing when there is none, or too many were asked.

    ``address`` is where the question came from (an internet address, or empty).
    """
    asked = [attempts.Bucket(f"mailbox-again-from:{address}", 30, 3600)] if address else []
    if not attempts.take(asked):
        return
    link = known(token)
    if link is None:
        return
    if attempts.take(
        [attempts.Bucket(f"mailbox-again:{link.mailbox_id}:{link.referral_id}", NEW_LINKS_PER_HOUR, 3600)]
    ):
        mail(link.mailbox, link.referral)
        log.record(
            "mailbox.link_again",
            object_kind="referral",
            object_ids=[link.referral_id],
            client_ids=[link.referral.client_id],
            organisation_id=link.mailbox.organisation_id,
        )


def mail(mailbox: Mailbox, referral: Referral) -> None:
    """Ask the outbox to mail a link for this referral as it will be when the mail is written."""
    with transaction.atomic():
        queue.put(MAIL, f"{MAIL}:{uuid4().hex}", {"mailbox": mailbox.pk, "referral": referral.pk})


def compose(payload: Payload) -> Mail | None:
    """Write the mail with a new link; nothing when the mailbox ended meanwhile."""
    mailbox = Mailbox.objects.proven().filter(pk=payload["mailbox"]).first()
    if mailbox is None:
        return None
    with row_security.house("mailbox"):
        referral = Referral.objects.select_related("region__brand").get(pk=payload["referral"])
        return letter(mailbox, referral, "link")


def letter(mailbox: Mailbox, referral: Referral, event: str) -> Mail:
    """Return the letter to a mailbox: a number and a link, never what or whom it is about."""
    context = {
        "reference": referral.reference,
        "event": event,
        "due_on": referral.answer_due_on if referral.state == ReferralState.SENT else None,
        "days": settings.PARTNER_LINK_DAYS,
        "brand": getattr(referral.region, "brand", None),
        "link": make(mailbox, referral),
    }
    return Mail(mailbox.address, "referral_mailbox", context)


def _alive(**which: object) -> MailboxLink:
    with row_security.house("mailbox"):
        found = _with_all().filter(
            **which,
            mailbox__in=Mailbox.objects.proven(),
            expires_at__gt=clock.now(),
            referral_version=F("referral__version"),
        )
        link = found.exclude(referral__state=ReferralState.ENTERED_IN_ERROR).first()
    if link is None:
        raise LinkIsDead
    return link


def _with_all() -> QuerySet[MailboxLink]:
    return MailboxLink.objects.select_related("mailbox__organisation", "mailbox__region", "referral")
