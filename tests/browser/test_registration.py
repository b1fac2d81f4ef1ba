"""Every page of the registration in real Chromium: empty, with mistakes and filled in, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import expect

from intake.models import Registration
from tests.browser.conftest import Visitor
from tests.browser.going import follow
from tests.intake.factories import twente
from tests.partners.factories import fnv, municipality, uwv

pytestmark = pytest.mark.django_db(transaction=True)


def go_on(person: Visitor) -> None:
    follow(person.page.get_by_role("button", name="Ga verder"))


def looks_at(person: Visitor, name: str, *, wrong: bool = False) -> None:
    """The page is in order; with ``wrong`` also after a send that was not good."""
    person.finds_it_accessible(f"aanmelden-{name}")
    if wrong:
        go_on(person)
        expect(person.page).to_have_title(re.compile("^Fout:"))
        person.finds_it_accessible(f"aanmelden-{name}-fout")


def says_who_and_where(person: Visitor) -> None:
    """The questions about the person, also the pages beside the road."""
    page = person.goes_to("/aanmelden/")
    looks_at(person, "naam", wrong=True)
    page.get_by_label("Achternaam").fill("van 't Hof")
    go_on(person)
    looks_at(person, "bereiken", wrong=True)
    page.get_by_label("Telefoonnummer").fill("06 12 34 56 78")
    go_on(person)
    looks_at(person, "postcode", wrong=True)
    page.get_by_label("Postcode").fill("7511 AB")
    go_on(person)
    looks_at(person, "andere-regio")
    follow(page.get_by_role("link", name="Verander mijn postcode"))
    page.get_by_label("Postcode").fill("7001ab")
    page.get_by_label("Ik heb geen vast adres").check()
    go_on(person)
    looks_at(person, "gemeente", wrong=True)
    page.get_by_label("Dat wisselt").check()
    go_on(person)
    looks_at(person, "situatie", wrong=True)
    page.get_by_label("Ik ben mijn baan kwijt").check()
    go_on(person)
    looks_at(person, "extra")
    go_on(person)
    looks_at(person, "geboortedatum")
    page.get_by_label("Jaar").fill("88")
    looks_at(person, "geboortedatum-ingevuld", wrong=True)
    page.get_by_label("Jaar").fill("")
    go_on(person)


def says_what_work(person: Visitor) -> None:
    """The questions about work and sharing, then the check, the pages beside it, and the sending."""
    page = person.page
    looks_at(person, "beroep", wrong=True)
    page.get_by_label("Beroep of functie").fill("monteur")
    go_on(person)
    looks_at(person, "beroep-kiezen", wrong=True)
    page.get_by_label("Geen van deze").check()
    go_on(person)
    looks_at(person, "sector", wrong=True)
    page.get_by_label("Horeca").check()
    go_on(person)
    looks_at(person, "zoeken", wrong=True)
    page.get_by_label("geldzorgen").check()
    go_on(person)
    looks_at(person, "geldzorgen")
    follow(page.get_by_role("link", name="Ga verder met aanmelden"))
    looks_at(person, "uren")
    go_on(person)
    looks_at(person, "delen")
    go_on(person)
    looks_at(person, "controle")
    follow(page.get_by_role("link", name="Later verder gaan"))
    looks_at(person, "later")
    page.go_back()
    follow(page.get_by_role("link", name="Stop en wis alles"))
    looks_at(person, "wissen")
    follow(page.get_by_role("link", name="Nee, ga verder"))
    follow(page.get_by_role("button", name="Verstuur mijn aanmelding"))
    looks_at(person, "gelukt")
    assert Registration.objects.get().case.reference in page.locator("main").inner_text()


@pytest.mark.full
@pytest.mark.parametrize("window", ["on_a_phone", "at_a_desk"])
def test_every_page_is_in_order(window, request):
    municipality(), uwv(), fnv(), twente()
    person = request.getfixturevalue(window)
    says_who_and_where(person)
    says_what_work(person)


@pytest.mark.full
def test_suggestions_come_while_typing_and_can_be_chosen_with_the_keyboard(on_a_phone):
    municipality()
    page = on_a_phone.goes_to("/aanmelden/")
    page.get_by_label("Achternaam").fill("Hof")
    go_on(on_a_phone)
    page.get_by_label("Telefoonnummer").fill("0612345678")
    go_on(on_a_phone)
    page.get_by_label("Postcode").fill("7001ab")
    go_on(on_a_phone)
    page.get_by_label("Ik ben mijn baan kwijt").check()
    for _page in ("situatie", "extra", "geboortedatum"):
        go_on(on_a_phone)
    page.get_by_label("Beroep of functie").press_sequentially("ober")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = page.get_by_label("Beroep of functie").input_value()
    assert "ober" in chosen.lower()
    go_on(on_a_phone)
    assert page.url.endswith("/aanmelden/sector/")
