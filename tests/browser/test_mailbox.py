"""A partner without an account in a real browser: the whole road by mail, at phone width and without JavaScript."""

from typing import Any

import pytest

from partners.models import LegalBasis
from services.mailboxes import addresses
from services.models import Referral
from services.referrals import sending
from tests.browser.conftest import DESKTOP, PHONE, WINDOWS, Visitor
from tests.browser.going import follow
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.services.factories import case_of_sami, concept, works_for
from tests.services.mailboxes import Reader, buurtteam, letters, proven_mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def referral(transactional_db: None) -> Referral:
    """Sent to a neighbourhood team that works by mailbox."""
    proven_mailbox()
    made = concept(case_of_sami(), buurtteam(), why="Sami wil weten welk werk past.", urgency="urgent")
    sending.send(works_for(people.fatima()), made, LegalBasis.CONSENT, "samen")
    all_work()
    return made


@pytest.mark.parametrize(("window", "javascript"), [
    pytest.param(PHONE, False, id="old-phone"), pytest.param(PHONE, True, id="phone", marks=pytest.mark.full),
    pytest.param(DESKTOP, True, id="desk", marks=pytest.mark.full),
])  # fmt: skip
def test_from_the_mail_to_the_phone_number(visitor: Any, referral: Referral, window: Any, javascript: bool) -> None:
    anna: Visitor = visitor(window, javascript=javascript)
    mailbox = Reader()
    page = anna.goes_to(mailbox.newest_link())
    look(anna, "link", javascript)
    follow(page.get_by_role("button", name="Stuur mij een code"))
    page.get_by_label("Code uit de mail").fill("12")
    follow(page.get_by_role("button", name="Ga verder"))
    page.get_by_text("Deze code klopt niet").first.wait_for()
    assert page.title().startswith("Fout:")
    look(anna, "code-fout", javascript)
    all_work()
    page.get_by_label("Code uit de mail").fill(mailbox.newest_code())
    follow(page.get_by_role("button", name="Ga verder"))
    page.get_by_role("heading", name="S. V.").wait_for()
    assert "06 12345678" not in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Kennen wij deze persoon?"))
    page.get_by_text("Nee, in dit portaal").wait_for()
    look(anna, "verwijzing", javascript)
    follow(page.get_by_role("link", name="Alles voor Buurtteam De Brug"))
    look(anna, "lijst", javascript)
    follow(page.get_by_role("link", name=referral.reference))
    follow(page.get_by_role("link", name="Neem de verwijzing aan"))
    look(anna, "aannemen", javascript)
    page.get_by_label("Wie neemt contact op?").fill("Anna van het buurtteam")
    follow(page.get_by_role("button", name="Neem aan"))
    page.get_by_text("Aangenomen. Hieronder staat").wait_for()
    assert "06 12345678" in page.locator("main").inner_text()
    look(anna, "aangenomen", javascript)
    follow(page.get_by_role("button", name="Sluit af"))
    page.get_by_role("heading", name="Afgesloten").wait_for()
    look(anna, "afgesloten", javascript)
    assert Referral.objects.get().receiver_name == "Anna van het buurtteam"


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_the_pages_around_it(visitor: Any, referral: Referral, window: Any) -> None:
    anna: Visitor = visitor(window)
    old = Reader().newest_link()
    sending.recall(works_for(people.fatima()), referral, "niet meer nodig")
    page = anna.goes_to(old)
    look(anna, "link-dood")
    follow(page.get_by_role("button", name="Stuur een nieuwe link"))
    page.get_by_role("heading", name="Kijk in de mailbox").wait_for()
    look(anna, "link-gestuurd")
    anna.goes_to("/verwijzingen/per-mail/")
    look(anna, "dicht")
    place = next(p for p in addresses.places(people.mehmet()) if p.organisation == buurtteam())
    addresses.set_address(works_for(people.mehmet()), place, "nieuw@brug.example", True)
    all_work()
    path = letters("nieuw@brug.example")[-1].body.split("http://localhost:8000")[1].split()[0]
    page = anna.goes_to(path)
    look(anna, "bevestigen")
    follow(page.get_by_role("button", name="Ja, dit is onze mailbox"))
    page.get_by_role("heading", name="De mailbox is bevestigd").wait_for()
    look(anna, "bevestigd")
    mehmet: Visitor = visitor(window)
    mehmet.signs_in(people.mehmet())
    mehmet.goes_to("/admin/mailboxen/")
    mehmet.finds_it_accessible("mailbox-instellen", 24)
    anna.trouble = [line for line in anna.trouble if "410" not in line and "403" not in line]


def look(person: Visitor, name: str, javascript: bool = True) -> None:
    """axe needs scripts; the window without them only takes the picture."""
    if javascript:
        person.finds_it_accessible(f"mailbox-{name}")
