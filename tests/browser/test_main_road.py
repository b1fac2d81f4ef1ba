"""The main road of the house: a person registers on an old phone, a worker ranks the work of the region, the coach
sees the person and reasons a person can read."""

from pathlib import Path

import pytest
from django.core.management import call_command

from intake.models import Case
from matching.models import MatchList
from rmt_portal.reference.models import Occupation
from tests.browser.conftest import Visitor
from tests.browser.going import follow
from tests.official_data import needs_official_data
from tests.partners.factories import fatima, fnv, municipality
from tests.rig.worker import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def registers_as_a_waiter(person: Visitor) -> str:
    """Sami fills in every page and sends; returns the number on the last page."""
    page = person.goes_to("/")
    follow(page.get_by_role("link", name="Begin met aanmelden"))
    page.get_by_label("Voornaam").fill("Sami")
    page.get_by_label("Achternaam").fill("van 't Hof")
    go_on(person)
    page.get_by_label("Telefoonnummer").fill("06 12 34 56 78")
    page.get_by_label("E-mailadres").fill("sami@voorbeeld.nl")
    go_on(person)
    page.get_by_label("Postcode").fill("7001ab")
    go_on(person)
    page.get_by_label("Ik ben mijn baan kwijt").check()
    go_on(person)
    go_on(person)  # what else is true: nothing that Sami wants to tell
    go_on(person)  # date of birth: not now
    page.get_by_role("textbox").first.fill("ober")
    go_on(person)
    page.get_by_label("Horeca").check()
    go_on(person)
    page.get_by_label("Ander werk").check()
    go_on(person)
    page.get_by_label("24 tot 32 uur").check()
    page.get_by_label("Fiets").check()
    go_on(person)
    go_on(person)  # nobody else may see the data
    follow(page.get_by_role("button", name="Verstuur mijn aanmelding"))
    return page.locator("main").inner_text()


def go_on(person: Visitor) -> None:
    follow(person.page.get_by_role("button", name="Ga verder"))


def test_from_a_phone_without_javascript_to_the_coach_s_screen(on_an_old_phone, at_a_desk, a_real_worker, tmp_path):
    the_main_road(on_an_old_phone, at_a_desk, tmp_path / "worker.log")


@pytest.mark.full
@needs_official_data
def test_the_same_with_every_occupation_of_europe(
    official_reference, on_an_old_phone, at_a_desk, a_real_worker, tmp_path
):
    assert Occupation.objects.count() == 3007
    the_main_road(on_an_old_phone, at_a_desk, tmp_path / "worker.log")


def the_main_road(person: Visitor, colleague: Visitor, log: Path) -> None:
    """Register, be ranked by the worker, be taken over with at least ten reasoned opportunities."""
    municipality(), fnv()
    coach = fatima()
    call_command("import_vacancies", "matching/demo/vacancies.jsonl", region="AM09", verbosity=0)

    told = registers_as_a_waiter(person)

    case = Case.objects.get()
    assert case.reference in told
    assert "085 000 00 00" in told
    wait_until(lambda: MatchList.objects.current_for(case.client_id), 60, log)

    colleague.signs_in(coach)
    page = colleague.goes_to("/admin/aanmeldingen/")
    assert "Sami" in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Neem over").first)
    page = colleague.goes_to(f"/admin/dossier/{case.client.public_id}/?deel=kansen")
    cards = page.locator("ol.opportunities > li")
    assert cards.count() >= 10
    for card in cards.all():
        assert card.locator("li").count(), "an opportunity without a reason"
    colleague.finds_it_accessible("kansen")
