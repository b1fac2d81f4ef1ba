"""The pages of after an answer, of asking the client and of being away, looked at on a phone and at a desk."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from intake import coaching
from intake.models import Case
from rmt_portal import clock
from services.models import Referral, ReferralConcept
from services.referrals import answering, asking_client
from tests.browser.conftest import WINDOWS
from tests.browser.going import follow
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, in_state, sent, works_for

pytestmark = pytest.mark.django_db(transaction=True)


def looks_at(person: Any, pages: dict[str, str]) -> None:
    """Look at every page, also when an earlier one is wrong."""
    found: list[str] = []
    for name, address in pages.items():
        person.goes_to(address)
        found += person.complaints(name)
    assert not found, "\n".join(found)


@pytest.fixture
def sami(transactional_db: None) -> Case:
    """Sami, whom Fatima coaches."""
    case = case_of_sami()
    people.karin()
    coaching.take_over(case, works_for(people.fatima()))
    return case


@pytest.fixture
def asked(sami: Case) -> ReferralConcept:
    """What Fatima asks of Sami."""
    concept: ReferralConcept = ReferralConcept.objects.create(
        case=sami, owner=people.fatima(), organisation=people.municipality(),
        answers={
            "hulp": {"service": ServiceFactory(name="Loopbaangesprek").pk},
            "waarom": {"why": "Wil weten wat past.", "urgency": "normal"},
        },
    )  # fmt: skip
    asking_client.ask(works_for(people.fatima()), concept)
    return concept


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_the_pages_of_staff_can_be_used_by_everyone(
    visitor: Any, sami: Case, asked: ReferralConcept, window: Any
) -> None:
    parked, again = sent(sami, service=ServiceFactory(code="vol")), sent(sami, service=ServiceFactory(code="nu"))
    karin = works_for(people.karin())
    answering.decline(karin, parked, "full", possible_from=clock.today() + timedelta(days=30))
    answering.decline(karin, again, "full", possible_from=clock.today() + timedelta(days=1), better_offer=people.uwv())
    Referral.objects.filter(pk=again.pk).update(decline_until=clock.today())
    running = in_state("accepted", case_of_sami())
    fatima = visitor(window)
    fatima.signs_in(people.fatima())
    looks_at(fatima, {
        "later": "/verwijzingen/verstuurd/?stand=later",
        "zoek-verder": "/verwijzingen/verstuurd/?stand=verder",
        "geparkeerd": f"/verwijzingen/{parked.reference}/",
        "opnieuw": f"/verwijzingen/{again.reference}/",
        "geen-andere-hulp": f"/verwijzingen/{again.reference}/geen-andere-hulp/",
        "bericht": f"/verwijzingen/{running.reference}/bericht/",
        "delen-gevraagd": f"/verwijzingen/concept/{asked.public_id}/delen/",
        "afwezig": "/verwijzingen/team/afwezig/",
        "team": "/verwijzingen/team/",
    })  # fmt: skip


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_the_pages_of_the_client_can_be_used_by_everyone(
    visitor: Any, sami: Case, asked: ReferralConcept, window: Any
) -> None:
    running = sent(sami)
    person = visitor(window)
    person.enters_the_own_page(sami.client)
    looks_at(person, {
        "mijn-vraag": f"/mijn/verwijzing/vraag/{asked.public_id}/",
        "mijn-stop": f"/mijn/verwijzing/{running.reference}/stop/",
        "mijn-overzicht": "/mijn/",
    })  # fmt: skip


def test_sami_says_yes_on_a_phone_without_javascript(on_an_old_phone: Any, sami: Case, asked: ReferralConcept) -> None:
    on_an_old_phone.enters_the_own_page(sami.client)
    page = on_an_old_phone.goes_to("/mijn/")
    follow(page.get_by_role("link", name="Kies of een organisatie jou mag helpen"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mag FNV jou helpen?")
    follow(page.get_by_role("button", name="Ja, dat mag"))
    expect(page.get_by_text("Je contactpersoon regelt het verder.")).to_be_visible()
