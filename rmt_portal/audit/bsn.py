"""Write down that somebody said "this is no citizen service number" about a text: the fields, never the text."""

from collections.abc import Iterable
from typing import Any

from rmt_portal.audit import log


def note_denied(
    form: Any,
    request: Any,
    object_kind: str,
    object_ids: Iterable[object] = (),
    *,
    action: str = "text.bsn_denied",
    **details: Any,
) -> None:
    """Write one line when the box of ``BsnGuardMixin`` was ticked on this form; nothing when it was not asked.

    The only place that writes such a line; ``action`` says what kind of text it was where that matters.
    """
    if getattr(form, "bsn_denied_in", ()):
        log.record(
            action,
            object_kind=object_kind,
            object_ids=object_ids,
            fields=form.bsn_denied_in,
            request=request,
            **details,
        )
