"""Ask somebody to come and work here: invite, withdraw, accept.

The link in the mail follows from the row and SECRET_KEY, so a mail that is sent twice holds the same link; the row
keeps only a hash of it. It works once, for 72 hours, and not a moment longer than the administrator who sent it may
give these roles.
"""

import base64
import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from partners import access
from partners.mail_addresses import same_mailbox
from partners.models import Invitation, Membership, Organisation, Role, User
from partners.role_rules import WORKPLACE_ROLES, givable
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import mail, queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail

MAIL = "mail.invitation"
LIFE = timedelta(hours=72)


class InvitationIsDead(Exception):
    """The link was used, is too old, was withdrawn, or never existed: the reader is not told which."""


class NotYours(Exception):
    """The address belongs to an account; its owner must sign in to accept."""


@transaction.atomic
def invite(
    email: str, organisation: Organisation, region_id: int, roles: Iterable[str], actor: Actor, *, request: Any = None
) -> Invitation:
    """Mail somebody a link; an earlier open invitation of the organisation to the same address stops working.

    Raises:
        Refused: the actor may not give one of these roles there, or asks for them himself.
    """
    wanted = [role for role in Role if role in set(roles)]
    if not wanted or not set(wanted) <= set(givable(actor.user, organisation, region_id)):
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))
    address = email.strip().lower()
    if same_mailbox(actor.user.email, address):
        raise access.Refused(access.Decision(False, (access.Reason.ROLE,)))
    earlier = Invitation.objects.open().filter(organisation=organisation, email=address)
    earlier.update(withdrawn_at=clock.now())
    public_id = uuid4()
    invitation = Invitation.objects.create(
        public_id=public_id,
        token_hash=_hash(_token(public_id.hex)),
        email=address,
        organisation=organisation,
        region_id=region_id,
        roles=[role.value for role in wanted],
        invited_by=actor.user,
        expires_at=clock.now() + LIFE,
    )
    queue.put(MAIL, f"{MAIL}:{invitation.pk}", {"invitation": invitation.pk})
    _record("people.invite", invitation, actor, request)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, actor: Actor, request: Any = None) -> bool:
    """Let an open invitation stop working; returns whether it was still open.

    Raises:
        Refused: the actor does not look after the people of that organisation.
    """
    access.insist(access.may(actor.user, "people.manage", organisation_id=invitation.organisation_id))
    was_open = Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=clock.now())
    if was_open:
        _record("people.invite_withdraw", invitation, actor, request)
    return bool(was_open)


def withdraw_for_house(invitation: Invitation, actor: Actor, request: Any = None) -> None:
    """Let an invitation stop working because its organisation stops; who asks that was asked for already."""
    Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=clock.now())
    _record("people.invite_withdraw", invitation, actor, request)


def find(token: str) -> Invitation:
    """Return the invitation a link opens, without using it: a mail scanner follows links too.

    Raises:
        InvitationIsDead: it does not work (any more).
    """
    return _alive(Invitation.objects.open().filter(token_hash=_hash(token)))


def owner(invitation: Invitation) -> User | None:
    """Return the account that has the invited address already."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept(
    token: str, user: User | None, name: str = "", password: str = "", request: Any = None, *, by_sign_on: bool = False
) -> User:
    """Use the link: give the roles to who owns the address, and make the account when there is none.

    ``user`` is who is signed in. With ``by_sign_on`` a new account gets no password: its owner signs in at the own
    organisation. An account that was closed opens again with the new password; its second factor
    stays, so its owner signs in with that.

    Raises:
        InvitationIsDead: it does not work (any more), also when a second click was first.
        NotYours: the address has an account and somebody else, or nobody, is signed in.
    """
    invitation = _alive(Invitation.objects.select_for_update(of=("self",)).open().filter(token_hash=_hash(token)))
    known = owner(invitation)
    if known is not None and known.is_active:
        if user is None or user.pk != known.pk:
            raise NotYours
        person = known
    else:
        person = _opened(known or User(email=invitation.email), name, password, by_sign_on)
    for role in invitation.roles:
        Membership.objects.get_or_create(
            user=person,
            organisation_id=invitation.organisation_id,
            region_id=invitation.region_id,
            role=role,
            active_until=None,
        )
    if WORKPLACE_ROLES.intersection(invitation.roles) and not person.is_staff:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
    invitation.accepted_at = clock.now()
    invitation.save(update_fields=["accepted_at"])
    _record("people.accept", invitation, Actor(person, invitation.organisation_id), request)
    return person


def compose(payload: Payload) -> Mail | None:
    """Write the letter; nothing when the invitation was used or withdrawn meanwhile."""
    found = Invitation.objects.open().filter(pk=payload["invitation"])
    invitation = found.select_related("organisation", "invited_by").first()
    if invitation is None:
        return None
    path = reverse("account_invitation", args=[_token(invitation.public_id.hex)])
    context = {
        "organisation": invitation.organisation.name,
        "who": invitation.invited_by.name,
        "until": invitation.expires_at,
        "link": settings.SITE_URL.rstrip("/") + path,
    }
    return Mail(invitation.email, "invitation", context)


def register() -> None:
    """Let the outbox write this letter; called once at start-up."""
    mail.register(MAIL, compose)


def _alive(found: Any) -> Invitation:
    invitation: Invitation | None = found.select_related("organisation", "region", "invited_by").first()
    if invitation is None:
        raise InvitationIsDead
    allowed = givable(invitation.invited_by, invitation.organisation, invitation.region_id)
    known = owner(invitation)
    if not set(invitation.roles) <= set(allowed) or (known is not None and known.is_superuser and not known.is_active):
        raise InvitationIsDead
    return invitation


def _opened(person: User, name: str, password: str, by_sign_on: bool) -> User:
    """Give a new or closed account a name and password (none for who signs in at the own organisation), and open it."""
    if not password and not by_sign_on:
        raise ValueError("an account needs a password")
    person.name, person.is_active, person.closes_on = name, True, None
    person.active_since = clock.now()
    person.set_password(None if by_sign_on else password)
    person.save()
    return person


def _token(nonce: str) -> str:
    digest = salted_hmac("partners.invitation", nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _record(action: str, invitation: Invitation, actor: Actor, request: Any) -> None:
    log.record(
        action,
        object_kind="partners.invitation",
        object_ids=[invitation.pk],
        fields=list(invitation.roles),
        organisation_id=invitation.organisation_id,
        actor=actor,
        request=request,
    )
