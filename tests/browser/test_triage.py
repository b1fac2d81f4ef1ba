"""Ingrid talks with somebody and decides in one screen; she joins two registrations of one person. At a desk, on a
phone, and with the keyboard alone."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from intake import urgency
from intake.duplicates import finding
from intake.models import Case, CaseState, ClientMerge, DuplicatePair
from rmt_portal import row_security
from rmt_portal.lifecycle import SYSTEM
from tests.browser.going import follow, press
from tests.partners.factories import fatima, ingrid, mehmet
from tests.workplace.factories import guided_by, registered

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def arrival(transactional_db):
    """Somebody who can not wait registered twice; Fatima guides somebody else."""
    coach = fatima()
    guided_by(coach)
    person = {"client__first_name": "Noor", "client__last_name": "Bakker", "client__phone": "+31612345678"}
    first = registered(**person)
    second = registered(**{**person, "client__last_name": "Bakker-Smit"})
    with transaction.atomic(), row_security.house("work"):
        urgency.note(first, ["money"], SYSTEM)
        finding.look({"client": first.client_id})
        finding.look({"client": second.client_id})
    return first


@pytest.mark.parametrize("window", ["on_an_old_phone", pytest.param("at_a_desk", marks=pytest.mark.full)])
def test_the_pages_are_usable_by_everybody(request, window, arrival):
    person = request.getfixturevalue(window)
    person.signs_in(ingrid())
    pair = DuplicatePair.objects.get()
    path = f"/admin/dossier/{arrival.client.public_id}/"
    pages = {
        "vandaag-dringend": "/admin/", "aanmeldingen-dringend": "/admin/aanmeldingen/",
        "beoordelen": f"{path}beoordelen/",
        "dossier-besluit": path, "dubbel": "/admin/dubbel/", "samenvoegen": f"/admin/dubbel/{pair.pk}/samenvoegen/",
        "korte-vraag": "/admin/korte-vraag/",
    }  # fmt: skip
    for name, address in pages.items():
        page = person.goes_to(address)
        if window == "on_an_old_phone":
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        else:
            person.finds_it_accessible(name)


@pytest.mark.full
def test_the_pages_are_accessible_on_a_phone(on_a_phone, arrival):
    on_a_phone.signs_in(ingrid())
    path = f"/admin/dossier/{arrival.client.public_id}/"
    for name, address in (
        ("beoordelen", f"{path}beoordelen/"),
        ("dubbel", "/admin/dubbel/"),
        ("korte-vraag", "/admin/korte-vraag/"),
        ("vandaag-nu", "/admin/"),
    ):
        on_a_phone.goes_to(address)
        on_a_phone.finds_it_accessible(name, targets=24)


@pytest.mark.full
def test_ingrid_decides_with_the_keyboard_alone_and_takes_it_back(at_a_desk, arrival):
    at_a_desk.signs_in(ingrid())
    page = at_a_desk.goes_to("/admin/")
    expect(page.get_by_role("heading", name="Nu bellen")).to_be_visible()
    page = at_a_desk.goes_to(f"/admin/dossier/{arrival.client.public_id}/beoordelen/")
    page.get_by_label("Wat is besproken?").focus()
    page.keyboard.type("Noor wil graag naar de zorg.")
    page.locator("input[name=outcome][value=admitted]").focus()
    page.keyboard.press("Space")
    page.get_by_label("Waarom?").focus()
    page.keyboard.type("Valt onder")
    press(page.locator("form.triage button[type=submit]"))
    page.wait_for_url("**/dossier/*/")
    assert "is aangenomen" in page.locator(".messages").inner_text()
    assert Case.objects.get(pk=arrival.pk).state == CaseState.ADMITTED
    press(page.get_by_role("button", name="Neem dit besluit terug"))
    page.get_by_text("Je besluit is teruggenomen").wait_for()
    assert Case.objects.get(pk=arrival.pk).state == CaseState.TRIAGE


@pytest.mark.full
def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(at_a_desk, arrival):
    at_a_desk.signs_in(ingrid())
    page = at_a_desk.goes_to(f"/admin/dossier/{arrival.client.public_id}/beoordelen/")
    page.get_by_label("Wat is besproken?").fill("Werkt liever dichtbij. 111222333")
    page.locator("input[name=outcome][value=regular_referred]").check()
    follow(page.locator("form.triage button[type=submit]"))
    page.get_by_text("Vul in wie daar de contactpersoon is").first.wait_for()
    assert page.get_by_label("Wat is besproken?").input_value() == "Werkt liever dichtbij. 111222333"
    assert "burgerservicenummer" in page.locator(".rmt-summary").inner_text()
    at_a_desk.finds_it_accessible("beoordelen-fout")


@pytest.mark.full
def test_two_registrations_become_one_and_two_again(at_a_desk, arrival):
    at_a_desk.signs_in(ingrid())
    page = at_a_desk.goes_to("/admin/dubbel/")
    follow(page.get_by_role("button", name="Zelfde persoon"))
    page.wait_for_url("**/samenvoegen/")
    follow(page.get_by_role("button", name="Voeg samen"))
    page.get_by_text("Samengevoegd. Je kunt dit 30 dagen").wait_for()
    assert ClientMerge.objects.filter(undone_at__isnull=True).count() == 1
    follow(page.get_by_role("button", name="Draai terug"))
    page.get_by_text("Teruggedraaid").wait_for()
    assert not ClientMerge.objects.filter(undone_at__isnull=True).exists()


@pytest.mark.full
def test_the_coordinator_sees_who_to_phone_and_the_figures_without_names(at_a_desk, arrival):
    at_a_desk.signs_in(mehmet())
    page = at_a_desk.goes_to("/admin/")
    expect(page.get_by_role("heading", name="Nu bellen")).to_be_visible()
    assert "Noor Bakker" not in page.content()
    at_a_desk.goes_to("/admin/cijfers/aanmelding/")
    at_a_desk.finds_it_accessible("cijfers-aanmelding")
    assert "minder dan 10" in at_a_desk.page.content()
