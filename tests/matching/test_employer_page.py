"""An employer leaves a vacancy or announces people, and the right colleague finds it on Vandaag."""

import re
from datetime import date

import pytest
import time_machine
from django.core import mail

from matching.employers import notices as employer_notices
from matching.models import EmployerNotice, NoticeKind, NoticeState
from matching.tasks import forget_contacts
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.reference.models import Postcode
from tests.matching.employer_stories import SURPLUS, VACANCY, EmployerFactory, a_vacancy, at_work, desk, people_who_go
from tests.partners.factories import RegionFactory
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def today_of(client, user) -> str:
    sign_in(client, user)
    return client.get("/admin/").text


def section(page: str) -> str:
    found = re.search(r'aria-labelledby="lijst-werkgevers".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_an_employer_leaves_a_vacancy_and_gets_a_letter_that_it_came_in(client):
    assert "Laat een vacature achter" in client.get("/werkgever/").text
    answer = client.post(VACANCY, a_vacancy(), follow=True)
    assert "Je bericht is binnen" in answer.text
    assert "Berkelstroom" not in answer.text
    notice = EmployerNotice.objects.get()
    assert (notice.kind, notice.state) == (NoticeKind.VACANCY, NoticeState.NEW)
    assert (notice.trade_number, notice.place, notice.people) == ("60123456", "Doetinchem", 2)
    assert [event.event for event in notice.events.all()] == ["receive"]
    assert AuditLine.objects.filter(action="employer_notice.receive", object_ids=[notice.pk]).exists()
    all_work()
    letter = mail.outbox[-1]
    assert letter.to == ["ria@berkelstroom.example"]
    assert "binnen 2 werkdagen" in letter.body
    assert "Medewerker magazijn" not in letter.body


def test_pressing_twice_makes_one_and_another_vacancy_makes_another(client):
    for said in (a_vacancy(), a_vacancy(), a_vacancy(function="Heftruckchauffeur")):
        client.post(VACANCY, said)
    assert EmployerNotice.objects.count() == 2
    all_work()
    assert len(mail.outbox) == 2


def test_an_employer_announces_people_without_names(client):
    client.post(SURPLUS, people_who_go())
    notice = EmployerNotice.objects.get()
    assert (notice.kind, notice.people, notice.parting) == (NoticeKind.SURPLUS, 12, "loan")
    assert (notice.starts_on, notice.ends_on) == (date(2027, 1, 1), date(2027, 4, 30))
    all_work()
    assert not mail.outbox  # no address was given


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Bel kok Piet: 06 12345679", "telefoonnummer"),
        ("piet@kroon.example wil graag", "e-mailadres"),
        ("Zijn BSN is 123456782", "burgerservicenummer"),
        ("Een kok, geboren op 12-03-1980", "geboortedatum"),
        ("Jan de Vries\nPiet Jansen\nSamira El Amrani", "namen te staan"),
        ("Het gaat om mevrouw Jansen", "namen te staan"),
    ],
)
def test_who_the_people_are_is_refused_kindly_and_nothing_typed_is_lost(client, text, why):
    answer = client.post(SURPLUS, people_who_go(text=text))
    assert why in answer.text
    assert "Hotel De Kroon" in answer.text
    assert not EmployerNotice.objects.exists()


def test_names_of_departments_may_be_said_to_be_no_names(client):
    text = "Magazijn Noord\nMagazijn Zuid\nKantoor Ulft"
    answer = client.post(SURPLUS, people_who_go(text=text))
    assert "Dit zijn geen namen van mensen" in answer.text
    client.post(SURPLUS, people_who_go(text=text, geen_namen="on"))
    assert EmployerNotice.objects.get().text == text


def test_what_is_missing_is_said_at_the_field(client):
    answer = client.post(SURPLUS, {"homepage": ""})
    for sentence in ("Vul de functie in.", "Vul een getal in.", "Vul je naam in", "Vul een telefoonnummer of een"):
        assert sentence in answer.text
    answer = client.post(VACANCY, a_vacancy(trade_number="123"))
    assert "Een KvK-nummer heeft 8 cijfers" in answer.text
    answer = client.post(SURPLUS, people_who_go(ends_on_jaar="2026", ends_on_maand="12"))
    assert "De laatste dag ligt voor de eerste" in answer.text
    assert not EmployerNotice.objects.exists()


def test_a_machine_that_fills_in_every_field_is_thanked_and_nothing_is_kept(client):
    answer = client.post(VACANCY, a_vacancy(homepage="http://spam.example"), follow=True)
    assert "Je bericht is binnen" in answer.text
    assert not EmployerNotice.objects.exists()


def test_a_flood_from_one_place_is_stopped_with_a_way_on(client):
    for number in range(10):
        assert client.post(VACANCY, a_vacancy(function=f"Functie {number}")).status_code == 302
    answer = client.post(VACANCY, a_vacancy(function="Functie elf"))
    assert answer.status_code == 429
    assert "Wacht een uur, of bel ons" in answer.text
    assert "Functie elf" in answer.text
    assert EmployerNotice.objects.count() == 10


def test_the_account_holder_finds_it_on_vandaag_and_nobody_outside_learns_that_we_know_the_employer(client):
    desk()
    ingrid = at_work("Ingrid Bos", Role.INTAKE_WORKER)
    EmployerFactory(name="Berkelstroom Logistiek B.V.", trade_number="60123456", account_holder=ingrid)
    known = client.post(VACANCY, a_vacancy(), follow=True).text
    unknown = client.post(VACANCY, a_vacancy(company="Onbekend BV", trade_number="69999999"), follow=True).text
    assert re.sub(r'value="\w{64}"', "", known) == re.sub(r'value="\w{64}"', "", unknown)
    hers = section(today_of(client, ingrid))
    assert "Berkelstroom Logistiek" in hers
    assert "Onbekend BV" not in hers


def test_without_a_number_name_and_place_say_who_it_is_whatever_the_legal_form(client):
    ingrid = at_work("Ingrid Bos", Role.INTAKE_WORKER)
    known = EmployerFactory(name="Hotel de Kroon BV", account_holder=ingrid)
    EmployerFactory(name="Hotel De Kroon", place="Winterswijk")
    client.post(SURPLUS, people_who_go())
    assert EmployerNotice.objects.get().employer == known
    assert "12 mensen: kok (tijdelijk)" in section(today_of(client, ingrid))


def test_an_unknown_employer_goes_to_the_service_point_and_without_one_to_the_coordinator(client):
    fatima, mehmet = at_work("Fatima de Groot", Role.COACH), at_work("Mehmet Yilmaz", Role.COORDINATOR)
    client.post(VACANCY, a_vacancy())
    assert "Berkelstroom" in section(today_of(client, mehmet))
    daan = desk()
    assert "Berkelstroom" in section(today_of(client, daan))
    assert not section(today_of(client, mehmet))
    assert not section(today_of(client, fatima))


def test_an_account_holder_who_left_or_is_silent_leaves_nobody_waiting(client):
    mehmet, ingrid = at_work("Mehmet Yilmaz", Role.COORDINATOR), at_work("Ingrid Bos", Role.INTAKE_WORKER)
    daan = desk()
    EmployerFactory(trade_number="60123456", account_holder=ingrid)
    with time_machine.travel("2026-11-20 10:00+01:00"):  # a Friday
        client.post(VACANCY, a_vacancy())
    with time_machine.travel("2026-11-23 12:00+01:00"):
        assert not employer_notices.waiting_for(mehmet).exists()
    with time_machine.travel("2026-11-24 12:00+01:00"):  # two working days later
        assert employer_notices.waiting_for(mehmet).exists()
    assert not employer_notices.waiting_for(daan).exists()
    ingrid.memberships.update(active_from=date(2020, 1, 1), active_until=date(2020, 1, 2))
    assert employer_notices.waiting_for(daan).exists()


def test_a_postcode_of_another_region_is_told_which_team_helps_there(client):
    Postcode.objects.filter(code="7101").update(region=RegionFactory(code="AM07"))
    answer = client.post(VACANCY, a_vacancy(postcode="7101 AB"))
    assert "Daar helpt een ander team" in answer.text
    assert not EmployerNotice.objects.exists()


def test_a_year_after_it_was_dealt_with_who_sent_it_is_forgotten(client):
    mehmet = at_work("Mehmet Yilmaz", Role.COORDINATOR)
    client.post(VACANCY, a_vacancy())
    client.post(VACANCY, a_vacancy(function="Ober"))
    notice = EmployerNotice.objects.get(function="Medewerker magazijn")
    sign_in(client, mehmet)
    client.post(f"/admin/van-werkgevers/{notice.pk}/klaar/")
    with time_machine.travel(clock.now().replace(year=clock.now().year + 1, day=1, month=12)):
        assert forget_contacts() == 1
    notice.refresh_from_db()
    assert (notice.contact_name, notice.contact_phone, notice.contact_email, notice.text) == ("", "", "", "")
    assert notice.function == "Medewerker magazijn"
    assert EmployerNotice.objects.get(function="Ober").contact_name == "Ria Smit"
