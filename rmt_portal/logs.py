"""Logs as JSON lines with a request id, and never with personal data: ids, routes and field names only.

What keeps personal data out, whoever writes the line:

- A web request is named by its *route* (``aanmelden/verder/<token>``), never by its path or query string.
- An exception is its type and the places it passed. Its message is left out, because databases and forms quote what
  people typed (``Key (email)=(...) already exists``). For the database the SQLSTATE, table and constraint remain.
- Celery's lines about a task lose the arguments, the outcome and the traceback they quote.
- Libraries that print a path lose everything from the question mark.
"""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_ONE_LINE_A_SECOND = ("celery.app.trace", "celery.worker.strategy", "celery.worker.request", "celery.beat")
"""The tick of the outbox would fill the disk with these."""
_QUERY = re.compile(r"\?[^\s\"'<>)]*")


def logging_config(level: str, json: bool) -> None:
    """Send every log line, ours and the libraries', to standard error as one line of JSON (or plain text)."""
    renderer: Processor = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, name_the_route, name_the_task, without_query_strings],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, exception_without_message, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in _ONE_LINE_A_SECOND:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def name_the_route(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Replace what Django says about a request ("Not Found: /path") by its reason and its route."""
    record: logging.LogRecord | None = event.get("_record")
    request = getattr(record, "request", None)
    if record is None or request is None or not hasattr(request, "path"):
        return event
    path = str(request.path)
    event["event"] = str(event.get("event", "")).replace(path, "").strip(" :") if path != "/" else event.get("event")
    match = getattr(request, "resolver_match", None)
    event["route"] = match.route if match else "(none)"
    if status := getattr(record, "status_code", None):
        event["status"] = status
    return event


def name_the_task(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Keep of Celery's line about a task its name and how it went."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and record.name == "celery.app.trace":
        told: dict[str, Any] = getattr(record, "data", {})
        event["event"] = f"task {told.get('description', record.levelname.lower())}"
        event["task"] = told.get("name")
    return event


def without_query_strings(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Cut the query string off every address in the line."""
    event["event"] = _QUERY.sub("?...", str(event.get("event", "")))
    return event


def exception_without_message(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Turn the exception of the line into its type and places, and what the database says about it without values."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given if isinstance(given, BaseException) else given[1] if isinstance(given, tuple) else None
    if error is not None:
        event["exception"] = [_describe(link) for link in _chain(error)]
    return event


def _chain(error: BaseException) -> list[BaseException]:
    """Return the exception and those that led to it, the newest first."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links


def _describe(error: BaseException) -> dict[str, Any]:
    described: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
    described["at"] = _places(error.__traceback__)
    diagnosis = getattr(error, "diag", None)  # psycopg2 and psycopg 3 alike
    for field in ("sqlstate", "table_name", "column_name", "constraint_name"):
        if value := getattr(diagnosis, field, None):
            described[field] = value
    return described


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
