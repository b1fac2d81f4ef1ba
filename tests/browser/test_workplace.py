"""The workplace in a real browser: what axe and our own checks find on every page, at a desk and on a phone."""

from datetime import timedelta
from typing import Any

import pytest

from partners.models import User
from rmt_portal import clock
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow
from tests.partners.factories import RegionFactory, bram, fatima
from tests.workplace.factories import caseload, registered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy_coach(transactional_db: None) -> User:
    """Fatima with twelve candidates, and six people who wait."""
    coach, today = fatima(), clock.today()
    places = list(RegionFactory().municipalities.all())
    caseload(coach, places)
    for n in range(6):
        registered(
            days_ago=n,
            client__first_name="Nieuw",
            client__last_name=f"de Vries {n}",
            client__municipality=places[n % len(places)] if places else None,
            contact_due_on=today + timedelta(days=2 - n),
        )
    return coach


PAGES = {
    "vandaag": "/admin/",
    "aanmeldingen": "/admin/aanmeldingen/",
    "kandidaten": "/admin/kandidaten/",
    "kandidaten-leeg": "/admin/kandidaten/mijn/?signaal=te-laat&fase=intake",
    "beheer": "/admin/beheer/",
    "vacatures": "/admin/matching/vacancy/?q=zorg",
    "bestaat-niet": "/admin/bestaat-niet/",
}
PARTS = ("overzicht", "intake", "kansen", "tijdlijn", "toegang")


def complaints_about(person: Visitor, pages: dict[str, str]) -> list[str]:
    """Look at every page, also when an earlier one is wrong."""
    found: list[str] = []
    for name, address in pages.items():
        person.goes_to(address)
        found += person.complaints(f"werkplek-{name}", targets=24 if name in SETTINGS else 44)
    return found


SETTINGS = {
    "beheer-beheerder": "/admin/beheer/",
    "mensen": "/admin/partners/user/?is_active__exact=1",
    "mens": "/admin/partners/user/add/",
    "rollen": "/admin/partners/membership/",
    "rol": "/admin/partners/membership/add/",
}


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_of_the_settings_can_be_used_by_everyone(visitor: Any, busy_coach: User, window: Any) -> None:
    person = visitor(window)
    person.signs_in(bram())
    assert not complaints_about(person, SETTINGS)


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_of_the_workplace_can_be_used_by_everyone(visitor: Any, busy_coach: User, window: Any) -> None:
    person = visitor(window)
    person.signs_in(busy_coach)
    found = complaints_about(person, PAGES)
    page = person.goes_to("/admin/kandidaten/mijn/")
    follow(page.get_by_role("link", name="Anneke El Amrani"))
    dossier = page.url.removeprefix(person.base)
    found += complaints_about(person, {f"dossier-{part}": f"{dossier}?deel={part}" for part in PARTS})
    page = person.goes_to(dossier)
    page.get_by_label("Wat is besproken?").fill("Haar nummer is 111222333.")
    follow(page.get_by_role("button", name="Notitie opslaan"))
    found += person.complaints("werkplek-dossier-fout")
    person.trouble = [line for line in person.trouble if "404" not in line]
    assert not found, "\n".join(found)
