"""What goes over the broker and into the caches while a referral is made and answered: ids and names of tasks only."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from redis import Redis

from rmt_portal import addresses, clock
from rmt_portal.outbox.models import OutboxItem
from services.models import Referral
from tests.partners import factories as people
from tests.rig.worker import wait_until
from tests.services.factories import in_state
from tests.services.test_referral_canaries import CANARIES, found_by, marked_case

WORDS = {field: canary for field, canary in CANARIES.items() if field != "birth_date"}
"""A year alone may be part of any number."""


@contextmanager
def listening() -> Iterator[list[str]]:
    """Hear every command that any process sends to the broker."""
    heard: list[str] = []
    valkey = Redis.from_url(addresses.redis_url().replace("redis+socket://", "unix://"), socket_timeout=None)
    done = threading.Event()

    def listen() -> None:
        with valkey.monitor() as monitor:
            while not done.is_set():
                heard.append(str(monitor.next_command()["command"]))

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    time.sleep(0.2)
    try:
        yield heard
    finally:
        done.set()
        valkey.ping()  # something to hear, so that it stops
        thread.join(10)
        valkey.close()


def kept() -> dict[str, str]:
    """Return what stands in the cache and in the sessions, as text.

    Without the last search of a list: who typed it reads it back in that box, in that session alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, convert_from(decode(value, 'base64'), 'LATIN1') FROM partners_cache")
        cached = " ".join(" ".join(row) for row in cursor.fetchall())
    sessions = " ".join(str(session.get_decoded()) for session in Session.objects.all())
    return {"cache": cached, "sessions": sessions.replace(f"q={CANARIES['last_name']}", "")}


@pytest.mark.full
def test_no_message_and_no_cached_value_holds_anything_personal(a_real_worker):
    people.karin()
    with listening() as heard:
        referral = in_state("accepted", marked_case())
        assert {"first_name", "last_name"} <= found_by(people.karin(), referral)
        wait_until(lambda: not OutboxItem.objects.filter(done_at=None, not_before__lte=clock.now()).exists(), 90)
    told = kept() | {"broker": " ".join(heard)}
    assert "rmt_portal.outbox.tasks.drain" in told["broker"], "the positive control: messages were heard"
    assert "_auth_user_id" in told["sessions"]
    assert Referral.objects.get(pk=referral.pk).state == "accepted"
    for where, text in told.items():
        for field, canary in WORDS.items():
            assert canary not in text, (where, field)
