"""The queries of the pages that are opened most, reviewed like code (tests/snapshots)."""

import pytest
from django.urls import reverse

from tests.partners.factories import fatima, fnv, karin, municipality
from tests.services.factories import sent
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach(client):
    """Fatima, signed in, with three candidates."""
    person = sign_in(client, fatima())
    cases = [guided_by(person, days_ago=n) for n in (1, 5, 30)]
    client.get("/admin/")  # what is asked once per session is not what a page asks
    return cases


def test_the_start_page(client, sql_snapshot):
    with sql_snapshot("start"):
        client.get("/")


def test_a_question_of_the_registration(client, sql_snapshot):
    municipality(), fnv()
    client.get("/aanmelden/", follow=True)
    with sql_snapshot("aanmelden-naam"):
        assert client.get("/aanmelden/naam/").status_code == 200


@pytest.mark.parametrize("name", ["index", "candidates", "my_candidates", "registrations"])
def test_the_lists_of_the_workplace(client, coach, sql_snapshot, name):
    with sql_snapshot(f"werkplek-{name}"):
        assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_the_dossier(client, coach, sql_snapshot):
    with sql_snapshot("werkplek-dossier"):
        assert client.get(reverse("admin:dossier", args=[coach[0].client.public_id])).status_code == 200


def test_the_inbox_of_a_partner(client, sql_snapshot):
    sent()
    sign_in(client, karin())
    with sql_snapshot("verwijzingen-ontvangen"):
        assert client.get("/verwijzingen/ontvangen/").status_code == 200
