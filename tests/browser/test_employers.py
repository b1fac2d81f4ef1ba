"""An employer on a phone leaves a vacancy and announces people; the service point makes a vacancy of it."""

import re

import pytest
from playwright.sync_api import expect

from matching.models import EmployerNotice, Vacancy, VacancyState
from rmt_portal import row_security
from tests.browser.conftest import WINDOWS
from tests.browser.going import follow, press
from tests.matching.employer_stories import EmployerFactory, desk

pytestmark = pytest.mark.django_db(transaction=True)


def fill(page, **answers: str) -> None:
    for label, answer in answers.items():
        page.get_by_label(label.replace("_", " ")).first.fill(answer)


@pytest.mark.parametrize("size", WINDOWS)
def test_an_employer_leaves_a_vacancy_by_keyboard_and_the_pages_are_accessible(visitor, size):
    desk()
    person = visitor(size)
    page = person.goes_to("/")
    follow(page.get_by_role("link", name="Ik ben werkgever").first)
    person.finds_it_accessible("werkgever")
    press(page.get_by_role("link", name="Laat een vacature achter"))
    person.finds_it_accessible("werkgever-vacature-leeg")
    press(page.get_by_role("button", name="Verstuur de vacature"))
    expect(page.get_by_text("Vul de functie in.").first).to_be_visible()
    person.finds_it_accessible("werkgever-vacature-fout")
    fill(page, Welke_functie="Medewerker magazijn", Wat_gaat_iemand_doen="Je pakt dozen in.", Jouw_naam="Ria Smit")
    fill(page, Naam_van_het_bedrijf="Berkelstroom", Postcode_van_de_plek="7001 AB", Telefoonnummer="0314 123456")
    press(page.get_by_role("button", name="Verstuur de vacature"))
    expect(page.get_by_role("heading", name="Je bericht is binnen")).to_be_visible()
    person.finds_it_accessible("werkgever-klaar")


@pytest.mark.full
def test_on_an_old_phone_people_are_announced_without_names(on_an_old_phone):
    desk()
    page = on_an_old_phone.goes_to("/werkgever/medewerkers/")
    fill(page, Welke_functie_hebben_zij="kok", Om_hoeveel_mensen="12", Jouw_naam="Mo Yilmaz")
    page.get_by_label("Zij kunnen een tijd ergens anders werken").check()
    fill(page, Wat_moeten_we_nog_weten="Jan de Vries\nPiet Jansen\nEls Bos", Naam_van_het_bedrijf="Hotel De Kroon")
    fill(page, Postcode_van_de_plek="7001 AB", Telefoonnummer="06 12345678")
    follow(page.get_by_role("button", name="Verstuur het bericht"))
    expect(page.get_by_text("Hier lijken namen te staan").first).to_be_visible()
    expect(page.get_by_label("Om hoeveel mensen")).to_have_value("12")
    fill(page, Wat_moeten_we_nog_weten="Zij werken ook in het weekend.")
    follow(page.get_by_role("button", name="Verstuur het bericht"))
    expect(page.get_by_role("heading", name="Je bericht is binnen")).to_be_visible()


@pytest.mark.full
@pytest.mark.parametrize("size", WINDOWS)
def test_the_service_point_makes_a_vacancy_of_what_was_left(visitor, size):
    daan = desk()
    EmployerFactory(name="Berkelstroom Logistiek", trade_number="60123456", account_holder=daan)
    sender = visitor(size)
    page = sender.goes_to("/werkgever/vacature/")
    fill(page, Welke_functie="Heftruckchauffeur", Wat_gaat_iemand_doen="Een jonge collega tot 25 jaar.")
    fill(page, Naam_van_het_bedrijf="Berkelstroom Logistiek", Postcode_van_de_plek="7001 AB", Jouw_naam="Ria Smit")
    page.get_by_label("KvK-nummer").fill("60123456")
    page.get_by_label("Telefoonnummer").fill("0314 123456")
    follow(page.get_by_role("button", name="Verstuur de vacature"))
    person = visitor(size)
    person.signs_in(daan)
    page = person.goes_to("/admin/")
    expect(page.get_by_role("heading", name="Nieuw van werkgevers")).to_be_visible()
    person.finds_it_accessible("vandaag-van-werkgevers")
    follow(page.get_by_role("link", name="Berkelstroom Logistiek"))
    person.finds_it_accessible("bericht-van-werkgever")
    follow(page.get_by_role("button", name="Maak een concept"))
    person.finds_it_accessible("vacature-wijzig")
    follow(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_role("heading", name="Deze woorden kunnen mensen uitsluiten")).to_be_visible()
    person.finds_it_accessible("vacature-woorden")
    page.get_by_label("Wat gaat iemand doen?").fill("Je laadt en lost.")
    follow(page.get_by_role("button", name="Bewaar"))
    person.finds_it_accessible("vacature-concept")
    follow(page.get_by_role("link", name="Kies vaardigheden"))
    person.finds_it_accessible("vacature-vaardigheden")
    page.get_by_role("checkbox").first.check()
    follow(page.get_by_role("button", name="Bewaar"))
    follow(page.get_by_role("button", name="Zet open"))
    expect(page.get_by_text("De vacature is open.")).to_be_visible()
    person.finds_it_accessible("vacature-open")
    with row_security.house("work"):
        vacancy = Vacancy.objects.get()
        assert (vacancy.state, vacancy.employer.trade_number) == (VacancyState.OPEN, "60123456")
        notice = EmployerNotice.objects.get()
    person.goes_to(f"/admin/van-werkgevers/{notice.pk}/")
    follow(page.get_by_role("button", name="Afgehandeld"))
    expect(page.get_by_text(re.compile("Afgehandeld. Toch nog iets"))).to_be_visible()
    person.goes_to("/admin/van-werkgevers/")
    person.finds_it_accessible("van-werkgevers")
    person.goes_to("/admin/matching/employer/")
    person.finds_it_accessible("register-van-werkgevers", targets=24)
    person.goes_to("/admin/matching/vacancy/")
    person.finds_it_accessible("vacatures", targets=24)
