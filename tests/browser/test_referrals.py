"""The partner pages in a real browser, at a desk and on a phone, with and without JavaScript."""

from typing import Any

import pytest

from rmt_portal import clock
from services.models import Referral, ServiceKind
from services.referrals import answering, sending
from services.seeding import seed_contracts
from tests.browser.conftest import DESKTOP, PHONE, WINDOWS, Visitor
from tests.browser.going import follow
from tests.intake.factories import registered
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, in_state, sent, works_for
from tests.services.grants import asked, case_with_plan, pot_with, service_of

pytestmark = pytest.mark.django_db(transaction=True)


def looks_at(person: Visitor, pages: dict[str, str]) -> None:
    """Look at every page, also when an earlier one is wrong."""
    found = []
    for name, address in pages.items():
        person.goes_to(address)
        try:
            person.finds_it_accessible(f"verwijzing-{name}")
        except AssertionError as complaint:
            found.append(str(complaint).split("\nassert")[0])
    person.trouble = [line for line in person.trouble if "403" not in line and "409" not in line]
    assert not found, "\n".join(found)


@pytest.fixture
def busy_region(transactional_db: None) -> dict[str, Referral]:
    """Referrals in several states, services to choose from, a promise that was broken."""
    seed_contracts()
    for person in people.CAST:
        person()
    service = ServiceFactory(
        name="Loopbaangesprek", summary="Drie gesprekken over wat je kunt en wilt.", waiting_weeks=2, capacity=4,
        checked_on=clock.today(), checked_by=people.karin(),
    )  # fmt: skip
    ServiceFactory(name="Cursus sollicitatie", kind=ServiceKind.TRAINING, summary="Twee dagdelen.")
    debt = ServiceFactory(name="Hulp bij schulden", kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    case = case_of_sami()
    made = {
        "sent": sent(case, service=service, why="Sami wil weten welk werk bij hem past.", done_before="Cv gemaakt."),
        "debt": sent(case, to=people.debt_help(), service=debt, urgency="threat"),
    }
    for n, state in enumerate(("info_requested", "accepted", "in_progress", "on_hold", "completed", "declined",
                               "consent_withdrawn")):  # fmt: skip
        other = registered(last_name=f"de Vries-{n}", email=f"mens{n}@voorbeeld.nl").case
        made[state] = in_state(state, other, why="Wil graag met mensen werken.")
    Referral.objects.filter(pk=made["debt"].pk).update(escalated_at=clock.now())
    return made


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_of_the_receiver_can_be_used_by_everyone(visitor: Any, busy_region: Any, window: Any) -> None:
    karin = visitor(window)
    karin.signs_in(people.karin())
    address = {name: f"/verwijzingen/{made.reference}/" for name, made in busy_region.items()}
    looks_at(karin, {
        "ontvangen": "/verwijzingen/ontvangen/",
        "ontvangen-leeg": "/verwijzingen/ontvangen/?stand=vraag&page=9",
        "een-te-beoordelen": address["sent"],
        "aannemen": address["sent"] + "aannemen/",
        "vraag": address["sent"] + "vraag/",
        "niet-aannemen": address["sent"] + "niet-aannemen/",
        "een-aangenomen": address["accepted"],
        "start": address["accepted"] + "start/",
        "een-gestart": address["in_progress"],
        "klaar": address["in_progress"] + "klaar/",
        "pauze": address["in_progress"] + "pauze/",
        "een-klaar": address["completed"],
        "een-toestemming-weg": address["consent_withdrawn"],
        "kan-niet-meer": address["declined"] + "aannemen/",
        "geweigerd": "/verwijzingen/V-2026-9999/",
        "aanbod": "/verwijzingen/aanbod/",
        "menukaart": "/verwijzingen/menukaart/",
        "menukaart-niets": "/verwijzingen/menukaart/?zoek=duiken",
        "menukaart-dienst": f"/verwijzingen/menukaart/{busy_region['sent'].service_id}/",
        "menukaart-beoordelen": f"/verwijzingen/menukaart/{busy_region['debt'].service_id}/",
        "team": "/verwijzingen/team/",
    })  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_of_sender_and_coordinator_can_be_used_by_everyone(
    visitor: Any, busy_region: Any, window: Any
) -> None:
    fatima = visitor(window)
    fatima.signs_in(people.fatima())
    looks_at(fatima, {
        "verstuurd": "/verwijzingen/verstuurd/",
        "een-verstuurd": f"/verwijzingen/{busy_region['sent'].reference}/",
        "een-niet-aangenomen": f"/verwijzingen/{busy_region['declined'].reference}/",
        "intrekken": f"/verwijzingen/{busy_region['sent'].reference}/intrekken/",
        "dossier": f"/admin/dossier/{busy_region['sent'].client.public_id}/?deel=verwijzingen",
    })  # fmt: skip
    mehmet = visitor(window)
    mehmet.signs_in(people.mehmet())
    looks_at(mehmet, {"wacht-te-lang": "/verwijzingen/wacht-te-lang/"})
    anouk = visitor(window)
    anouk.signs_in(people.anouk())
    looks_at(anouk, {
        "schuldhulp-ontvangen": "/verwijzingen/ontvangen/",
        "schuldhulp-een": f"/verwijzingen/{busy_region['debt'].reference}/",
        "schuldhulp-datum": f"/verwijzingen/{busy_region['debt'].reference}/datum/",
    })  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_the_pages_of_help_with_debts_can_be_used_by_everyone(visitor: Any, busy_region: Any, window: Any) -> None:
    anouk, debt = works_for(people.anouk()), busy_region["debt"]
    answering.accept(anouk, debt)
    answering.start(anouk, debt, clock.now())
    at_work = visitor(window)
    at_work.signs_in(people.anouk())
    looks_at(at_work, {
        "schuldhulp-fase": f"/verwijzingen/{debt.reference}/fase/",
        "schuldhulp-klaar": f"/verwijzingen/{debt.reference}/klaar/",
    })  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_the_list_of_a_school_can_be_used_by_everyone(visitor: Any, transactional_db: Any, window: Any) -> None:
    school, case = people.OrganisationFactory(name="Graafschap College", kind="school"), case_with_plan()
    pot_with(case, "9000", "praktijkverklaring")
    asked(case, service_of(case, "praktijkverklaring", "practice_learning", "750", provider=school))
    marieke = visitor(window)
    marieke.signs_in(people._person("Marieke Lubbers", school, "school_mentor"))
    looks_at(marieke, {
        "praktijkleren": "/verwijzingen/praktijkleren/",
        "praktijkleren-leeg": "/verwijzingen/praktijkleren/?stand=loopt",
    })  # fmt: skip


@pytest.mark.parametrize(("window", "javascript"), [
    pytest.param(PHONE, False, id="old-phone"), pytest.param(DESKTOP, True, id="desk", marks=pytest.mark.full),
])  # fmt: skip
def test_refer_in_five_steps_and_take_it_on(visitor: Any, transactional_db: None, window: Any, javascript: bool):
    seed_contracts()
    people.karin()
    ServiceFactory(name="Loopbaangesprek", summary="Drie gesprekken.")
    case = case_of_sami()
    fatima = visitor(window, javascript=javascript)
    fatima.signs_in(people.fatima())
    page = fatima.goes_to(f"/admin/dossier/{case.client.public_id}/?deel=verwijzingen")
    follow(page.get_by_role("button", name="Verwijs door"))
    page.get_by_label("Loopbaangesprek").check()
    look(fatima, "stap-2-hulp", javascript)
    follow(page.get_by_role("button", name="Ga verder"))
    follow(page.get_by_role("button", name="Ga verder"))
    page.get_by_text("Schrijf kort op waarom.").first.wait_for()
    assert page.title().startswith("Fout:")
    look(fatima, "stap-3-fout", javascript)
    page.get_by_label("Waarom verwijs je door?").fill("Sami wil weten wat bij hem past.")
    follow(page.get_by_role("button", name="Ga verder"))
    page.get_by_label("De cliënt geeft toestemming").check()
    page.get_by_label("We keken samen naar dit scherm").check()
    page.get_by_label("Ik heb verteld met wie ik wat deel").check()
    look(fatima, "stap-4-delen", javascript)
    follow(page.get_by_role("button", name="Ga verder"))
    look(fatima, "stap-5-controle", javascript)
    page.go_back()
    page.go_forward()
    page.get_by_role("button", name="Verstuur de verwijzing").dblclick()
    page.get_by_role("heading", name="Verstuurd", exact=True).wait_for()
    look(fatima, "verstuurd-klaar", javascript)
    referral = Referral.objects.get()

    karin = visitor(window, javascript=javascript)
    karin.signs_in(people.karin())
    page = karin.goes_to("/verwijzingen/")
    follow(page.get_by_role("link", name=referral.reference))
    follow(page.get_by_role("link", name="Neem de verwijzing aan"))
    follow(page.get_by_role("button", name="Neem aan"))
    assert "06 12345678" in page.locator("main").inner_text() or "+31612345678" in page.locator("main").inner_text()
    assert Referral.objects.get().state == "accepted"


def look(person: Visitor, name: str, javascript: bool) -> None:
    """axe needs scripts; the window without them only takes the picture."""
    if javascript:
        person.finds_it_accessible(f"verwijzing-{name}")


@pytest.mark.full
def test_by_keyboard_only_and_a_colleague_who_was_first(at_a_desk: Visitor, transactional_db: None) -> None:
    referral = sent()
    at_a_desk.signs_in(people.karin())
    page = at_a_desk.goes_to(f"/verwijzingen/{referral.reference}/vraag/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Ga naar de inhoud"
    page.keyboard.press("Enter")
    sending.recall(works_for(people.fatima()), referral, "niet meer nodig")
    while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
        page.keyboard.press("Tab")
    page.keyboard.type("Heeft Sami een rijbewijs?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Er is intussen iets veranderd").wait_for()
    assert "Heeft Sami een rijbewijs?" in page.locator("main").inner_text()
    at_a_desk.finds_it_accessible("verwijzing-collega-was-eerst")
    at_a_desk.trouble = [line for line in at_a_desk.trouble if "409" not in line]
