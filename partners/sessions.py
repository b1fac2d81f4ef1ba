"""What a session remembers, by name, and how it stays alive."""

from django.contrib.sessions.backends.base import SessionBase

from rmt_portal import clock

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SECOND_FACTOR = "second_factor"
TOUCH_SECONDS = 60
"""A session's idle clock is written at most once a minute."""


def touch(session: SessionBase) -> None:
    """Let the idle clock of a session start anew; the session is written when that was a minute ago."""
    now = clock.now().timestamp()
    if now - session.get(SEEN_AT, 0) > TOUCH_SECONDS:
        session[SEEN_AT] = now
