"""Facts of a vacancy in words: travel, hours, pay, contract, demand, sectors, and what a training is and costs."""

from decimal import Decimal
from math import isnan

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching import travel
from matching.facts import Facts
from matching.models import ContractKind, Vacancy
from rmt_portal.reference.models import Sector, SectorOutlook
from services.models import Service

SAME_PAY = Decimal("0.50")
"""Euro per hour within which pay is called about the same."""

PLAIN_SECTOR = {
    "A": gettext_lazy("landbouw en groen"), "B": gettext_lazy("delfstoffen"),
    "C": gettext_lazy("techniek en productie"),
    "D": gettext_lazy("energie"), "E": gettext_lazy("water en afval"), "F": gettext_lazy("bouw en installatie"),
    "G": gettext_lazy("winkels en handel"), "H": gettext_lazy("vervoer en opslag"), "I": gettext_lazy("horeca"),
    "J": gettext_lazy("ict en media"), "K": gettext_lazy("banken en verzekeraars"), "L": gettext_lazy("vastgoed"),
    "M": gettext_lazy("advies en kantoor"), "N": gettext_lazy("schoonmaak, beveiliging en uitzendwerk"),
    "O": gettext_lazy("overheid"), "P": gettext_lazy("onderwijs"), "Q": gettext_lazy("zorg en welzijn"),
    "R": gettext_lazy("cultuur en sport"), "S": gettext_lazy("andere diensten"),
}  # fmt: skip

MUCH_DEMAND = 1.5
"""Open vacancies per person less than six months in WW from which a market is "krap" (UWV's typology)."""
NEARBY_MINUTES = 20
MOST_MATTERS = 5
"""Most skills that are named as what matters."""


def from_to(vacancy: Vacancy, facts: Facts) -> str:
    """Return "van horeca (krimp) naar zorg en welzijn (tekort)"; "" when a sector is not known."""
    origin, goal = facts.person.profile.last_sector, vacancy.sector
    if origin is None or goal is None:
        return ""
    names = {"origin": _sector(origin.pk, _letter(origin), facts), "goal": _sector(goal.pk, _letter(goal), facts)}
    if _letter(origin) == _letter(goal):
        return _("blijft in %(goal)s") % names
    return _("van %(origin)s naar %(goal)s") % names


def _letter(sector: Sector) -> str:
    return (sector.section or sector).code


def _sector(key: int, letter: str, facts: Facts) -> str:
    name, outlook = str(PLAIN_SECTOR.get(letter, letter)), facts.outlooks.get(key)
    if outlook is None or outlook.outlook == SectorOutlook.Outlook.STABLE:
        return name
    return f"{name} ({outlook.get_outlook_display()})"


def offer(service: Service) -> str:
    """Return a service of the catalogue as one line: name, how long, what it costs, who pays."""
    parts = [str(service.name), service.duration]
    if service.cost is not None:
        parts.append(
            _("kost niets") if not service.cost else _("€ %(cost)s") % {"cost": formats.number_format(service.cost, 0)}
        )
    if service.paid_by:
        parts.append(_("betaald door %(payer)s") % {"payer": service.paid_by})
    return ", ".join(part for part in parts if part)


def in_words(vacancy: Vacancy, facts: Facts) -> list[str]:
    """Return travel, hours, pay, contract and what matters most there; what is not known is said to be unknown."""
    said = [_travel(vacancy, facts), _hours(vacancy, facts), _pay(vacancy, facts), _contract(vacancy)]
    return [*said, *filter(None, [_matters(vacancy, facts)])]


def _matters(vacancy: Vacancy, facts: Facts) -> str:
    """Return the skills that were ticked for this vacancy and weigh most in its ranking; "" when none were."""
    skills = facts.matters.get(vacancy.pk, [])
    if not skills:
        return ""
    named = ", ".join(skill[:1].lower() + skill[1:] for skill in skills[:MOST_MATTERS])
    if len(skills) > MOST_MATTERS:
        return _("hier telt vooral: %(skills)s en meer") % {"skills": named}
    return _("hier telt vooral: %(skills)s") % {"skills": named}


def _distance(vacancy: Vacancy, facts: Facts) -> float | None:
    if facts.person.point is None or vacancy.latitude is None or vacancy.longitude is None:
        return None
    km = travel.distance_km(*facts.person.point, vacancy.latitude, vacancy.longitude)
    return None if isnan(km) else km


def _travel(vacancy: Vacancy, facts: Facts) -> str:
    km = _distance(vacancy, facts)
    if km is None:
        return _("%(place)s, reistijd onbekend") % {"place": vacancy.place}
    way, minutes = travel.way_and_minutes(km, facts.person.profile.transport)
    return _("%(place)s, ongeveer %(km)d km, %(minutes)d minuten %(way)s") % {
        "place": vacancy.place,
        "km": max(1, round(km)),
        "minutes": minutes,
        "way": travel.WITH[way],
    }


def near(vacancy: Vacancy, facts: Facts) -> str:
    """Return how near it is, by the way this person would go; "" when a place is not known."""
    km = _distance(vacancy, facts)
    if km is None:
        return ""
    way, minutes = travel.way_and_minutes(km, facts.person.profile.transport)
    sentence = (
        _("Het is dichtbij: ongeveer %(minutes)d minuten %(way)s.")
        if minutes <= NEARBY_MINUTES
        else _("Je kunt er komen: ongeveer %(minutes)d minuten %(way)s.")
    )
    return sentence % {"minutes": minutes, "way": travel.WITH[way]}


def _hours(vacancy: Vacancy, facts: Facts) -> str:
    asked = _range(vacancy.hours_min, vacancy.hours_max)
    wished = _range(facts.person.profile.hours_min, facts.person.profile.hours_max)
    if not asked:
        return _("uren onbekend")
    said = _("%(hours)s uur per week") % {"hours": asked}
    return f"{said} ({_('je wilt %(hours)s') % {'hours': wished}})" if wished else said


def _range(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None or low == high:
        return str(high if low is None else low)
    return _("%(low)d tot %(high)d") % {"low": low, "high": high}


def _pay(vacancy: Vacancy, facts: Facts) -> str:
    if vacancy.wage_min is None and vacancy.wage_max is None:
        return _("loon onbekend")
    low = vacancy.wage_min if vacancy.wage_min is not None else vacancy.wage_max
    high = vacancy.wage_max if vacancy.wage_max is not None else vacancy.wage_min
    said = (
        _("%(low)s tot %(high)s per uur") % {"low": euro(low), "high": euro(high)}
        if low != high
        else _("%(pay)s per uur") % {"pay": euro(low)}
    )
    last = facts.person.profile.last_hourly_wage
    if last is None or low is None or high is None:
        return said
    difference = (low + high) / 2 - last
    if abs(difference) < SAME_PAY:
        compared = _("ongeveer hetzelfde als eerst")
    elif difference > 0:
        compared = _("ongeveer %(pay)s meer dan eerst") % {"pay": euro(difference)}
    else:
        compared = _("ongeveer %(pay)s minder dan eerst") % {"pay": euro(-difference)}
    return f"{said} ({compared})"


def euro(amount: Decimal | None) -> str:
    """Return an amount as the Dutch write it: € 14,71."""
    return f"€ {formats.number_format(amount, 2)}" if amount is not None else ""


def _contract(vacancy: Vacancy) -> str:
    return {
        ContractKind.PERMANENT: _("vast contract"),
        ContractKind.FIXED: _("tijdelijk contract"),
        ContractKind.AGENCY: _("via een uitzendbureau"),
        ContractKind.LEARNING: _("leerbaan: werken en leren"),
    }.get(ContractKind(vacancy.contract), _("contract onbekend"))


def wanted(vacancy: Vacancy, facts: Facts) -> str:
    """Say that many people are wanted, only when the figure that is shown beside it says so too."""
    figure = facts.tightness.get((vacancy.occupation and vacancy.occupation.isco.brc_id) or 0)
    return _("Er is veel vraag naar mensen voor dit werk.") if figure and figure.ratio >= MUCH_DEMAND else ""


def demand(vacancy: Vacancy, facts: Facts) -> str:
    """Return the figure of demand with region, word, source and date; an example value says so."""
    figure = facts.tightness.get((vacancy.occupation and vacancy.occupation.isco.brc_id) or 0)
    if figure is None:
        return ""
    word = next((name for lowest, name in reversed(facts.tightness_words) if figure.ratio >= lowest), "")
    where = str(vacancy.region) if figure.region_id else _("Nederland")
    said = _("%(where)s: %(ratio)s open vacatures per werkzoekende met korte WW voor dit soort werk") % {
        "where": where,
        "ratio": formats.number_format(figure.ratio, 1),
    }
    named = {"source": figure.source, "day": formats.date_format(figure.published_on, "j F Y")}
    source = _("voorbeeldcijfer van %(day)s") if figure.is_demo else _("bron: %(source)s, %(day)s")
    return f"{said} ({', '.join(part for part in (word, source % named) if part)})."
