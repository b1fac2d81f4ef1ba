"""The actions of the log in words, by kind: for who searches it, and for the person it is about.

A line holds a code ("dossier.read"). What a table of the administration writes is ``<table>.<verb>``, what happens to
a referral ``referral.<event>``; everything else stands in :data:`ACTIONS`. A test walks the code for actions without a
word.
"""

import re
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Kind(models.TextChoices):
    """What sort of thing was done."""

    READ = "gelezen", _("Gelezen of gezocht")
    CHANGED = "veranderd", _("Veranderd")
    ACCESS = "toegang", _("Toegang gegeven of gestopt")
    EXPORT = "export", _("Uit het portaal gehaald")
    SIGN_IN = "inloggen", _("Inloggen en account")
    PEOPLE = "mensen", _("Collega's en rollen")
    SETTINGS = "beheer", _("Beheer")


@dataclass(frozen=True)
class Action:
    """``word`` is what colleagues read, ``for_client`` the same in a few easy words; empty: not told to a client."""

    word: Text
    kind: Kind
    for_client: Text = ""


_R, _C, _A, _S, _P = Kind.READ, Kind.CHANGED, Kind.ACCESS, Kind.SIGN_IN, Kind.PEOPLE
_IN_A_LIST = _("zag je in een lijst")

ACTIONS: dict[str, Action] = {
    "dossier.read": Action(_("Dossier bekeken"), _R, _("keek in je dossier")),
    "dossier.emergency": Action(_("In nood geopend"), _A, _("opende je dossier, omdat het niet kon wachten")),
    "emergency.find": Action(_("Nummer opgezocht om in nood te openen"), _R, _("zocht het nummer van je dossier op")),
    "emergency.list": Action(_("Lijst van openingen in nood bekeken"), _R, _("keek na wie je dossier in nood opende")),
    "emergency.review": Action(_("Opening in nood beoordeeld"), _C, _("keek na of de opening in nood terecht was")),
    "contact.show": Action(_("Contactgegevens getoond"), _R, _("bekeek je telefoonnummer en adres")),
    "candidates.list": Action(_("Lijst van kandidaten bekeken"), _R, _IN_A_LIST),
    "candidates.search": Action(_("Kandidaten gezocht"), _R, _("zocht in de lijst en zag je naam of nummer")),
    "registrations.list": Action(_("Nieuwe aanmeldingen bekeken"), _R, _("zag je bij de nieuwe aanmeldingen")),
    "today.read": Action(_("Vandaag bekeken"), _R, _("zag je op de lijst van vandaag")),
    "people.list": Action(_("Lijst van collega's bekeken"), _P),
    "match.why_not": Action(
        _("Gevraagd waarom werk niet in de lijst staat"), _R, _("vroeg waarom werk niet bij je past")
    ),
    "match.explanation_read": Action(_("Uitleg bij een kans bekeken"), _R, _("las waarom werk bij je past")),
    "vacancy.people_read": Action(_("Bekeken wie bij een vacature past"), _R, _("keek of werk bij je past")),
    "match.release": Action(_("Kans voorgesteld"), _C, _("stelde je werk voor")),
    "match.ask": Action(_("Gevraagd of een kans iets is"), _C, _("vroeg je of werk iets voor je is")),
    "match.dismiss": Action(_("Kans opzij gelegd"), _C, _("legde werk voor je opzij")),
    "match.withdraw": Action(_("Voorstel teruggenomen"), _C, _("nam een voorstel terug")),
    "match.restore": Action(_("Kans teruggezet"), _C, _("zette werk voor je terug")),
    "match.want": Action(_("Kandidaat wil een kans bespreken"), _C, _("schreef op dat je werk wilt bespreken")),
    "match.confirm": Action(_("Interesse bevestigd"), _C, _("bevestigde dat werk je interesseert")),
    "match.accept": Action(_("Kandidaat ziet een kans zitten"), _C, _("schreef op dat je werk ziet zitten")),
    "match.decline": Action(_("Kandidaat wil een kans niet"), _C, _("schreef op dat je werk niet wilt")),
    "match.agree": Action(_("Kandidaat mag worden voorgesteld"), _C, _("schreef op dat een werkgever je mag zien")),
    "match.disagree": Action(
        _("Kandidaat wil toch niet voorgesteld worden"), _C, _("schreef op dat dat niet meer mag")
    ),
    "match.show": Action(_("Profiel zonder naam getoond"), _C, _("liet een werkgever je profiel zonder naam zien")),
    "match.apply": Action(_("Gesolliciteerd"), _C, _("schreef op dat je solliciteerde")),
    "match.hire": Action(_("Aangenomen"), _C, _("schreef op dat je bent aangenomen")),
    "match.reject": Action(_("Door de werkgever afgewezen"), _C, _("schreef op dat het niet doorging")),
    "match.rethink_question": Action(_("Antwoord op een vraag teruggenomen"), _C, _("zette een antwoord terug")),
    "match.rethink": Action(_("Antwoord op een kans teruggenomen"), _C, _("zette een antwoord terug")),
    "cohort.open": Action(_("Groep van een werkgever begonnen"), Kind.SETTINGS),
    "cohort.close": Action(_("Groep van een werkgever gesloten"), Kind.SETTINGS),
    "match.profile_read": Action(_("Profiel zonder naam bekeken"), _R, _("bekeek je profiel zonder naam")),
    "training.read": Action(_("Bekeken welke opleiding werk opent"), _R, _("keek welke opleiding werk voor je opent")),
    "training.list": Action(_("Scholing voor de eigen kandidaten bekeken"), _R, _IN_A_LIST),
    "weights.read": Action(_("Gewichten bekeken"), Kind.SETTINGS),
    "weights.propose": Action(_("Andere gewichten voorgesteld"), Kind.SETTINGS),
    "weights.preview": Action(_("Gewichten opnieuw doorgerekend"), Kind.SETTINGS),
    "weights.publish": Action(_("Gewichten gepubliceerd"), Kind.SETTINGS),
    "moves.load": Action(_("Tabel met overstappen geladen"), Kind.SETTINGS),
    "weights.drop": Action(_("Voorstel voor gewichten weggegooid"), Kind.SETTINGS),
    "figures.read": Action(_("Maandcijfers bekeken"), _R),
    "figures.list": Action(_("Dossiers achter een cijfer bekeken"), _R, _IN_A_LIST),
    "figures.export": Action(_("Maandcijfers als bestand opgehaald"), Kind.EXPORT),
    "figures.draw": Action(_("Maandcijfers opnieuw berekend"), Kind.SETTINGS),
    "fairness.read": Action(_("Cijfers over eerlijkheid bekeken"), _R),
    "referrals.list": Action(_("Lijst van verwijzingen bekeken"), _R, _("zag je in de lijst van verwijzingen")),
    "service.rate": Action(_("Dienst van de menukaart beoordeeld"), Kind.SETTINGS),
    "learning.list": Action(
        _("Lijst van praktijkleren bekeken"), _R, _("zag dat je leert bij een bedrijf, zonder je naam")
    ),
    "referral.find": Action(_("Gezocht om te verwijzen"), _R, _("zocht je op om je door te verwijzen")),
    "referral.read": Action(_("Verwijzing bekeken"), _R, _("keek naar je verwijzing")),
    "referral.hand_over": Action(_("Verwijzing overgedragen"), _C, _("gaf je verwijzing aan een collega")),
    "registration.submit": Action(_("Aangemeld"), _C),
    "registration.bsn_denied": Action(_("Burgerservicenummer geweigerd"), _C),
    "contact.record": Action(_("Contact opgeschreven"), _C, _("schreef op dat jullie contact hadden")),
    "contact_task.hand_over": Action(_("Belafspraak overgedragen"), _C, _("vroeg een collega om jou te bellen")),
    "coach.take_over": Action(_("Kandidaat overgenomen"), _C, _("werd je coach")),
    "coach.hand_over": Action(_("Kandidaat overgedragen"), _C, _("gaf je dossier aan een andere coach")),
    "rhythm.agree": Action(_("Afgesproken hoe vaak er contact is"), _C, _("schreef op hoe vaak jullie contact hebben")),
    "signal.snooze": Action(_("Signaal uitgesteld"), _C, _("koos een later moment om contact met je te hebben")),
    "signal.wake": Action(_("Signaal teruggezet"), _C, _("zette contact met je weer op de lijst")),
    "next_action.plan": Action(_("Volgende actie gepland"), _C, _("plande wat we nu voor je doen")),
    "candidates.export": Action(
        _("Lijst zonder namen opgeslagen"), Kind.EXPORT, _("zette je nummer in een lijst zonder namen")
    ),
    "list.save": Action(_("Lijst bewaard"), Kind.SETTINGS),
    "list.rename": Action(_("Bewaarde lijst anders genoemd"), Kind.SETTINGS),
    "list.remove": Action(_("Bewaarde lijst weggegooid"), Kind.SETTINGS),
    "consent.give": Action(_("Toestemming gegeven"), _C, _("schreef je toestemming op")),
    "consent.withdraw": Action(_("Toestemming ingetrokken"), _C, _("schreef op dat je toestemming stopt")),
    "access.grant": Action(_("Toegang gegeven"), _A),
    "access.end": Action(_("Toegang gestopt"), _A),
    "access.list": Action(_("Bekeken wie toegang heeft"), _R, _("keek na wie je dossier mag zien")),
    "log.search": Action(_("Logboek doorzocht"), _R, _("keek na wie in je dossier keek")),
    "log.export": Action(_("Logboek opgeslagen als bestand"), Kind.EXPORT, _("bewaarde een lijst van wie keek")),
    "review.read": Action(_("Toegang van collega's bekeken"), _P),
    "review.confirm": Action(_("Toegang van collega's gezien"), _P),
    "review.export": Action(_("Toegang van collega's opgeslagen als bestand"), Kind.EXPORT),
    "sign_in": Action(_("Ingelogd"), _S),
    "sign_on.try": Action(_("Verbinding voor inloggen geprobeerd"), Kind.SETTINGS),
    "sign_out": Action(_("Uitgelogd"), _S),
    "session.end": Action(_("Sessie verlopen"), _S),
    "password.change": Action(_("Wachtwoord veranderd"), _S),
    "password.reset": Action(_("Nieuw wachtwoord gekozen"), _S),
    "second_factor.add": Action(_("Tweede stap ingesteld"), _S),
    "second_factor.remove": Action(_("Tweede stap weggehaald"), _S),
    "second_factor.renew": Action(_("Nieuwe herstelcodes gemaakt"), _S),
    "second_factor.use": Action(_("Code van de tweede stap"), _S),
    "account.close": Action(_("Account gesloten"), _P),
    "people.invite": Action(_("Collega uitgenodigd"), _P),
    "people.invite_withdraw": Action(_("Uitnodiging ingetrokken"), _P),
    "people.accept": Action(_("Uitnodiging aangenomen"), _P),
    "people.leave": Action(_("Collega vertrokken"), _P),
    "people.absent": Action(_("Collega afwezig gemeld"), _P),
    "people.back": Action(_("Collega terug"), _P),
    "staff.choice": Action(_("Eigen keuze voor mail veranderd"), Kind.SETTINGS),
    "accredited_companies.load": Action(_("Lijst van leerbedrijven geladen"), Kind.SETTINGS),
    "services.load": Action(_("Catalogus ingelezen"), Kind.SETTINGS),
    "registration.agree": Action(_("Akkoord met wat een medewerker invulde"), _C),
    "registration.ask_agreement": Action(_("Om akkoord gevraagd"), _C, _("vroeg of klopt wat is ingevuld")),
    "registration.refuse": Action(_("Geen akkoord met wat is ingevuld"), _C),
    "caseload.bring_in": Action(_("Bestand met mensen ingelezen"), _C),
    "caseload.import": Action(_("Mensen uit een bestand aangemeld"), _C),
    "caseload.links": Action(_("Iedereen uit een bestand een link gestuurd"), _C),
    "caseload.throw_away": Action(_("Bestand met mensen gewist"), _C),
    "contact.bsn_denied": Action(_("Burgerservicenummer geweigerd"), _C),
    "case.bsn_denied": Action(_("Bij het besluit gezegd: dit is geen BSN"), _C),
    "emergency.bsn_denied": Action(_("Bij openen in nood gezegd: dit is geen BSN"), _C),
    "referral.bsn_denied": Action(_("Bij een verwijzing gezegd: dit is geen BSN"), _C),
    "plan.make": Action(_("Plan begonnen"), _C, _("begon een plan voor je")),
    "plan.edit": Action(_("Concept van een plan gewijzigd"), _C, _("schreef aan je plan")),
    "plan.propose": Action(_("Plan voorgelegd"), _C, _("legde je een plan voor")),
    "plan.take_back": Action(_("Plan teruggehaald"), _C, _("haalde een plan terug om het aan te passen")),
    "plan.ask_change": Action(_("Kandidaat wil een ander plan"), _C),
    "plan.agree": Action(_("Akkoord met een plan"), _C, _("schreef op dat jullie het eens zijn over je plan")),
    "plan.replace": Action(_("Plan vervangen door een nieuwe versie"), _C),
    "plan.discard": Action(_("Concept van een plan weggegooid"), _C, _("gooide een concept van je plan weg")),
    "plan.end": Action(_("Plan gestopt"), _C, _("stopte je plan")),
    "plan.review": Action(_("Plan besproken"), _C, _("schreef op dat jullie je plan bespraken")),
    "plan.step_finish": Action(_("Stap van een plan gedaan"), _C, _("zette een stap van je plan op gedaan")),
    "plan.step_skip": Action(_("Stap van een plan gaat niet door"), _C, _("zette een stap van je plan stil")),
    "plan.step_undo": Action(_("Stap van een plan teruggezet"), _C, _("zette een stap van je plan terug")),
    "next_action.bsn_denied": Action(_("Bij een volgende actie gezegd: dit is geen BSN"), _C),
    "signal.bsn_denied": Action(_("Bij uitstellen gezegd: dit is geen BSN"), _C),
    "grant.ask": Action(_("Inzet aangevraagd"), _C, _("vroeg inzet voor je aan")),
    "grant.edit": Action(_("Aanvraag van inzet gewijzigd"), _C, _("wijzigde een aanvraag voor je")),
    "grant.check": Action(_("Nagegaan wie inzet al betaalt"), _C, _("ging na of een ander dit voor je betaalt")),
    "grant.send_back": Action(_("Vraag over inzet gesteld"), _C, _("vroeg iets over een aanvraag voor je")),
    "grant.approve": Action(_("Inzet toegekend"), _C, _("kende inzet voor je toe")),
    "grant.refuse": Action(_("Inzet afgewezen"), _C, _("wees een aanvraag voor je af")),
    "grant.withdraw": Action(_("Inzet ingetrokken"), _C, _("trok een aanvraag voor je in")),
    "grant.start": Action(_("Inzet begonnen"), _C, _("schreef op dat je begon")),
    "grant.end": Action(_("Inzet afgerond"), _C, _("schreef op wat er uit de inzet kwam")),
    "grant.partner_agrees": Action(_("Akkoord van een partner met inzet"), _C, _("schreef een akkoord op")),
    "grant.practice": Action(_("Leerbedrijf en overeenkomsten ingevuld"), _C, _("vulde je leerbedrijf in")),
    "grant.pay": Action(_("Factuur van inzet geboekt"), _C, _("boekte een betaling voor je inzet")),
    "grant.settle": Action(_("Inzet afgerekend"), _C, _("rekende je inzet af")),
    "budget.allot": Action(_("Geld in een pot gezet"), Kind.SETTINGS),
    "budget.counter": Action(_("Tegenboeking in een pot"), Kind.SETTINGS),
    "plan.bsn_denied": Action(_("Bij een plan gezegd: dit is geen BSN"), _C),
    "grant.bsn_denied": Action(_("Bij een inzet gezegd: dit is geen BSN"), _C),
    "plan.print": Action(_("Plan om te printen geopend"), Kind.EXPORT, _("opende je plan om te printen")),
    "work_profile.bsn_denied": Action(_("Burgerservicenummer geweigerd"), _C),
    "work_profile.change": Action(_("Werkprofiel veranderd"), _C, _("veranderde iets in je werkprofiel")),
    "allocation.propose": Action(_("Coach voorgesteld"), _C, _("stelde een coach voor")),
    "allocation.accept": Action(_("Voorstel voor coach aangenomen"), _C, _("werd je coach")),
    "allocation.pass": Action(_("Voorstel voor coach doorgegeven"), _C, _("gaf het voorstel voor een coach door")),
    "case.triage": Action(_("Besluit over de hulp"), _C, _("besloot welke hulp je krijgt")),
    "case.triage_undo": Action(_("Besluit teruggedraaid"), _C, _("draaide een besluit over je hulp terug")),
    "work_to_work.note": Action(_("Dagen van oud en nieuw werk"), _C, _("schreef op wanneer je werk stopt en begint")),
    "placement.place": Action(_("Werk gevonden"), _C, _("schreef op dat je werk vond")),
    "placement.correct": Action(_("Gevonden werk verbeterd"), _C, _("verbeterde wat er over je werk staat")),
    "placement.stop": Action(_("Gevonden werk is gestopt"), _C, _("schreef op dat je werk is gestopt")),
    "aftercare.record": Action(_("Nazorg gedaan"), _C, _("schreef op hoe het op je werk gaat")),
    "case.close": Action(_("Dossier afgesloten"), _C, _("sloot je dossier af")),
    "case.reopen": Action(_("Dossier weer open"), _C, _("opende je dossier weer")),
    "outcome.bsn_denied": Action(_("Bij werk of een afspraak gezegd: dit is geen BSN"), _C),
    "appointment.book": Action(_("Afspraak gemaakt"), _C, _("maakte een afspraak met je")),
    "appointment.move": Action(_("Afspraak verzet"), _C, _("verzette een afspraak met je")),
    "appointment.cancel": Action(_("Afspraak afgezegd"), _C, _("zegde een afspraak met je af")),
    "meeting.book": Action(_("Eerste gesprek gepland"), _C, _("maakte een afspraak met je")),
    "meeting.confirm": Action(_("Eerste gesprek bevestigd"), _C, _("bevestigde je afspraak")),
    "meeting.held": Action(_("Eerste gesprek gehouden"), _C, _("schreef op dat jullie elkaar spraken")),
    "urgent.escalate": Action(_("Spoed doorgegeven"), _C, _("gaf door dat het spoed heeft")),
    "urgent.note": Action(_("Spoed opgeschreven"), _C, _("schreef op dat het spoed heeft")),
    "text.bsn_denied": Action(_("Bij een tekst gezegd: dit is geen BSN"), _C),
    "information.count": Action(_("Korte vraag geteld, zonder persoon"), _C),
    "information.take_back": Action(_("Korte vraag teruggenomen"), _C),
    "duplicates.list": Action(_("Mogelijk dubbele mensen bekeken"), _R, _("keek na of je dubbel in het systeem staat")),
    "duplicates.preview": Action(_("Samenvoegen bekeken"), _R, _("keek na of je dubbel in het systeem staat")),
    "duplicates.judge": Action(_("Oordeel over dubbele mensen"), _C, _("besloot of je dubbel in het systeem staat")),
    "duplicates.undo": Action(_("Samenvoegen teruggedraaid"), _C, _("haalde twee dossiers weer uit elkaar")),
    "client.erase": Action(_("Gegevens gewist"), _C, _("wiste gegevens")),
    "erasure.ask": Action(_("Wissen gevraagd"), _C, _("vroeg om je gegevens te wissen")),
    "erasure.agree": Action(_("Wissen goedgekeurd"), _C, _("keurde goed dat je gegevens worden gewist")),
    "erasure.confirm": Action(_("Wissen bevestigd"), _C, _("bevestigde dat je gegevens worden gewist")),
    "erasure.refuse": Action(_("Wissen geweigerd"), _C, _("besloot je gegevens niet te wissen")),
    "erasure.withdraw": Action(_("Vraag om te wissen ingetrokken"), _C, _("trok de vraag om te wissen in")),
    "erasure.list": Action(_("Vragen om te wissen bekeken"), _R, _("keek naar je vraag om te wissen")),
    "retention.apply": Action(_("Bewaartermijn toegepast"), _C),
    "dossier.export": Action(_("Dossier als bestand bewaard"), Kind.EXPORT, _("bewaarde je gegevens als bestand")),
    "own_page.enter": Action(_("Eigen pagina geopend"), _S),
    "rating.give": Action(_("Cijfer voor de hulp gegeven"), _C),
    "own_page.correct": Action(_("Eigen gegevens verbeterd"), _C),
    "mailbox.set": Action(_("Mailbox van een partner ingesteld"), _P),
    "mailbox.confirm": Action(_("Mailbox van een partner bevestigd"), _P),
    "mailbox.end": Action(_("Mailbox van een partner gestopt"), _P),
    "mailbox.code": Action(_("Code naar mailbox gestuurd"), _S),
    "mailbox.wrong_code": Action(_("Verkeerde code van een mailbox"), _S),
    "mailbox.enter": Action(_("Verwijzingen per mail geopend"), _S),
    "referral.known_here": Action(
        _("Gevraagd of de organisatie de persoon kent"), _R, _("keek na of zij je al kennen")
    ),
    "mailbox.link_again": Action(_("Nieuwe link naar mailbox gestuurd"), _C),
    "organisation.propose": Action(_("Partner voorgesteld"), _P),
    "organisation.propose_again": Action(_("Partner opnieuw voorgesteld"), _P),
    "organisation.approve": Action(_("Partner toegelaten"), _P),
    "organisation.refuse": Action(_("Partner niet toegelaten"), _P),
    "organisation.found": Action(_("Partner toegevoegd"), _P),
    "organisation.end": Action(_("Partner gestopt"), _P),
    "organisation.reopen": Action(_("Partner weer toegelaten"), _P),
    "service.check": Action(_("Aanbod nagekeken"), Kind.SETTINGS),
    "service.stop": Action(_("Aanbod gestopt"), Kind.SETTINGS),
    "vacancies.import": Action(_("Vacatures ingelezen"), Kind.SETTINGS),
    "vacancy.copy": Action(_("Vacature gekopieerd"), Kind.SETTINGS),
    "vacancy.publish": Action(_("Vacature open gezet"), Kind.SETTINGS),
    "vacancy.close": Action(_("Vacature gesloten"), Kind.SETTINGS),
    "vacancy.reopen": Action(_("Vacature weer open gezet"), Kind.SETTINGS),
    "employer_notice.receive": Action(_("Bericht van een werkgever gekregen"), Kind.SETTINGS),
    "employer_notice.bsn_denied": Action(_("Werkgever zei: dit is geen BSN"), Kind.SETTINGS),
    "employer_notice.link": Action(_("Bericht aan een werkgever gekoppeld"), Kind.SETTINGS),
    "employer_notice.finish": Action(_("Bericht van een werkgever afgehandeld"), Kind.SETTINGS),
    "employer_notice.decline": Action(_("Bericht van een werkgever afgewezen"), Kind.SETTINGS),
    "employer_notice.reopen": Action(_("Bericht van een werkgever weer opgepakt"), Kind.SETTINGS),
    "request": Action(_("Pagina geweigerd"), _R, _("probeerde een pagina over jou te openen")),
}
"""Every action that does not follow from a table or a referral."""

_VERBS: dict[str, Text] = {
    "list": _("Beheer: lijst bekeken"),
    "read": _("Beheer: bekeken"),
    "add": _("Beheer: toegevoegd"),
    "change": _("Beheer: veranderd"),
    "delete": _("Beheer: verwijderd"),
    "try_again": _("Beheer: opnieuw geprobeerd"),
}
_OF_A_TABLE = re.compile(rf"^[a-z_]+\.({'|'.join(_VERBS)})$")
REFERRAL = "referral."
_UNKNOWN = _("Iets anders gedaan")


def of(action: str) -> Action:
    """Return what an action is called; one nobody gave a word is something else, never an error."""
    if action in ACTIONS:
        return ACTIONS[action]
    if action.startswith(REFERRAL):
        return Action(_("Stap in een verwijzing"), Kind.CHANGED, _("deed iets met je verwijzing"))
    if found := _OF_A_TABLE.match(action):
        return Action(_VERBS[found[1]], Kind.SETTINGS)
    return Action(_UNKNOWN, Kind.SETTINGS)


def is_named(action: str) -> bool:
    """Say whether somebody gave this action a word."""
    return of(action).word is not _UNKNOWN


def of_kind(kind: str) -> Q:
    """Return the condition on lines of a kind."""
    named = sorted(action for action, found in ACTIONS.items() if found.kind == kind)
    rule = Q(action__in=named)
    if kind == Kind.CHANGED:
        known = [action for action in ACTIONS if action.startswith(REFERRAL)]
        rule |= Q(action__startswith=REFERRAL) & ~Q(action__in=known)
    if kind == Kind.SETTINGS:
        rule |= Q(action__regex=_OF_A_TABLE.pattern) & ~Q(action__in=sorted(ACTIONS))
    return rule
