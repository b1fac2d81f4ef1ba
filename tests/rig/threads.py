"""Threads that work in the scope of row security of the test that starts them, as a thread of its own knows none."""

import contextvars
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection


def thread_of_test(target: Callable[..., Any], args: Iterable[Any] = ()) -> threading.Thread:
    """Return a thread that runs ``target`` with the context variables of who asks."""
    return threading.Thread(target=contextvars.copy_context().run, args=(target, *args))


def at_once(
    read: Callable[[], Any], acts: list[Callable[[Any], Any]], losses: tuple[type[Exception], ...]
) -> list[Any]:
    """Let every act happen to its own fresh copy of something, at the same moment; return what each got.

    That is what the act returned, "done", or the exception of ``losses`` that told it a colleague was first.
    """
    gate, got = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[Any], Any]) -> None:
        try:
            seen = read()
            gate.wait(10)
            got[number] = act(seen) or "done"
        except losses as lost:
            got[number] = lost
        finally:
            connection.close()

    threads = [thread_of_test(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert None not in got
    return got
