"""Processes that drain and are killed while they do: ``python -m tests.outbox.drainer [careless]`` prints how often.

Its work writes one line of the log per row. ``careless`` leaves out what the drain promises (effect and done-mark in
one transaction) and so shows that killing would be noticed.
"""

import os
import random
import signal
import sys
import time
from datetime import timedelta

import django

django.setup()

from rmt_portal import clock  # noqa: E402
from rmt_portal.audit import log  # noqa: E402
from rmt_portal.outbox import drain as outbox  # noqa: E402
from rmt_portal.outbox import handlers  # noqa: E402
from rmt_portal.outbox.models import OutboxItem  # noqa: E402


def effect(payload: dict[str, int]) -> None:
    log.record("t.effect", object_ids=[payload["n"]])
    time.sleep(0.01)


def careless_work(item: OutboxItem, handler: handlers.Handler) -> bool:
    handler.run(item.payload)
    OutboxItem.objects.filter(pk=item.pk).update(done_at=clock.now(), started_at=None)
    return True


def drain_for_ever() -> None:
    while True:
        outbox.drain()
        time.sleep(0.02)


def nothing_waits() -> bool:
    """Look in a process of its own, so that the parent never has a connection that its children share."""
    child = os.fork()
    if child == 0:
        os._exit(int(OutboxItem.objects.waiting().exists()))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def kill_until_done(seconds: float) -> int:
    """Let two children drain, kill -9 each after a moment, start the next; return how often."""
    kills, deadline = 0, time.monotonic() + seconds
    while not nothing_waits() and time.monotonic() < deadline:
        children = []
        for _ in range(2):
            child = os.fork()
            if child == 0:
                drain_for_ever()
            children.append(child)
        for child in children:
            time.sleep(random.uniform(0.05, 0.3))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            kills += 1
    return kills


if __name__ == "__main__":
    outbox.LEASE = timedelta(seconds=0.2)
    outbox.MAX_ATTEMPTS = 1000
    handlers.register("t.effect", effect)
    if "careless" in sys.argv:
        outbox._work = careless_work
    print(kill_until_done(seconds=240))
