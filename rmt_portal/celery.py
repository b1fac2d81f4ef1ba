"""The Celery app: workers carry out work that stands as rows in the database (docs/decisions)."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured
from kombu.transport.redis import Channel

from rmt_portal import (
    checks,
    row_security,
    task_logs,  # noqa: F401 -- connects its signals
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rmt_portal.settings")


class HouseTask(Task):
    """A task works for the house: on rows that wait, whoever they are about."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the task in the scope of a worker."""
        with row_security.house("work"):
            return super().__call__(*args, **kwargs)


Channel.do_restore = False
"""A worker that loses the broker closes what is left of the connection. With a task in hand kombu 5.7 would put its
message back over that same connection, fail (AttributeError) and end the worker for good. Nothing is lost without it:
messages only wake up, work stands as rows, and the broker hands the message out again after its visibility timeout.
"""

app = Celery("rmt_portal", task_cls=HouseTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect(weak=False)
def refuse_unsafe_settings(**kwargs: Any) -> None:
    """Let no worker start with settings the web server refuses. Celery catches every ordinary exception here."""
    try:
        checks.refuse_unsafe_settings()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from refusal
