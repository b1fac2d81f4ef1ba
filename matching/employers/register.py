"""Find an employer in the register of a region: by the number in the trade register, else by name and place."""

import re

from django.db import connection

from matching.models import Employer
from rmt_portal.clean_text import fold

_FORM = re.compile(r"\b(?:b\.?v|n\.?v|v\.?o\.?f|c\.?v|holding|groep|nederland|stichting|cooperatie|u\.?a)\b\.?")


def find(region_id: int, trade_number: str, name: str, place: str) -> Employer | None:
    """Return the one employer this is, or None when there is none, or more than one (then a person chooses)."""
    here = Employer.objects.filter(region_id=region_id)
    if trade_number:
        numbered = list(here.filter(trade_number=trade_number))
        if len(numbered) == 1:
            return numbered[0]
        here = here.filter(trade_number__in=["", trade_number])
    alike = [one for one in here.filter(place__iexact=place) if same_name(one.name, name)]
    return alike[0] if len(alike) == 1 else None


def same_name(one: str, other: str) -> bool:
    """Say whether two names are one but for capitals, accents, signs and the legal form ("B.V.")."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", _FORM.sub(" ", fold(name))))


def lock(what: str) -> None:
    """Let a second transaction with the same ``what`` wait for this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])
