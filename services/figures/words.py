"""What the codes in the figures are called; the names of today for organisations, municipalities and schemes."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import (
    CaseState,
    Channel,
    ContractKind,
    EducationLevel,
    Outcome,
    OutcomeKind,
    Situation,
    TriageReason,
)
from partners.models import Organisation
from rmt_portal.reference.models import Municipality, Sector
from services.figures.hiding import ALL
from services.figures.reports import Words
from services.models import Scheme, ServiceKind

Text = str | Promise

_SITUATIONS: dict[str, Text] = {
    Situation.LOST: gettext_lazy("baan kwijt"),
    Situation.MAY_LOSE: gettext_lazy("raakt misschien baan kwijt"),
    Situation.SELF_EMPLOYED: gettext_lazy("zzp met te weinig werk"),
    Situation.EMPLOYED: gettext_lazy("heeft werk, wil ander werk"),
    Situation.OTHER: gettext_lazy("iets anders"),
}
_FIXED: dict[Words, Mapping[str, Text]] = {
    Words.NONE: {"": gettext_lazy("Aantal")},
    Words.CHANNEL: dict(Channel.choices),
    Words.SITUATION: _SITUATIONS,
    Words.OUTCOME: {
        Outcome.ADMIT: gettext_lazy("Wij helpen"),
        Outcome.REGULAR: gettext_lazy("Gewone hulp elders"),
        Outcome.INFORM: gettext_lazy("Alleen informatie"),
    },
    Words.REASON: dict(TriageReason.choices),
    Words.STATE: dict(CaseState.choices),
    Words.WEEKS: {
        "0": gettext_lazy("korter dan 2 weken"),
        "2": gettext_lazy("2 tot 4 weken"),
        "4": gettext_lazy("4 tot 8 weken"),
        "8": gettext_lazy("8 weken of langer"),
    },
    Words.STEP: {
        "contact": gettext_lazy("Eerste gesprek"),
        "triage": gettext_lazy("Besluit"),
        "plan": gettext_lazy("Plan akkoord"),
        "service": gettext_lazy("Eerste hulp begonnen"),
        "work": gettext_lazy("Werk"),
    },
    Words.ANSWER: {
        "accepted": gettext_lazy("Aangenomen"),
        "declined": gettext_lazy("Niet aangenomen"),
        "expired": gettext_lazy("Verlopen"),
        "waiting": gettext_lazy("Wacht nog"),
        "taken_back": gettext_lazy("Ingetrokken"),
    },
    Words.EXIT: dict(OutcomeKind.choices),
    Words.CONTRACT: dict(ContractKind.choices),
    Words.DIRECT: {
        "yes": gettext_lazy("van werk naar werk"),
        "no": gettext_lazy("eerst zonder werk"),
        "unknown": gettext_lazy("laatste werkdag niet bekend"),
    },
    Words.RESULT: {
        "still_there": gettext_lazy("werkt er nog"),
        "other_work": gettext_lazy("heeft ander werk"),
        "stopped": gettext_lazy("werkt daar niet meer"),
        "not_reached": gettext_lazy("niet bereikt"),
        "not_asked": gettext_lazy("niet gevraagd"),
    },
    Words.AGE: {
        "0": gettext_lazy("jonger dan 27"),
        "27": gettext_lazy("27 tot en met 39"),
        "40": gettext_lazy("40 tot en met 49"),
        "50": gettext_lazy("50 tot en met 59"),
        "60": gettext_lazy("60 of ouder"),
    },
    Words.EDUCATION: {str(level): label for level, label in EducationLevel.choices},
    Words.BENEFIT: {
        "yes": gettext_lazy("zei een uitkering te krijgen"),
        "no": gettext_lazy("zei dat niet"),
    },
    Words.PLACE_TO_LEARN: {
        "requested": gettext_lazy("gevraagd"),
        "checked": gettext_lazy("wacht op besluit"),
        "approved": gettext_lazy("gereserveerd, nog niet begonnen"),
        "started": gettext_lazy("begonnen"),
    },
    Words.TERM: {
        "normal": gettext_lazy("binnen vier weken"),
        "threat": gettext_lazy("binnen drie werkdagen (dreiging)"),
    },
    Words.TALK: {
        "in_time": gettext_lazy("Op tijd"),
        "late": gettext_lazy("Te laat"),
        "unknown": gettext_lazy("Niet bekend"),
        "taken_back": gettext_lazy("Ingetrokken"),
    },
    Words.GRADED: {"": gettext_lazy("Alle cijfers")},
    Words.SAID: {
        "yes": gettext_lazy("gaf een cijfer"),
        "no": gettext_lazy("gaf geen cijfer"),
    },
    Words.BAND: {
        "1": gettext_lazy("1 tot en met 5"),
        "6": gettext_lazy("6 of 7"),
        "8": gettext_lazy("8 tot en met 10"),
    },
    Words.YES_NO: {
        "yes": gettext_lazy("ja"),
        "no": gettext_lazy("nee"),
        "passed": gettext_lazy("zei niets"),
    },
    Words.SERVICE_KIND: dict(ServiceKind.choices),
    Words.GRANT_EVENT: {
        "ask": gettext_lazy("Gevraagd"),
        "approve": gettext_lazy("Toegekend"),
        "refuse": gettext_lazy("Afgewezen"),
        "start": gettext_lazy("Begonnen"),
        "end": gettext_lazy("Afgerond"),
    },
}  # fmt: skip
ORDERED = (
    Words.OUTCOME, Words.STATE, Words.WEEKS, Words.STEP, Words.ANSWER, Words.GRANT_EVENT, Words.DIRECT, Words.RESULT,
    Words.AGE, Words.EDUCATION, Words.BENEFIT, Words.PLACE_TO_LEARN, Words.TERM, Words.TALK,
    Words.SAID, Words.BAND, Words.YES_NO,
)  # fmt: skip
"""Codes that have an order of their own; of the others the most comes first."""


class Names:
    """Says codes as words. The names of organisations, places, schemes and sectors are asked once, for all tables."""

    def __init__(self, codes: Iterable[tuple[Words, str]]) -> None:
        wanted: dict[Words, set[str]] = {}
        for words, code in codes:
            wanted.setdefault(words, set()).add(code)
        numbers = {w: {int(c) for c in wanted.get(w, ()) if c.isdecimal()} for w in (Words.ORGANISATION, Words.SCHEME)}
        organisations = Organisation.objects.filter(pk__in=numbers[Words.ORGANISATION]).values_list("pk", "name")
        schemes = Scheme.objects.filter(pk__in=numbers[Words.SCHEME]).values_list("pk", "name")
        places = Municipality.objects.filter(code__in=wanted.get(Words.MUNICIPALITY, ())).values_list("code", "name")
        sections = Sector.objects.filter(code__in={code.partition("-")[2] for code in wanted.get(Words.SECTOR, ())})
        sectors = sections.values_list("scheme", "code", "name")
        self._asked: dict[Words, dict[str, str]] = {
            Words.ORGANISATION: {str(pk): name for pk, name in organisations},
            Words.SCHEME: {str(pk): name for pk, name in schemes},
            Words.MUNICIPALITY: dict(places),
            Words.SECTOR: {f"{scheme}-{code}": name for scheme, code, name in sectors},
        }

    def say(self, words: Words, code: str) -> str:
        """Return a code in words; a code nobody knows any more as it is."""
        if code == ALL:
            return _("Totaal")
        if words is Words.MONTH:
            return date_format(date.fromisoformat(f"{code}-01"), "M Y")
        known: Mapping[str, Text] = _FIXED.get(words) or self._asked.get(words, {})
        if code == "" and words is Words.ORGANISATION:
            return _("zelf, via de website")
        return str(known.get(code, code or _("onbekend")))

    @staticmethod
    def place_of(words: Words, code: str) -> tuple[int, str]:
        """Return where a code stands among the others, for codes with an order of their own."""
        known = list(_FIXED.get(words, ()))
        return (known.index(code) if code in known else len(known), code)
