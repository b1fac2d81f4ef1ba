"""A coach on a phone writes down that somebody found work, asks how it goes, closes the case and opens it again.

The aftercare of stories of the domain: what is due is on Vandaag by itself, and nothing ends without an outcome.
"""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from intake import aftercare_moments, appointments, placements
from intake.models import Aftercare, Case, Placement
from partners.models import User
from rmt_portal import clock, row_security, working_days
from rmt_portal.reference.models import Sector
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow, press
from tests.browser.test_grants import types_day
from tests.partners.factories import fatima
from tests.services.factories import works_for
from tests.workplace.factories import guided_by


@pytest.fixture
def coach(transactional_db: None) -> User:
    return fatima()


@pytest.fixture
def sami(coach: User) -> Case:
    Sector.objects.get_or_create(scheme=2008, code="Q", defaults={"name": "Gezondheidszorg"})
    return guided_by(coach, days_ago=60, client__first_name="Sami", client__last_name="Hof")


def works_since(days: int, case: Case, coach: User) -> Placement:
    """Somebody who began to work some days ago; the first question how it goes should have been asked yesterday."""
    work = placements.Work(
        employer_name="Zorggroep De Linde", function="helpende", contract="permanent", hours=28, wage_band="to_20",
        starts_on=clock.today() - timedelta(days=days),
    )  # fmt: skip
    with row_security.house("work"):
        case.refresh_from_db()
        placement = placements.place(case, works_for(coach), work, version=case.version)
        yesterday = clock.today() - timedelta(days=1)
        Aftercare.objects.open().filter(pk=aftercare_moments.next_of(placement).pk).update(due_on=yesterday)
        return placement


@pytest.mark.full
def test_from_work_that_is_found_to_a_case_that_goes_on(on_a_phone: Visitor, coach: User, sami: Case) -> None:
    on_a_phone.signs_in(coach)
    page = on_a_phone.goes_to(f"/admin/dossier/{sami.client.public_id}/")
    follow(page.get_by_role("link", name="Sluit dit dossier af"))
    page.get_by_role("radio", name="Nieuw werk").check()
    follow(page.get_by_role("button", name="Sluit dit dossier af"))
    expect(page.get_by_text("Schrijf eerst op welk werk de kandidaat vond.").first).to_be_visible()

    page = on_a_phone.goes_to(f"/admin/dossier/{sami.client.public_id}/")
    press(page.get_by_role("link", name="Werk gevonden"))
    page.get_by_label("Bij welke werkgever?").fill("Zorggroep De Linde")
    page.get_by_label("Welk werk gaat de kandidaat doen?").fill("iets heel anders")
    page.get_by_label("In welke sector?").select_option(value="Q")
    page.get_by_role("radio", name="Vast", exact=True).check()
    page.get_by_label("Hoeveel uur per week?").fill("28")
    page.get_by_role("radio", name="16 tot 20 euro per uur").check()
    types_day(page, "Wat is de eerste werkdag?", clock.today())
    follow(page.get_by_role("button", name="Bewaar dit werk"))
    expect(page.get_by_text("De nazorg staat gepland.")).to_be_visible()
    expect(page.get_by_text("Zorggroep De Linde").first).to_be_visible()

    follow(page.get_by_role("link", name="Schrijf de nazorg na een week op"))
    page.get_by_role("radio", name="Ja, werkt er nog").check()
    page.get_by_role("radio", name="Goed", exact=True).check()
    follow(page.get_by_role("button", name="Bewaar de nazorg"))
    expect(page.get_by_text("werkt er nog, het gaat goed")).to_be_visible()

    follow(page.get_by_role("link", name="Sluit dit dossier af"))
    page.get_by_role("radio", name="Nieuw werk").check()
    follow(page.get_by_role("button", name="Sluit dit dossier af"))
    expect(page.get_by_text("Het dossier is afgesloten.")).to_be_visible()
    follow(page.get_by_role("link", name="Open dit dossier weer"))
    page.get_by_label("Waarom gaat het dossier weer open?").fill("Het contract is niet verlengd.")
    follow(page.get_by_role("button", name="Open dit dossier weer"))
    expect(page.get_by_text("Het dossier is weer open.")).to_be_visible()


@pytest.mark.full
def test_a_missed_aftercare_stands_on_vandaag_and_an_appointment_reaches_the_client(
    on_a_phone: Visitor, visitor: Any, coach: User, sami: Case
) -> None:
    works_since(30, sami, coach)
    on_a_phone.signs_in(coach)
    page = on_a_phone.goes_to("/admin/")
    follow(page.get_by_role("link", name="Nazorg te laat").first)
    follow(page.get_by_role("link", name="Sami Hof").first)
    expect(page.get_by_text("gemist, was voor").first).to_be_visible()
    follow(page.get_by_role("link", name="Maak een afspraak"))
    types_day(page, "Op welke dag?", working_days.add(clock.today(), 3))
    page.get_by_label("Hoe laat?").fill("14.30")
    page.get_by_role("radio", name="Gesprek", exact=True).check()
    page.get_by_label("Waar?").fill("Stadhuis Doetinchem")
    follow(page.get_by_role("button", name="Bewaar de afspraak"))
    expect(page.get_by_text("De afspraak staat:")).to_be_visible()

    guest = visitor()
    guest.enters_the_own_page(sami.client)
    own = guest.goes_to("/mijn/")
    expect(own.get_by_text("Stadhuis Doetinchem")).to_be_visible()
    with own.expect_download() as waiting:
        own.get_by_role("link", name="Zet in je agenda").click()
    assert waiting.value.suggested_filename == "afspraak.ics"
    text = waiting.value.path().read_text()
    assert "SUMMARY:Afspraak" in text
    assert "Hof" not in text


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_can_be_used_by_everyone(visitor: Any, coach: User, sami: Case, window: Any) -> None:
    person, found = visitor(window), []
    person.signs_in(coach)
    own = f"/admin/dossier/{sami.client.public_id}/"

    def looks_at(name: str, path: str = "") -> None:
        person.goes_to(own + path)
        found.extend(person.complaints(f"afloop-{name}"))

    looks_at("zonder-werk")
    looks_at("werk", "werk/")
    works_since(30, sami, coach)
    with row_security.house("work"):
        at = clock.now() + timedelta(days=5)
        made = appointments.book(sami, works_for(coach), at=at, way="desk", place="Stadhuis Doetinchem")
        kind = aftercare_moments.next_of(Placement.objects.get()).kind
    looks_at("met-werk")
    for name, path in (
        ("wijzig", "werk/wijzig/"), ("gestopt", "werk/gestopt/"), ("nazorg", f"nazorg/{kind}/"),
        ("sluiten", "afsluiten/"), ("afspraak", "afspraak/"), ("verzet", f"afspraak/{made.public_id}/"),
    ):  # fmt: skip
        looks_at(name, path)
    follow(person.goes_to(own + "werk/").get_by_role("button", name="Bewaar dit werk"))
    found.extend(person.complaints("afloop-fout"))
    page = person.goes_to(own + "afsluiten/")
    page.get_by_role("radio", name="Nieuw werk").check()
    follow(page.get_by_role("button", name="Sluit dit dossier af"))
    found.extend(person.complaints("afloop-dicht"))
    looks_at("heropenen", "heropenen/")
    guest = visitor(window)
    guest.enters_the_own_page(sami.client)
    own_page = guest.goes_to("/mijn/")
    found.extend(guest.complaints("afloop-eigen"))
    follow(own_page.get_by_role("link", name="Geef ons een cijfer"))
    found.extend(guest.complaints("cijfer"))
    own_page.get_by_role("radiogroup", name="meer vertrouwen").get_by_label("Ja").check()
    follow(own_page.get_by_role("button", name="Verstuur"))
    expect(own_page.get_by_text("Vul een heel cijfer in, van 1 tot en met 10.").first).to_be_visible()
    found.extend(guest.complaints("cijfer-fout"))
    expect(own_page.get_by_role("radiogroup", name="meer vertrouwen").get_by_label("Ja")).to_be_checked()
    own_page.get_by_label("Welk cijfer geef je onze hulp?").fill("8")
    own_page.keyboard.press("Enter")
    expect(own_page.get_by_text("Dank je wel. We hebben je cijfer.")).to_be_visible()
    found.extend(guest.complaints("cijfer-gegeven"))
    with row_security.house("work"):
        assert not Aftercare.objects.open().exists()
    assert not found, "\n\n".join(found)
