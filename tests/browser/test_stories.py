"""The stories of the domain about people at work, each walked once in real Chromium.

Story 5 (Banenafspraak), 9 (a union coach's Monday), 10 (an adviser of UWV), 11 (a debt worker), 12 (SBB) and 13 (a
school). Where the others are walked: 1, 2, 3, 4 and 6 in ``test_doors``, 14 in ``test_figures`` and ``test_grants``.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from intake import coaching, urgency
from intake.models import Case, RoutingRule
from matching.client_matches import rank_client
from partners.models import LegalBasis, Organisation, Role, User
from rmt_portal import clock, row_security
from rmt_portal.reference.models import Requirement
from services.models import Referral, ServiceGrant, ServiceKind
from services.referrals import answering, sending
from services.seeding import seed_contracts
from tests.browser.conftest import PHONE, Visitor
from tests.browser.going import follow, press
from tests.browser.registering import go_on, says_who, tick, worked_as_a_waiter
from tests.browser.test_decisions import named
from tests.browser.test_grants import types_day
from tests.intake.factories import achterhoek
from tests.matching.factories import VacancyFactory, agreed_on, occupation
from tests.partners import factories as people
from tests.services.factories import ServiceFactory, case_of_sami, sent, works_for
from tests.services.grants import NOBODY_PAYS, asked, budget_holder, case_with_plan, company, pot_with, service_of
from tests.workplace.factories import guided_by

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.full]


def dossier_of(case: Case, part: str = "overzicht") -> str:
    return f"/admin/dossier/{case.client.public_id}/?deel={part}"


def number_of(page: Page, title: str, count: int) -> None:
    """A number on Vandaag, with the words under it."""
    expect(page.get_by_role("link", name=re.compile(rf"^{count}\s*{title}"))).to_be_visible()


def tells_of_the_register(page: Page) -> None:
    """From the situation to the sending, with the work that was done before."""
    tick(page, "Iets anders")
    go_on(page)
    page.get_by_label("Ik sta in het doelgroepregister").check()
    for _question in ("extra", "geboortedatum"):
        go_on(page)
    worked_as_a_waiter(page)


# --- 5 --------------------------------------------------------------------------------------------------------------
def test_story_5_who_is_in_the_register_is_not_weighed_is_called_the_same_day_and_no_employer_learns_it(
    on_an_old_phone: Visitor, visitor: Any
) -> None:
    """Story 5 of the domain: somebody of the Banenafspraak goes to the own contact at once, and decides who knows."""
    achterhoek()
    town, fatima = people.municipality(), people.fatima()
    RoutingRule.objects.create(
        region=people.RegionFactory(), group="job_agreement", organisation=town, skips_weighing=True,
        reason="Banenafspraak: meteen naar de contactpersoon.",
    )  # fmt: skip
    page = on_an_old_phone.goes_to("/aanmelden/")
    says_who(page, phone="06 12345678", email="noor@voorbeeld.nl")
    tells_of_the_register(page)
    expect(page.get_by_role("heading", name="Gelukt")).to_be_visible()
    with row_security.house("work"):
        case = Case.objects.select_related("client__work_profile").get()
        assert case.contact_due_on == urgency.call_on(case.opened_at)

    desk = visitor(PHONE, javascript=False)
    desk.signs_in(people.ingrid())
    page = desk.goes_to(f"/admin/dossier/{case.client.public_id}/beoordelen/")
    expect(page.get_by_text("Hier hoef je niets te wegen.")).to_be_visible()
    expect(page.get_by_text("Wie dit meestal oppakt: Gemeente Doetinchem")).to_be_visible()
    page.get_by_label("Wij helpen deze persoon").check()
    page.get_by_label("Waarom?").select_option(label="Banenafspraak: zonder weging aangenomen")
    follow(page.get_by_role("button", name="Besluit opslaan"))
    expect(page.get_by_text("is aangenomen").first).to_be_visible()

    with row_security.house("work"):
        VacancyFactory(work="ober", hours_min=24, hours_max=32)
        case.client.work_profile.experiences.update(occupation=occupation("ober"))
        coaching.take_over(Case.objects.get(pk=case.pk), works_for(fatima))
        rank_client(case.client_id)
    desk.signs_in(fatima)
    page = desk.goes_to(dossier_of(case, "kansen"))
    follow(page.get_by_role("button", name=named("Stel voor", "Ober")).first)
    expect(page.get_by_role("link", name="Profiel zonder naam")).to_have_count(0)
    on_an_old_phone.enters_the_own_page(case.client)
    page = on_an_old_phone.goes_to("/mijn/")
    follow(page.get_by_role("button", name=named("Dit wil ik", "Ober")))
    page.get_by_text("Dit ziet de werkgever als jij ja zegt").click()
    expect(page.get_by_text("(zonder naam)")).to_be_visible()
    expect(page.get_by_role("main").get_by_text("doelgroepregister")).to_have_count(0)
    follow(page.get_by_role("button", name="Ja, de werkgever mag dit zien"))
    page = desk.goes_to(dossier_of(case, "kansen"))
    follow(page.get_by_role("link", name="Profiel zonder naam"))
    text = page.get_by_label("De tekst om te kopiëren")
    expect(text).not_to_have_value("")
    expect(text).not_to_have_value(re.compile("Banenafspraak|doelgroep|Mol", re.I))


# --- 9 --------------------------------------------------------------------------------------------------------------
def test_story_9_a_union_coach_sees_on_monday_what_is_late_what_was_answered_and_writes_it_down_once(
    at_a_desk: Visitor, transactional_db: None
) -> None:
    """Story 9 of the domain: the Monday list of a coach of the union, and a file of the own people without names."""
    karin, yesterday = people.karin(), clock.today() - timedelta(days=1)
    others = guided_by(people.fatima(), client__first_name="Kees", client__last_name="Ander")
    late, silent, wants = (
        guided_by(karin, days_ago=90, client__first_name=name, client__last_name="Bakker", last_contact_at=clock.now())
        for name in ("Tineke", "Bas", "Olena")
    )
    Case.objects.filter(pk=late.pk).update(next_action="Bellen over het plan", next_action_on=yesterday)
    Case.objects.filter(pk=silent.pk).update(last_contact_at=clock.now() - timedelta(days=70))
    agreed_on(wants, karin, VacancyFactory(work="ober"))
    ingrid = works_for(people.ingrid())
    referral = sending.draft(works_for(karin), late, sending.Request(ingrid.user.memberships.get().organisation))
    sending.send(works_for(karin), referral, LegalBasis.CONSENT, "samen op het scherm")
    answering.request_info(ingrid, referral, "Op welke dagen kan Tineke?")

    at_a_desk.signs_in(karin)
    page = at_a_desk.goes_to("/admin/")
    for title in ("Actie te laat", "Te lang geen contact", "Antwoord op een kans", "Verwijzing wacht op jou"):
        number_of(page, title, 1)
    press(page.get_by_role("link", name="Verwijzing wacht op jou").first)
    expect(page.get_by_role("link", name=referral.reference)).to_be_visible()
    expect(page.get_by_text("Beantwoord de vraag").first).to_be_visible()

    page = at_a_desk.goes_to("/admin/")
    press(page.get_by_role("link", name="Te lang geen contact").first)
    press(page.get_by_role("link", name="Bas Bakker"))
    page.get_by_label("Wat is besproken?").fill("Hij gaat solliciteren bij het magazijn.")
    page.get_by_label("Volgende actie (leeg laten mag)").fill("Vragen hoe het gesprek ging")
    page.get_by_label("Of op een andere dag").fill(f"{clock.today() + timedelta(days=7):%d-%m-%Y}")
    press(page.get_by_role("button", name="Notitie opslaan"))
    page = at_a_desk.goes_to("/admin/")
    number_of(page, "Te lang geen contact", 0)

    page = at_a_desk.goes_to("/admin/kandidaten/mijn/")
    page.get_by_label("Alles op deze bladzijde").check()
    press(page.get_by_role("button", name="Bestand zonder namen"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Maak een csv-bestand").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert all(case.reference in text for case in (late, silent, wants))
    assert others.reference not in text
    assert "Bakker" not in text and "magazijn" not in text


# --- 10 -------------------------------------------------------------------------------------------------------------
def test_story_10_an_adviser_of_uwv_sends_somebody_to_the_union_and_keeps_the_clock_of_a_trial_placement(
    at_a_desk: Visitor, visitor: Any, transactional_db: None
) -> None:
    """Story 10 of the domain: the answer is seen where it was asked, and until when a decision must be there."""
    jan, _karin = people.jan(), people.karin()
    seed_contracts()
    ServiceFactory(name="Loopbaangesprek", summary="Drie gesprekken.")
    case = case_with_plan(jan)
    service_of(case, "proefplaatsing", ServiceKind.TRIAL_PLACEMENT, "0", months=2, provider=people.uwv())
    at_a_desk.signs_in(jan)
    page = at_a_desk.goes_to(dossier_of(case, "verwijzingen"))
    press(page.get_by_role("button", name="Verwijs door"))
    page.get_by_label("Loopbaangesprek").check()
    press(page.get_by_role("button", name="Ga verder"))
    page.get_by_label("Waarom verwijs je door?").fill("Sami wil weten wat bij hem past.")
    press(page.get_by_role("button", name="Ga verder"))
    for label in (
        "De cliënt geeft toestemming",
        "We keken samen naar dit scherm",
        "Ik heb verteld met wie ik wat deel",
    ):
        page.get_by_label(label).check()
    press(page.get_by_role("button", name="Ga verder"))
    press(page.get_by_role("button", name="Verstuur de verwijzing"))
    expect(page.get_by_role("heading", name="Verstuurd", exact=True)).to_be_visible()
    with row_security.house("work"):
        referral = Referral.objects.get()

    union = visitor(PHONE, javascript=False)
    union.signs_in(people.karin())
    seen = union.goes_to(f"/verwijzingen/{referral.reference}/aannemen/")
    follow(seen.get_by_role("button", name="Neem aan"))
    page = at_a_desk.goes_to(dossier_of(case, "verwijzingen"))
    expect(page.get_by_role("row", name=referral.reference)).to_contain_text("aangenomen", ignore_case=True)

    page = at_a_desk.goes_to(dossier_of(case, "inzet"))
    press(page.get_by_role("link", name="Vraag inzet aan"))
    page.get_by_label("Welke dienst?").select_option(label="Dienst proefplaatsing (UWV), kost niets")
    types_day(page, "Wanneer begint het?", clock.today() + timedelta(days=14))
    page.get_by_label("Waarom heeft de kandidaat dit nodig?").fill("Het restaurant wil eerst zien hoe het gaat.")
    press(page.get_by_role("button", name="Vraag aan"))
    press(page.get_by_role("link", name="Dienst proefplaatsing"))
    with row_security.house("work"):
        grant = ServiceGrant.objects.get()
    assert grant.decide_by == clock.today() + timedelta(days=14)
    decided = page.locator(".strip div").filter(has_text="Besluit")
    expect(decided).to_contain_text(re.compile(rf"uiterlijk {grant.decide_by.day} \w+ {grant.decide_by.year}"))


# --- 11 -------------------------------------------------------------------------------------------------------------
def test_story_11_a_debt_worker_sees_who_can_not_wait_first_and_gives_back_a_result_without_amounts(
    on_an_old_phone: Visitor, at_a_desk: Visitor, transactional_db: None
) -> None:
    """Story 11 of the domain: only what is needed to call, three-day cases on top, a result in a code."""
    seed_contracts()
    debts = ServiceFactory(name="Hulp bij schulden", kind=ServiceKind.DEBT_HELP, provider=people.debt_help())
    normal = sent(case_of_sami(), people.debt_help(), service=debts)
    case = case_of_sami()
    case.client.work_profile.experiences.update(own_words="heftruckchauffeur", occupation=None)
    threat = sent(case, people.debt_help(), service=debts, urgency="threat")
    on_an_old_phone.signs_in(people.anouk())
    phone = on_an_old_phone.goes_to("/verwijzingen/")
    rows = phone.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text(threat.reference)
    expect(rows.nth(1)).to_contain_text(normal.reference)
    follow(phone.get_by_role("link", name=threat.reference))
    expect(phone.get_by_text("06 12345678").first).to_be_visible()
    expect(phone.get_by_text("heftruckchauffeur")).to_have_count(0)

    follow(phone.get_by_role("link", name="Datum van het eerste gesprek"))
    types_day(phone, "Op welke dag is het eerste gesprek?", clock.today() + timedelta(days=2))
    follow(phone.get_by_role("button", name="Bevestig de datum"))
    follow(phone.get_by_role("link", name="Neem de verwijzing aan"))
    follow(phone.get_by_role("button", name="Neem aan"))
    follow(phone.get_by_role("link", name="De hulp is gestart"))
    follow(phone.get_by_role("button", name="Meld de start"))
    follow(phone.get_by_role("link", name="Stuur een bericht"))
    phone.get_by_role("textbox").last.fill("Hij betaalt € 40 per maand.")
    follow(phone.get_by_role("button", name="Verstuur"))
    expect(phone.get_by_text("Schrijf hier geen bedragen").first).to_be_visible()
    phone = on_an_old_phone.goes_to(f"/verwijzingen/{threat.reference}/klaar/")
    phone.get_by_label("traject goed doorlopen en afgerond").check()
    expect(phone.get_by_label("Eén zin voor de verwijzer")).to_have_count(0)
    follow(phone.get_by_role("button", name="Meld dat het klaar is"))

    at_a_desk.signs_in(people.fatima())
    page = at_a_desk.goes_to(f"/verwijzingen/{threat.reference}/")
    expect(page.get_by_text("traject goed doorlopen en afgerond").first).to_be_visible()


# --- 12 -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def school(transactional_db: None) -> Organisation:
    made: Organisation = people.OrganisationFactory(name="Graafschap College", kind="school")
    return made


def mentor(school: Organisation) -> User:
    return people._person("Marieke Lubbers", school, Role.SCHOOL_MENTOR)


def learning(case: Case, school: Organisation) -> ServiceGrant:
    """Asked for, and nobody else pays: Sami learns at a company for a month, with a declaration of the school."""
    pot_with(case, "9000", "praktijkverklaring")
    service = service_of(
        case, "praktijkverklaring", ServiceKind.PRACTICE_LEARNING, "750", provider=school, months=6
    )  # fmt: skip
    return asked(case, service, ends_on=clock.today() + timedelta(days=30))


def test_story_12_an_adviser_of_sbb_sees_that_nothing_starts_without_company_number_and_three_agreements(
    at_a_desk: Visitor, visitor: Any, school: Organisation
) -> None:
    """Story 12 of the domain: accredited company, reservation number and three agreements, then the start, then the
    end that comes near."""
    fatima = people.fatima()
    case = case_with_plan(fatima)
    grant = learning(case, school)
    company()
    rik = people._person("Rik Tuinstra", people.OrganisationFactory(name="SBB", kind="sbb"), Role.SBB_ADVISER)
    sbb = visitor(PHONE, javascript=False)
    sbb.signs_in(rik)
    seen = sbb.goes_to("/verwijzingen/praktijkleren/")
    expect(seen.get_by_role("row", name=grant.reference)).to_contain_text("nog geen leerbedrijf")
    expect(seen.get_by_text("Hof")).to_have_count(0)

    at_a_desk.signs_in(fatima)
    own = f"/admin/dossier/{case.client.public_id}/inzet/{grant.public_id}/"
    page = at_a_desk.goes_to(own)
    expect(page.get_by_text("Zonder leerbedrijf, reserveringsnummer en drie overeenkomsten")).to_be_visible()
    expect(page.get_by_role("link", name="Het is begonnen")).to_have_count(0)
    page = at_a_desk.goes_to(f"{own}praktijk/")
    page.get_by_label("Nummer van het erkende leerbedrijf").fill("999999999")
    page.get_by_label("Reserveringsnummer").fill("SBB-4711")
    for which in ("Praktijkovereenkomst", "Onderwijsovereenkomst", "Plaatsingsovereenkomst"):
        types_day(page, f"{which} getekend op", clock.today())
    press(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_text("Dit nummer staat niet in het register").first).to_be_visible()
    page.get_by_label("Nummer van het erkende leerbedrijf").fill("100000001")
    press(page.get_by_role("button", name="Bewaar"))
    expect(page.get_by_text("Woonzorg De Linde").first).to_be_visible()
    press(page.get_by_role("link", name="Ga na wie dit al betaalt"))
    for choice in range(len(NOBODY_PAYS)):
        page.get_by_role("radio", name="Gevraagd, en afgewezen").nth(choice).check()
    press(page.get_by_role("button", name="Bewaar en vraag een besluit"))
    decides(visitor, grant)
    page = at_a_desk.goes_to(f"{own}begin/")
    press(page.get_by_role("button", name="Het is begonnen"))

    seen = sbb.goes_to("/verwijzingen/praktijkleren/?stand=eindigt")
    row = seen.get_by_role("row", name=grant.reference)
    for words in ("Woonzorg De Linde, Doetinchem", "SBB-4711", "eindigt bijna"):
        expect(row).to_contain_text(words)


def decides(visitor: Any, grant: ServiceGrant) -> None:
    """The budget holder says yes."""
    holder = visitor(PHONE, javascript=False)
    holder.signs_in(budget_holder())
    page = holder.goes_to(f"/admin/budget/inzet/{grant.public_id}/")
    page.get_by_label("Toekennen").check()
    follow(page.get_by_role("button", name="Leg het besluit vast"))
    expect(page.get_by_text("Toegekend. Het bedrag is gereserveerd.")).to_be_visible()


# --- 13 -------------------------------------------------------------------------------------------------------------
def test_story_13_a_school_sees_who_wants_to_learn_and_what_somebody_has_already_and_offers_a_path(
    on_an_old_phone: Visitor, at_a_desk: Visitor, school: Organisation
) -> None:
    """Story 13 of the domain: applicants with what they agreed to show, from declaration to certificate to diploma."""
    seed_contracts()
    line = ("Praktijkverklaring zorg", "Certificaat zorg", "Diploma helpende zorg")
    first, *further = (
        ServiceFactory(name=name, kind=ServiceKind.PRACTICE_LEARNING, provider=school, summary="Leren bij een bedrijf.")
        for name in line
    )
    marieke, fatima = mentor(school), people.fatima()
    case = case_with_plan(fatima)
    grant = learning(case, school)
    profile = case.client.work_profile
    profile.education = 2
    profile.save()
    profile.has.add(Requirement.objects.get(code="heftruckcertificaat"))
    referral = sending.draft(
        works_for(fatima), case, sending.Request(school, service=first, why="Wil leren en werken in de zorg.")
    )
    sending.send(works_for(fatima), referral, LegalBasis.CONSENT, "samen op het scherm")

    on_an_old_phone.signs_in(marieke)
    phone = on_an_old_phone.goes_to("/verwijzingen/")
    follow(phone.get_by_role("link", name=referral.reference))
    expect(phone.get_by_text("Opleiding en bewijzen").first).to_be_visible()
    expect(phone.get_by_text(re.compile("eftruckcertificaat")).first).to_be_visible()
    expect(phone.get_by_text("Hof")).to_have_count(0)
    follow(phone.get_by_role("link", name="Neem de verwijzing aan"))
    follow(phone.get_by_role("button", name="Neem aan"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Hof")
    phone = on_an_old_phone.goes_to("/verwijzingen/praktijkleren/")
    expect(phone.get_by_role("row", name=grant.reference)).to_contain_text("Sami van 't Hof")

    phone = on_an_old_phone.goes_to("/verwijzingen/aanbod/")
    for name in line:
        expect(phone.get_by_role("heading", name=re.compile(name))).to_be_visible()
    follow(phone.get_by_role("link", name=re.compile(f"Kijk na.*{line[-1]}")))
    phone.get_by_label("Wachttijd").fill("0")
    follow(phone.get_by_role("button", name="Sla op, dit klopt vandaag"))
    at_a_desk.signs_in(fatima)
    page = at_a_desk.goes_to("/verwijzingen/menukaart/?zoek=zorg")
    for service in (first, *further):
        expect(page.get_by_role("link", name=service.name)).to_be_visible()
