"""The second part in real Chromium: on an old phone without script, and with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from intake.models import WorkProfile
from tests.browser.conftest import Visitor
from tests.browser.going import follow, press
from tests.browser.registering import go_on, says_who, tick, worked_as_a_waiter
from tests.partners.factories import fnv, municipality, uwv

pytestmark = pytest.mark.django_db(transaction=True)


def registers(person: Visitor) -> Page:
    """Go through the first part quickly; ends on the page that says it worked."""
    page = person.goes_to("/aanmelden/")
    says_who(page, phone="06 12 34 56 78")
    tick(page, "Ik ben mijn baan kwijt")
    for _page in ("situatie", "extra", "geboortedatum"):
        go_on(page)
    worked_as_a_waiter(page)
    return page


def tells_all(person: Visitor, page: Page, looks_at: Callable[[str], None]) -> list[str]:
    """Go through all questions with the button only; returns the questions that were seen."""
    follow(page.get_by_role("link", name="Vertel meer over je werk"))
    looks_at("begin")
    follow(page.get_by_role("link", name="Begin", exact=True))
    seen: list[str] = []
    while not page.url.endswith("/klaar/"):
        slug = page.url.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        looks_at(slug)
        if slug == "werk":
            page.get_by_label("Nee" if "baan" in seen else "Ja", exact=True).check()
        elif slug == "baan":
            page.get_by_label("Beroep of functie").fill("heftruckchauffeur")
        elif slug == "wensen":
            page.get_by_label("Eerste wens").fill("kok")
        elif slug == "vaardigheden":
            page.get_by_label("Wat kun je nog meer?").fill("111222333")
            go_on(page)
            looks_at("vaardigheden-fout")
            page.get_by_label("Wat kun je nog meer?").fill("breien")
        elif slug == "tijden":
            page.get_by_label("In de nacht").check()
        seen.append(slug)
        assert len(seen) < 30, seen
        go_on(page)
    looks_at("klaar")
    follow(page.get_by_role("link", name="Bekijk of verander wat je vertelde"))
    looks_at("overzicht")
    return seen


@pytest.mark.full
def test_without_script_on_a_phone_everything_is_told(on_an_old_phone):
    municipality(), uwv(), fnv()
    seen = tells_all(on_an_old_phone, registers(on_an_old_phone), lambda _name: None)
    profile = WorkProfile.objects.get()
    assert profile.shifts_refused == ["night"]
    assert [job.own_words for job in profile.experiences.all()] == ["ober", "heftruckchauffeur"]
    assert {"werk", "baan", "talen", "bewijzen", "kan"} <= set(seen)


@pytest.mark.full
def test_every_page_is_in_order(on_a_phone):
    municipality(), uwv(), fnv()
    page = registers(on_a_phone)
    tells_all(on_a_phone, page, lambda name: on_a_phone.finds_it_accessible(f"werkprofiel-{name}"))


@pytest.mark.full
def test_with_the_keyboard_alone_an_answer_is_given_and_changed(on_a_phone):
    municipality(), uwv()
    page = registers(on_a_phone)
    press(page.get_by_role("link", name="Vertel meer over je werk"))
    page.wait_for_url("**/werkprofiel/")
    page.goto(page.url + "tijden/")
    page.get_by_label("In het weekend").focus()
    page.keyboard.press("Space")
    press(page.get_by_role("button", name="Ga verder"))
    page.wait_for_url("**/wensen/")
    page.go_back()
    expect(page.get_by_label("In het weekend")).to_be_checked()
    assert WorkProfile.objects.get().shifts_refused == ["weekend"]
