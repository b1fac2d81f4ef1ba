"""Asking for work: once per key, in the transaction of the change, with ids only."""

from datetime import timedelta

import pytest
import structlog
from django.db import IntegrityError, transaction

from rmt_portal import clock
from rmt_portal.outbox import queue, tasks
from rmt_portal.outbox.models import OutboxItem


@pytest.mark.django_db
def test_the_same_key_asks_once():
    queue.put("mail.receipt", "mail.receipt:7", {"registration": 7})
    queue.put("mail.receipt", "mail.receipt:7", {"registration": 7})
    assert OutboxItem.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_work_is_gone_when_the_change_is_rolled_back():
    with pytest.raises(IntegrityError), transaction.atomic():
        queue.put("mail.receipt", "mail.receipt:7", {"registration": 7})
        raise IntegrityError
    assert not OutboxItem.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_work_can_not_be_asked_for_without_a_transaction():
    with pytest.raises(transaction.TransactionManagementError):
        queue.put("mail.receipt", "mail.receipt:7", {"registration": 7})


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["Sanne de Wit", "sanne@example.nl", {"name": "Sanne"}, 1.5, ["Sanne de Wit"]])
def test_a_payload_holds_ids_only(value):
    with pytest.raises(ValueError, match="ids only"):
        queue.put("mail.receipt", "k", {"to": value})


@pytest.mark.django_db
def test_ids_and_codes_are_welcome():
    payload = {"a": 1, "b": "AM09", "c": "0b9f5c9e-5d0c-4f0e-9a4b-2d2f4a1f2c11", "d": [1, 2], "e": None, "f": True}
    queue.put("match.chunk", "k", payload)
    assert OutboxItem.objects.get().payload == payload


@pytest.mark.django_db
def test_the_request_id_goes_along():
    with structlog.contextvars.bound_contextvars(request_id="abc-123"):
        queue.put("mail.receipt", "k", {})
    assert OutboxItem.objects.get().trace_id == "abc-123"


@pytest.mark.django_db
def test_work_that_is_done_is_swept_after_a_month_and_what_is_stuck_stays():
    for key in ("old", "new", "waiting", "stuck"):
        queue.put("t.effect", key, {})
    long_ago, lately = clock.now() - timedelta(days=31), clock.now() - timedelta(days=29)
    OutboxItem.objects.filter(key="old").update(done_at=long_ago)
    OutboxItem.objects.filter(key="new").update(done_at=lately)
    OutboxItem.objects.filter(key="stuck").update(parked_at=long_ago, created_at=long_ago)
    assert tasks.forget_done() == 1
    assert set(OutboxItem.objects.values_list("key", flat=True)) == {"new", "waiting", "stuck"}
