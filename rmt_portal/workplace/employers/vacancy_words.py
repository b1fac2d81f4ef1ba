"""A vacancy in words, and what happened to it."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Demand, EducationLevel, ShiftKind
from matching.models import Vacancy

EVENT_WORDS = {
    "type": gettext_lazy("getypt"),
    "copy": gettext_lazy("gekopieerd"),
    "from_notice": gettext_lazy("gemaakt van een bericht van de werkgever"),
    "publish": gettext_lazy("open gezet"),
    "close": gettext_lazy("gesloten"),
    "reopen": gettext_lazy("weer open gezet"),
}
REASON_WORDS = {
    "filled": gettext_lazy("vervuld door een kandidaat van ons"),
    "filled_elsewhere": gettext_lazy("vervuld door iemand anders"),
    "withdrawn": gettext_lazy("de werkgever zoekt niet meer"),
    "wrong": gettext_lazy("de vacature klopt niet"),
}


def facts(vacancy: Vacancy) -> list[tuple[str, str]]:
    """Return what is known of a vacancy as pairs of words; what is not known is left out."""
    said = [
        (_("Beroep"), str(vacancy.occupation or "")),
        (_("Sector"), str(vacancy.sector or "")),
        (_("Plaats"), " ".join(part for part in (vacancy.postcode4, vacancy.place) if part)),
        (_("Plekken"), str(vacancy.places)),
        (_("Uren per week"), span(vacancy.hours_min, vacancy.hours_max)),
        (_("Contract"), str(vacancy.get_contract_display())),
        (_("Loon per uur"), _pay(vacancy)),
        (_("Werktijden"), _labels(ShiftKind, vacancy.shifts)),
        (_("Opleiding"), str(EducationLevel(vacancy.education).label) if vacancy.education else ""),
        (_("Nodig"), ", ".join(str(one) for one in vacancy.requires.all())),
        (_("De werkgever leidt op"), _("ja") if vacancy.offers_training else ""),
        (_("Vraagt van iemand"), _labels(Demand, vacancy.demands)),
        (_("Tot en met"), localize(vacancy.valid_through) if vacancy.valid_through else ""),
    ]
    return [(name, value) for name, value in said if value]


def span(lowest: Any, highest: Any) -> str:
    """Say two numbers as one span; an unknown one is left out."""
    if lowest and highest and lowest != highest:
        return _("%(lowest)s tot %(highest)s") % {"lowest": localize(lowest), "highest": localize(highest)}
    return localize(lowest or highest) if lowest or highest else ""


def history(vacancy: Vacancy) -> list[dict[str, Any]]:
    """Return what happened, the newest first, with who did it; without one, the file did."""
    events = vacancy.events.select_related("actor").order_by("-pk")[:20]
    return [
        {
            "at": event.at,
            "words": EVENT_WORDS.get(event.event, event.event),
            "by": str(event.actor) if event.actor else _("het bestand"),
            "reason": REASON_WORDS.get(event.reason, event.reason),
        }
        for event in events
    ]


def _pay(vacancy: Vacancy) -> str:
    said = span(vacancy.wage_min, vacancy.wage_max)
    return f"€ {said}" if said else ""


def _labels(kinds: Any, values: list[str]) -> str:
    known = dict(kinds.choices)
    return ", ".join(str(known[value]).lower() for value in values if value in known)
