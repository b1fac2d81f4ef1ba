"""The own page of a client in a real browser: on an old phone without JavaScript, and by keyboard alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Http
from playwright.sync_api import Page, expect

from intake.models import Case
from rmt_portal import clock
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow
from tests.partners.factories import fatima, fnv, uwv
from tests.rig.work import all_work
from tests.services.factories import sent
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in


@pytest.fixture
def sami(transactional_db: None) -> Case:
    """Somebody with a coach, an organisation to choose, a referral, and a coach who looked."""
    coach = fatima(phone="+31612345670")
    uwv()
    case = guided_by(
        coach,
        client__first_name="Sami",
        client__last_name="van 't Hof",
        client__email="sami@voorbeeld.nl",
        contact_due_on=clock.today() + timedelta(days=2),
    )
    sent(case, fnv())
    http = Http()
    sign_in(http, coach)
    http.get(f"/admin/dossier/{case.client.public_id}/")
    return case


def letter() -> str:
    mail.outbox.clear()
    all_work()
    return str(next(m.body for m in mail.outbox if "/mijn/inloggen/link/" in m.body))


def test_sami_enters_changes_a_choice_and_leaves_on_an_old_phone(on_an_old_phone: Visitor, sami: Case) -> None:
    person = on_an_old_phone
    page = person.goes_to("/mijn/")
    expect(page).to_have_url(person.base + "/mijn/inloggen/")
    page.get_by_label("E-mailadres").fill("Sami@voorbeeld.nl ")
    follow(page.get_by_role("button", name="Stuur mij een link"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail of sms")
    link = re.search(r"https?://[^/]+(/mijn/inloggen/link/\S+)", letter())
    assert link
    page = person.goes_to(link[1])
    follow(page.get_by_role("button", name="Inloggen"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hallo Sami")
    expect(page.get_by_text("Fatima belt je uiterlijk")).to_be_visible()
    follow(page.get_by_role("link", name="Delen", exact=True))
    page.get_by_text("FNV: ziet niets").click()
    union = page.locator("details").filter(has_text="FNV")
    union.get_by_label("naam en contact").check()
    follow(union.get_by_role("button", name="Bewaar mijn keuze"))
    expect(page.get_by_text("Je keuze voor FNV geldt meteen.")).to_be_visible()
    union.get_by_label("naam en contact").uncheck()
    follow(union.get_by_role("button", name="Bewaar mijn keuze"))
    expect(page.get_by_text("FNV: ziet niets")).to_be_visible()
    follow(page.get_by_role("button", name="Uitloggen"))
    person.goes_to("/mijn/gegevens/")
    expect(page).to_have_url(person.base + "/mijn/inloggen/")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something with this name has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        words = page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")
        if name in words:
            return
    raise AssertionError(f"{name} can not be reached with Tab")


@pytest.mark.full
def test_sami_puts_a_number_right_with_the_keyboard_alone(at_a_desk: Visitor, sami: Case) -> None:
    at_a_desk.enters_the_own_page(sami.client)
    page = at_a_desk.goes_to("/mijn/gegevens/")
    tab_to(page, "Aanpassen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/aanpassen/")
    tab_to(page, "phone")
    page.keyboard.press("Control+A")
    page.keyboard.type("06 87654321")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Je coach ziet wat je aanpaste.")).to_be_visible()
    expect(page.get_by_text("06 87654321")).to_be_visible()


PAGES = ("", "gegevens/", "gegevens/aanpassen/", "delen/", "wie/", "alles/", "wissen/")


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_can_be_used_by_everyone(visitor: Any, sami: Case, window: Any) -> None:
    person, found = visitor(window), []

    def looks_at(name: str) -> None:
        found.extend(person.complaints(f"mijn-{name}"))

    page = person.goes_to("/mijn/inloggen/")
    looks_at("inloggen")
    page.get_by_label("E-mailadres").fill("sami@voorbeeld.nl")
    follow(page.get_by_role("button", name="Stuur mij een link"))
    follow(page.get_by_role("button", name="Inloggen"))
    looks_at("code-fout")
    person.enters_the_own_page(sami.client)
    for path in PAGES:
        page = person.goes_to(f"/mijn/{path}")
        while (closed := page.locator("details:not([open]) > summary")).count():
            closed.first.click()
        looks_at(path.strip("/").replace("/", "-") or "overzicht")
    assert not found, "\n".join(found)
