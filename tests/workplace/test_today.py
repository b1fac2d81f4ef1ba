"""Fatima opens Vandaag: what must she do, who is new, how does her caseload stand."""

import re
from datetime import timedelta

import pytest

from intake.models import CaseAssignment
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.workplace.site import MENU_FITS
from tests.partners.factories import UserFactory, anouk, bram, fatima, jan, mehmet, uwv
from tests.rig.halves import some_now
from tests.workplace.factories import guided_by, registered
from tests.workplace.questions import questions
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def numbers(response) -> dict[str, int]:
    return {str(n["title"]): n["count"] for n in response.context_data["numbers"]}


def test_the_numbers_count_her_own_candidates_and_lead_to_the_list_they_count(client, coach):
    today = clock.today()
    guided_by(
        coach,
        next_action="Bellen over de cursus",
        next_action_on=today - timedelta(days=3),
        last_contact_at=clock.now(),
    )
    guided_by(coach, last_contact_at=clock.now() - timedelta(days=45), next_action_on=today + timedelta(days=9))
    guided_by(coach)
    registered()
    page = client.get("/admin/")
    expected = {"Mijn kandidaten": 3, "Actie te laat": 1, "Te lang geen contact": 1, "Nog niet gebeld": 1}
    assert {title: numbers(page)[title] for title in expected} == expected
    for number in page.context_data["numbers"][: len(expected)]:
        assert client.get(number["url"]).context_data["total"] == number["count"], number["title"]


def test_what_is_late_stands_on_top_with_how_late_it_is(client, coach):
    today = clock.today()
    guided_by(
        coach,
        client__last_name="Morgen",
        next_action="Mailen",
        next_action_on=today + timedelta(1),
        last_contact_at=clock.now(),
    )
    guided_by(
        coach,
        client__last_name="Laat",
        next_action="Plan tekenen",
        next_action_on=today - timedelta(6),
        last_contact_at=clock.now(),
    )
    guided_by(
        coach,
        client__last_name="Later",
        next_action="Bellen",
        next_action_on=today + timedelta(30),
        last_contact_at=clock.now(),
    )
    page = client.get("/admin/")
    assert [row.case.client.last_name for row in page.context_data["todo"]] == ["Laat", "Morgen"]
    assert "6 dagen te laat" in page.text
    assert "morgen" in page.text


def test_a_coach_without_candidates_reads_how_to_begin(client, coach):
    page = client.get("/admin/").text
    assert "Je hebt nog geen kandidaten" in page
    assert "Er wacht geen nieuwe aanmelding op jouw organisatie" in page
    assert "Je bent bij" in page and "Tijd voor een nieuwe aanmelding" not in page


def test_a_coach_without_actions_reads_what_waits_all_the_same(client, coach):
    guided_by(coach, last_contact_at=clock.now() - timedelta(days=30))
    page = client.get("/admin/").text
    assert "Je bent bij" not in page
    assert '<a href="/admin/kandidaten/mijn/?signaal=lang-stil">Te lang geen contact: 1</a>' in page


def test_the_registration_that_waits_longest_can_be_taken_over_at_once(client, coach):
    registered(days_ago=1, contact_due_on=clock.today() + timedelta(1))
    oldest = registered(days_ago=5, contact_due_on=clock.today() - timedelta(3))
    first = client.get("/admin/").context_data["arrivals"][0]
    assert first.case == oldest
    client.post(first.take_over_url)
    assert [row.case for row in client.get("/admin/").context_data["todo"]] == [oldest]


def test_a_coordinator_sees_the_region_without_names(client):
    sign_in(client, mehmet())
    guided_by(fatima(), client__first_name="Samira", client__last_name="Yilmaz-Canary", contact_due_on=clock.today())
    page = client.get("/admin/")
    assert numbers(page)["Kandidaten in de regio"] == 1
    assert "Canary" not in page.text
    listed = client.get("/admin/kandidaten/").text
    assert "S. Y." in listed and "Canary" not in listed


def test_a_coordinator_reads_with_which_coach_work_stays_behind_and_goes_to_those_candidates(client):
    sign_in(client, mehmet())
    yesterday = clock.today() - timedelta(days=1)
    late = guided_by(fatima(), next_action="Bellen", next_action_on=yesterday, last_contact_at=clock.now())
    guided_by(fatima(), last_contact_at=clock.now() - timedelta(days=90))
    guided_by(jan(), last_contact_at=clock.now())
    CaseAssignment.objects.create(case=late, coach=jan(), organisation=uwv(), until_at=clock.now())
    page = client.get("/admin/")
    assert page.context["todo"] == []
    loads = [(row.name, row.candidates, row.late, row.silent) for row in page.context["coaches"]]
    assert loads == [("Fatima de Groot", 2, 1, 1), ("Jan Wolters", 1, 0, 0)]
    listed = client.get(re.search(r'href="([^"]+signaal=te-laat&amp;coach=\d+)"', page.text)[1].replace("&amp;", "&"))
    assert listed.context_data["total"] == 1 and str(late.client.public_id) in listed.text


def test_what_she_saw_is_one_line_in_the_log(client, coach):
    case = guided_by(coach, contact_due_on=clock.today())
    registered()
    client.get("/admin/")
    line = AuditLine.objects.get(action="today.read")
    assert line.actor_id == coach.pk
    assert case.client_id in line.client_ids
    assert len(line.client_ids) == 2


def test_a_debt_worker_sees_nobody_who_was_not_referred(client):
    sign_in(client, anouk())
    guided_by(fatima(), client__last_name="Canary", contact_due_on=clock.today())
    page = client.get("/admin/")
    assert "Canary" not in page.text
    assert "Neem over" not in page.text


def test_a_technical_administrator_gets_settings_and_no_people(client):
    root = UserFactory(is_superuser=True)
    sign_in(client, root)
    assert client.get("/admin/", follow=True).redirect_chain == [("/admin/beheer/", 302)]
    assert client.get("/admin/kandidaten/").status_code == 403


def test_somebody_without_a_role_reads_why_and_whom_to_ask(client):
    sign_in(client, UserFactory())
    page = client.get("/admin/", follow=True)
    assert page.status_code == 403
    assert "Vraag de beheerder van je organisatie" in page.text


def test_nobody_gets_in_without_signing_in_at_the_one_door(client):
    for address in ("/admin/", "/admin/kandidaten/?fase=intake", "/admin/login/"):
        chain = client.get(address, follow=True).redirect_chain
        assert chain[-1][0].startswith("/account/login/?next="), address


def test_the_administrator_finds_the_settings_in_the_menu(client):
    sign_in(client, bram())
    page = client.get("/admin/beheer/")
    assert page.status_code == 200
    assert 'aria-current="page">Beheer' in page.text


def test_a_long_menu_stays_on_one_line_and_shows_where_you_are(client):
    sign_in(client, mehmet())
    menu = client.get("/admin/").context_data["menu"]
    assert len(menu["daily"]) == MENU_FITS - 1
    hidden = menu["more"][-1]
    there = client.get(hidden["url"]).context_data["menu"]
    assert there["daily"][-1]["title"] == hidden["title"]
    assert hidden["title"] not in [entry["title"] for entry in there["more"]]


@pytest.mark.parametrize("size", some_now([1, 10, 60], [1, 10]))
def test_vandaag_asks_as_many_questions_for_sixty_candidates_as_for_one(client, coach, size):
    for n in range(size):
        guided_by(coach, next_action="Bellen", next_action_on=clock.today() - timedelta(n), last_contact_at=clock.now())
        registered()
    client.get("/admin/")
    with questions() as asked:
        client.get("/admin/")
    assert len(asked) == 11, "\n".join(asked)
