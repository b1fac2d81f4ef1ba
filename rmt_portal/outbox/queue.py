"""Ask for work: a row in the caller's own transaction, so that it is asked for exactly when the change is there."""

import re
from collections.abc import Mapping
from datetime import datetime

import structlog
from django.db import connection, transaction

from rmt_portal import clock
from rmt_portal.outbox.models import OutboxItem

_PLAIN_ID = re.compile(r"^[\w.:-]{1,120}$")


def put(kind: str, key: str, payload: Mapping[str, object], not_before: datetime | None = None) -> None:
    """Ask once for a piece of work of ``kind``.

    ``key`` says what makes it once (``"mail.receipt:17"``): a second row with the same key is not made, also when two
    transactions ask at the same moment, and also when the work was done (that is remembered for thirty
    days). ``payload`` holds ids only (numbers, codes without spaces, and lists of those): what is personal is read from
    the database when the work is done.

    Raises:
        TransactionManagementError: there is no transaction, so the work could be asked for without the change.
        ValueError: the payload holds something else than ids.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("ask for work inside the transaction of the change")
    for name, value in payload.items():
        if not _holds_ids(value):
            raise ValueError(f"payload {name!r} of {kind!r} must hold ids only")
    OutboxItem.objects.bulk_create(
        [
            OutboxItem(
                kind=kind,
                key=key,
                payload=dict(payload),
                not_before=not_before or clock.now(),
                trace_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
            )
        ],
        ignore_conflicts=True,
    )


def _holds_ids(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(_holds_ids(item) for item in value)
    return value is None or isinstance(value, int) or (isinstance(value, str) and bool(_PLAIN_ID.match(value)))
