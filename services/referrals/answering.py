"""What the receiver of a referral does: ask, accept, decline with a reason that helps, start, report, close."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners import access
from partners.models import Membership, Organisation, User
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import DisclosureStep, Referral, ReferralMessage, Service
from services.referrals import timers
from services.referrals.debt_help import OUTCOMES_OF_DEBT_HELP, OUTCOMES_OF_OTHER_HELP, DebtPhase
from services.referrals.events import SOURCE, check_party, happen, needed, open_step, say, write_line
from services.referrals.lifecycle import RUNNING, DeclineReason, Party, ReferralState
from services.referrals.parties import MailboxActor, parties_by, receiving_roles

MAX_QUESTIONS = 2
UNDO_ACCEPT_WITHIN = timedelta(hours=24)
LONGEST_HOLD = timedelta(days=30)


def request_info(actor: Actor, referral: Referral, question: str) -> None:
    """Ask the sender something; the receiver's clock stands still until the answer.

    Raises:
        Refused: the question is empty, or this would be a third one.
    """
    check_party(actor, referral, "request_info")
    if referral.info_requests >= MAX_QUESTIONS:
        raise Refused(_("Je hebt al twee keer een vraag gesteld. Bel de verwijzer."))
    today = clock.today()
    dates = timers.dates_from(today, timers.QUESTION)
    if referral.is_debt_help:
        dates["expires_on"] = None
    with transaction.atomic():
        happen(actor, referral, "request_info", paused_on=today, info_requests=F("info_requests") + 1, **dates)
        say(actor, referral, ReferralMessage.Kind.QUESTION, question)
        timers.watch(referral)


def accept(actor: Actor, referral: Referral, responsible: User | None = None, *, name: str = "") -> None:
    """Take the referral on: the data that is needed to help opens for the receiver.

    A mailbox has no account to make responsible; it gives the ``name`` of who will be in touch.

    Raises:
        Refused: the person who sent it may not accept it, or the one responsible does not work there.
    """
    check_party(actor, referral, "accept")
    if isinstance(actor, MailboxActor):
        _accept(actor, referral, receiver=None, receiver_name=needed(name)[:80])
        return
    responsible = responsible or actor.user
    if actor.user.pk == referral.sender_id:
        raise Refused(_("Je kunt je eigen verwijzing niet aannemen. Vraag een collega."))
    if not _works_there(responsible, referral):
        raise Refused(_("Kies een collega die verwijzingen ontvangt."))
    _accept(actor, referral, receiver=responsible, receiver_name="")


def _accept(actor: Actor, referral: Referral, **who: Any) -> None:
    with transaction.atomic():
        happen(actor, referral, "accept", accepted_at=clock.now(), **timers.until_contact(referral), **who)
        open_step(referral, DisclosureStep.HELP)
        timers.watch(referral)


def undo_accept(actor: Actor, referral: Referral, reason: str) -> None:
    """Take back an acceptance, within 24 hours, before the help started, once.

    Raises:
        Refused: too late, or it was undone before.
    """
    check_party(actor, referral, "undo_accept")
    late = referral.accepted_at is None or clock.now() - referral.accepted_at > UNDO_ACCEPT_WITHIN
    if late or referral.events.filter(event="undo_accept").exists():
        raise Refused(_("Terugdraaien kan één keer, binnen 24 uur. Overleg met de verwijzer."))
    with transaction.atomic():
        dates = {} if referral.is_debt_help else timers.resumed(referral)
        who: dict[str, Any] = {"receiver": None, "receiver_name": ""}
        happen(actor, referral, "undo_accept", reason=reason, accepted_at=None, **dates, **who)
        access.end_grants(SOURCE, referral.pk)
        open_step(referral, DisclosureStep.DECIDE)
        timers.watch(referral)


def decline(
    actor: Actor,
    referral: Referral,
    reason_code: str,
    *,
    explanation: str = "",
    better_offer: Organisation | None = None,
    possible_from: date | None = None,
) -> None:
    """Say no, with a reason that has an effect: a better partner, a waiting-list date, or "not before".

    Raises:
        Refused: no reason, "full" or "not now" without a date, or a request for debt help.
    """
    check_party(actor, referral, "decline")
    if reason_code not in DeclineReason.values:
        raise Refused(_("Kies waarom je de verwijzing niet aanneemt."))
    if reason_code in (DeclineReason.FULL, DeclineReason.NOT_NOW) and possible_from is None:
        raise Refused(_("Vul in vanaf wanneer het wel kan."))
    if reason_code == DeclineReason.NOT_OUR_AREA and better_offer is None:
        better_offer = partner_for_area(referral)
    with transaction.atomic():
        happen(
            actor,
            referral,
            "decline",
            decline_reason=reason_code,
            better_offer=better_offer,
            decline_until=possible_from,
            ended_at=clock.now(),
        )
        if explanation.strip():
            say(actor, referral, ReferralMessage.Kind.EXPLANATION, explanation)
        timers.watch_sender(referral)


def start(actor: Actor, referral: Referral, first_contact_at: datetime) -> None:
    """Record the first real contact: the help has started.

    Raises:
        Refused: the contact lies in the future or before the acceptance.
    """
    check_party(actor, referral, "start")
    if first_contact_at > clock.now() or (referral.accepted_at and first_contact_at < referral.accepted_at):
        raise Refused(_("Vul de dag in waarop jullie elkaar spraken: na het aannemen en niet later dan vandaag."))
    with transaction.atomic():
        held_on = timezone.localdate(first_contact_at)
        dates = timers.after_talk(held_on) if timers.is_phoned_about(referral) else timers.until_report(referral)
        happen(actor, referral, "start", first_contact_at=first_contact_at, **dates)
        timers.watch(referral)


def hold(actor: Actor, referral: Referral, reason: str, review_on: date) -> None:
    """Stop for a while, at most 30 days, with a date to look again.

    Raises:
        Refused: the date is not within the next 30 days.
    """
    check_party(actor, referral, "hold")
    if not clock.today() < review_on <= clock.today() + LONGEST_HOLD:
        raise Refused(_("Kies een datum binnen 30 dagen."))
    with transaction.atomic():
        dates = timers.until_review(referral, review_on)
        happen(actor, referral, "hold", reason=needed(reason), review_on=review_on, **dates)
        timers.watch(referral)


def resume(actor: Actor, referral: Referral) -> None:
    """Go on after a pause."""
    check_party(actor, referral, "resume")
    with transaction.atomic():
        first_contact_at = referral.first_contact_at or clock.now()
        dates = timers.until_report(referral)
        happen(actor, referral, "resume", review_on=None, first_contact_at=first_contact_at, **dates)
        timers.watch(referral)


def complete(actor: Actor, referral: Referral, outcome: str, report: str) -> None:
    """Close the loop: how it ended, in a word of the list and one sentence the sender reads.

    Help with debts has a list of its own, and no sentence.

    Raises:
        Refused: no outcome of the list was chosen.
    """
    check_party(actor, referral, "complete")
    if outcome not in dict(OUTCOMES_OF_DEBT_HELP if referral.is_debt_help else OUTCOMES_OF_OTHER_HELP):
        raise Refused(_("Kies hoe de hulp is afgelopen."))
    if referral.is_debt_help and report.strip():
        raise Refused(_("Bij hulp bij schulden geef je alleen de uitkomst door."))
    with transaction.atomic():
        happen(actor, referral, "complete", outcome=outcome, ended_at=clock.now())
        if report.strip():
            say(actor, referral, ReferralMessage.Kind.REPORT, report)


def stop(actor: Actor, referral: Referral, reason: str) -> None:
    """End help that was going on before it was done."""
    check_party(actor, referral, "stop")
    with transaction.atomic():
        happen(actor, referral, "stop", reason=needed(reason), ended_at=clock.now())


def mark_seen(actor: Actor, referral: Referral) -> None:
    """Remember when the receiver first opened the referral; the sender sees it."""
    if referral.seen_at is None and Party.RECEIVER in parties_by(actor, referral):
        Referral.objects.filter(pk=referral.pk, seen_at=None).update(seen_at=clock.now())
        referral.refresh_from_db(fields=["seen_at"])


def confirm_first_talk(actor: Actor, referral: Referral, day: date) -> None:
    """A municipality confirms when the first talk about debts is; until then the coordinator keeps calling.

    Raises:
        Refused: not a request for debt help, or the date has passed.
    """
    if Party.RECEIVER not in parties_by(actor, referral) or not referral.is_debt_help:
        raise Refused(_("Alleen de gemeente kan de datum van het eerste gesprek bevestigen."))
    if day < clock.today():
        raise Refused(_("Kies een datum vanaf vandaag."))
    with transaction.atomic():
        dates = timers.until_talk(day)
        Referral.objects.filter(pk=referral.pk).update(first_talk_on=day, confirmed_at=clock.now(), **dates)
        referral.refresh_from_db(fields=["first_talk_on", "confirmed_at", *dates])
        timers.watch(referral)
        write_line("referral.confirm_first_talk", referral, actor, fields=["first_talk_on"])


def note_debt_phase(actor: Actor, referral: Referral, phase: str) -> None:
    """Say how far the help with debts is; that is also the word every thirty days, so that clock starts anew.

    The phase that stands there already changes nothing but that clock.

    Raises:
        Refused: not the receiver of a request for debt help, the help does not go on, or no phase was chosen.
    """
    if Party.RECEIVER not in parties_by(actor, referral) or not referral.is_debt_help:
        raise Refused(_("Alleen de schuldhulp kan de fase doorgeven."))
    if phase not in DebtPhase.values:
        raise Refused(_("Kies een fase uit de lijst."))
    with transaction.atomic():
        now = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        if now.state not in RUNNING:
            raise Refused(_("De fase doorgeven kan zolang de hulp loopt."))
        day = now.debt_phase_on if now.debt_phase == phase else clock.today()
        dates = timers.until_report(referral) if now.state == ReferralState.IN_PROGRESS else {}
        Referral.objects.filter(pk=referral.pk).update(debt_phase=phase, debt_phase_on=day, **dates)
        referral.refresh_from_db(fields=["debt_phase", "debt_phase_on", *dates])
        timers.watch(referral)
        write_line("referral.debt_phase", referral, actor, fields=["debt_phase"])


def partner_for_area(referral: Referral) -> Organisation | None:
    """Return a partner for where the client lives: with the same kind of help, or of the same kind for a question."""
    if referral.client.municipality_id is None:
        return None
    there = Organisation.objects.filter(
        municipalities=referral.client.municipality_id, regions=referral.region, is_active=True
    ).exclude(pk__in=[referral.receiver_organisation_id, referral.sender_organisation_id])
    if referral.service is None:
        there = there.filter(kind=referral.receiver_organisation.kind)
    else:
        offering = Service.objects.offered().filter(kind=referral.service.kind, region=referral.region)
        there = there.filter(services__in=offering)
    return there.order_by("name").first()


def _works_there(user: User, referral: Referral) -> bool:
    return (
        Membership.objects.active()
        .filter(
            user=user,
            organisation=referral.receiver_organisation,
            region=referral.region,
            role__in=receiving_roles(referral),
        )
        .exists()
    )
