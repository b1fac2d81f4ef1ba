"""The draft of a registration: kept on the server, found by a token in the session, resumed by a mailed link.

The session holds a random token and the table only its hash, so neither a copy of the table nor a guessed number
opens somebody's answers. A draft dies 14 days after the last answer, and at once when it is sent or wiped.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from intake.models import Channel, RegistrationDraft, ResumeLink
from partners.models import Organisation, User
from rmt_portal import clock
from rmt_portal.outbox import queue
from rmt_portal.reference.models import LabourRegion

TOKEN = "registration"  # noqa: S105 - the name of the place in the session
_LINK_SALT = "intake.resume"

Answers = dict[str, dict[str, Any]]
"""Answers by step: ``{"naam": {"last_name": "de Vries"}}``, as the forms cleaned them."""


class LinkIsDead(Exception):
    """The mailed link was used, its draft is gone or it is too old."""


@dataclass(frozen=True)
class Door:
    """Where a registration came in."""

    region: LabourRegion | None
    organisation: Organisation | None = None


def key_of(session: SessionBase) -> str | None:
    """Return the key under which this session's draft or registration is stored, if it has one."""
    token = session.get(TOKEN)
    return _hash(token) if isinstance(token, str) else None


def of(session: SessionBase) -> RegistrationDraft | None:
    """Return the living draft of this session."""
    key = key_of(session)
    if key is None:
        return None
    living = RegistrationDraft.objects.filter(key=key, expires_at__gt=clock.now())
    return living.select_related("region__brand").first()


def mark(draft: RegistrationDraft) -> str:
    """Return a sign by which a page knows its draft, so that an old tab can not write into another person's draft."""
    return salted_hmac("intake.draft", str(draft.pk)).hexdigest()[:16]


def start(
    session: SessionBase,
    door: Door,
    recorded_by: User | None = None,
    channel: str = Channel.WEB,
    answers: Answers | None = None,
) -> RegistrationDraft:
    """Begin a new draft for this session, in place of one it may have had; ``recorded_by`` fills in for somebody.

    ``answers`` is what is known before the first question.
    """
    token = secrets.token_urlsafe(32)
    draft = RegistrationDraft.objects.create(
        key=_hash(token),
        region=door.region,
        entry_organisation=door.organisation,
        recorded_by=recorded_by,
        channel=channel,
        answers=answers or {},
        expires_at=expiry(),
    )
    session[TOKEN] = token
    return draft


def save(draft: RegistrationDraft, changes: Mapping[str, dict[str, Any] | None], **fields: Any) -> None:
    """Store the answers of some steps (None forgets a step), leaving what another tab stored in other steps.

    Raises:
        RegistrationDraft.DoesNotExist: the draft was sent, wiped or resumed elsewhere meanwhile.
    """
    with transaction.atomic(savepoint=False):  # nothing below leaves half a change behind
        fresh = RegistrationDraft.objects.select_for_update().filter(pk=draft.pk, key=draft.key).first()
        if fresh is not None:
            answers = {**fresh.answers, **changes}
            fresh.answers = {step: values for step, values in answers.items() if values is not None}
            fresh.updated_at, fresh.expires_at = clock.now(), expiry()
            for name, value in fields.items():
                setattr(fresh, name, value)
            fresh.save(update_fields=["answers", "updated_at", "expires_at", *fields])
    if fresh is None:
        raise RegistrationDraft.DoesNotExist
    draft.answers = fresh.answers


def wipe(session: SessionBase) -> None:
    """Throw the draft away and forget the session: nothing stays on a shared computer."""
    key = key_of(session)
    if key is not None:
        RegistrationDraft.objects.filter(key=key).delete()
    session.flush()


def forget(session: SessionBase, *, and_wipe: bool) -> None:
    """Let go of what staff fills in for somebody, without signing out; with ``and_wipe`` the draft is thrown away."""
    key = key_of(session)
    if key is not None and and_wipe:
        RegistrationDraft.objects.filter(key=key).delete()
    session.pop(TOKEN, None)


def take_up(session: SessionBase, draft: RegistrationDraft) -> None:
    """Go on in this session with a draft that waited; it leaves the browser in which it was."""
    token = secrets.token_urlsafe(32)
    RegistrationDraft.objects.filter(pk=draft.pk).update(key=_hash(token))
    session[TOKEN] = token


def wipe_expired() -> int:
    """Throw away the drafts nobody came back for; returns how many."""
    _total, per_model = RegistrationDraft.objects.filter(expires_at__lte=clock.now()).delete()
    return per_model.get(RegistrationDraft._meta.label, 0)


@transaction.atomic
def mail_link(draft: RegistrationDraft, email: str) -> ResumeLink:
    """Ask for a mail with a link that goes on with this draft; earlier links of the draft stop working."""
    draft.links.filter(used_at__isnull=True).update(used_at=clock.now())
    link = ResumeLink.objects.create(draft=draft, email=email)
    queue.put("mail.resume", f"mail.resume:{link.pk}", {"link": link.pk})
    return link


def link_token(link: ResumeLink) -> str:
    """Return the part of the address that opens this link."""
    return signing.Signer(salt=_LINK_SALT, sep=".").sign(link.public_id.hex)


def find_link(token: str) -> ResumeLink:
    """Return the link that may still be used, without using it: a mail scanner follows links too.

    Raises:
        LinkIsDead: it was used, is too old, was never made, or its draft is gone.
    """
    link = known_link(token)
    oldest = clock.now() - timedelta(days=settings.DRAFT_DAYS)
    if link is None or link.used_at is not None or link.created_at <= oldest:
        raise LinkIsDead
    return link


def known_link(token: str) -> ResumeLink | None:
    """Return the link with this token while its draft lives, also when it was used: a new one may then be mailed."""
    try:
        public_id = UUID(signing.Signer(salt=_LINK_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    living = ResumeLink.objects.filter(public_id=public_id, draft__expires_at__gt=clock.now())
    return living.select_related("draft__region__brand").first()


@transaction.atomic
def use_link(session: SessionBase, token: str) -> RegistrationDraft:
    """Go on with the draft of a mailed link in this session, and end the link.

    On another device the draft gets a new token, so that only one browser holds it.

    Raises:
        LinkIsDead: see :func:`find_link`; also when somebody used the link at the same moment.
    """
    link = find_link(token)
    if not ResumeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now()):
        raise LinkIsDead
    draft = RegistrationDraft.objects.select_for_update().filter(pk=link.draft_id).first()
    if draft is None:
        raise LinkIsDead
    if draft.key != key_of(session):
        new_token = secrets.token_urlsafe(32)
        draft.key = _hash(new_token)
        draft.save(update_fields=["key"])
        session.cycle_key()
        session[TOKEN] = new_token
    return draft


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def expiry() -> Any:
    """Return when a draft that is saved now dies."""
    return clock.now() + timedelta(days=settings.DRAFT_DAYS)
