"""One referral (P3): how far it is, what was said, what happened, and what this reader can do now."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners import access, contact_requests
from partners.models import Layer, Organisation
from rmt_portal import row_security
from rmt_portal.audit import log
from rmt_portal.audit.models import Result
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.parts import Answer, Person
from services import disclosure
from services.concepts import AGAIN, BETTER
from services.models import DisclosureStep, Referral, ReferralMessage
from services.referrals import known_here, sheet, words
from services.referrals.answering import mark_seen
from services.referrals.known_here import may_ask
from services.referrals.lifecycle import OPEN, UNHELPED, Party, ReferralState
from services.referrals.parties import parties_of
from services.views.frame import Worker, page, partner_page, refuse, refuse_role
from services.views.steps import Step, steps_for

CONTENT_IS_GONE = (ReferralState.CONSENT_WITHDRAWN, ReferralState.ENTERED_IN_ERROR)


class NotForYou(Exception):
    """There is no such referral for this reader; ``response`` is the same whether it exists or not."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def open_referral(request: HttpRequest, worker: Worker, reference: str) -> tuple[Referral, frozenset[Party]]:
    """Find a referral this person is a party of.

    Raises:
        NotForYou: it does not exist, or it is between others. The client can see who tried.
    """
    found = (
        Referral.objects.with_list_columns()
        .select_related("region", "sender", "receiver", "better_offer", "parent")
        .filter(reference=reference)
        .first()
    )
    parties = parties_of(worker.user, found) if found else frozenset()
    if found is not None and parties:
        return found, parties
    with row_security.house("refusal"):
        hidden = Referral.objects.filter(reference=reference).values_list("pk", "client_id").first()
    log.record_apart(  # for a number that does not exist too: the answer must not take longer when there is something
        request,
        "referral.read",
        object_kind="referral",
        object_ids=[hidden[0]] if hidden else [],
        client_ids=[hidden[1]] if hidden else [],
        result=Result.REFUSED,
    )
    reason = access.Reason.NO_GRANT
    why = _(
        "Verwijzing %(reference)s is niet voor jou open, of bestaat niet. Kijk het nummer na. "
        "Klopt het? Vraag de verwijzer of de coördinator van de regio."
    ) % {"reference": reference}
    raise NotForYou(refuse(request, access.Decision(False, (reason,)), why))


@partner_page()
def referral(request: HttpRequest, worker: Worker, reference: str) -> HttpResponse:
    """Show one referral, as far as it is open to this reader."""
    try:
        found, parties = open_referral(request, worker, reference)
    except NotForYou as no:
        return no.response
    if Party.RECEIVER in parties:
        mark_seen(worker.actor_for(request, found, parties), found)
    shown = content_for(found, parties)
    log.record(
        "referral.read",
        object_kind="referral",
        object_ids=[found.pk],
        client_ids=[found.client_id],
        fields=[step.value for step in shown],
        organisation_id=worker.actor_for(request, found, parties).organisation_id,
        request=request,
    )
    context = (
        head(found, parties, worker)
        | body(found, parties, shown, _hidden(worker, found, parties, shown))
        | {
            "steps_now": [_as_link(found, step) for step in steps_for(worker.user, found, parties)],
            "known_url": reverse("referral_known", args=[found.reference]) if may_ask(found, parties) else "",
            **_onward(found, parties),
        }
    )
    return page(request, "referral", context)


def _onward(found: Referral, parties: frozenset[Party]) -> dict[str, Any]:
    """Return what followed after a no, as the sender may know it, and the ways to go on."""
    if Party.SENDER not in parties or found.state not in UNHELPED:
        return {}
    followed = found.onward.exclude(state=ReferralState.DRAFT).listed().select_related("receiver_organisation")
    ways = [{"to": "", "title": _("Verwijs door naar iemand anders")}]
    if found.better_offer is not None:
        name = found.better_offer.name
        ways.insert(0, {"to": BETTER, "title": _("Verwijs door naar %(name)s") % {"name": name}})
    if found.decline_until is not None and not found.is_parked:
        name = found.receiver_organisation.name
        ways.insert(0, {"to": AGAIN, "title": _("Verwijs opnieuw naar %(name)s") % {"name": name}})
    return {
        "refer_on_url": reverse("refer_from", args=[found.client.public_id]) if found.seen_client else "",
        "onward_ways": ways,
        "onward": [
            {"reference": one.reference, "to": one.receiver_organisation.name, "status": one.get_state_display()}
            for one in followed.order_by("pk")
        ],
    }


def body(
    found: Referral, parties: frozenset[Party], shown: list[DisclosureStep], hidden: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return what stands on the page of a referral, of which these steps are open to the reader.

    Of ``hidden`` fields only stands that they are shared.
    """
    return {
        "sheets": sheet.sheets(found, shown, hidden),
        "content_is_open": bool(shown),
        "messages_here": _messages(found) if _reads_messages(found, parties, shown) else [],
        "timeline": _timeline(found, with_reasons=bool(shown)),
        "answers": _answer(found),
        "people": _people(found, parties),
    }


@partner_page("POST")
def known(request: HttpRequest, worker: Worker, reference: str) -> HttpResponse:
    """Tell a receiver whether the own organisation knows the person already: yes or no, and nothing else."""
    try:
        found, parties = open_referral(request, worker, reference)
    except NotForYou as no:
        return no.response
    if Party.RECEIVER not in parties:
        return refuse_role(request)
    say_whether_known(request, worker.actor(request, found.receiver_organisation_id), found)
    return redirect("referral", reference=found.reference)


def say_whether_known(request: HttpRequest, actor: Actor, found: Referral) -> None:
    """Put the answer above the page that follows; after the decision the question is no longer asked."""
    try:
        answer = known_here.ask(actor, found)
    except Refused as refused:
        messages.warning(request, str(refused))
        return
    if answer:
        messages.info(request, _("Ja, jullie organisatie kent deze persoon al. Kijk in jullie eigen systeem."))
    else:
        messages.info(request, _("Nee, in dit portaal kent jullie organisatie deze persoon nog niet."))


def content_for(found: Referral, parties: frozenset[Party]) -> list[DisclosureStep]:
    """Return which sheets this reader sees: a receiver what is open, a sender what was sent, a coordinator to decide.

    After the person withdrew consent, and after a mistake was set aside, nobody reads the content any more. Who may not
    see the person any more follows the referral by its status alone.
    """
    if found.state in CONTENT_IS_GONE or found.seen_client is None:
        return []
    if Party.SENDER in parties:
        return [DisclosureStep.DECIDE, DisclosureStep.HELP]
    if Party.RECEIVER in parties:
        return disclosure.open_steps(found)
    is_lean = disclosure.layer_of(found, DisclosureStep.DECIDE) <= Layer.TRIAGE
    return [DisclosureStep.DECIDE] if is_lean and found.state in OPEN else []


def _hidden(worker: Worker, found: Referral, parties: frozenset[Party], shown: list[DisclosureStep]) -> tuple[str, ...]:
    """Return the fields this reader sees no value of: how to reach a client of others, unless it was sent to them."""
    if Party.RECEIVER in parties and set(shown) <= set(disclosure.open_steps(found)):
        return ()
    return () if contact_requests.is_own(worker.user, found.client_id) else contact_requests.FIELDS


def head(found: Referral, parties: frozenset[Party], worker: Worker | None) -> dict[str, Any]:
    """Return what stands on top of every page about a referral; without a worker a mailbox reads it."""
    named = (
        worker is not None
        and Party.SENDER in parties
        and access.may_see_client(worker.user, found.client_id, Layer.WORK, region_id=found.region_id)
    )
    opened = disclosure.open_steps(found) if Party.RECEIVER in parties else []
    named_now = bool(named and named.allowed) or any("name" in found.disclosed.get(step, []) for step in opened)
    initials_too = found.state not in CONTENT_IS_GONE and (bool(opened) or parties != {Party.RECEIVER})
    person = found.seen_client
    return {
        "referral": found,
        "who": person.full_name if person and named_now else person.initials if person and initials_too else "",
        "help": sheet.help_in_words(found),
        "status": words.status(found),
        "status_line": words.status_line(found),
        "person_is_closed": person is None,
        "is_receiver": Party.RECEIVER in parties,
        "is_sender": Party.SENDER in parties,
        "waits": words.waits(found),
        "promised_on": words.promised_on(found),
        "is_parked": found.is_parked,
        "referral_url": reverse("referral", args=[found.reference]),
        "back_url": reverse("referrals_received" if Party.RECEIVER in parties else
                            "referrals_sent" if Party.SENDER in parties else "referrals_escalated"),
    }  # fmt: skip


def _reads_messages(found: Referral, parties: frozenset[Party], shown: list[DisclosureStep]) -> bool:
    """Messages are between sender and receiver; the sender also reads why it was not accepted."""
    return bool(shown) and bool(parties & {Party.SENDER, Party.RECEIVER})


def _messages(found: Referral) -> list[ReferralMessage]:
    return list(found.messages.select_related("organisation", "author"))


def _timeline(found: Referral, with_reasons: bool) -> Any:
    events = list(found.events.order_by("pk"))
    names = dict(
        Organisation.objects.filter(pk__in={e.organisation_id for e in events if e.organisation_id}).values_list(
            "pk", "name"
        )
    )
    return words.timeline(events, names, with_reasons)


def _as_link(found: Referral, step: Step) -> dict[str, Any]:
    return {"title": step.title, "url": reverse("referral_step", args=[found.reference, step.slug]), "main": step.main}


def _answer(found: Referral) -> list[Answer]:
    """Return how it was answered or ended, in words."""
    answers = []
    if found.decline_reason:
        answers.append(Answer(_("Reden"), found.get_decline_reason_display()))
    if found.decline_until:
        answers.append(Answer(_("Kan vanaf"), _day(found.decline_until)))
    if found.better_offer:
        answers.append(Answer(_("Past beter bij"), found.better_offer.name))
    if found.outcome:
        answers.append(Answer(_("Uitkomst"), found.get_outcome_display()))
    if found.debt_phase and found.debt_phase_on:
        since = {"phase": found.get_debt_phase_display(), "day": _day(found.debt_phase_on)}
        answers.append(Answer(_("Fase"), _("%(phase)s, sinds %(day)s") % since))
    if found.first_talk_on:
        answers.append(Answer(_("Eerste gesprek"), _day(found.first_talk_on)))
    if found.review_on and found.state == ReferralState.ON_HOLD:
        answers.append(Answer(_("Opnieuw bekijken op"), _day(found.review_on)))
    return answers


def _day(day: date) -> str:
    return date_format(day, "l j F Y")


def _people(found: Referral, parties: frozenset[Party]) -> list[Person]:
    """Return whom to call on the other side."""
    sender = Person(
        found.sender.name,
        _("Verwijzer, %(organisation)s") % {"organisation": found.sender_organisation.name},
        found.sender.phone or found.sender_organisation.phone,
        found.sender.email,
    )
    receiver = Person(
        found.receiver.name if found.receiver else found.receiver_name or found.receiver_organisation.name,
        _("Ontvanger, %(organisation)s") % {"organisation": found.receiver_organisation.name}
        if found.receiver or found.receiver_name
        else _("Ontvanger"),
        (found.receiver.phone if found.receiver else "") or found.receiver_organisation.phone,
        (found.receiver.email if found.receiver else "") or found.receiver_organisation.email,
    )
    if parties == {Party.RECEIVER}:
        return [sender]
    return [receiver] if parties == {Party.SENDER} else [sender, receiver]
