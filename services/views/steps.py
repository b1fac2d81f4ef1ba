"""Every step somebody can take on a referral, as a table: its page, its form and the action behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import LegalBasis, Organisation, User
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from services.forms import answers as forms
from services.models import Referral
from services.referrals import answering, notes, sending
from services.referrals.lifecycle import BY_EVENT, OPEN, RUNNING, Party
from services.referrals.parties import events_of

Act = Callable[[Actor, Referral, Any], None]
Guard = Callable[[User | None, Referral, frozenset[Party]], bool]
CONFIRM, PHASE, NOTE, SETTLE = "confirm_first_talk", "debt_phase", "note", "settle"
ASIDE: dict[str, set[Party]] = {
    CONFIRM: {Party.RECEIVER}, PHASE: {Party.RECEIVER}, NOTE: {*notes.SIDES}, SETTLE: {Party.SENDER},
}  # fmt: skip
"""What somebody does beside the table of transitions, and which sides may: the state stays as it is."""


@dataclass(frozen=True)
class Step:
    """One step: ``explains`` says what will happen to whom, ``done`` what has happened."""

    slug: str
    event: str
    title: str | Promise
    button: str | Promise
    explains: str | Promise
    done: str | Promise
    form: type[forms.StepForm]
    act: Act
    main: bool = False
    possible: Guard = lambda user, referral, parties: True


def _accept(actor: Actor, referral: Referral, form: Any) -> None:
    responsible = User.objects.get(pk=form.cleaned_data["responsible"])
    answering.accept(actor, referral, responsible)


def _decline(actor: Actor, referral: Referral, form: Any) -> None:
    data = form.cleaned_data
    better = Organisation.objects.get(pk=data["better_offer"]) if data["better_offer"] else None
    answering.decline(
        actor,
        referral,
        data["reason_code"],
        explanation=data["explanation"],
        better_offer=better,
        possible_from=data["possible_from"],
    )


def _can_undo(user: User | None, referral: Referral, parties: frozenset[Party]) -> bool:
    late = not referral.accepted_at or clock.now() - referral.accepted_at > answering.UNDO_ACCEPT_WITHIN
    return not late and not referral.events.filter(event="undo_accept").exists()


STEPS: tuple[Step, ...] = (
    Step(
        "datum", CONFIRM, _("Datum van het eerste gesprek"), _("Bevestig de datum"),
        _("De verwijzer ziet de datum. Zolang er geen datum is, belt de coördinator elke werkdag."),
        _("De datum staat vast. De verwijzer ziet hem."),
        forms.FirstTalkForm, lambda a, r, f: answering.confirm_first_talk(a, r, f.cleaned_data["day"]), True,
    ),
    Step(
        "aannemen", "accept", _("Neem de verwijzing aan"), _("Neem aan"),
        _("Daarna zie je hoe je de persoon bereikt. De verwijzer en de cliënt krijgen bericht."),
        _("Aangenomen. Hieronder staat hoe je de persoon bereikt."),
        forms.AcceptForm, _accept, True, lambda user, r, _p: user is None or user.pk != r.sender_id,
    ),
    Step(
        "vraag", "request_info", _("Stel een vraag aan de verwijzer"), _("Stel een vraag"),
        _("De verwijzer krijgt bericht. Jouw tijd om te antwoorden staat stil tot het antwoord er is."),
        _("Je vraag is verstuurd."),
        forms.QuestionForm, lambda a, r, f: answering.request_info(a, r, f.cleaned_data["text"]), False,
        lambda _u, r, _p: r.info_requests < answering.MAX_QUESTIONS,
    ),
    Step(
        "niet-aannemen", "decline", _("Neem de verwijzing niet aan"), _("Neem niet aan"),
        _("De verwijzer leest je reden en zoekt verder. De cliënt krijgt een vriendelijk bericht, zonder je reden. "
          "Jij ziet daarna niets meer van deze persoon."),
        _("Je hebt de verwijzing niet aangenomen. De verwijzer weet het."),
        forms.DeclineForm, _decline,
    ),
    Step(
        "antwoord", "answer_info", _("Beantwoord de vraag"), _("Verstuur je antwoord"),
        _("De ontvanger krijgt bericht en beslist verder."),
        _("Je antwoord is verstuurd."),
        forms.AnswerForm, lambda a, r, f: sending.answer_info(a, r, f.cleaned_data["text"]), True,
    ),
    Step(
        "start", "start", _("De hulp is gestart"), _("Meld de start"),
        _("De verwijzer ziet dat jullie elkaar spraken."),
        _("De start staat erin."),
        forms.StartForm, lambda a, r, f: answering.start(a, r, f.moment()), True,
    ),
    Step(
        "klaar", "complete", _("Koppel terug: de hulp is klaar"), _("Meld dat het klaar is"),
        _("De verwijzer leest de uitkomst. De cliënt krijgt bericht. Jij kunt nog 30 dagen lezen."),
        _("Klaar. De verwijzer ziet de uitkomst."),
        forms.CompleteForm,
        lambda a, r, f: answering.complete(a, r, f.cleaned_data["outcome"], f.cleaned_data.get("report", "")), True,
    ),
    Step(
        "fase", PHASE, _("Geef de fase door"), _("Bewaar de fase"),
        _("De verwijzer ziet hoe ver de hulp is, zonder bedragen of schuldeisers. De cliënt krijgt geen bericht."),
        _("De fase staat erin. De verwijzer ziet haar."),
        forms.DebtPhaseForm, lambda a, r, f: answering.note_debt_phase(a, r, f.cleaned_data["phase"]),
    ),
    Step(
        "verder", "resume", _("Ga weer verder"), _("Ga verder"),
        _("De verwijzer ziet dat de hulp weer loopt."),
        _("De hulp loopt weer."),
        forms.NothingToFillIn, lambda a, r, f: answering.resume(a, r), True,
    ),
    Step(
        "bericht", NOTE, _("Stuur een bericht"), _("Verstuur"),
        _("De ander leest het hier en krijgt een mail zonder de tekst. Gebruik het om te laten weten hoe het gaat."),
        _("Je bericht is verstuurd."),
        forms.NoteForm, lambda a, r, f: notes.write(a, r, f.cleaned_data["text"]),
    ),
    Step(
        "geen-andere-hulp", SETTLE, _("Er is geen andere hulp nodig"), _("Meld dat er niets meer nodig is"),
        _("Wij vragen je dan niet meer wat er volgt. De verwijzing blijft staan bij Afgelopen."),
        _("Genoteerd. Wij vragen hier niet meer naar."),
        forms.NothingToFillIn, lambda a, r, f: sending.settle(a, r),
    ),
    Step(
        "pauze", "hold", _("Stop even"), _("Stop even"),
        _("De verwijzer ziet waarom, en wanneer je opnieuw kijkt."),
        _("De hulp staat stil tot de datum die je koos."),
        forms.HoldForm,
        lambda a, r, f: answering.hold(a, r, f.cleaned_data["reason"], f.cleaned_data["review_on"]),
    ),
    Step(
        "stop", "stop", _("Stop met deze hulp"), _("Stop helemaal"),
        _("De hulp stopt voordat zij klaar is. De ander leest waarom, de cliënt krijgt bericht."),
        _("De hulp is gestopt."),
        forms.ReasonForm, lambda a, r, f: answering.stop(a, r, f.cleaned_data["reason"]),
    ),
    Step(
        "terugdraaien", "undo_accept", _("Draai het aannemen terug"), _("Draai terug"),
        _("Dit kan één keer, binnen 24 uur. Je ziet daarna weer alleen wat je nodig hebt om te beslissen."),
        _("Het aannemen is teruggedraaid."),
        forms.ReasonForm, lambda a, r, f: answering.undo_accept(a, r, f.cleaned_data["reason"]), False,
        _can_undo,
    ),
    Step(
        "intrekken", "recall", _("Trek de verwijzing in"), _("Trek in"),
        _("De ontvanger ziet daarna niets meer van deze persoon, alleen dat het is ingetrokken."),
        _("De verwijzing is ingetrokken."),
        forms.ReasonForm, lambda a, r, f: sending.recall(a, r, f.cleaned_data["reason"]),
    ),
    Step(
        "toestemming-ingetrokken", "withdraw_consent", _("De cliënt trekt de toestemming in"),
        _("Meld: toestemming ingetrokken"),
        _("De verwijzing stopt meteen. Niemand leest de inhoud nog, ook jij niet."),
        _("De verwijzing is gestopt en de inhoud is weg."),
        forms.NothingToFillIn, lambda a, r, f: sending.withdraw_consent(a, r), False,
        lambda _u, r, p: Party.SENDER in p and r.legal_basis == LegalBasis.CONSENT,
    ),
    Step(
        "vergissing", "mark_error", _("Zet opzij: dit was een vergissing"), _("Zet opzij als vergissing"),
        _("De verwijzing verdwijnt uit alle lijsten. De ontvanger ziet niets meer. In het logboek blijft zij staan."),
        _("De verwijzing is opzij gezet."),
        forms.ReasonForm, lambda a, r, f: sending.mark_error(a, r, f.cleaned_data["reason"]), False,
        lambda _u, r, p: r.accepted_at is None or Party.COORDINATOR in p,
    ),
)  # fmt: skip
BY_SLUG = {step.slug: step for step in STEPS}


def sides_of(step: Step) -> set[Party]:
    """Return the sides that may take a step."""
    return ASIDE[step.event] if step.event in ASIDE else set(BY_EVENT[step.event].by)


def steps_for(
    user: User | None, referral: Referral, parties: frozenset[Party], table: tuple[Step, ...] = STEPS
) -> list[Step]:
    """Return the steps of a table this person (nobody: a mailbox) can take now, the most likely first."""
    now = {
        CONFIRM: referral.is_debt_help and referral.state in OPEN and not referral.confirmed_at,
        PHASE: referral.is_debt_help and referral.state in RUNNING,
        NOTE: referral.state in RUNNING,
        SETTLE: referral.needs_other_help,
    }
    events = {*events_of(parties, referral), *(event for event in ASIDE if now[event] and parties & ASIDE[event])}
    return [step for step in table if step.event in events and step.possible(user, referral, parties)]
