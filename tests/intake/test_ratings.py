"""What a client thinks of the help: asked when it is over, said once, and told to nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser

from intake import endings, erasing, ratings
from intake.models import Case, Client, ClientRating
from rmt_portal import clock, row_security
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.own_data import everything_of
from tests.partners.factories import els, fatima, pieter
from tests.rig.threads import at_once
from tests.rig.work import all_work
from tests.services.factories import works_for
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import client_enters, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/mijn/cijfer/"
TASK = "Geef ons een cijfer"


@pytest.fixture
def monday():
    with time_machine.travel("2026-11-23 10:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def coach(monday):
    return works_for(fatima())


def ended(coach, kind="training", **fields) -> Case:
    case = guided_by(coach.user, days_ago=60, **fields)
    endings.close(case, coach, kind, ended_on=clock.today(), version=case.version)
    return Case.objects.get(pk=case.pk)


def enters(case: Case) -> Browser:
    browser = Browser()
    client_enters(browser, case.client)
    return browser


def letters() -> list:
    mail.outbox.clear()
    all_work()
    return [letter for letter in mail.outbox if letter.subject == "Hoe vond je de hulp?"]


def test_who_is_helped_gets_a_letter_a_day_later_and_gives_a_grade_on_the_own_page(coach, monday):
    case = ended(coach, client__email="sami@voorbeeld.nl", client__last_name="van 't Hof")
    assert letters() == []
    monday.shift(timedelta(days=1, minutes=1))
    (letter,) = letters()
    assert letter.to == ["sami@voorbeeld.nl"] and "tot en met 23 december" in letter.body and PAGE in letter.body
    assert "van 't Hof" not in letter.body and case.reference not in letter.body

    browser = enters(case)
    assert TASK in browser.get("/mijn/").text
    assert "Je coach ziet niet wat je zegt" in browser.get(PAGE).text
    sent = browser.post(PAGE, {"grade": " 8 ", "trust": "yes", "chances": ""}, follow=True)
    assert "Dank je wel. We hebben je cijfer." in sent.text and TASK not in sent.text
    rating = ClientRating.objects.get()
    assert (rating.outcome.case_id, rating.grade, rating.trust, rating.chances) == (case.pk, 8, "yes", "")
    assert AuditLine.objects.get(action="rating.give").fields in ([], None)

    again = browser.post(PAGE, {"grade": "1"}, follow=True)
    assert "Je hoeft geen cijfer te geven" in again.text and ClientRating.objects.get().grade == 8


@pytest.mark.parametrize("wrong", ["", "0", "11", "7,5", "heel goed"])
def test_what_is_no_grade_is_said_and_the_other_answers_stay(coach, wrong):
    page = enters(ended(coach)).post(PAGE, {"grade": wrong, "trust": "no"})
    assert page.text.count("Vul een heel cijfer in, van 1 tot en met 10.") >= 1
    assert 'value="no"' in page.text and "checked" in page.text
    assert not ClientRating.objects.exists()


@pytest.mark.parametrize("kind", ["died", "no_contact", "withdrawn"])
def test_who_was_not_helped_is_not_asked(coach, monday, kind):
    case = ended(coach, kind)
    monday.shift(timedelta(days=2))
    assert letters() == []
    assert TASK not in enters(case).get("/mijn/").text


def test_nothing_is_asked_when_the_help_goes_on_after_a_month_or_without_an_address(coach, monday):
    reopened, silent, late = ended(coach), ended(coach, client__email=""), ended(coach)
    endings.reopen(reopened, coach, "Er is toch nog hulp nodig.", version=reopened.version)
    monday.shift(timedelta(days=1, minutes=1))
    assert [letter.to for letter in letters()] == [[late.client.email]]
    assert ratings.waiting(reopened.client_id) is None and ratings.waiting(silent.client_id) is not None
    monday.shift(timedelta(days=ratings.ASKED_DAYS))
    assert ratings.waiting(late.client_id) is None
    with pytest.raises(Refused, match="te lang geleden"):
        ratings.give(late.client, 7)


def test_no_member_of_staff_reads_a_grade_and_the_client_does(coach):
    case = ended(coach)
    ratings.give(case.client, 3, trust="no")

    def grades(scope) -> list[int]:
        with row_security.within(scope), connection.cursor() as cursor:
            cursor.execute("SELECT grade FROM intake_clientrating")
            return [grade for (grade,) in cursor.fetchall()]

    other = ended(coach)
    for user in (coach.user, els(), pieter()):
        assert grades(row_security.Scope("person", user_id=user.pk)) == [], user.name
    assert grades(row_security.Scope("client", client_id=other.client_id)) == []
    assert grades(row_security.Scope("client", client_id=case.client_id)) == [3]
    told = {part.table.model: part.rows for part in everything_of(case.client_id)}
    assert len(told["intake.ClientRating"]) == 1
    browser = Browser()
    sign_in(browser, coach.user)
    for part in ("", "?deel=tijdlijn"):
        page = browser.get(f"/admin/dossier/{case.client.public_id}/{part}").text.lower()
        assert "cijfer" not in page.replace("/admin/cijfers", "").replace(">cijfers<", "")


def test_who_is_erased_leaves_a_grade_of_a_month(coach):
    case = ended(coach)
    ratings.give(case.client, 6)
    erasing.erase(case.client_id)
    rating = ClientRating.objects.get()
    assert rating.grade == 6 and rating.given_at.day == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_click_gives_no_second_grade(coach):
    case = ended(coach)

    def gives(grade: int):
        def give(client):
            with row_security.client(client.pk):
                return ratings.give(client, grade).grade

        return give

    given = at_once(lambda: Client.objects.get(pk=case.client_id), [gives(4), gives(9)], (Refused,))
    kept = ClientRating.objects.get().grade
    assert kept in given and sum(isinstance(got, Refused) for got in given) == 1


def test_the_database_refuses_what_is_no_grade(coach):
    outcome = ended(coach).outcomes.get()
    for wrong in ({"grade": 0}, {"grade": 11}, {"grade": 5, "trust": "ja"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClientRating.objects.create(outcome=outcome, **wrong)
