"""Write lines of the log: who did or read what, with ids and field names, never values.

:func:`record` writes in the transaction of the change, so that there is a line exactly when there is a change.
:func:`record_apart` is for what was refused and for sign-ins: such a request may be rolled back, the line may not.
It is kept with the request and written by :class:`rmt_portal.audit.middleware.AuditMiddleware` once the request's own
transaction is over.
"""

from collections.abc import Iterable
from typing import Any, TypedDict, Unpack

import structlog
from django.http import HttpRequest

from rmt_portal.audit.models import AuditLine, Origin, Result


class Details(TypedDict, total=False):
    """What a line may say. ``reasons`` are codes, ``fields`` names of fields, ``object_ids`` numbers or UUIDs."""

    object_kind: str
    object_ids: Iterable[object]
    client_ids: Iterable[int]
    fields: Iterable[str]
    result: str
    reasons: Iterable[str]
    actor: Any
    organisation_id: int | None
    purpose: str


def record(action: str, *, request: HttpRequest | None = None, **details: Unpack[Details]) -> None:
    """Write one line in the current transaction.

    Give ``request`` (its user and organisation are the actor) or ``actor``: a user, or a
    :class:`rmt_portal.lifecycle.Actor`. Without either the system itself did it.
    """
    _line(action, request, **details).save(force_insert=True)


def record_apart(request: HttpRequest, action: str, **details: Unpack[Details]) -> None:
    """Write one line after the request's transaction is over, whether that was kept or rolled back."""
    line = _line(action, request, **details)
    if getattr(request, "audit_is_written", False):
        line.save(force_insert=True)
    else:
        _kept(request).append(line)


def write_kept_lines(request: HttpRequest) -> None:
    """Write what :func:`record_apart` kept; called when no transaction of the request is open any more."""
    AuditLine.objects.bulk_create(_kept(request))
    request.audit_is_written = True  # type: ignore[attr-defined]


def _kept(request: HttpRequest) -> list[AuditLine]:
    if not hasattr(request, "audit_lines"):
        request.audit_lines = []  # type: ignore[attr-defined]
    lines: list[AuditLine] = request.audit_lines  # type: ignore[attr-defined]
    return lines


def _line(action: str, request: HttpRequest | None, **given: Unpack[Details]) -> AuditLine:
    actor = given.get("actor")
    who = actor if actor is not None else request
    return AuditLine(
        action=action,
        object_kind=given.get("object_kind", ""),
        object_ids=[item if isinstance(item, int) else str(item) for item in given.get("object_ids", ())],
        client_ids=sorted(set(given.get("client_ids", ()))),
        fields=sorted(given.get("fields", ())),
        result=given.get("result", Result.OK),
        reasons=[str(reason) for reason in given.get("reasons", ())],
        origin=Origin.SYSTEM if request is None else Origin.WEB,
        actor_id=getattr(getattr(who, "user", who), "pk", None),
        organisation_id=given.get("organisation_id") or getattr(who, "organisation_id", None),
        purpose=given.get("purpose", ""),
        trace_id=_trace_id(who),
    )


def _trace_id(who: Any) -> str:
    known = getattr(who, "trace_id", "") or getattr(who, "request_id", "")
    return str(known or structlog.contextvars.get_contextvars().get("request_id", ""))[:64]
