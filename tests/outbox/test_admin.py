"""The administrator finds parked work and lets it try again; nobody else does."""

import pytest

from rmt_portal.audit.models import AuditLine
from rmt_portal.outbox import queue
from rmt_portal.outbox.models import OutboxItem
from tests.partners import factories

pytestmark = pytest.mark.django_db
LIST = "/admin/outbox/outboxitem/"


@pytest.fixture
def parked():
    queue.put("t.note", "parked", {})
    queue.put("t.note", "waiting", {})
    item = OutboxItem.objects.get(key="parked")
    OutboxItem.objects.filter(pk=item.pk).update(parked_at=item.created_at, attempts=8, last_error="ValueError")
    return item


def test_the_administrator_lets_parked_work_try_again(client, parked):
    client.force_login(factories.bram())
    page = client.get(LIST, {"stand": "parked"}).content.decode()
    assert "ValueError" in page
    client.post(LIST, {"action": "try_again", "_selected_action": [parked.pk]})
    parked.refresh_from_db()
    assert (parked.parked_at, parked.attempts) == (None, 0)
    assert AuditLine.objects.filter(action="outboxitem.try_again", object_ids=[parked.pk]).exists()
    page = client.post(LIST, {"action": "try_again", "_selected_action": [parked.pk]}, follow=True)
    assert "0 stukken" in page.content.decode()


@pytest.mark.parametrize("state", ["waiting", "done", "parked", ""])
def test_the_list_opens_in_every_state(client, parked, state):
    client.force_login(factories.bram())
    assert client.get(LIST, {"stand": state}).status_code == 200


@pytest.mark.parametrize("person", [factories.fatima, factories.karin, factories.els, factories.pieter])
def test_nobody_else_sees_the_queue(client, parked, person):
    client.force_login(person())
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_nobody_makes_or_throws_away_work_by_hand(client, parked, page):
    client.force_login(factories.bram())
    assert client.get(LIST + page.format(pk=parked.pk)).status_code == 403
    assert AuditLine.objects.filter(action="request", result="refused").count() == 1
