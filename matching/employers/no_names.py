"""Text of an employer about people who may lose their work: functions and numbers, never who they are.

A notice is kept before anybody asked those people, so what could tell who they are is refused with a kind word:
addresses, telephone numbers, days of birth, and lists of names. A citizen service number is refused by the form itself
(``rmt_portal.nlds.dutch_fields.BsnGuardMixin``).
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rmt_portal import clean_text

_BIRTH = re.compile(
    r"\b(?:geb(?:oren|\.)?|geboortedatum)\b|\b(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19\d\d|200\d)\b",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:dhr|mevr|mw|meneer|mevrouw|de heer)\.? +(?:van |de |der |den )*[A-Z]", re.UNICODE)
_NAME = re.compile(
    r"^(?:[-*•]|\d{1,3}[.)]?)? *[A-Z][\w'’-]*\.?(?: (?:van|de|der|den|ten|ter|el|al|'t))*(?: [A-Z][\w'’.-]*){1,3}$"
)
_PIECES = re.compile(r"[\n;,]| en ")
_A_LIST = 3
"""So many pieces in a row that look like a name are a list of names; two may be a place and a street."""


@dataclass(frozen=True)
class TellsWho:
    """What must go from a text and why; ``may_be_wrong``: the writer may say that it is something else."""

    sentence: str | Promise
    may_be_wrong: bool = False


_EMAIL = TellsWho(_("Hier staat een e-mailadres. Haal het weg. Wie wij kunnen bellen of mailen, vul je hieronder in."))
_PHONE = TellsWho(
    _("Hier staat een telefoonnummer. Haal het weg. Wie wij kunnen bellen of mailen, vul je hieronder in.")
)
_BORN = TellsWho(_("Hier lijkt een geboortedatum te staan. Haal die weg. Wij vragen nog niet wie het zijn."))
_NAMES = TellsWho(
    _("Hier lijken namen te staan. Haal ze weg: noem alleen de functie en het aantal. Zijn het geen namen? Zet dan "
      "onderaan een vinkje."),
    may_be_wrong=True,
)  # fmt: skip


def tells_who(text: str) -> TellsWho | None:
    """Return what in a text tells who somebody is, or None when nothing does."""
    if clean_text.find_email(text):
        return _EMAIL
    if clean_text.find_phone(text):
        return _PHONE
    if _BIRTH.search(text):
        return _BORN
    named = sum(bool(_NAME.match(piece.strip())) for piece in _PIECES.split(text))
    return _NAMES if named >= _A_LIST or _TITLED.search(text) else None
