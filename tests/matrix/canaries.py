"""Tokens in every personal field of the people of the test world, and who may read each of them.

Every answer, header, log line, audit line, outbox row and mail is searched for tokens its reader may not see. What
somebody may see is asked from ``partners.access``, the same rules the portal must follow, not written down twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import unquote

from partners import access
from partners.models import Layer


@dataclass(frozen=True)
class Canary:
    """A token in one field of one person; whoever has ``layer`` of that person may read it."""

    who: str
    field: str
    layer: Layer
    forms: tuple[str, ...]
    """The ways in which the value can be written, folded as :func:`folded` does."""

    def is_in(self, text: str) -> bool:
        return any(form in text for form in self.forms)


MONTHS = tuple(
    "januari februari maart april mei juni juli augustus september oktober november december".split()  # noqa: SIM905
)


def canaries_of(who: str, number: int) -> dict[str, Any]:
    """The values of a person's fields: names, mail and text hold the token, the others are unique in this world."""
    return {
        "first_name": f"Canary{who}first",
        "last_name": f"Canary{who}last",
        "email": f"canary-{who}-mail@voorbeeld.nl",
        "phone": f"+3165550{number:04d}",
        "contact_moment": f"canary-{who}-moment",
        "postcode": f"79{number:02d} QX",
        "birth_date": date(1931, 1 + number % 12, 11 + number % 9),
    }


def forms_of(value: object) -> tuple[str, ...]:
    """Return the ways in which a value may be written on a page."""
    if isinstance(value, date):
        words = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
        return (words, value.isoformat(), f"{value:%d-%m-%Y}", f"{value.day}-{value.month}-{value.year}")
    text = folded(str(value))
    if text.startswith("+31"):
        return (text, f"0{text[3:]}", f"0{text[3]} {text[4:]}", f"{text[4:8]} {text[8:]}", text[4:])
    if "@" in text:
        return (text.split("@")[0],)
    return (text, text.replace(" ", "")) if " " in text else (text,)


def folded(text: str) -> str:
    """Return a text as it is compared: entities and percent signs written out, in lower case."""
    return unquote(unescape(text)).lower().replace("\xa0", " ")


def readable_by(user: Any, people: dict[str, Any]) -> dict[str, int]:
    """Return, per person, the highest layer that is open to this user (-1: nothing)."""
    found = {}
    for who, client in people.items():
        layers = [
            layer
            for layer in Layer
            if access.may_see_client(user, client.pk, layer, region_id=client.region_id).allowed
        ]
        found[who] = max(layers, default=-1)
    return found


def leaks(text: str, canaries: Iterable[Canary], layers: dict[str, int]) -> list[str]:
    """Return every token in a text that somebody with these layers may not read."""
    text = folded(text)
    if "canary" not in text and "79" not in text and "193" not in text and "65550" not in text and "ra-2" not in text:
        return []  # the quick way out: no token of any kind can be in it
    return [f"{c.who}.{c.field}" for c in canaries if layers.get(c.who, -1) < c.layer and c.is_in(text)]
