"""Which parameters of a test ``make test`` tries, and which wait for ``make test-full``."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest


def some_now(values: Iterable[Any], now: Iterable[Any]) -> list[Any]:
    """Return every value as a parameter; those not in ``now`` are tried by ``make test-full`` only.

    For tests that walk many alike cases: the quick half looks whether the road is open, the other at every stone.
    """
    quick = list(now)
    return [value if value in quick else pytest.param(value, marks=pytest.mark.full) for value in values]


def first_now(values: Iterable[Any] | Mapping[Any, Any], count: int = 3) -> list[Any]:
    """Return every value as a parameter; those after the first ``count`` are tried by ``make test-full`` only.

    A mapping gives two parameters: what is typed, and what is expected.
    """
    sets = list(values.items()) if isinstance(values, Mapping) else [(value,) for value in values]
    return [pytest.param(*one, marks=() if number < count else pytest.mark.full) for number, one in enumerate(sets)]
