"""The mailbox of an organisation: set by its administrator or the coordinator, proven by who reads it, ended.

An unproven mailbox never receives anything but the question to confirm. The coordinator looks after organisations
where nobody administers; where somebody does, that is who sets the mailbox.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from partners import access
from partners.mail_addresses import same_mailbox
from partners.models import Membership, Organisation, Role
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import LabourRegion
from services.models import Mailbox

MAIL = "mail.mailbox_confirm"
CONFIRM_WITHIN = timedelta(hours=72)


class ConfirmationIsDead(Exception):
    """The link to confirm was used, is too old, was replaced, or never existed: the reader is not told which."""


@dataclass(frozen=True)
class Place:
    """An organisation in a region, for which somebody may set the mailbox."""

    organisation: Organisation
    region: LabourRegion

    @property
    def key(self) -> str:
        """The place in a form."""
        return f"{self.organisation.pk}-{self.region.pk}"


def places(user: Any) -> list[Place]:
    """Return where this person may set the mailbox, by name."""
    found: dict[str, Place] = {}
    administered = Membership.objects.active().filter(role=Role.ADMINISTRATOR)
    for held in reach_of(user).memberships:
        if held.role == Role.ADMINISTRATOR:
            place = Place(held.organisation, held.region)
            found[place.key] = place
        elif held.role == Role.COORDINATOR:
            without = Organisation.objects.filter(regions=held.region_id, is_active=True).exclude(
                pk__in=administered.filter(region=held.region_id).values("organisation")
            )
            for organisation in without:
                place = Place(organisation, held.region)
                found[place.key] = place
    return sorted(found.values(), key=lambda place: (place.organisation.name, place.region.name))


@transaction.atomic
def set_address(actor: Actor, place: Place, address: str, for_debt_help: bool, request: Any = None) -> Mailbox:
    """Ask an address to prove that it is read at the organisation; the present mailbox works on until it did.

    Raises:
        access.Refused: the actor does not look after this organisation.
        Refused: it is the actor's own address: nobody opens the referrals of others for oneself.
    """
    _must_look_after(actor, place)
    address = address.strip().lower()
    if same_mailbox(address, actor.user.email):
        raise Refused(_("Dit is je eigen adres. Vul een mailbox van de organisatie in."))
    _end(Mailbox.objects.waiting().filter(organisation=place.organisation, region=place.region))
    public_id = uuid4()
    mailbox = Mailbox.objects.create(
        public_id=public_id,
        organisation=place.organisation,
        region=place.region,
        address=address,
        for_debt_help=for_debt_help,
        token_hash=hash_of(_token(public_id.hex)),
        asked_by=actor.user,
    )
    queue.put(MAIL, f"{MAIL}:{mailbox.pk}", {"mailbox": mailbox.pk})
    record("mailbox.set", mailbox, actor=actor, request=request)
    return mailbox


def to_confirm(token: str) -> Mailbox:
    """Return the mailbox a confirmation is about, without confirming: a mail scanner follows links too.

    Raises:
        ConfirmationIsDead: it does not work (any more).
    """
    found = Mailbox.objects.waiting().filter(token_hash=hash_of(token), asked_at__gt=clock.now() - CONFIRM_WITHIN)
    mailbox = found.select_related("organisation", "region", "asked_by").first()
    if mailbox is None:
        raise ConfirmationIsDead
    return mailbox


@transaction.atomic
def confirm(token: str, request: Any = None) -> Mailbox:
    """Let a mailbox receive from now on, in place of the one before.

    Raises:
        ConfirmationIsDead: it does not work (any more), also when a second click was first.
    """
    mailbox = to_confirm(token)
    _end(Mailbox.objects.proven().filter(organisation=mailbox.organisation, region=mailbox.region))
    changed = Mailbox.objects.waiting().filter(pk=mailbox.pk).update(confirmed_at=clock.now())
    if not changed:
        raise ConfirmationIsDead
    mailbox.refresh_from_db()
    record("mailbox.confirm", mailbox, request=request)
    return mailbox


@transaction.atomic
def end(actor: Actor, mailbox: Mailbox, request: Any = None) -> bool:
    """Let a mailbox receive no more: its links and sessions stop at once. False when it had ended already.

    Raises:
        access.Refused: the actor does not look after this organisation.
    """
    _must_look_after(actor, Place(mailbox.organisation, mailbox.region))
    ended = _end(Mailbox.objects.filter(pk=mailbox.pk))
    if ended:
        record("mailbox.end", mailbox, actor=actor, request=request)
    return bool(ended)


def compose(payload: Payload) -> Mail | None:
    """Write the question to confirm; nothing when it was answered or replaced meanwhile."""
    found = Mailbox.objects.waiting().filter(pk=payload["mailbox"]).select_related("organisation", "asked_by")
    mailbox = found.first()
    if mailbox is None:
        return None
    path = reverse("mailbox_confirm", args=[token_of(mailbox)])
    context = {
        "organisation": mailbox.organisation.name,
        "who": mailbox.asked_by.name,
        "link": settings.SITE_URL.rstrip("/") + path,
    }
    return Mail(mailbox.address, "mailbox_confirm", context)


def record(action: str, mailbox: Mailbox, **who: Any) -> None:
    """Write a line of the log about a mailbox, for its organisation."""
    log.record(
        action,
        object_kind="services.mailbox",
        object_ids=[mailbox.pk],
        organisation_id=mailbox.organisation_id,
        **who,
    )


def hash_of(token: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(mailbox: Mailbox) -> str:
    """Return the secret of the link that confirms a mailbox."""
    return _token(mailbox.public_id.hex)


def _token(nonce: str) -> str:
    digest = salted_hmac("services.mailbox", nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _end(found: Any) -> int:
    ended: int = found.filter(ended_at__isnull=True).update(ended_at=clock.now())
    return ended


def _must_look_after(actor: Actor, place: Place) -> None:
    if place.key not in {mine.key for mine in places(actor.user)}:
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))
