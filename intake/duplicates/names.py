"""A person as it is compared with others: names without what people write in different ways.

``De Vries-van den Berg``, ``van den Berg`` and ``VRIES`` share a part; ``Yılmaz`` is ``yilmaz``; ``Dijkstra``,
``Dĳkstra`` and ``Dykstra`` are one; ``J.`` can be ``Jan``. Matching here finds people to look at; a human says.
"""

import re
from dataclasses import dataclass
from datetime import date

from rmt_portal import clean_text

_SPECIAL = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th"})
_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_MARRIED = re.compile(r"\b(?:eerder|geboren|geb|gehuwd|gh|e\.?v|ev|echtgenote van)\b\.?")


@dataclass(frozen=True)
class Facts:
    """What somebody can be recognised by, as typed or as stored."""

    first_name: str = ""
    last_name: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    postcode: str = ""


def plain(text: str) -> str:
    """Return text for comparing: folded, letters only, ``ij`` and ``y`` alike."""
    folded = clean_text.fold(text).translate(_SPECIAL)
    return re.sub(r"[^a-z ]", "", re.sub(r"[-/.,]", " ", folded)).replace("ij", "y")


def surnames(last_name: str) -> frozenset[str]:
    """Return the parts of a surname without tussenvoegsel: two for a married or double name."""
    text = _MARRIED.sub("-", clean_text.fold(last_name))
    parts = (_without_particles(part) for part in re.split(r"[-/]", text))
    return frozenset(part for part in parts if part)


def _without_particles(part: str) -> str:
    """Drop the tussenvoegsel with the rule of the lists (:func:`rmt_portal.clean_text.sort_name`)."""
    ordered = clean_text.sort_name("", part.strip())
    words = ordered.split()
    particles = {"van", "de", "der", "den", "het", "t", "ten", "ter", "te", "in", "op", "aan", "la", "le", "di", "el"}
    kept = [plain(word).strip() for word in words]
    return "".join(word for word in kept if word and word not in particles) or "".join(kept)


def first_names(first_name: str) -> tuple[str, ...]:
    """Return the first names, each for comparing."""
    return tuple(plain(first_name).split())


def same_first_name(one: str, other: str) -> bool:
    """Say whether the first of the first names is the same word."""
    a, b = first_names(one), first_names(other)
    return bool(a and b and len(a[0]) > 1 and a[0] == b[0])


def initials_agree(one: str, other: str) -> bool:
    """Say whether the first letters agree, so that ``J.`` can be ``Jan``."""
    a, b = first_names(one), first_names(other)
    return bool(a and b and a[0][0] == b[0][0])


def address(email: str) -> str:
    """Return an e-mail address for comparing: without what comes after a plus, and without Gmail's dots."""
    name, _at, domain = email.strip().casefold().partition("@")
    name = name.partition("+")[0]
    return f"{name.replace('.', '') if domain in _GMAIL else name}@{domain}" if name and domain else ""


def day_and_month(day: date) -> str:
    """Return a birth date in which day and month can not be swapped: both in order."""
    low, high = sorted((day.day, day.month))
    return f"{day.year}-{low:02d}-{high:02d}"
