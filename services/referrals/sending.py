"""What the sender of a referral does: make a concept, look what will be shared, send, answer, take back, pass on."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Client
from intake.reference_numbers import next_number
from partners import access
from partners.models import Layer, LegalBasis, Organisation, User
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import SYSTEM, Actor, begin
from services import disclosure
from services.models import DisclosureStep, Referral, ReferralMessage, Service
from services.referrals import grounds, timers
from services.referrals.events import check_party, happen, needed, open_step, say, write_line
from services.referrals.lifecycle import OPEN, REFERRAL_LIFECYCLE, Party, Urgency
from services.referrals.parties import mailbox_for, parties_of, with_account

NUMBER_PREFIX = "V"


@dataclass(frozen=True)
class Request:
    """What a sender fills in."""

    receiver_organisation: Organisation
    service: Service | None = None
    urgency: str = Urgency.NORMAL
    why: str = ""
    done_before: str = ""
    is_warm: bool = False
    receiver: User | None = None
    joint_call_at: datetime | None = None
    requested_on: date | None = None


def draft(actor: Actor, case: Case, request: Request, parent: Referral | None = None) -> Referral:
    """Make a concept: nothing is shared yet.

    Raises:
        Refused: the sender may not see this client, or refers to the own organisation.
    """
    must_be_open(actor, case)
    if request.receiver_organisation.pk == actor.organisation_id:
        raise Refused(_("Kies een andere organisatie dan je eigen."))
    referral = unsaved(actor, case, request, parent)
    with transaction.atomic():
        referral.reference = next_number(NUMBER_PREFIX, clock.today().year)
        begin(referral, REFERRAL_LIFECYCLE, "create", actor)
        write_line("referral.create", referral, actor)
    return referral


def must_be_open(actor: Actor, case: Case) -> None:
    """Let only somebody refer who has the dossier: who received a referral passes it on through its sender.

    Raises:
        Refused: the dossier is not open to this person.
    """
    if not Case.objects.dossiers_of(actor.user).filter(pk=case.pk).exists():
        seen = access.may_see_client(actor.user, case.client_id, Layer.WORK, region_id=case.region_id)
        raise Refused(seen.explanation or access.Reason.LAYER.label)


def unsaved(actor: Actor, case: Case, request: Request, parent: Referral | None = None) -> Referral:
    """Return a referral as it would be, without a number and not in the database."""
    return Referral(
        client=case.client,
        case=case,
        region=case.region,
        service=request.service,
        parent=parent,
        sender_organisation_id=actor.works_for,
        sender=actor.user,
        receiver_organisation=request.receiver_organisation,
        receiver=request.receiver,
        is_warm=request.is_warm,
        joint_call_at=request.joint_call_at,
        urgency=request.urgency,
        why=request.why,
        done_before=request.done_before,
        requested_on=request.requested_on,
    )


def preview(referral: Referral) -> dict[str, list[tuple[Any, str]]]:
    """Return exactly what the receiver will see, per step, before anything is sent."""
    referral.disclosed = disclosure.contract_of(referral)
    return {step: disclosure.shown(referral, [DisclosureStep(step)]) for step in referral.disclosed}


def send(actor: Actor, referral: Referral, basis: str, basis_note: str) -> None:
    """Send a concept, on a recorded basis, to an organisation where somebody can receive it.

    Raises:
        Refused: no basis, nobody who can receive, or the same help is asked already.
        StateConflict: a colleague sent or recalled it meanwhile.
    """
    check_party(actor, referral, "send")
    if basis not in LegalBasis.values or not basis_note.strip():
        raise Refused(_("Leg eerst vast waarom je deze gegevens mag delen: de toestemming of de wet."))
    if not grounds.holds(basis, referral.receiver_organisation, referral.region_id):
        raise Refused(_("Deze organisatie heeft geen wettelijke taak. Vraag de cliënt om toestemming."))
    if not can_receive(referral):
        raise Refused(_("Bij deze organisatie kan nu niemand een verwijzing ontvangen. Bel de organisatie."))
    now, today = clock.now(), clock.today()
    referral.sent_at, referral.requested_on = now, referral.requested_on or today
    dates = timers.dates_from(today, timers.terms_for(referral))
    fields: dict[str, Any] = {
        "legal_basis": basis,
        "basis_note": basis_note.strip()[:200],
        "disclosed": disclosure.contract_of(referral),
        "sent_at": now,
        "requested_on": referral.requested_on,
        "answer_due_on": timers.debt_talk_due(referral) if referral.is_debt_help else dates["escalate_on"],
        **dates,
    }
    try:
        with transaction.atomic():
            happen(actor, referral, "send", **fields)
            open_step(referral, DisclosureStep.DECIDE)
            timers.watch(referral)
            if referral.parent is not None:
                _followed_up(referral.parent)
    except IntegrityError as error:
        if "referral_one_open_per_client_and_service" not in str(error):
            raise
        referral.refresh_from_db()
        raise Refused(_("Voor deze persoon loopt deze hulp al. Kijk bij de verwijzingen in het dossier.")) from error


def answer_info(actor: Actor, referral: Referral, answer: str) -> None:
    """Answer the receiver's question; the clock goes on where it stood."""
    check_party(actor, referral, "answer_info")
    with transaction.atomic():
        happen(actor, referral, "answer_info", **timers.resumed(referral))
        say(actor, referral, ReferralMessage.Kind.ANSWER, answer)
        timers.watch(referral)


def recall(actor: Actor, referral: Referral, reason: str) -> None:
    """Take a referral back before it was accepted."""
    check_party(actor, referral, "recall")
    with transaction.atomic():
        happen(actor, referral, "recall", reason=needed(reason), ended_at=clock.now())


def mark_error(actor: Actor, referral: Referral, reason: str) -> None:
    """Set aside a referral that should not have been made; after acceptance only the coordinator does so.

    Raises:
        Refused: it was accepted already and this is the sender.
    """
    parties = check_party(actor, referral, "mark_error")
    if referral.accepted_at and Party.COORDINATOR not in parties:
        raise Refused(_("De verwijzing is al aangenomen. Vraag de coördinator."))
    with transaction.atomic():
        happen(actor, referral, "mark_error", reason=needed(reason), ended_at=clock.now())


def consent_was_withdrawn(client_id: int, organisation_id: int, actor: Actor = SYSTEM) -> int:
    """End every open referral to an organisation that rests on consent; returns how many. Called by the withdrawal."""
    ended = 0
    resting = Referral.objects.filter(
        client_id=client_id,
        receiver_organisation_id=organisation_id,
        legal_basis=LegalBasis.CONSENT,
        state__in=OPEN,
    )
    with transaction.atomic():
        for referral in resting.select_for_update(of=("self",)).order_by("pk"):
            happen(actor, referral, "withdraw_consent", ended_at=clock.now())
            ended += 1
    return ended


def withdraw_consent(actor: Actor, referral: Referral) -> None:
    """End a referral because the client took the consent back, told to the coach who sent it.

    Raises:
        Refused: the referral does not rest on consent, or this is not the sender.
    """
    check_party(actor, referral, "withdraw_consent")
    if referral.legal_basis != LegalBasis.CONSENT:
        raise Refused(_("Deze verwijzing rust niet op toestemming. Trek haar in, of stop de hulp."))
    with transaction.atomic():
        happen(actor, referral, "withdraw_consent", ended_at=clock.now())


def expire(referral: Referral) -> None:
    """End a referral nobody answered; only the chasing does this."""
    with transaction.atomic():
        happen(SYSTEM, referral, "expire", ended_at=clock.now())
        timers.watch_sender(referral)


def settle(actor: Actor, referral: Referral) -> None:
    """Say that nothing needs to follow after a no: the sender is not asked any more.

    Raises:
        Refused: this is not the sender, somebody helps, or it was said before.
    """
    if Party.SENDER not in parties_of(actor.user, referral) or not referral.needs_other_help:
        raise Refused(_("Dit kan alleen de verwijzer, als niemand deze persoon hielp."))
    with transaction.atomic():
        _followed_up(referral)
        write_line("referral.settle", referral, actor)


def _followed_up(referral: Referral) -> None:
    Referral.objects.filter(pk=referral.pk, followed_up_at=None).update(followed_up_at=clock.now())
    referral.refresh_from_db(fields=["followed_up_at"])


def withdraw_by_client(client: Client, reference: str, actor: Actor) -> Referral | None:
    """End a referral because the person withdraws the consent it rests on, on the own page.

    Returns the referral, or None when this person has no open referral on consent with this number.
    """
    own = Referral.objects.filter(client=client, reference=reference, legal_basis=LegalBasis.CONSENT, state__in=OPEN)
    with transaction.atomic():
        referral = own.select_for_update(of=("self",)).first()
        if referral is not None:
            happen(actor, referral, "withdraw_consent", ended_at=clock.now())
    return referral


def forward(actor: Actor, referral: Referral, request: Request) -> Referral:
    """Pass on: a new concept with this one as its parent; the first sender keeps reading its status.

    Raises:
        Refused: only the sender makes the new one, after the receiver proposed a better offer.
    """
    if Party.SENDER not in parties_of(actor.user, referral):
        raise Refused(_("Alleen de verwijzer kan doorsturen. Stel een betere plek voor als je niet aanneemt."))
    return draft(actor, referral.case, request, parent=referral)


def can_receive(referral: Referral) -> bool:
    """Say whether somebody can open the referral: an account with a second factor, or a proven mailbox."""
    return with_account(referral) or mailbox_for(referral) is not None
