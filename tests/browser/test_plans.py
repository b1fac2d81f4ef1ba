"""A coach makes a plan from an example by keyboard, the client agrees on an old phone, both go on with it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import Case
from partners.models import User
from rmt_portal import row_security
from services.models import ActionPlan
from services.plans import agreeing, making, templates
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow, press
from tests.partners.factories import fatima
from tests.services.factories import works_for
from tests.services.plans import case_with_coach, in_state


@pytest.fixture
def coach(transactional_db: None) -> User:
    return fatima()


@pytest.fixture
def sami(coach: User) -> Case:
    case = case_with_coach(coach)
    templates.load(case.region)
    return case


def tab_of(case: Case) -> str:
    return f"/admin/dossier/{case.client.public_id}/?deel=plan"


def test_a_plan_from_an_example_is_agreed_on_an_old_phone(
    at_a_desk: Visitor, on_an_old_phone: Visitor, coach: User, sami: Case
) -> None:
    at_a_desk.signs_in(coach)
    page = at_a_desk.goes_to(tab_of(sami))
    press(page.get_by_role("link", name="Maak een plan"))
    page.get_by_label("Naar werk in de zorg").focus()
    page.keyboard.press("Space")
    press(page.get_by_role("button", name="Maak het plan"))
    expect(page.get_by_role("heading", name="Plan van aanpak, versie 1")).to_be_visible()
    press(page.get_by_role("link", name="Stap erbij"))
    page.get_by_label("Wat gebeurt er?").focus()
    page.keyboard.type("Bel je oud-collega in het ziekenhuis")
    page.get_by_label("Kandidaat").focus()
    page.keyboard.press("Space")
    page.get_by_label("Hoeveel dagen later?").focus()
    page.keyboard.type("2")
    press(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_text("Bel je oud-collega").first).to_be_visible()
    press(page.get_by_role("button", name="Leg voor aan de kandidaat"))
    expect(page.get_by_text("Voorgelegd. De kandidaat ziet het plan")).to_be_visible()

    on_an_old_phone.enters_the_own_page(sami.client)
    phone = on_an_old_phone.goes_to("/mijn/")
    follow(phone.get_by_role("link", name="Lees je plan en zeg of je akkoord bent"))
    expect(phone.get_by_text("Bel je oud-collega in het ziekenhuis")).to_be_visible()
    follow(phone.get_by_role("button", name="Ik ga akkoord met versie 1"))
    expect(phone.get_by_text("Dank je. Dit is nu jullie plan.")).to_be_visible()
    follow(phone.get_by_role("listitem").filter(has_text="Bel je oud-collega").get_by_role("button"))
    expect(phone.get_by_text("Goed gedaan. Je coach ziet het.")).to_be_visible()

    page = at_a_desk.goes_to(tab_of(sami))
    expect(page.get_by_text("op de eigen pagina")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Bel je oud-collega")
    expect(row).to_contain_text("Gedaan")
    expect(row).to_contain_text("De kandidaat", ignore_case=True)
    press(page.get_by_role("button", name="Wijzig het plan"))
    expect(page.get_by_role("heading", name="Plan van aanpak, versie 2")).to_be_visible()
    with row_security.house("work"):
        assert list(ActionPlan.objects.order_by("number").values_list("state", flat=True)) == ["agreed", "draft"]


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_can_be_used_by_everyone(visitor: Any, coach: User, sami: Case, window: Any) -> None:
    person, found = visitor(window), []
    person.signs_in(coach)
    own = f"/admin/dossier/{sami.client.public_id}"

    def looks_at(who: Visitor, name: str, path: str) -> None:
        who.goes_to(path)
        found.extend(who.complaints(f"plan-{name}"))

    looks_at(person, "leeg", tab_of(sami))
    looks_at(person, "maak", f"{own}/plan/maak/")
    with row_security.house("work"):
        plan = in_state("agreed", sami)
        step = plan.steps.first().pk
    looks_at(person, "geldt", tab_of(sami))
    looks_at(person, "gaat-niet-door", f"{own}/plan/stap/{step}/gaat-niet-door/")
    looks_at(person, "besproken", f"{own}/plan/besproken/")
    looks_at(person, "print", f"{own}/plan/print/")
    guest = visitor(window)
    guest.enters_the_own_page(sami.client)
    looks_at(guest, "eigen", "/mijn/plan/")
    looks_at(guest, "overzicht-eigen", "/mijn/")
    with row_security.house("work"):
        newer = making.new_version(plan, works_for(coach))
    looks_at(person, "concept", f"{tab_of(sami)}&versie=2")
    for name, path in (("doel", "doel/"), ("stap", "stap/"), ("beroep", "beroep/")):
        looks_at(person, name, f"{own}/plan/{path}")
    person.goes_to(f"{own}/plan/stap/")
    person.page.get_by_label("Partner", exact=True).check()
    follow(person.page.get_by_role("button", name="Bewaar"))
    found.extend(person.complaints("plan-stap-fout"))
    with row_security.house("work"):
        agreeing.propose(newer, works_for(coach))
    looks_at(person, "akkoord", f"{own}/plan/akkoord/")
    looks_at(guest, "eigen-akkoord", "/mijn/plan/")
    assert not found, "\n\n".join(found)
