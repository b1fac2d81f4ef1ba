"""What every event of a referral has in common: who may, one conditional change, access, log and letters."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from intake.models import CaseOutcome, OutcomeKind
from partners import access
from partners.models import Purpose
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor, advance
from rmt_portal.outbox import queue
from services import disclosure
from services.models import DisclosureStep, Referral, ReferralMessage
from services.referrals.debt_help import DebtExit
from services.referrals.lifecycle import (
    ACCESS_ENDS_AT_ONCE,
    BY_EVENT,
    FIRST_ANSWERS,
    NOT_FOR_DEBT_HELP,
    READ_ONLY,
    READ_ONLY_FOR,
    REFERRAL_LIFECYCLE,
    Party,
)
from services.referrals.parties import parties_by

SOURCE = "referral"
MAIL = "mail.referral"


def happen(actor: Actor, referral: Referral, event: str, reason: str = "", **fields: Any) -> None:
    """Let an event happen: state, event row, access, audit line and letters, in the caller's transaction."""
    if event in FIRST_ANSWERS and referral.answered_at is None:
        fields["answered_at"] = clock.now()
    advance(referral, REFERRAL_LIFECYCLE, event, actor, reason=str(reason)[:200], **fields)
    referral.refresh_from_db()
    if referral.state in ACCESS_ENDS_AT_ONCE:
        access.end_grants(SOURCE, referral.pk)
    elif referral.state in READ_ONLY:
        access.end_grants(SOURCE, referral.pk, at=clock.now() + READ_ONLY_FOR)
    write_line(f"referral.{event}", referral, actor, fields=sorted(fields))
    newest = referral.events.order_by("-pk").values_list("pk", flat=True)[0]
    for party in _told(event, referral):
        queue.put(
            MAIL,
            f"{MAIL}:{newest}:{party}",
            {"referral": referral.pk, "event": event, "party": str(party)},
        )


def _told(event: str, referral: Referral) -> list[Party]:
    """Return who gets a letter: nobody writes to a person who died, or to a receiver about what was never sent."""
    parties = [party for party in BY_EVENT[event].tells if referral.sent_at or party != Party.RECEIVER]
    if Party.CLIENT in parties and _died(referral):
        parties.remove(Party.CLIENT)
    return parties


def _died(referral: Referral) -> bool:
    if referral.outcome == DebtExit.DECEASED:
        return True
    return CaseOutcome.objects.standing().filter(case=referral.case_id, kind=OutcomeKind.DIED).exists()


def open_step(referral: Referral, step: DisclosureStep) -> None:
    """Open what a step of the data contract holds for the receiving organisation."""
    access.grant(
        referral.client_id,
        referral.receiver_organisation,
        region_id=referral.region_id,
        layer=disclosure.layer_of(referral, step),
        purpose=Purpose.DEBT_HELP if referral.is_debt_help else Purpose.REFERRAL,
        legal_basis=referral.legal_basis,
        source_kind=SOURCE,
        source_id=referral.pk,
    )


def check_party(actor: Actor, referral: Referral, event: str) -> frozenset[Party]:
    """Return the sides this person (or mailbox) is on, when one of them may let the event happen.

    Raises:
        Refused: another organisation or role, or an event that debt help does not know.
    """
    parties = parties_by(actor, referral)
    if not parties & set(BY_EVENT[event].by):
        raise Refused(_("Deze stap is voor een andere organisatie of rol. Vraag je beheerder wie dit kan doen."))
    if referral.is_debt_help and event in NOT_FOR_DEBT_HELP:
        raise Refused(_("Dit is een aanvraag van de inwoner. Bevestig een datum voor het eerste gesprek."))
    return parties


def say(actor: Actor, referral: Referral, kind: str, text: str) -> ReferralMessage:
    """Add a message that sender and receiver read."""
    return ReferralMessage.objects.create(
        referral=referral, kind=kind, text=needed(text), author=actor.user, organisation_id=actor.works_for
    )


def needed(text: str) -> str:
    """Return the text, at most 500 characters.

    Raises:
        Refused: there is none.
    """
    if not text.strip():
        raise Refused(_("Schrijf in een paar woorden wat de ander moet weten."))
    return text.strip()[:500]


def write_line(action: str, referral: Referral, actor: Actor, fields: list[str] | None = None) -> None:
    """Write the line of the log that belongs to an action."""
    log.record(
        action,
        object_kind="referral",
        object_ids=[referral.pk],
        client_ids=[referral.client_id],
        fields=fields or [],
        actor=actor,
        organisation_id=actor.organisation_id,
    )
