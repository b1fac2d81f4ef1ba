"""Mail as work in the outbox: rows hold ids, the letter is written when it is sent.

An app registers a *composer* per kind of mail. The composer reads the ids of the row and returns a :class:`Mail`, or
``None`` when there is nothing to say any more (the person withdrew meanwhile). Texts are Django templates
``mail/<template>.subject.txt`` and ``mail/<template>.txt``, rendered as plain text.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template import Context, engines

from rmt_portal.outbox import handlers


class BadRecipient(ValueError):
    """The address can not receive mail (its value is not in the message: it is personal)."""


@dataclass(frozen=True)
class Attachment:
    """A file of text that goes along with a letter."""

    name: str
    text: str
    mimetype: str


@dataclass(frozen=True)
class Mail:
    """A letter to one person: the template's name and what it needs."""

    to: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    attachments: tuple[Attachment, ...] = ()


Composer = Callable[[handlers.Payload], Mail | None]


def register(kind: str, compose: Composer) -> None:
    """Let the outbox send mails of ``kind`` as ``compose(payload)`` writes them."""

    def send_mail(payload: handlers.Payload, key: str) -> None:
        mail = compose(payload)
        if mail is not None:
            send(mail, key)

    handlers.register(kind, send_mail, outside=True)


def send(mail: Mail, key: str) -> None:
    """Send a letter now. The same ``key`` gives the same Message-ID, so that a repetition is seen as one.

    Raises:
        BadRecipient: the address is not one plain e-mail address.
    """
    message = EmailMessage(
        subject=" ".join(_render(f"mail/{mail.template}.subject.txt", mail.context).split()),
        body=_render(f"mail/{mail.template}.txt", mail.context).strip() + "\n",
        to=[_plain_address(mail.to)],
        reply_to=[_plain_address(mail.reply_to)] if mail.reply_to else None,
        attachments=[(along.name, along.text, along.mimetype) for along in mail.attachments],
        headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
    )
    message.send()


def message_id(key: str) -> str:
    """Return the Message-ID that belongs to a key of the outbox."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def _render(template: str, context: Mapping[str, Any]) -> str:
    """Render as plain text: nothing is escaped for HTML, a name stays as the person wrote it."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(engine.get_template(template).render(Context(dict(context), autoescape=False)))


def _plain_address(address: str) -> str:
    """Refuse an address that holds a line break, a second address or a display name."""
    try:
        validate_email(address)
    except ValidationError:
        raise BadRecipient("not an e-mail address") from None
    return address
