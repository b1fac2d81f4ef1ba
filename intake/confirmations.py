"""A person says yes or no to what staff filled in for them: by link, by code, on the screen, orally or on my page.

Until the yes nothing is lost and nothing that needs consent is on: the team that has it as a public task sees the
registration with "nog niet bevestigd". My page uses :func:`open_of`, :func:`confirm` and :func:`refuse`.
"""

import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from intake import consents, receivers, sharing_questions
from intake.drafts import Answers
from intake.models import (
    CASE_LIFECYCLE,
    AgreedHow,
    Case,
    Client,
    Confirmation,
    ConfirmationKey,
    Consent,
    ContactTask,
    DataCategory,
    RefusedWhy,
    Registration,
)
from intake.sharing_questions import Choices
from partners import attempts
from partners.attempts import Bucket
from partners.models import Organisation
from rmt_portal import clock, working_days
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor, advance
from rmt_portal.outbox import queue, sms

CODE_MINUTES = 60
MAX_KEYS = 5
MAX_TASK = 120
_SALT = "intake.confirmation"


class KeyIsDead(Exception):
    """The link or code was used, is too old or was never made, or the person answered already."""


class TooManyTries(Exception):
    """Somebody guessed too often; after a while there is a new try."""


class TooManyLetters(Exception):
    """Enough links and codes were sent for this registration."""


def ask(registration: Registration, answers: Answers, actor: Actor) -> Confirmation:
    """Write down that a person must agree, and send what is needed for it; an oral yes counts at once.

    To be called in the transaction that makes the registration.
    """
    how = answers["akkoord"]["agreed_how"]
    confirmation = Confirmation(
        client=registration.client,
        registration=registration,
        asked_by=actor.user,
        asked_for=sharing_questions.choices_in(answers["delen"]),
        way=how,
    )
    if how == AgreedHow.ORAL:
        heard = answers["gehoord"]
        confirmation.heard_by, confirmation.heard_on = heard["heard_by"], date.fromisoformat(heard["heard_on"])
    confirmation.save()
    if how == AgreedHow.ORAL:
        confirm(confirmation, actor, how=AgreedHow.ORAL, choices=asked_for(confirmation))
        _confirm_in_writing(confirmation, actor)
    elif how in (AgreedHow.LINK, AgreedHow.CODE):
        send(confirmation, actor, is_code=how == AgreedHow.CODE)
    return confirmation


def send(confirmation: Confirmation, actor: Actor, *, is_code: bool = False) -> ConfirmationKey:
    """Send a new link, or a code to read out; what was sent before stops working.

    Raises:
        TooManyLetters: enough was sent already.
        KeyIsDead: the person answered meanwhile, or there is nowhere to send it to.
    """
    client = confirmation.client
    to_phone = not client.email
    if not is_answerable(confirmation) or not can_send(client):
        raise KeyIsDead
    if confirmation.keys.count() >= MAX_KEYS:
        raise TooManyLetters
    with transaction.atomic():
        confirmation.keys.filter(used_at__isnull=True).update(used_at=clock.now())
        key = ConfirmationKey.objects.create(confirmation=confirmation, to_phone=to_phone, is_code=is_code)
        queue.put("sms.confirm" if to_phone else "mail.confirm", f"confirm:{key.pk}", {"key": key.pk})
        _log("registration.ask_agreement", confirmation, actor, [confirmation.way])
    return key


def can_send(client: Client) -> bool:
    """Say whether a link or code can reach this person."""
    return bool(client.email or (client.phone and sms.is_on()))


def is_answerable(confirmation: Confirmation) -> bool:
    """Say whether the person may still answer: no answer yet, or an oral yes that may be put right in writing."""
    return confirmation.refused_at is None and (confirmation.is_open or confirmation.way == AgreedHow.ORAL)


def token_of(key: ConfirmationKey) -> str:
    """Return the part of the address that opens this link."""
    return signing.Signer(salt=_SALT, sep=".").sign(key.public_id.hex)


def code_of(key: ConfirmationKey) -> str:
    """Return the six digits of this key, worked out with the secret key of the site."""
    return f"{int(salted_hmac(_SALT, key.public_id.hex).hexdigest()[:12], 16) % 1_000_000:06d}"


def find(token: str) -> ConfirmationKey:
    """Return the link that may still be used, without using it: a mail scanner follows links too.

    Raises:
        KeyIsDead: see there.
    """
    try:
        public_id = UUID(signing.Signer(salt=_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        raise KeyIsDead from None
    oldest = clock.now() - timedelta(days=settings.DRAFT_DAYS)
    living = ConfirmationKey.objects.filter(public_id=public_id, used_at__isnull=True, created_at__gt=oldest)
    key = living.select_related(
        "confirmation__client__municipality",
        "confirmation__asked_by",
        "confirmation__registration__entry_organisation",
        "confirmation__registration__case__region__brand",
    ).first()
    if key is None or not is_answerable(key.confirmation):
        raise KeyIsDead
    return key


def open_of(client: Client) -> QuerySet[Confirmation]:
    """Return what staff filled in for this person and the person did not answer yet, newest first."""
    waiting = client.confirmations.filter(confirmed_at__isnull=True, refused_at__isnull=True)
    return waiting.select_related("asked_by", "registration__entry_organisation")


def offered(confirmation: Confirmation) -> list[Organisation]:
    """Return the organisations about which the person chooses when saying yes."""
    registration, client = confirmation.registration, confirmation.client
    return receivers.choosable(client.region, client.municipality, registration.entry_organisation_id)


def asked_for(confirmation: Confirmation) -> Choices:
    """Return what was chosen in the talk, by organisation."""
    return {int(pk): categories for pk, categories in confirmation.asked_for.items()}


def shared_with(confirmation: Confirmation) -> Choices:
    """Return what each organisation may see of this person now because the person said so."""
    given = Consent.objects.filter(client=confirmation.client_id, withdrawn_at__isnull=True)
    found: Choices = {}
    for organisation, category in given.values_list("organisation_id", "category"):
        found.setdefault(organisation, []).append(category)
    return found


@transaction.atomic
def confirm(
    confirmation: Confirmation, actor: Actor, *, how: str, choices: Choices | None = None, request: Any = None
) -> None:
    """Record the yes, let the consents be as chosen now, and end the links; the first yes is the one that counts.

    Raises:
        KeyIsDead: the person refused before.
    """
    fresh = Confirmation.objects.select_for_update(of=("self",)).get(pk=confirmation.pk)
    if fresh.refused_at is not None:
        raise KeyIsDead
    is_first = fresh.confirmed_at is None
    if is_first:
        fresh.confirmed_at, fresh.way = clock.now(), how
        fresh.save(update_fields=["confirmed_at", "way"])
    fresh.keys.filter(used_at__isnull=True).update(used_at=clock.now())
    chosen, given = choices or {}, shared_with(fresh)
    for organisation in offered(fresh):
        wanted, had = set(chosen.get(organisation.pk, ())), set(given.get(organisation.pk, ()))
        if yes := [category for category in DataCategory if category.value in wanted - had]:
            consents.give(fresh.client, organisation, yes, text_version=receivers.CONSENT_TEXT, how=how, actor=actor)
        if had - wanted:
            consents.withdraw(fresh.client, organisation, actor, [DataCategory(gone) for gone in had - wanted])
    if is_first and how != AgreedHow.ORAL and fresh.client.email:
        queue.put("mail.receipt", f"mail.receipt:{fresh.registration_id}", {"registration": fresh.registration_id})
    confirmation.confirmed_at, confirmation.way = fresh.confirmed_at, fresh.way
    _log("registration.agree", fresh, actor, [how], request)


def confirm_by_code(confirmation: Confirmation, code: str, actor: Actor, request: Any = None) -> bool:
    """Take the code that the person read out; False when it is not right (any more).

    Raises:
        TooManyTries: wait a little.
        KeyIsDead: the person answered already.
    """
    if not confirmation.is_open:
        raise KeyIsDead
    tries = [Bucket(f"confirm:{confirmation.pk}", 5, 15 * 60)]
    if not attempts.take(tries):
        raise TooManyTries
    newest = clock.now() - timedelta(minutes=CODE_MINUTES)
    key = confirmation.keys.filter(is_code=True, used_at__isnull=True, created_at__gt=newest).first()
    digits = "".join(character for character in code if character.isdigit())
    if key is None or not secrets.compare_digest(code_of(key), digits):
        return False
    confirm(confirmation, actor, how=AgreedHow.CODE, choices=asked_for(confirmation), request=request)
    return True


@transaction.atomic
def confirm_orally(
    confirmation: Confirmation, actor: Actor, heard_by: str, heard_on: date, request: Any = None
) -> None:
    """Record that somebody heard the yes, after another way did not work out.

    Raises:
        KeyIsDead: the person answered already.
    """
    if not confirmation.is_open:
        raise KeyIsDead
    Confirmation.objects.filter(pk=confirmation.pk).update(heard_by=heard_by, heard_on=heard_on)
    confirmation.heard_by, confirmation.heard_on = heard_by, heard_on
    confirm(confirmation, actor, how=AgreedHow.ORAL, choices=asked_for(confirmation), request=request)
    _confirm_in_writing(confirmation, actor)


@transaction.atomic
def refuse(confirmation: Confirmation, why: str, actor: Actor, request: Any = None) -> None:
    """Record the no. Who does not want it is withdrawn; a link that reached somebody else only loses the address.

    Raises:
        KeyIsDead: the person refused before.
    """
    fresh = Confirmation.objects.select_for_update(of=("self",)).select_related("registration").get(pk=confirmation.pk)
    if fresh.refused_at is not None:
        raise KeyIsDead
    fresh.confirmed_at, fresh.refused_at, fresh.refused_why = None, clock.now(), why
    fresh.save(update_fields=["confirmed_at", "refused_at", "refused_why"])
    sent_to = fresh.keys.order_by("-pk").first()
    fresh.keys.filter(used_at__isnull=True).update(used_at=clock.now())
    client, case = fresh.client, fresh.registration.case
    for organisation in offered(fresh):
        consents.withdraw(client, organisation, actor)
    if why == RefusedWhy.NOT_ME:
        _drop_address(client, sent_to)
        title = _("De link kwam bij iemand anders aan. Zoek het goede adres van deze persoon.")
        ContactTask.objects.create(case=case, title=title, due_on=working_days.add(clock.today(), 1))
    else:
        _withdraw(case, actor)
    _log("registration.refuse", fresh, actor, [why], request)


def _confirm_in_writing(confirmation: Confirmation, actor: Actor) -> None:
    """Tell the person what was heard, with a link to put it right or take it back; without address it is a letter."""
    if can_send(confirmation.client) and confirmation.keys.count() < MAX_KEYS:
        send(confirmation, actor)


def leave_word(confirmation: Confirmation, text: str) -> None:
    """Put what the person wants to be changed on the list of the team."""
    title = _("Klopt niet: %(text)s") % {"text": text}
    ContactTask.objects.create(
        case=confirmation.registration.case, title=title[:MAX_TASK], due_on=working_days.add(clock.today(), 2)
    )


def _drop_address(client: Client, sent_to: ConfirmationKey | None) -> None:
    """Forget the address that turned out to be somebody else's."""
    field = "phone" if sent_to is not None and sent_to.to_phone else "email"
    setattr(client, field, "")
    client.save(update_fields=[field])


def _withdraw(case: Case, actor: Actor) -> None:
    if CASE_LIFECYCLE.allows("withdraw", case.state):
        advance(case, CASE_LIFECYCLE, "withdraw", actor, reason=_("De persoon wil niet aangemeld zijn."))
    case.contact_tasks.filter(done_at__isnull=True).update(done_at=clock.now())


def _log(action: str, confirmation: Confirmation, actor: Actor, fields: list[str], request: Any = None) -> None:
    log.record(
        action,
        object_kind="confirmation",
        object_ids=[confirmation.pk],
        client_ids=[confirmation.client_id],
        fields=fields,
        request=request,
        actor=actor,
    )
