"""Numbers people can read to each other on the phone: RA-2026-0471."""

from django.db import connection


def next_number(prefix: str, year: int) -> str:
    """Return the next number of this prefix and year, without gaps and doubles.

    The row stays locked until the transaction ends, so take it late in the transaction: others wait for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO intake_referencecounter (prefix, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = intake_referencecounter.last + 1 RETURNING last",
            [prefix, year],
        )
        (number,) = cursor.fetchone()
    return f"{prefix}-{year}-{number:04d}"
