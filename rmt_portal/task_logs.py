"""What a Celery process does besides its tasks: log as we do, carry the request id, refuse unsafe settings.

Imported by ``rmt_portal/celery.py`` only.
"""

from typing import Any
from uuid import uuid4

import structlog
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun

REQUEST_ID = "rmt_request_id"


@setup_logging.connect(weak=False)
def keep_our_logging(**kwargs: Any) -> None:
    """Leave logging as the settings made it; a receiver of this signal stops Celery from making its own."""


@before_task_publish.connect(weak=False)
def send_request_id(headers: dict[str, Any] | None = None, **kwargs: Any) -> None:
    """Give the message the id of the request (or task) that sends it."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if headers is not None and request_id:
        headers[REQUEST_ID] = request_id


@task_prerun.connect(weak=False)
def take_request_id(task_id: str, task: Any, **kwargs: Any) -> None:
    """Bind the id to every line of the task; a task that nobody asked for (beat) gets one of its own."""
    given = getattr(task.request, REQUEST_ID, None)
    structlog.contextvars.bind_contextvars(request_id=given or uuid4().hex, task=task.name, task_id=task_id)


@task_postrun.connect(weak=False)
def forget_request_id(**kwargs: Any) -> None:
    """Leave nothing for the next task of this process."""
    structlog.contextvars.unbind_contextvars("request_id", "task", "task_id")
