"""The one-time code: six digits mailed to the mailbox itself, for the browser that asked, for ten minutes.

The code follows from a number in the session and SECRET_KEY, so that no table, queue or log holds it. A link that was
passed on is useless to who does not read the mailbox: the code goes there, and works only where it was asked for.
"""

from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from partners import attempts
from rmt_portal import clean_text, clock
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from services.mailboxes import links
from services.mailboxes.addresses import record
from services.models import Mailbox, MailboxLink

MAIL = "mail.mailbox_code"
ASKED = "mailbox_code"
LIFE = timedelta(minutes=10)
DIGITS = 6
TRIES = 5
CODES_PER_HOUR = 5
TRIES_PER_DAY = 60
"""For all codes of a mailbox together: who guesses all day has one chance in 16,000."""


class Answer(Enum):
    """What came of a code that somebody typed."""

    RIGHT = "right"
    WRONG = "wrong"
    USED_UP = "used_up"
    TOO_OLD = "too_old"


def ask(session: SessionBase, link: MailboxLink, request: Any = None) -> bool:
    """Mail a new code to the mailbox of a link; False when too many were asked this hour."""
    if not attempts.take([attempts.Bucket(f"mailbox-code-for:{link.mailbox_id}", CODES_PER_HOUR, 3600)]):
        return False
    nonce = uuid4().hex
    session[ASKED] = {"link": link.pk, "nonce": nonce, "at": clock.now().timestamp()}
    with transaction.atomic():
        queue.put(MAIL, f"{MAIL}:{nonce}", {"mailbox": link.mailbox_id, "nonce": nonce})
        record("mailbox.code", link.mailbox, request=request)
    return True


def asked_for(session: SessionBase) -> MailboxLink | None:
    """Return the link for which this browser asked a code, or None when it asked none.

    Raises:
        LinkIsDead: the link died meanwhile.
    """
    asked = session.get(ASKED)
    return links.find_by_number(asked["link"]) if isinstance(asked, dict) else None


def check(session: SessionBase, link: MailboxLink, typed: str) -> Answer:
    """Compare what was typed; the right code works once, and after five wrong ones none does."""
    asked = session[ASKED]
    if clock.now().timestamp() - asked["at"] > LIFE.total_seconds():
        return Answer.TOO_OLD
    tries = [
        attempts.Bucket(f"mailbox-code:{asked['nonce']}", TRIES, 86_400),
        attempts.Bucket(f"mailbox-tries:{link.mailbox_id}", TRIES_PER_DAY, 86_400),
    ]
    if not attempts.take(tries):
        return Answer.USED_UP
    digits = "".join(sign for sign in clean_text.ascii_digits(typed) if sign.isdigit())
    if not constant_time_compare(digits.encode(), _code(asked["nonce"]).encode()):
        return Answer.WRONG
    attempts.give_back(tries[1:])
    del session[ASKED]
    return Answer.RIGHT


def compose(payload: Payload) -> Mail | None:
    """Write the mail with the code."""
    mailbox = Mailbox.objects.proven().filter(pk=payload["mailbox"]).first()
    if mailbox is None:
        return None
    context = {"code": _code(payload["nonce"]), "minutes": int(LIFE.total_seconds() // 60)}
    return Mail(mailbox.address, "mailbox_code", context)


def _code(nonce: str) -> str:
    digest = salted_hmac("services.mailbox.code", nonce, algorithm="sha256").digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**DIGITS:0{DIGITS}d}"
