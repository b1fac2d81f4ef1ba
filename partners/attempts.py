"""How often somebody may guess: a bucket of tries per account and address that fills itself again.

A bucket never locks anybody out for good: an empty one gives a new try after ``seconds / tries``. One statement takes
a try, so that a hundred guesses sent at the same moment take a hundred tries.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Least
from django.utils.crypto import salted_hmac

from partners.models import AttemptBucket
from rmt_portal import clock

_TAKE = """
INSERT INTO partners_attemptbucket AS bucket (key, tries, at) VALUES (%(key)s, %(limit)s - 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  tries = LEAST(%(limit)s, bucket.tries + EXTRACT(EPOCH FROM excluded.at - bucket.at) * %(limit)s / %(seconds)s) - 1,
  at = excluded.at
WHERE LEAST(%(limit)s, bucket.tries + EXTRACT(EPOCH FROM excluded.at - bucket.at) * %(limit)s / %(seconds)s) >= 1
RETURNING tries
"""


@dataclass(frozen=True)
class Bucket:
    """At most ``limit`` tries at once, and ``limit`` per ``seconds`` in the long run, for one ``who``."""

    who: str
    limit: int
    seconds: int

    @property
    def key(self) -> str:
        """The name of the row: a keyed hash, because an e-mail or internet address is personal."""
        return salted_hmac("partners.attempts", self.who, algorithm="sha256").hexdigest()


def take(buckets: Iterable[Bucket]) -> bool:
    """Take one try from every bucket; False when one of them is empty."""
    taken = [_take(bucket) for bucket in buckets]
    return all(taken)


def give_back(buckets: Iterable[Bucket]) -> None:
    """Give the try back: it was no guess, it was right."""
    for bucket in buckets:
        AttemptBucket.objects.filter(key=bucket.key).update(tries=Least(F("tries") + 1.0, float(bucket.limit)))


def forget_old() -> int:
    """Remove buckets that are full again; returns how many."""
    return AttemptBucket.objects.filter(at__lt=clock.now() - timedelta(days=1)).delete()[0]


def _take(bucket: Bucket) -> bool:
    values: dict[str, Any] = {
        "key": bucket.key,
        "limit": float(bucket.limit),
        "seconds": float(bucket.seconds),
        "now": clock.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        return cursor.fetchone() is not None
