"""Fatima keeps a list under a name: her own, with filters and never with what she searched for."""

import pytest

from intake import saved_lists
from intake.models import MOST_LISTS, SavedList
from tests.partners.factories import fatima, ingrid
from tests.workplace.factories import guided_by, registered
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
LIST, MINE, LISTS = "/admin/kandidaten/", "/admin/kandidaten/mijn/", "/admin/kandidaten/lijsten/"


@pytest.fixture
def coach(client):
    return sign_in(client, fatima())


def test_a_list_is_kept_opened_renamed_and_thrown_away(client, coach):
    guided_by(coach, client__last_name="Een")
    registered(client__last_name="Twee")
    page = client.get(f"{MINE}?signaal=niet-gebeld&volgorde=naam")
    save = page.context_data["save_url"]
    assert "Nog niet gebeld, Naam" in client.get(save).text
    page = client.post(save, {"name": "  Nog   bellen "}, follow=True)
    assert [row.case.client.last_name for row in page.context_data["rows"]] == ["Een"]
    (link,) = page.context_data["lists"]
    assert (link["name"], link["current"]) == ("Nog bellen", True)
    assert link["url"] == f"{MINE}?signaal=niet-gebeld&volgorde=naam"
    row = SavedList.objects.get()
    page = client.post(f"{LISTS}{row.pk}/", {"name": "Bellen"}, follow=True)
    assert "De lijst heet nu “Bellen”" in page.text
    gone = f"{LISTS}{row.pk}/weg/"
    assert "Aan de kandidaten verandert niets" in client.get(gone).text
    assert SavedList.objects.exists(), "asking throws nothing away"
    assert "“Bellen” is weg" in client.post(gone, follow=True).text
    assert "Deze lijst is er niet meer" in client.post(gone, follow=True).text
    assert not client.get(LIST).context_data["lists"]


def test_what_she_searched_for_is_never_kept(client, coach):
    registered(client__last_name="Geheim")
    page = client.post(f"{LIST}?signaal=niet-gebeld", {"zoek": "Geheim"}, follow=True)
    assert not page.context_data["save_url"]
    client.post(f"{LISTS}bewaar/?zoek=abc&signaal=niet-gebeld&fase=<script>&pagina=3&x=y", {"name": "Lijst"})
    row = SavedList.objects.get()
    assert row.filters == {"signaal": "niet-gebeld"}


def test_a_list_is_her_own(client, coach):
    row = saved_lists.keep(coach, "Winterswijk", mine=True, filters={"signaal": "te-laat"})
    sign_in(client, ingrid())
    assert not client.get(LIST).context_data["lists"]
    assert "Winterswijk" not in client.get(LISTS).text
    for page in ("", "weg/"):
        assert client.get(f"{LISTS}{row.pk}/{page}").status_code == 404
    client.post(f"{LISTS}{row.pk}/weg/")
    client.post(f"{LISTS}{row.pk}/", {"name": "Gestolen"})
    row.refresh_from_db()
    assert row.name == "Winterswijk"


def test_a_name_is_asked_once_and_there_is_room_for_a_few(client, coach):
    save = f"{LISTS}bewaar/?signaal=te-laat"
    for name, words in (
        ("", "Geef de lijst een naam."),
        ("x" * 41, "Maak het korter"),
        ("Jan 111222333", "burgerservicenummer"),
    ):
        assert words in client.post(save, {"name": name}).text
    client.post(save, {"name": "Te laat"})
    assert "Je hebt al een lijst met deze naam" in client.post(save, {"name": "TE LAAT"}).text
    for n in range(MOST_LISTS - 1):
        saved_lists.keep(coach, f"Lijst {n}", mine=False, filters={})
    page = client.post(save, {"name": "Nog een"})
    assert f"Je hebt al {MOST_LISTS} lijsten" in page.text
    assert 'value="Nog een"' in page.text
    assert SavedList.objects.count() == MOST_LISTS


def test_a_filter_that_is_gone_is_left_out_of_an_old_list(client, coach):
    SavedList.objects.create(user=coach, name="Oud", filters={"fase": "bestaat-niet", "signaal": "weg"})
    (link,) = client.get(LIST).context_data["lists"]
    assert client.get(link["url"]).status_code == 200
