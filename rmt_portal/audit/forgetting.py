"""Destroy the lines of days whose term has passed: whole sealed days, the oldest first, by the database itself.

The serving role may not delete a line. It asks ``audit_forget`` (a function of the owner of the tables), which refuses
what is younger than two years or not sealed, and writes down what it did. The seals stay.
"""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from rmt_portal.audit.models import SealedDay
from rmt_portal.audit.seal import digest_of, forgotten_until


class SealIsBroken(Exception):
    """A day that would be destroyed is not as it was sealed: somebody must look first."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the lines of {day} are not as they were sealed")
        self.day = day


@dataclass(frozen=True)
class Due:
    """What would be destroyed: through which day, and how many lines the seals say there are."""

    through: date | None
    lines: int


def due(through: date) -> Due:
    """Return the sealed days up to and including ``through`` whose lines still stand."""
    days = list(_standing(through))
    return Due(days[-1].day, sum(day.lines for day in days)) if days else Due(None, 0)


@transaction.atomic
def forget(through: date) -> int:
    """Destroy the lines up to and including a day; returns how many. Again changes nothing.

    Raises:
        SealIsBroken: one of the days was changed after it was sealed; nothing is destroyed.
        django.db.IntegrityError: the database refuses, because a day is too young.
    """
    days = list(_standing(through))
    if not days:
        return 0
    for day in days:
        if digest_of(day.day, day.previous) != (day.lines, day.digest):
            raise SealIsBroken(day.day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [days[-1].day])
        (gone,) = cursor.fetchone()
    return int(gone)


def _standing(through: date) -> list[SealedDay]:
    sealed, gone = SealedDay.objects.filter(day__lte=through), forgotten_until()
    return list(sealed.filter(day__gt=gone) if gone else sealed)
