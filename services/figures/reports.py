"""The reports: which tables they have, by what each is counted, and the definition people read beside it."""

from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Layer
from services.figures import sources

VERSION = 3
"""Of the definitions below. A change of what is counted is a new version; a frozen month keeps the one it has, and
shows no table that was not counted then. 2: age, education, benefit, places to learn, terms of help with debts.
3: what clients thought of the help."""


class Kind(Enum):
    """What the numbers of a table are."""

    COUNT = "how many dossiers per row and column"
    FLOW = "how many per row in each column; columns are not added up"
    DAYS = "how many, and how many days it took"
    LOAD = "how many dossiers the coaches of an organisation have"
    MONEY = "euro per scheme"
    GRADE = "how many grades, and their average"


class Words(Enum):
    """What the codes of rows and columns are; :mod:`services.figures.words` says them."""

    NONE = "none"
    MONTH = "month"
    CHANNEL = "channel"
    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"
    SITUATION = "situation"
    OUTCOME = "outcome"
    REASON = "reason"
    STATE = "state"
    WEEKS = "weeks"
    STEP = "step"
    ANSWER = "answer"
    SERVICE_KIND = "service_kind"
    GRANT_EVENT = "grant_event"
    SCHEME = "scheme"
    EXIT = "exit"
    CONTRACT = "contract"
    DIRECT = "direct"
    SECTOR = "sector"
    RESULT = "result"
    AGE = "age"
    EDUCATION = "education"
    BENEFIT = "benefit"
    PLACE_TO_LEARN = "place_to_learn"
    TERM = "term"
    TALK = "talk"
    GRADED = "graded"
    SAID = "said"
    BAND = "band"
    YES_NO = "yes_no"


class Picture(Enum):
    """How a table is drawn beside its numbers."""

    NONE = "none"
    BARS = "bars"
    SPREAD = "spread"
    STREAM = "stream"


@dataclass(frozen=True)
class Table:
    """One table. ``source`` is a query of :mod:`services.figures.sources`; ``row`` and ``column`` are columns of it.

    ``layer``: how much of a dossier must be open to who asks for the list behind a cell, because the list tells that
    much about each dossier in it. A process (a phase, a wait) is told with its number; a person is not.
    ``is_secret``: nobody gets the list, because people said this in confidence. ``is_whole``: shown whole or not at
    all, because another table tells one of its numbers.
    """

    slug: str
    title: str | Promise
    source: str
    row: str
    rows: Words
    column: str = ""
    columns: Words = Words.NONE
    kind: Kind = Kind.COUNT
    layer: Layer = Layer.REFERENCE
    picture: Picture = Picture.NONE
    is_secret: bool = False
    is_whole: bool = False


@dataclass(frozen=True)
class Report:
    """Tables about one thing, with what is counted in words."""

    slug: str
    title: str | Promise
    definition: str | Promise
    tables: tuple[Table, ...] = field(default=())

    def table(self, slug: str) -> Table | None:
        """Return a table by its slug."""
        return next((table for table in self.tables if table.slug == slug), None)


W = Words
REPORTS: tuple[Report, ...] = (
    Report(
        "aanmeldingen", _("Aanmeldingen"),
        _("Elke aanmelding die in deze maand is verstuurd telt één keer, bij de deur waar iemand binnenkwam. De "
          "gemeente is waar iemand toen woonde, de leeftijd die van de dag van aanmelding. De opleiding is de hoogste "
          "die af is, zoals die in het profiel staat. Wie zich bij twee deuren aanmeldt, telt twee keer."),
        (
            Table("per-maand", _("In twaalf maanden"), sources.REGISTRATIONS_OF_A_YEAR, "month", W.MONTH,
                  picture=Picture.BARS),
            Table("per-kanaal", _("Hoe iemand kwam"), sources.REGISTRATIONS, "channel", W.CHANNEL),
            Table("per-deur", _("Per deur"), sources.REGISTRATIONS, "door", W.ORGANISATION),
            Table("per-gemeente", _("Per gemeente"), sources.REGISTRATIONS, "municipality", W.MUNICIPALITY,
                  layer=Layer.TRIAGE, picture=Picture.BARS),
            Table("per-situatie", _("Per situatie"), sources.REGISTRATIONS, "situation", W.SITUATION,
                  layer=Layer.TRIAGE),
            Table("per-leeftijd", _("Per leeftijd"), sources.REGISTRATIONS, "age", W.AGE, layer=Layer.TRIAGE),
            Table("per-opleiding", _("Per opleiding"), sources.REGISTRATIONS, "education", W.EDUCATION,
                  layer=Layer.TRIAGE),
            Table("per-uitkering", _("Uitkering"), sources.REGISTRATIONS, "benefit", W.BENEFIT,
                  layer=Layer.SENSITIVE),
        ),
    ),
    Report(
        "besluiten", _("Besluiten na de aanmelding"),
        _("Elk besluit van een mens dat in deze maand is genomen en aan het eind van de maand nog gold. Een besluit "
          "dat is teruggenomen telt niet."),
        (
            Table("per-reden", _("Besluit en reden"), sources.TRIAGE, "reason", W.REASON, "outcome", W.OUTCOME,
                  layer=Layer.TRIAGE),
        ),
    ),
    Report(
        "fasen", _("Waar iedereen staat"),
        _("Alle dossiers die op de laatste dag van de maand open waren, in de fase van die dag. Wie klaar is, stopte, "
          "elders werd geholpen of is samengevoegd telt niet mee."),
        (Table("per-fase", _("Per fase"), sources.PHASES, "state", W.STATE, picture=Picture.BARS),),
    ),
    Report(
        "wachtlijst", _("Wachtlijst"),
        _("Wie is aangenomen en op de laatste dag van de maand op de wachtlijst stond, omdat geen coach plaats had. De "
          "weken zijn geteld vanaf de dag dat iemand op de lijst kwam."),
        (Table("per-week", _("Hoe lang wacht iemand al?"), sources.WAITING, "weeks", W.WEEKS, picture=Picture.BARS),),
    ),
    Report(
        "doorlooptijd", _("Doorlooptijden"),
        _("Voor elke stap: wie hem in deze maand voor het eerst zette, en hoeveel dagen na de aanmelding dat was "
          "(weekeinden tellen mee). Mediaan: de helft was sneller. Negen van de tien: zo snel was 90 procent. Sinds de "
          "vorige stap: sinds besluit, plan of hulp, welke het laatst kwam. Gewiste personen tellen niet mee."),
        (
            Table("per-stap", _("Van aanmelding naar werk"), sources.LEAD_TIMES, "step", W.STEP, kind=Kind.DAYS,
                  picture=Picture.SPREAD),
        ),
    ),
    Report(
        "caseload", _("Kandidaten per coach"),
        _("Open dossiers met een coach op de laatste dag van de maand, per organisatie van die coach. Mediaan, negen "
          "van de tien en hoogste gaan over het aantal kandidaten van één coach. Vervangers tellen niet mee."),
        (
            Table("per-organisatie", _("Per organisatie"), sources.CASELOAD, "organisation", W.ORGANISATION,
                  kind=Kind.LOAD),
        ),
    ),
    Report(
        "verwijzingen", _("Verwijzingen per partner"),
        _("Elke verwijzing die in deze maand is verstuurd, met het antwoord op de laatste dag van de maand. Niet "
          "aangenomen: de partner zei nee. Verlopen: er kwam geen antwoord. Ingetrokken: door de verwijzer, of omdat "
          "iemand zijn toestemming introk. Antwoordtijd: van versturen tot ja, nee, een vraag of een datum."),
        (
            Table("per-partner", _("Antwoord per partner"), sources.REFERRALS, "partner", W.ORGANISATION, "answer",
                  W.ANSWER, layer=Layer.TRIAGE),
            Table("antwoordtijd", _("Hoe snel antwoordt een partner?"), sources.ANSWERS, "partner", W.ORGANISATION,
                  kind=Kind.DAYS, layer=Layer.TRIAGE, picture=Picture.SPREAD),
        ),
    ),
    Report(
        "schuldhulp", _("Schuldhulp"),
        _("Verwijzingen naar schuldhulp. De wet vraagt een eerste gesprek binnen vier weken, en binnen drie werkdagen "
          "bij dreigende uitzetting of afsluiting. Geteld in de maand waarin die termijn afliep, met wat er aan het "
          "eind van de maand was opgeschreven; stond het gesprek er nog niet in, dan is het niet bekend. Hoe lang het "
          "duurde: gesprekken die in deze maand zijn opgeschreven, in dagen na de aanvraag."),
        (
            Table("op-tijd", _("Was het eerste gesprek op tijd?"), sources.DEBT_TERMS, "speed", W.TERM, "talk", W.TALK,
                  layer=Layer.SENSITIVE),
            Table("hoe-lang", _("Hoe lang duurde het tot het gesprek?"), sources.DEBT_TALKS, "speed", W.TERM,
                  kind=Kind.DAYS, layer=Layer.SENSITIVE),
        ),
    ),
    Report(
        "uitkomsten", _("Uitkomsten"),
        _("Uitkomst: dossiers die in deze maand zijn afgesloten en aan het eind van de maand nog dicht waren. Werk: "
          "al het werk dat in deze maand is opgeschreven. Van werk naar werk: begonnen op of voor de laatste dag van "
          "het oude werk. Van sector naar sector: werk dat begon in het laatste hele halfjaar, van het laatste werk "
          "uit het profiel naar het nieuwe; een maand alleen is te klein om te tonen. Na zes maanden: iedereen "
          "die een half jaar geleden begon te werken, en of dat werk er nog is. Een latere verbetering telt mee in een "
          "nieuwe berekening."),
        (
            Table("per-uitkomst", _("Hoe het afliep"), sources.OUTCOMES, "kind", W.EXIT, layer=Layer.TRIAGE,
                  picture=Picture.BARS),
            Table("werk-naar-werk", _("Van werk naar werk"), sources.PLACEMENTS, "direct", W.DIRECT,
                  layer=Layer.TRIAGE),
            Table("per-contract", _("Soort contract"), sources.PLACEMENTS, "contract", W.CONTRACT,
                  layer=Layer.TRIAGE),
            Table("van-naar", _("Van sector naar sector"), sources.MOVES, "sector_from", W.SECTOR, "sector_to",
                  W.SECTOR, layer=Layer.TRIAGE, picture=Picture.STREAM),
            Table("na-zes-maanden", _("Na zes maanden"), sources.HALF_YEAR, "result", W.RESULT, layer=Layer.TRIAGE),
        ),
    ),
    Report(
        "tevredenheid", _("Wat kandidaten van de hulp vinden"),
        _("Wie klaar is, mag dertig dagen lang een cijfer geven van 1 tot en met 10. Geteld over het laatste hele "
          "halfjaar, naar de dag van afsluiten, met wat uiterlijk een maand later was gezegd. Niet gevraagd: wie zelf "
          "stopte, niet meer bereikt is of overleed. Wie wat zei, kan niemand zien; daarom is er geen lijst achter."),
        (
            Table("antwoord", _("Hoeveel mensen gaven een cijfer?"), sources.ASKED_FOR_GRADE, "answer", W.SAID,
                  is_secret=True, is_whole=True),
            Table("cijfer", _("Gemiddeld cijfer"), sources.GRADES, "whole", W.GRADED, kind=Kind.GRADE,
                  is_secret=True),
            Table("verdeling", _("Welke cijfers?"), sources.GRADES, "band", W.BAND, is_secret=True,
                  picture=Picture.BARS),
            Table("meer-vertrouwen", _("Meer vertrouwen door de hulp"), sources.GRADES, "trust", W.YES_NO,
                  is_secret=True),
            Table("meer-kans", _("Meer kans op werk door de hulp"), sources.GRADES, "chances", W.YES_NO,
                  is_secret=True),
        ),
    ),
    Report(
        "diensten", _("Diensten"),
        _("Inzet waarvoor dit in deze maand gebeurde: gevraagd, toegekend, afgewezen, begonnen of afgerond. Dezelfde "
          "inzet kan in meer kolommen staan; tel kolommen daarom niet bij elkaar op."),
        (
            Table("per-soort", _("Per soort dienst"), sources.GRANTS, "kind", W.SERVICE_KIND, "event", W.GRANT_EVENT,
                  kind=Kind.FLOW, layer=Layer.TRIAGE),
        ),
    ),
    Report(
        "praktijkleren", _("Praktijkleren in het mbo"),
        _("Inzet van praktijkleren, per school: gevraagd, gereserveerd (toegekend), afgewezen, begonnen of afgerond in "
          "deze maand; tel kolommen niet bij elkaar op. Beginnen kan alleen met een erkend leerbedrijf, een "
          "reserveringsnummer en drie overeenkomsten. Plekken: hoe ze er op de laatste dag van de maand voor stonden."),
        (
            Table("per-school", _("Per school"), sources.LEARNING, "school", W.ORGANISATION, "event", W.GRANT_EVENT,
                  kind=Kind.FLOW, layer=Layer.TRIAGE),
            Table("plekken", _("Plekken"), sources.LEARNING_THEN, "state", W.PLACE_TO_LEARN, layer=Layer.TRIAGE),
        ),
    ),
    Report(
        "geld", _("Geld per regeling"),
        _("De potten van het jaar, met alle boekingen tot en met de laatste dag van de maand. Gereserveerd: toegekend. "
          "Verplicht: begonnen en nog niet betaald. Vrij: wat overblijft. Gaat het om weinig inzet, dan staat er "
          "alleen hoeveel geld in de pot is gedaan."),
        (
            Table("per-regeling", _("Per regeling"), sources.GRANTS_WITH_MONEY, "scheme", W.SCHEME, kind=Kind.MONEY,
                  layer=Layer.TRIAGE),
        ),
    ),
)  # fmt: skip
BY_SLUG = {report.slug: report for report in REPORTS}


def find(report: str, table: str) -> tuple[Report, Table] | None:
    """Return a report and its table by their slugs."""
    found = BY_SLUG.get(report)
    wanted = found.table(table) if found else None
    return (found, wanted) if found and wanted else None
