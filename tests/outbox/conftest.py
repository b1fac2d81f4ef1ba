"""A register of handlers of their own for these tests."""

import pytest

from rmt_portal.outbox import handlers


@pytest.fixture
def register(monkeypatch):
    """Register handlers that are forgotten after the test."""
    monkeypatch.setattr(handlers, "_handlers", dict(handlers._handlers))
    return handlers.register
