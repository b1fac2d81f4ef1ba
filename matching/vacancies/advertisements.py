"""What a line means: a ``JobPosting`` or a CSV row understood as an :class:`Advertisement`, nothing looked up yet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from matching.models import ContractKind
from matching.vacancies import values, words
from matching.vacancies.lines import RawLine

LONGEST = {"title": 200, "employer": 150, "place": 100, "description": 20_000, "id": 120, "source": 60, "hint": 200}

_PAY_UNITS = {
    "hour": ("hour", "uur", "per uur", "h", "hur"),
    "day": ("day", "dai", "dag", "per dag"),
    "week": ("week", "per week", "wee"),
    "month": ("month", "maand", "per maand", "mon"),
    "year": ("year", "jaar", "per jaar", "ann"),
}
PAY_UNITS = {word: unit for unit, spellings in _PAY_UNITS.items() for word in spellings}


@dataclass(frozen=True)
class Advertisement:
    """A vacancy as its source tells it. Unknown is None, "" or UNKNOWN; ``notes`` say what could not be read."""

    number: int
    source: str
    external_id: str
    title: str
    employer: str
    description: str
    place: str
    postcode4: str
    hours: tuple[int, int] | None
    pay: values.Pay | None
    contract: ContractKind
    education: int | None
    requirements: frozenset[str]
    offers_training: bool
    shifts: tuple[str, ...]
    demands: tuple[str, ...]
    occupation: str
    industry: str
    url: str
    posted_on: date | None
    valid_through: date | None
    notes: list[str] = field(default_factory=list)


def understand(line: RawLine) -> Advertisement:
    """Return what a readable line says, whatever of it is missing."""
    return _from_posting(line) if line.is_posting else _from_row(line)


def _from_row(line: RawLine) -> Advertisement:
    row, notes = line.fields, _Notes()
    description = values.prose(row.get("description", ""), LONGEST["description"])
    asked = values.text(row.get("requirements", ""), 2_000)
    title = values.text(row.get("title", ""), LONGEST["title"])
    employer = values.text(row.get("employer", ""), LONGEST["employer"])
    place, postcode = values.text(row.get("place", ""), LONGEST["place"]), values.postcode4(row.get("postcode", ""))
    training = values.text(row.get("training", ""), 20).lower()
    return Advertisement(
        number=line.number,
        source=values.text(row.get("source", ""), LONGEST["source"]),
        external_id=_identity(values.text(row.get("id", ""), 2_000), title, employer, place, postcode),
        title=title,
        employer=employer,
        description=description,
        place=place,
        postcode4=postcode,
        hours=notes.read("uren", row.get("hours"), values.hours),
        pay=_row_pay(row, notes),
        contract=words.contract([row.get("contract", "")]),
        education=_education(row.get("education", "")),
        requirements=frozenset(words.requirements(asked) | words.requirements(description)),
        offers_training=training in {"ja", "yes", "1", "true", "x"} or words.offers_training(description),
        shifts=tuple(words.shifts(f"{row.get('hours', '')}\n{title}\n{description}")),
        demands=tuple(words.demands(description)),
        occupation=values.text(row.get("occupation", ""), LONGEST["hint"]),
        industry=values.text(row.get("industry", ""), LONGEST["hint"]),
        url=values.web_address(row.get("url", "")),
        posted_on=notes.read("geplaatst", row.get("posted_on"), values.day),
        valid_through=notes.read("tot en met", row.get("valid_through"), values.day),
        notes=notes,
    )


def _from_posting(line: RawLine) -> Advertisement:
    posting, notes = line.fields, _Notes()
    description = values.prose(posting.get("description"), LONGEST["description"])
    told = [
        values.prose(_said(posting.get(name)), 4_000)
        for name in ("qualifications", "experienceRequirements", "skills", "responsibilities", "jobBenefits")
    ]
    title = values.text(posting.get("title") or posting.get("name"), LONGEST["title"])
    employer = values.text(_employer(posting.get("hiringOrganization")), LONGEST["employer"])
    place, postcode = _place(posting.get("jobLocation"))
    source, identity = _identifier(posting.get("identifier"))
    everything = "\n".join([description, *told])
    return Advertisement(
        number=line.number,
        source=values.text(source, LONGEST["source"]),
        external_id=_identity(identity or values.text(posting.get("url"), 2_000), title, employer, place, postcode),
        title=title,
        employer=employer,
        description=description,
        place=place,
        postcode4=postcode,
        hours=notes.read("uren", posting.get("workHours"), values.hours),
        pay=_posting_pay(posting.get("baseSalary"), notes),
        contract=_posting_contract(posting),
        education=_education(_said(posting.get("educationRequirements"))),
        requirements=frozenset(words.requirements(everything)),
        offers_training=words.offers_training(everything),
        shifts=tuple(words.shifts(f"{values.text(posting.get('workHours'), 500)}\n{title}\n{everything}")),
        demands=tuple(words.demands(f"{values.prose(_said(posting.get('physicalRequirement')), 500)}\n{everything}")),
        occupation=values.text(
            _term(posting.get("relevantOccupation") or posting.get("occupationalCategory")), LONGEST["hint"]
        ),
        industry=values.text(_term(posting.get("industry")), LONGEST["hint"]),
        url=values.web_address(posting.get("url")),
        posted_on=notes.read("datePosted", posting.get("datePosted"), values.day),
        valid_through=notes.read("validThrough", posting.get("validThrough"), values.day),
        notes=notes,
    )


class _Notes(list[str]):
    """What could not be read of a line that is otherwise good."""

    def read(self, what: str, value: Any, reader: Any) -> Any:
        """Return the value as the reader understands it; note it when there was something and it says nothing."""
        found = reader(value)
        if found is None and value not in (None, "", [], {}):
            self.append(_("%(what)s niet leesbaar, blijft onbekend") % {"what": what})
        return found


def _identity(given: str, title: str, employer: str, place: str, postcode: str) -> str:
    """Return the number at the source; without one, a stable name made of what the vacancy is; long ones shortened."""
    if not given:
        given = "|".join((title, employer, place, postcode)).lower()
        return "auto-" + hashlib.sha256(given.encode()).hexdigest()[:24]
    if len(given) <= LONGEST["id"]:
        return given
    return given[:80] + "-" + hashlib.sha256(given.encode()).hexdigest()[:24]


def _education(value: Any) -> int | None:
    said = values.text(value, 200)
    return int(said) if said in {"1", "2", "3", "4", "5", "6"} else words.education(said)


def _row_pay(row: Mapping[str, str], notes: _Notes) -> values.Pay | None:
    stated = [row.get(name, "") for name in ("pay_min", "pay_max")]
    found = [parsed for value in stated if (parsed := values.number(value)) is not None]
    return _pay(found, row.get("pay_unit", ""), any(value.strip() for value in stated), notes)


def _posting_pay(salary: Any, notes: _Notes) -> values.Pay | None:
    salary = _first(salary)
    if not isinstance(salary, dict):
        return _pay(values.amounts(salary), "", False, notes)
    value = _first(salary.get("value", salary))
    inner = value if isinstance(value, dict) else {"value": value}
    currency = values.text(salary.get("currency") or inner.get("currency") or "EUR", 10).upper()
    if currency not in {"EUR", "EURO", "€"}:
        notes.append(_("loon niet in euro, blijft onbekend"))
        return None
    stated = [inner.get(name) for name in ("minValue", "value", "maxValue")]
    found = [amount for value in stated for amount in values.amounts(value)]
    return _pay(found, inner.get("unitText") or salary.get("unitText"), any(stated), notes)


def _pay(found: list[Decimal], unit: Any, was_stated: bool, notes: _Notes) -> values.Pay | None:
    known = PAY_UNITS.get(values.text(unit, 20).lower().removesuffix("ly")) if found else None
    if found and known is None and not values.text(unit, 20):
        known = _usual_unit(max(found))
    if found and known:
        return values.Pay(min(found), max(found), known)
    if found or was_stated:
        notes.append(_("loon niet leesbaar, blijft onbekend"))
    return None


def _usual_unit(highest: Decimal) -> str | None:
    """Return the unit of an amount without one where only one can be meant: 18 is per hour, 2,900 per month."""
    if highest < 100:
        return "hour"
    return "month" if 1_000 <= highest < 10_000 else "year" if 15_000 <= highest < 200_000 else None


def _posting_contract(posting: Mapping[str, Any]) -> ContractKind:
    types = posting.get("employmentType")
    stated = [item for item in (types if isinstance(types, list) else [types]) if isinstance(item, str)]
    return words.contract(stated)


def _identifier(value: Any) -> tuple[str, str]:
    """Return (source, number) of a schema.org identifier: a PropertyValue or plain text."""
    value = _first(value)
    if isinstance(value, dict):
        return values.text(value.get("name"), LONGEST["source"]), values.text(
            value.get("value") or value.get("@id"), 2_000
        )
    return "", values.text(value, 2_000)


def _place(value: Any) -> tuple[str, str]:
    """Return (place, four digits of the postcode) of the first job location."""
    location = _first(value)
    address = _first(location.get("address", location)) if isinstance(location, dict) else location
    if not isinstance(address, dict):
        return values.text(address, LONGEST["place"]), ""
    return values.text(address.get("addressLocality"), LONGEST["place"]), values.postcode4(address.get("postalCode"))


def _said(value: Any) -> Any:
    """Return the text of a property that may be an object (credential, occupation) or a list of them."""
    if isinstance(value, list):
        return "\n".join(str(said) for item in value[:50] if isinstance(said := _said(item), str))
    if isinstance(value, dict):
        return next(
            (v for k in ("credentialCategory", "name", "description", "value") if isinstance(v := value.get(k), str)),
            "",
        )
    return value


def _employer(value: Any) -> Any:
    """Return the name of an organisation given as an object or as plain text."""
    value = _first(value)
    return value.get("name") or value.get("legalName") if isinstance(value, dict) else value


def _term(value: Any) -> Any:
    """Return the code or else the name of an occupation or industry given as an object or as plain text."""
    value = _first(value)
    return value.get("@id") or value.get("codeValue") or value.get("name") if isinstance(value, dict) else value


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else None if isinstance(value, list) else value
