"""A client enters the own page with a link or a code that was sent; who asks never learns whether an address is known.

Asking stores what was typed and puts work in the outbox: the same two rows for every address. A worker looks up who
it belongs to, makes a key per person (two people may share a mailbox) and sends the letter.
"""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from intake.models import Case, Client, SignInAsk, SignInKey
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.outbox import queue, sms
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.row_security import house

LOOK_UP, MAIL, SMS = "own_page.look_up", "mail.own_page", "sms.own_page"
LIFE = timedelta(minutes=30)
KEPT = timedelta(days=1)
CODE_DIGITS = 6
MOST_PEOPLE = 5
"""How many people with one address get a letter; more is no household but a mistake."""


class KeyIsDead(Exception):
    """The link or code was used, is too old, or was never made: the reader is not told which."""


@transaction.atomic
def ask(address: str, *, by_sms: bool = False) -> SignInAsk:
    """Store that somebody wants to enter with this address (an e-mail address, or a number when ``by_sms``)."""
    asked = SignInAsk.objects.create(address=address, by_sms=by_sms)
    queue.put(LOOK_UP, f"{LOOK_UP}:{asked.pk}", {"ask": asked.pk})
    return asked


def ask_again(token: str) -> bool:
    """Send a new link to the person of a dead one; whether there was one is only for the caller's own page."""
    with house("sign_in"):
        key = SignInKey.objects.filter(link_hash=_hash(token)).select_related("client", "ask").first()
        if key is None:
            return False
        client, by_sms = key.client, key.ask.by_sms
        address = client.phone if by_sms else client.email
    if not address:
        return False
    ask(address, by_sms=by_sms)
    return True


def look_up(payload: Payload) -> None:
    """Make keys for who has the address that was asked with, and forget the address; done by a worker."""
    asked = SignInAsk.objects.select_for_update().filter(pk=payload["ask"], looked_up_at__isnull=True).first()
    if asked is None:
        return
    for client in _people(asked)[:MOST_PEOPLE]:
        key = new_key(asked, client)
        kind = SMS if asked.by_sms else MAIL
        queue.put(kind, f"{kind}:{key.pk}", {"key": key.pk})
    asked.address, asked.looked_up_at = "", clock.now()
    asked.save(update_fields=["address", "looked_up_at"])


def _people(asked: SignInAsk) -> QuerySet[Client]:
    living = Client.objects.filter(erased_on__isnull=True).order_by("pk")
    return living.filter(phone=asked.address) if asked.by_sms else living.filter(email__iexact=asked.address)


def new_key(asked: SignInAsk, client: Client) -> SignInKey:
    """Make the link and code of one person, for one question."""
    key = SignInKey(ask=asked, client=client, expires_at=asked.asked_at + LIFE)
    key.link_hash, key.code_hash = _hash(link_token(key)), _code_hash(key.public_id, code_of(key))
    key.save()
    return key


def link_token(key: SignInKey) -> str:
    """Return the part of the address that opens the page."""
    return base64.urlsafe_b64encode(_secret("link", key.public_id)).decode().rstrip("=")


def code_of(key: SignInKey) -> str:
    """Return the code of six digits."""
    return f"{int.from_bytes(_secret('code', key.public_id)[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def find(token: str) -> SignInKey:
    """Return the key a link opens, without using it: a mail scanner follows links too.

    Raises:
        KeyIsDead: it does not work (any more).
    """
    key = _alive().filter(link_hash=_hash(token)).first()
    if key is None:
        raise KeyIsDead
    return key


@transaction.atomic
def enter_by_link(token: str, request: Any = None) -> Client:
    """Use a link, and return who enters.

    Raises:
        KeyIsDead: it does not work (any more), also when a second click was first.
    """
    with house("sign_in"):
        return _use(find(token), "link", request)


@transaction.atomic
def enter_by_code(ask_id: str, code: str, request: Any = None) -> Client:
    """Use the code that was sent after the question of this browser, and return who enters.

    Raises:
        KeyIsDead: there is no such code, or it does not work any more.
    """
    try:
        public_id = UUID(ask_id)
    except ValueError:
        raise KeyIsDead from None
    with house("sign_in"):
        for key in _alive().filter(ask__public_id=public_id).order_by("pk"):
            if hmac.compare_digest(key.code_hash, _code_hash(key.public_id, code)):
                return _use(key, "code", request)
    raise KeyIsDead


def forget_old() -> int:
    """Remove questions of more than a day ago with their keys; returns how many questions."""
    _total, per_model = SignInAsk.objects.filter(asked_at__lt=clock.now() - KEPT).delete()
    return per_model.get(SignInAsk._meta.label, 0)


def letter(payload: Payload) -> Mail | None:
    """Write the letter with link and code. No name and nothing about help: a mailbox may be shared."""
    key = _alive().filter(pk=payload["key"]).select_related("client__region__brand").first()
    if key is None or not key.client.email:
        return None
    brand = key.client.region.brand
    context = {"brand": brand, "link": _address(key), "code": code_of(key), "until": key.expires_at}
    context["number"] = _number(key.client)
    return Mail(key.client.email, "own_page", context, reply_to=brand.email)


def message(payload: Payload, key: str) -> None:
    """Send the code by telephone; only where the installation chose to."""
    found = _alive().filter(pk=payload["key"]).select_related("client").first()
    if found is not None and found.client.phone and sms.is_on():
        text = _("Je code is %(code)s. Geef hem aan niemand. Of open: %(link)s")
        sms.send(found.client.phone, text % {"code": code_of(found), "link": _address(found)}, key)


def _alive() -> QuerySet[SignInKey]:
    now = clock.now()
    return SignInKey.objects.filter(used_at__isnull=True, expires_at__gt=now, client__erased_on__isnull=True)


def _use(key: SignInKey, how: str, request: Any) -> Client:
    """End every key of this question for this person: the link and the code are one."""
    if not SignInKey.objects.filter(pk=key.pk, used_at__isnull=True).update(used_at=clock.now()):
        raise KeyIsDead
    log.record(
        "own_page.enter",
        object_kind="client",
        object_ids=[key.client_id],
        client_ids=[key.client_id],
        reasons=[how],
        request=request,
        purpose="own_page",
    )
    return key.client


def _number(client: Client) -> str:
    newest = Case.objects.filter(client=client).order_by("-opened_at", "-pk").values_list("reference", flat=True)
    return newest.first() or ""


def _address(key: SignInKey) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("own_page_link", args=[link_token(key)])


def _secret(what: str, public_id: UUID) -> bytes:
    return salted_hmac(f"intake.own_page.{what}", public_id.hex, algorithm="sha256").digest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _code_hash(public_id: UUID, code: str) -> str:
    """Hash with the secret key: a million codes are soon tried by who only has the table."""
    return salted_hmac("intake.own_page.code_hash", f"{public_id.hex}:{code}", algorithm="sha256").hexdigest()
