"""What two people have in common, as codes with a weight; words for the list are made of the codes.

The weights order the list and decide what is shown at all; they decide nothing about a person. A different birth date
or first name weighs against, so that a family with one phone number is not a double, but twins are looked at.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.duplicates import names
from intake.duplicates.names import Facts

ENOUGH = 5
WEIGHTS: dict[str, int] = {
    "birth_date": 3,
    "birth_date_swapped": 2,
    "phone": 3,
    "email": 3,
    "surname": 2,
    "surname_part": 1,
    "first_name": 2,
    "initial": 1,
    "postcode": 1,
    "other_birth_date": -4,
    "other_first_name": -2,
}
WORDS: dict[str, str | Promise] = {
    "birth_date": _("Zelfde geboortedatum."),
    "birth_date_swapped": _("Zelfde geboortedatum, met dag en maand verwisseld."),
    "phone": _("Zelfde telefoonnummer."),
    "email": _("Zelfde e-mailadres."),
    "surname": _("Zelfde achternaam."),
    "surname_part": _("Eén deel van de achternaam is gelijk, zoals bij trouwen."),
    "first_name": _("Zelfde voornaam."),
    "initial": _("Zelfde eerste letter van de voornaam."),
    "postcode": _("Zelfde postcode."),
    "other_birth_date": _("Let op: een andere geboortedatum."),
    "other_first_name": _("Let op: een andere voornaam."),
}


@dataclass(frozen=True)
class Evidence:
    """The codes, heaviest first, and their sum."""

    codes: tuple[str, ...]
    score: int

    @property
    def is_enough(self) -> bool:
        """Whether a colleague should look."""
        return self.score >= ENOUGH


def compare(one: Facts, other: Facts) -> Evidence:
    """Return what speaks for and against two people being one."""
    codes = [*_birth(one.birth_date, other.birth_date), *_surname(one, other), *_first_name(one, other)]
    if one.phone and one.phone == other.phone:
        codes.append("phone")
    if one.email and names.address(one.email) == names.address(other.email):
        codes.append("email")
    if one.postcode and one.postcode == other.postcode:
        codes.append("postcode")
    codes.sort(key=lambda code: (-WEIGHTS[code], code))
    return Evidence(tuple(codes), sum(WEIGHTS[code] for code in codes))


def keys(facts: Facts) -> frozenset[str]:
    """Return the keys of a person; only people who share one are compared."""
    found = set()
    if facts.phone:
        found.add(f"phone:{facts.phone}")
    if address := names.address(facts.email):
        found.add(f"email:{address}")
    parts = sorted(names.surnames(facts.last_name))
    if facts.birth_date:
        day = names.day_and_month(facts.birth_date)
        found |= {f"birth:{day}:{part}" for part in parts}
        found |= {f"birth:{day}:={first}" for first in names.first_names(facts.first_name)[:1]}
    if facts.postcode:
        found |= {f"place:{facts.postcode}:{part}" for part in parts}
    first = names.first_names(facts.first_name)
    if first and not facts.birth_date:
        found |= {f"name:{first[0]}:{part}" for part in parts}
    return frozenset(key[:160] for key in found)


def in_words(codes: list[str]) -> list[str]:
    """Return the evidence as sentences, without the values themselves."""
    return [str(WORDS[code]) for code in codes if code in WORDS]


def _birth(one: date | None, other: date | None) -> list[str]:
    if one is None or other is None:
        return []
    if one == other:
        return ["birth_date"]
    return ["birth_date_swapped" if names.day_and_month(one) == names.day_and_month(other) else "other_birth_date"]


def _surname(one: Facts, other: Facts) -> list[str]:
    a, b = names.surnames(one.last_name), names.surnames(other.last_name)
    if not a & b:
        return []
    return ["surname" if a == b else "surname_part"]


def _first_name(one: Facts, other: Facts) -> list[str]:
    if not names.first_names(one.first_name) or not names.first_names(other.first_name):
        return []
    if names.same_first_name(one.first_name, other.first_name):
        return ["first_name"]
    return ["initial" if names.initials_agree(one.first_name, other.first_name) else "other_first_name"]
