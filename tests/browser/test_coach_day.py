"""A coach's morning in a real browser: what fits on the screen, by keyboard, on a phone without scripts, on paper."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import Case, SavedList, SignalSnooze
from partners.models import User
from rmt_portal import clock, row_security
from tests.browser.conftest import DESKTOP, PHONE, WINDOWS
from tests.browser.going import follow, press
from tests.browser.test_workplace import busy_coach
from tests.partners.factories import fatima
from tests.workplace.factories import guided_by

__all__ = ["busy_coach"]
pytestmark = pytest.mark.django_db(transaction=True)
MINE = "/admin/kandidaten/mijn/"
ROWS_ABOVE_THE_FOLD = 10


@pytest.mark.full
def test_ten_candidates_stand_above_the_fold_with_chips_that_count(visitor: Any, busy_coach: User) -> None:
    SavedList.objects.create(user=busy_coach, name="Te laat in Winterswijk", mine=True, filters={"signaal": "te-laat"})
    person = visitor(DESKTOP)
    person.signs_in(busy_coach)
    for address in (MINE, "/admin/kandidaten/"):
        page = person.goes_to(address)
        expect(page.get_by_role("navigation", name="Snel filteren").get_by_role("link").first).to_contain_text("Alles")
        rows = page.locator("tbody tr").all()
        seen = [box for row in rows if (box := row.bounding_box()) and box["y"] + box["height"] <= DESKTOP["height"]]
        assert len(seen) >= ROWS_ABOVE_THE_FOLD, f"{address}: {len(seen)} rows"


@pytest.mark.full
def test_by_keyboard_she_plans_for_two_at_once_and_puts_a_third_off(visitor: Any, busy_coach: User) -> None:
    person = visitor(DESKTOP)
    person.signs_in(busy_coach)
    page = person.goes_to(MINE)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    for name in ("Kies Anneke El Amrani", "Kies Olena Kaya"):
        page.get_by_label(name, exact=True).focus()
        page.keyboard.press("Space")
    press(page.get_by_role("button", name="Zet volgende actie"))
    page.get_by_label("Wat is de volgende actie?").fill("Uitnodigen voor de banenmarkt")
    page.get_by_label("Of op een andere dag").fill(f"{clock.today() + timedelta(days=7):%d-%m-%Y}")
    press(page.get_by_role("button", name="Laat zien wat er gebeurt"))
    expect(page.get_by_role("listitem").filter(has_text="wordt vervangen")).to_contain_text("2 kandidaten")
    person.finds_it_accessible("samen-kijken")
    press(page.get_by_role("button", name="Doe dit voor 2 kandidaten"))
    expect(page.get_by_text("Gedaan voor 2 kandidaten.")).to_be_visible()
    person.finds_it_accessible("samen-uitslag")
    page = person.goes_to(f"{MINE}?signaal=lang-stil")
    press(page.get_by_role("link", name="Samira van 't Hof-de Groot"))
    press(page.get_by_role("link", name=re.compile("Stel uit.*Te lang geen contact")))
    person.finds_it_accessible("uitstellen")
    page.get_by_label("De kandidaat is er even niet", exact=True).check()
    page.get_by_label("Of op een andere dag").fill(f"{clock.today() + timedelta(days=14):%d-%m-%Y}")
    press(page.get_by_role("button", name="Stel uit"))
    expect(page.get_by_text("Fatima de Groot stelde dit uit: de kandidaat is er even niet.")).to_be_visible()
    with row_security.house("work"):
        assert SignalSnooze.objects.get().case.client.last_name == "van 't Hof-de Groot"
        assert Case.objects.filter(next_action="Uitnodigen voor de banenmarkt").count() == 2


@pytest.mark.full
def test_on_a_phone_without_scripts_the_same_works(visitor: Any, db: None) -> None:
    coach = fatima()
    for n in range(3):
        guided_by(coach, client__first_name="Sam", client__last_name=f"Bakker{n}", last_contact_at=clock.now())
    person = visitor(PHONE, javascript=False)
    person.signs_in(coach)
    page = person.goes_to(f"{MINE}?volgorde=naam")
    follow(page.get_by_role("link", name="Bewaar deze lijst"))
    page.get_by_label("Hoe heet deze lijst?").fill("Op naam")
    follow(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("navigation", name="Mijn lijsten").get_by_role("link", name="Op naam")).to_be_visible()
    page.get_by_label("Alles op deze bladzijde").check()
    follow(page.get_by_role("button", name="Bestand zonder namen"))
    expect(page.get_by_text("In het bestand komen 3 kandidaten")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Maak een csv-bestand").click()
    assert "Bakker" not in download.value.path().read_text(encoding="utf-8")


@pytest.mark.full
def test_on_paper_the_list_is_a_table_and_the_dossier_a_text(visitor: Any, busy_coach: User) -> None:
    person = visitor(DESKTOP)
    person.signs_in(busy_coach)
    page = person.goes_to(MINE)
    follow(page.get_by_role("link", name="Anneke El Amrani"))
    dossier = page.url.removeprefix(person.base)
    page.emulate_media(media="print")
    for address, kept, gone in (
        (MINE, "Anneke El Amrani", "Zet volgende actie"),
        (dossier, "Wat vraagt aandacht?", "Stel uit"),
    ):
        person.goes_to(address)
        expect(page.get_by_role("main").get_by_text(kept).locator("visible=true").first).to_be_visible()
        expect(page.get_by_text(gone).first).to_be_hidden()
        expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_of_a_coachs_day_can_be_used_by_everyone(visitor: Any, busy_coach: User, window: Any) -> None:
    row = SavedList.objects.create(user=busy_coach, name="Te laat", mine=True, filters={"signaal": "te-laat"})
    person = visitor(window)
    person.signs_in(busy_coach)
    page = person.goes_to(MINE)
    found = person.complaints("kandidaten-kiezen")
    for action in ("Geef aan een coach", "Zet volgende actie", "Bestand zonder namen"):
        page.get_by_label("Alles op deze bladzijde").check()
        follow(page.get_by_role("button", name=action))
        found += person.complaints(f"samen-{action.split()[0].lower()}")
        page = person.goes_to(MINE)
    follow(page.get_by_role("link", name="Anneke El Amrani"))
    dossier = page.url.removeprefix(person.base)
    pages = {
        "lijsten": "/admin/kandidaten/lijsten/",
        "lijst-bewaren": "/admin/kandidaten/lijsten/bewaar/?signaal=te-laat",
        "lijst-naam": f"/admin/kandidaten/lijsten/{row.pk}/",
        "lijst-weg": f"/admin/kandidaten/lijsten/{row.pk}/weg/",
        "dossier": dossier,
        "ritme": f"{dossier}ritme/",
        "uitstel": f"{dossier}uitstel/te-laat/",
    }
    for name, address in pages.items():
        person.goes_to(address)
        found += person.complaints(f"dag-{name}")
    assert not found, "\n".join(found)
