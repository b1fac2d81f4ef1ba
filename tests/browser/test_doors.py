"""People come in at every door, in real Chromium on a phone without JavaScript, by keyboard, up to the triage.

The stories of the domain: the waiter (1), the worker of a reorganisation (2), the self-employed man with debts (3), the
pupil with a mentor (4) and the woman for whom staff fills in (6). Story 1 is walked in ``test_main_road`` too.
"""

import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from intake import cohorts
from intake.models import Case, Confirmation, Registration
from partners.models import Role
from rmt_portal import clock, row_security
from tests.browser.conftest import Visitor
from tests.browser.going import follow, press
from tests.browser.registering import go_on, says_what, says_who, sends
from tests.intake.factories import achterhoek, three_regions
from tests.partners import factories as people
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db(transaction=True)


def only_case() -> Case:
    with row_security.house("work"):
        case: Case = Case.objects.select_related("client").get()
        return case


def opens_the_triage(person: Visitor, user: Any) -> Page:
    """An intake worker opens the arrival to judge it."""
    person.signs_in(user)
    page = person.goes_to(f"/admin/dossier/{only_case().client.public_id}/beoordelen/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


@pytest.mark.full
def test_a_worker_of_a_reorganisation_registers_with_the_code_and_the_employer_never_learns(on_an_old_phone, visitor):
    """Story 2, with the looks of story 1."""
    brand, town = achterhoek(), people.municipality()
    coordinator, today = people.mehmet(), clock.today()
    group = cohorts.begin(
        coordinator, coordinator.memberships.get(), name="Sluiting Ulft", employer="Gieterij Ulft", expected=40,
        starts_on=today, ends_on=today,
    )  # fmt: skip
    person = on_an_old_phone
    page = person.goes_to("/")
    press(page.get_by_role("link", name="Meld je aan met je code"))
    page.get_by_label("Code van je werkgever").fill("XXXX 2222")
    go_on(page)
    expect(page.get_by_text("Deze code kennen we niet").first).to_be_visible()
    page.get_by_label("Code van je werkgever").fill(cohorts.readable(group.code))
    go_on(page)
    says_who(page, phone="06 12345678")
    says_what(page, "Ik raak misschien mijn baan kwijt", "Ander werk", before=str(today.year + 1))
    go_on(page)  # hours
    go_on(page)  # sharing
    expect(page.get_by_text("31 januari")).to_be_visible()
    sends(page)
    expect(page.get_by_role("heading", name="Gelukt")).to_be_visible()
    with row_security.house("work"):
        assert Registration.objects.get().cohort == group
    holder = visitor({"width": 390, "height": 844})
    holder.signs_in(coordinator)
    seen = holder.goes_to(f"/aanmelden/groepen/{group.public_id}/")
    expect(seen.get_by_text("minder dan 10").first).to_be_visible()
    assert "Mol" not in seen.content() and only_case().reference not in seen.content()
    holder.finds_it_accessible("groep")
    holder.goes_to("/aanmelden/groepen/")
    holder.finds_it_accessible("groepen")
    opens_the_triage(visitor({"width": 390, "height": 844}, javascript=False), people.ingrid())
    assert brand and town


@pytest.mark.full
def test_a_mentor_registers_a_pupil_who_says_yes_on_his_own_phone(on_an_old_phone, visitor):
    """Story 4."""
    achterhoek(), people.municipality()
    school = people.OrganisationFactory(name="Graafschap College", kind="school")
    mentor = people.UserFactory(name="Marieke Lubbers", email="marieke@voorbeeld.nl")
    people.MembershipFactory(user=mentor, organisation=school, role=Role.SCHOOL_MENTOR)
    staff = on_an_old_phone
    staff.signs_in(mentor)
    page = staff.goes_to("/aanmelden/namens/")
    press(page.get_by_role("button", name="Begin met de vragen"))
    expect(page).to_have_title(re.compile("^Fout:"))
    page.get_by_label("Samen aan tafel of aan de balie").check()
    press(page.get_by_role("button", name="Begin met de vragen"))
    says_who(page, email="daan@voorbeeld.nl")
    says_what(page, "Iets anders", "Een opleiding of cursus", work="De persoon heeft nog geen werk gehad")
    go_on(page)
    go_on(page)
    page.get_by_label("met een link").check()
    go_on(page)
    sends(page, "Verstuur de aanmelding")
    expect(page.get_by_text("Nog niet bevestigd")).to_be_visible()

    all_work()
    link = re.search(r"https?://[^/\s]+(/aanmelden/bevestig/\S+)", mail.outbox[0].body)[1]
    own = visitor({"width": 390, "height": 844}, javascript=False).goes_to(link)
    own.get_by_label("De 4 cijfers van je postcode").fill("7001")
    press(own.get_by_role("button", name="Laat zien wat er is ingevuld"))
    follow(own.get_by_role("link", name="Er klopt iets niet"))
    own.get_by_label("Voornaam").fill("Daan")
    press(own.get_by_role("button", name="Bewaar en ga terug"))
    press(own.get_by_role("button", name="Ja, dit klopt"))
    expect(own.get_by_role("heading", name="Gelukt! Je bent aangemeld")).to_be_visible()
    with row_security.house("work"):
        assert Confirmation.objects.get().confirmed_at
        assert Registration.objects.get().client.full_name == "Daan Mol"
    opens_the_triage(visitor({"width": 390, "height": 844}, javascript=False), people.ingrid())


@pytest.mark.full
def test_a_self_employed_man_with_money_worries_is_helped_at_once_and_judged_the_same_day(on_an_old_phone, visitor):
    """Story 3."""
    achterhoek(), people.municipality()
    page = on_an_old_phone.goes_to("/aanmelden/")
    says_who(page, phone="06 12345678", email="ondernemer@voorbeeld.nl")
    says_what(page, "Ik ben zzp'er en heb te weinig werk", "Hulp bij geldzorgen of schulden")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("geld", re.I))
    press(page.get_by_role("link", name=re.compile("Ga verder")))
    go_on(page)
    go_on(page)
    sends(page)
    expect(page.get_by_role("heading", name="Gelukt")).to_be_visible()
    triage = opens_the_triage(visitor({"width": 390, "height": 844}, javascript=False), people.ingrid())
    expect(triage.get_by_text(re.compile("geldzorgen", re.I)).first).to_be_visible()


@pytest.mark.full
def test_an_intake_worker_types_along_on_the_phone_for_a_woman_without_mail(on_an_old_phone):
    """Story 6."""
    achterhoek(), people.fnv()
    ingrid, staff = people.ingrid(), on_an_old_phone
    staff.signs_in(ingrid)
    page = staff.goes_to("/aanmelden/namens/")
    page.get_by_label("Aan de telefoon").check()
    press(page.get_by_role("button", name="Begin met de vragen"))
    says_who(page, phone="0543 123456")
    says_what(page, "Iets anders", "Een opleiding of cursus", work="De persoon heeft nog geen werk gehad")
    go_on(page)
    go_on(page)
    page.get_by_label("mondeling").check()
    go_on(page)
    expect(page.get_by_label("Naam van wie het hoorde")).to_have_value("Ingrid Bos")
    page.get_by_label("Ik heb voorgelezen").check()
    go_on(page)
    sends(page, "Verstuur de aanmelding")
    expect(page.get_by_text("Ja, mondeling op")).to_be_visible()
    expect(page.get_by_text("Beste Mol")).to_be_visible()
    opens_the_triage(staff, ingrid)


@pytest.mark.full
def test_a_site_of_three_regions_speaks_for_none_until_the_postcode_finds_the_team(on_an_old_phone):
    three_regions()
    page = on_an_old_phone.goes_to("/")
    expect(page.get_by_role("banner")).to_have_text(re.compile(r"Regionaal Mobiliteitsteam\s*$", re.M))
    follow(page.get_by_role("link", name="Zoek jouw team"))
    page.get_by_label("Wat is je postcode?").fill("7511ab")
    press(page.get_by_role("button", name="Zoek mijn team"))
    expect(page.get_by_text("Gerrit Nijhuis")).to_be_visible()
    follow(page.get_by_role("link", name="Begin met aanmelden"))
    expect(page.get_by_role("heading", name="Hoe heet je?")).to_be_visible()


@pytest.mark.full
def test_every_page_of_a_caseload_can_be_used_by_everyone(on_a_phone):
    achterhoek(), people.municipality(), people.fnv()
    coach = on_a_phone
    http = coach.signs_in(people.karin())
    page = coach.goes_to("/aanmelden/namens/bestand/")
    coach.finds_it_accessible("bestand")
    press(page.get_by_role("button", name="Lees het bestand"))
    expect(page).to_have_title(re.compile("^Fout:"))
    coach.finds_it_accessible("bestand-fout")
    lines = "voornaam;achternaam;postcode;telefoon\nJan;Bakker;7001AB;0612345678\nPiet;;7001AB;\n"
    brought = http.post("/aanmelden/namens/bestand/", {"file": SimpleUploadedFile("lijst.csv", lines.encode())})
    coach.goes_to(brought["Location"])
    coach.finds_it_accessible("bestand-kolommen")
    press(page.get_by_role("button", name="Kijk de regels na"))
    expect(page.get_by_text("Vul de achternaam in")).to_be_visible()
    coach.finds_it_accessible("bestand-controle")
    press(page.get_by_role("button", name="Meld deze mensen aan"))
    expect(page.get_by_text("Aangemeld: 1. Geweigerd: 1.")).to_be_visible()
    coach.finds_it_accessible("bestand-verslag")
    follow(page.get_by_role("link", name="Wis dit verslag"))
    coach.finds_it_accessible("bestand-wissen")
    press(page.get_by_role("button", name="Ja, wis alles"))
    expect(page.get_by_text("De regels zijn gewist")).to_be_visible()
