"""A coach proposes work, the client answers on an old phone without JavaScript, the coach sees it and goes on."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from intake.models import Case
from matching.client_matches import rank_client
from matching.decisions import asking, deciding, why_not
from matching.models import MatchDecision, Vacancy
from partners.models import User
from rmt_portal import row_security
from rmt_portal.lifecycle import Actor
from tests.browser.conftest import WINDOWS, Visitor
from tests.browser.going import follow
from tests.matching.factories import VacancyFactory, occupation
from tests.partners.factories import fatima
from tests.workplace.factories import guided_by


@pytest.fixture
def coach(transactional_db: None) -> User:
    return fatima()


@pytest.fixture
def sami(coach: User) -> Case:
    """A waiter with a list of work."""
    for work in ("ober", "heftruckchauffeur", "schoonmaker"):
        VacancyFactory.create_batch(2, work=work, hours_min=24, hours_max=32)
    case = guided_by(coach, client__first_name="Sami", client__last_name="van 't Hof")
    profile = case.client.work_profile
    profile.education = 4
    profile.save()
    profile.experiences.create(position=0, occupation=occupation("ober"), years=6)
    rank_client(case.client_id)
    return case


def named(what: str, title: str) -> re.Pattern[str]:
    """The name of a button with the title of the work behind it, for who hears the page."""
    return re.compile(rf"^{what} ?: {title}")


def tab_of(case: Case) -> str:
    return f"/admin/dossier/{case.client.public_id}/?deel=kansen"


@pytest.mark.full
def test_work_is_proposed_wanted_and_shown_without_a_name(
    visitor: Any, on_an_old_phone: Visitor, coach: User, sami: Case
) -> None:
    desk = visitor({"width": 1280, "height": 900}, javascript=False)
    desk.signs_in(coach)
    page = desk.goes_to(tab_of(sami))
    follow(page.get_by_role("button", name=named("Stel voor", "Ober")).first)
    expect(page.get_by_text("Ober staat op de pagina van Sami")).to_be_visible()
    expect(page.get_by_text("nog niet bekeken")).to_be_visible()
    on_an_old_phone.enters_the_own_page(sami.client)
    phone = on_an_old_phone.goes_to("/mijn/")
    expect(phone.get_by_role("heading", name="Mijn kansen op werk")).to_be_visible()
    phone.get_by_text("Waarom dit werk?").click()
    expect(phone.get_by_text("Je deed dit soort werk al eerder.")).to_be_visible()
    follow(phone.get_by_role("button", name=named("Dit wil ik", "Ober")))
    expect(phone.get_by_text("Bewaard. Je coach ziet je antwoord.")).to_be_visible()
    phone.get_by_text("Dit ziet de werkgever als jij ja zegt").click()
    expect(phone.get_by_text("(zonder naam)")).to_be_visible()
    follow(phone.get_by_role("button", name="Ja, de werkgever mag dit zien"))
    expect(phone.get_by_text("Je coach mag dit aan de werkgever laten zien")).to_be_visible()
    page = desk.goes_to(tab_of(sami))
    expect(page.get_by_text("Mag naar de werkgever, zonder naam")).to_be_visible()
    follow(page.get_by_role("link", name="Profiel zonder naam"))
    expect(page.get_by_label("De tekst om te kopiëren")).not_to_have_value("")
    follow(page.get_by_role("button", name="De werkgever zag dit profiel"))
    expect(page.get_by_text("Vastgelegd: de werkgever zag")).to_be_visible()
    phone = on_an_old_phone.goes_to("/mijn/")
    expect(phone.get_by_text("De werkgever zag wat je kunt, zonder je naam.")).to_be_visible()
    with row_security.house("work"):
        assert MatchDecision.objects.get().state == "shown"


@pytest.mark.full
def test_work_is_laid_aside_with_a_reason_and_put_back(at_a_desk: Visitor, coach: User, sami: Case) -> None:
    at_a_desk.signs_in(coach)
    page = at_a_desk.goes_to(tab_of(sami))
    follow(page.get_by_role("link", name=named("Leg weg", "Schoonmaker")).first)
    follow(page.get_by_role("button", name="Leg weg", exact=True))
    expect(page.get_by_text("Kies waarom je deze kans weglegt.").first).to_be_visible()
    page.get_by_role("radio", name="De vacature klopt niet").check()
    follow(page.get_by_role("button", name="Leg weg", exact=True))
    expect(page.get_by_text("Schrijf in een paar woorden wat er niet klopt.").first).to_be_visible()
    page.get_by_role("radio", name="Dit soort werk past niet").check()
    follow(page.get_by_role("button", name="Leg weg", exact=True))
    expect(page.get_by_text("Schoonmaker is weggelegd.")).to_be_visible()
    expect(page.get_by_role("link", name=named("Leg weg", "Schoonmaker"))).to_have_count(0)
    page.get_by_text("1 kans is weggelegd").click()
    follow(page.get_by_role("button", name="Zet terug in de lijst"))
    expect(page.get_by_role("link", name=named("Leg weg", "Schoonmaker")).first).to_be_visible()


@pytest.mark.full
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_can_be_used_by_everyone(visitor: Any, coach: User, sami: Case, window: Any) -> None:
    person, found = visitor(window), []
    actor = Actor(coach, coach.memberships.get().organisation_id)
    with row_security.house("work"):
        ober, other = Vacancy.objects.filter(title="Ober").order_by("pk")
        work = Vacancy.objects.filter(title="Schoonmaker").first()
        decision = deciding.release(sami.client, ober, actor)
        deciding.ask(sami.client, other, actor)
        far = VacancyFactory(title="Chauffeur in Aalten", postcode4="7121", place="Aalten", hours_min=38, hours_max=40)
        question = why_not.answer(asking.ask_why(sami.client, far, actor))
    with row_security.client(sami.client_id):
        deciding.answer(deciding.answer(decision, "yes", Actor()), "agree", Actor())
    person.signs_in(coach)
    own = f"/admin/dossier/{sami.client.public_id}"
    pages = {
        "kansen": tab_of(sami),
        "wegleggen": f"{own}/kansen/{work.pk}/wegleggen/",
        "antwoord": f"{own}/kansen/{ober.pk}/antwoord/",
        "profiel": f"{own}/kansen/{ober.pk}/profiel/",
        "uitleg": f"{own}/kansen/{work.pk}/uitleg/",
        "waarom-niet": f"{own}/waarom-niet/?q=ober",
        "waarom-niet-antwoord": f"{own}/waarom-niet/{question.pk}/",
    }

    def looks_at(name: str) -> None:
        found.extend(person.complaints(f"kans-{name}"))

    for name, path in pages.items():
        person.goes_to(path)
        looks_at(name)
    guest = visitor(window)
    guest.enters_the_own_page(sami.client)
    guest.goes_to("/mijn/")
    guest.page.get_by_text("Waarom dit werk?").first.click()
    person = guest
    looks_at("eigen")
    assert not found, "\n\n".join(found)
