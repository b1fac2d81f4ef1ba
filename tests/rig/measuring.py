"""How long something takes by itself, without what the machine and the rest of the tests did at the same moment."""

import time
from collections.abc import Callable

TRIES = 3


def least_seconds(act: Callable[[], object], bound: float, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the least seconds of at most three tries of ``act``; the first within ``bound`` is enough.

    Other processes, and the collection of everything the tests before this one left in memory, only ever make
    something slower, and not three times over: what is slow by itself is slow each time.
    """
    took = []
    for _ in range(TRIES):
        began = clock()
        act()
        took.append(clock() - began)
        if took[-1] <= bound:
            break
    return min(took)
