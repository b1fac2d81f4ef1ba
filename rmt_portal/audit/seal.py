"""Make tampering visible: a finished day's lines go under a hash that also holds the hash of the day before.

The newest digest is logged when it is made; whoever keeps the logs elsewhere can give it to ``check_audit --expect``,
so that also somebody who may change both tables is found out.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone

from rmt_portal import clock
from rmt_portal.audit.models import AuditLine, ForgottenLog, SealedDay

GRACE = timedelta(hours=1)
"""Longer than any transaction lives: a line that began before midnight stands in the table by then."""
_LOCK = 0x5EA1

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Finding:
    """What is wrong with a day."""

    day: date
    what: str


def seal_finished_days() -> list[SealedDay]:
    """Seal every finished day that is not sealed yet, also days without lines, and return them. Safe to repeat."""
    sealed = []
    while day := _seal_next_day():
        log.info("audit.sealed", day=day.day.isoformat(), lines=day.lines, digest=day.digest)
        sealed.append(day)
    return sealed


def check(expect: str = "") -> Iterator[Finding]:
    """Compute every seal anew and yield each day that differs.

    Args:
        expect: the newest digest as it was written down elsewhere.
    """
    previous: SealedDay | None = None
    gone = forgotten_until()
    if gone is not None and AuditLine.objects.filter(at__lt=starts(gone + timedelta(days=1))).exists():
        yield Finding(gone, "er staan regels in dagen waarvan de regels zijn vernietigd")
    for day in SealedDay.objects.iterator():
        if previous is not None and day.day != previous.day + timedelta(days=1):
            yield Finding(previous.day + timedelta(days=1), "de dag ontbreekt in de keten")
        if day.previous != (previous.digest if previous else ""):
            yield Finding(day.day, "het zegel van de dag ervoor klopt niet")
        if gone is None or day.day > gone:
            lines, digest = digest_of(day.day, day.previous)
            if (lines, digest) != (day.lines, day.digest):
                yield Finding(day.day, f"de regels zijn veranderd ({day.lines} verzegeld, {lines} gevonden)")
        previous = day
    if previous is not None and (first := AuditLine.objects.order_by("at").first()) and _stray(first):
        yield Finding(timezone.localdate(first.at), "er staan regels voor de eerste verzegelde dag")
    if expect and (previous is None or previous.digest != expect):
        yield Finding(previous.day if previous else clock.today(), "het nieuwste zegel is anders dan verwacht")


def forgotten_until() -> date | None:
    """Return the last day whose lines were destroyed because their term passed."""
    newest = ForgottenLog.objects.last()
    return newest.last_day if newest else None


@transaction.atomic
def _seal_next_day() -> SealedDay | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    newest = SealedDay.objects.last()
    if newest is not None:
        day = newest.day + timedelta(days=1)
    elif first := AuditLine.objects.order_by("at").first():
        day = timezone.localdate(first.at)
    else:
        return None
    if clock.now() < starts(day + timedelta(days=1)) + GRACE:
        return None
    previous = newest.digest if newest else ""
    lines, digest = digest_of(day, previous)
    return SealedDay.objects.create(day=day, lines=lines, previous=previous, digest=digest)


def digest_of(day: date, previous: str) -> tuple[int, str]:
    """Return the number of lines of a day in the Netherlands and the hash over them, in the order of their ids."""
    digest, number = hashlib.sha256(f"{day.isoformat()} {previous}".encode()), 0
    lines = AuditLine.objects.filter(at__gte=starts(day), at__lt=starts(day + timedelta(days=1)))
    for line in lines.order_by("pk").iterator(chunk_size=2000):
        digest.update(json.dumps(line.as_text(), sort_keys=True, separators=(",", ":")).encode())
        number += 1
    return number, digest.hexdigest()


def _stray(first: AuditLine) -> bool:
    oldest = SealedDay.objects.first()
    return oldest is not None and timezone.localdate(first.at) < oldest.day


def starts(day: date) -> datetime:
    """Return the first moment of a day in the Netherlands."""
    return timezone.make_aware(datetime.combine(day, time.min))
