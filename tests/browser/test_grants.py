"""A coach asks for a training with a price by keyboard, the budget holder decides on an old phone, and it gets its end.

Story 14 of the domain, for one training: what the manager reads is the sum of what was decided, without a name.
"""

from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import Case
from partners.models import User
from rmt_portal import clock, row_security
from services.models import BudgetPot, ServiceGrant
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow, press
from tests.partners.factories import els, fatima
from tests.services.grants import budget_holder, case_with_plan, forklift, in_state, pot_with, service_of


@pytest.fixture
def coach(transactional_db: None) -> User:
    return fatima()


@pytest.fixture
def sami(coach: User) -> Case:
    return case_with_plan(coach)


def tab_of(case: Case) -> str:
    return f"/admin/dossier/{case.client.public_id}/?deel=inzet"


def types_day(page: Any, legend: str, when: Any) -> None:
    group = page.get_by_role("group", name=legend)
    for label, number in (("Dag", when.day), ("Maand", when.month), ("Jaar", when.year)):
        group.get_by_label(label).fill(str(number))


@pytest.mark.full
def test_a_training_with_a_price_from_request_to_outcome(
    at_a_desk: Visitor, on_an_old_phone: Visitor, coach: User, sami: Case
) -> None:
    forklift(sami)
    pot_with(sami, "1000")
    at_a_desk.signs_in(coach)
    page = at_a_desk.goes_to(tab_of(sami))
    press(page.get_by_role("link", name="Vraag inzet aan"))
    page.get_by_label("Welke dienst?").select_option(label="Cursus heftruck (FNV), €\N{NO-BREAK SPACE}295")
    types_day(page, "Wanneer begint het?", clock.today())
    page.get_by_label("Waarom heeft de kandidaat dit nodig?").fill("Het magazijn neemt hem aan met het certificaat.")
    press(page.get_by_role("button", name="Vraag aan"))
    expect(page.get_by_text("Aangevraagd. Ga nu na")).to_be_visible()
    press(page.get_by_role("link", name="Cursus heftruck"))
    press(page.get_by_role("link", name="Ga na wie dit al betaalt"))
    for number in range(4):
        page.get_by_role("radio", name="Gevraagd, en afgewezen").nth(number).check()
    press(page.get_by_role("button", name="Bewaar en vraag een besluit"))
    expect(page.get_by_text("De budgethouder beslist nu.")).to_be_visible()

    on_an_old_phone.signs_in(budget_holder())
    phone = on_an_old_phone.goes_to("/admin/")
    follow(phone.get_by_role("link", name="Inzet te beslissen").first)
    follow(phone.get_by_role("link", name="Cursus heftruck"))
    expect(phone.get_by_text("Het magazijn neemt hem aan")).to_be_visible()
    expect(phone.get_by_text("Hof")).to_have_count(0)
    phone.get_by_label("Toekennen").check()
    follow(phone.get_by_role("button", name="Leg het besluit vast"))
    expect(phone.get_by_text("Toegekend. Het bedrag is gereserveerd.")).to_be_visible()

    page = at_a_desk.goes_to(tab_of(sami))
    follow(page.get_by_role("link", name="Cursus heftruck"))
    press(page.get_by_role("link", name="Het is begonnen"))
    press(page.get_by_role("button", name="Het is begonnen"))
    expect(page.get_by_text("Genoteerd: het loopt.")).to_be_visible()
    press(page.get_by_role("link", name="Rond af: wat kwam eruit?"))
    page.get_by_label("Gehaald", exact=True).check()
    press(page.get_by_role("button", name="Rond af"))
    expect(page.get_by_text("Afgerond.", exact=True)).to_be_visible()

    with row_security.house("work"):
        grant = ServiceGrant.objects.get()
    phone = on_an_old_phone.goes_to(f"/admin/budget/inzet/{grant.public_id}/")
    follow(phone.get_by_role("link", name="Boek een factuur"))
    phone.get_by_label("Welk bedrag (euro)?").fill("280,50")
    phone.get_by_label("Nummer van de factuur").fill("2026-17")
    follow(phone.get_by_role("button", name="Boek de betaling"))
    expect(phone.get_by_text("Betaling geboekt.")).to_be_visible()
    follow(phone.get_by_role("button", name="Reken af"))
    expect(phone.get_by_text("Wat over was is weer vrij.")).to_be_visible()

    on_an_old_phone.signs_in(els())
    phone = on_an_old_phone.goes_to("/admin/budget/")
    follow(phone.get_by_role("link", name="Scholing naar beroep of functie"))
    expect(phone.get_by_text("€\N{NO-BREAK SPACE}719,50").first).to_be_visible()
    expect(phone.get_by_text("Persoon 1")).to_be_visible()
    expect(phone.get_by_text("Hof")).to_have_count(0)


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_can_be_used_by_everyone(visitor: Any, coach: User, sami: Case, window: Any) -> None:
    person, holder, found = visitor(window), visitor(window), []
    person.signs_in(coach)
    holder.signs_in(budget_holder())
    own = f"/admin/dossier/{sami.client.public_id}/inzet"

    def looks_at(who: Visitor, name: str, path: str) -> None:
        who.goes_to(path)
        found.extend(who.complaints(f"inzet-{name}"))

    looks_at(person, "leeg", tab_of(sami))
    looks_at(holder, "budget-leeg", "/admin/budget/")
    forklift(sami)
    looks_at(person, "vraag", f"{own}/vraag/")
    with row_security.house("work"):
        pot_with(sami, "1000")
        small = in_state("checked", sami, service_of(sami, "maatwerk", "coaching", "250"))
        learning = in_state("requested", sami, service_of(sami, "praktijkverklaring", "practice_learning", "750"))
        running = in_state("started", sami)
        pot = BudgetPot.objects.get(scheme__code="scholing")
    looks_at(person, "tab", tab_of(sami))
    for name, grant, path in (
        ("partner", small, "partner/"), ("praktijk", learning, "praktijk/"), ("nagaan", learning, "nagaan/"),
        ("wijzig", learning, "wijzig/"), ("intrekken", learning, "intrekken/"), ("loopt", running, ""),
        ("einde", running, "einde/"),
    ):  # fmt: skip
        looks_at(person, name, f"{own}/{grant.public_id}/{path}")
    looks_at(holder, "budget", "/admin/budget/")
    looks_at(holder, "pot", f"/admin/budget/pot/{pot.public_id}/")
    looks_at(holder, "toevoegen", "/admin/budget/toevoegen/")
    looks_at(holder, "terug", f"/admin/budget/pot/{pot.public_id}/terug/{pot.entries.get(kind='allot').pk}/")
    looks_at(holder, "besluit", f"/admin/budget/inzet/{small.public_id}/")
    looks_at(holder, "betaal", f"/admin/budget/inzet/{running.public_id}/betaal/")
    guest = visitor(window)
    guest.enters_the_own_page(sami.client)
    looks_at(guest, "eigen", "/mijn/")
    assert not found, "\n\n".join(found)
