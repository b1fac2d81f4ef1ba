"""Those who keep the portal running ask it how it is, and it does not lie."""

from datetime import timedelta

import pytest
from django.db import connection, connections

from rmt_portal import clock
from rmt_portal.outbox.drain import HEARTBEAT, drain
from rmt_portal.outbox.models import Heartbeat


def test_alive_asks_neither_database_nor_session(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_the_database_has_every_migration(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "migrations": "ok", "worker": "never", "broker": "ok"}


@pytest.mark.django_db
def test_a_worker_is_alive_when_it_makes_progress(client):
    drain(budget_seconds=0)
    assert client.get("/readyz").json()["worker"] == "ok"
    Heartbeat.objects.filter(name=HEARTBEAT).update(at=clock.now() - timedelta(seconds=61))
    answer = client.get("/readyz")
    assert answer.json()["worker"] == "late"
    assert answer.status_code == 200, "a web process can serve without a worker; the work waits"


@pytest.mark.django_db
def test_a_broker_that_is_away_is_reported_and_does_not_take_the_site_down(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.json()["broker"] == "away"
    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_not_ready_while_a_migration_of_this_code_is_missing(client):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations WHERE app = 'outbox' ORDER BY id DESC LIMIT 1")
        app, name = cursor.fetchone()
        cursor.execute("UPDATE django_migrations SET app = 'away' WHERE app = %s AND name = %s", [app, name])
        try:
            answer = client.get("/readyz")
        finally:
            cursor.execute("UPDATE django_migrations SET app = %s WHERE app = 'away' AND name = %s", [app, name])
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "missing"


@pytest.mark.django_db(transaction=True)
def test_not_ready_and_still_alive_while_the_database_is_away(client):
    here = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        answer, alive = client.get("/readyz"), client.get("/healthz")
    finally:
        connection.close()
        connection.settings_dict["HOST"] = here
    assert (answer.status_code, answer.json()["database"]) == (503, "away")
    assert alive.status_code == 200


def test_these_pages_change_nothing(client, db):
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
