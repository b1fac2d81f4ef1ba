"""An employer reorganises: people register in private with one code, and are counted without being named."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from intake import cohorts
from intake.models import Case, Cohort, Registration, RegistrationDraft, WorkToWork
from partners import access
from partners.models import PartnerKind, Role
from rmt_portal import clock, row_security
from tests.intake.conftest import Visitor
from tests.intake.factories import answers_of_waiter, registered
from tests.partners import factories as people
from tests.rig.halves import first_now
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
LAST = {"last_day_dag": "31", "last_day_maand": "1", "last_day_jaar": "2027"}


def at_work(user: Any) -> Browser:
    browser = Browser()
    sign_in(browser, user)
    return browser


def opened(region: Any, **changes: Any) -> Cohort:
    today = clock.today()
    said = {"name": "Sluiting Ulft", "employer": "Gieterij Ulft", "expected": 40}
    said |= {"starts_on": today, "ends_on": today + timedelta(days=90)} | changes
    user = people.mehmet()
    return cohorts.begin(user, user.memberships.get(), **said)


def fills_in(**changes: str) -> dict[str, str]:
    return {
        "name": "Sluiting Ulft", "employer": "Gieterij Ulft", "expected": "40",
        "starts_on_dag": "1", "starts_on_maand": "11", "starts_on_jaar": "2026",
        "ends_on_dag": "1", "ends_on_maand": "3", "ends_on_jaar": "2027",
    } | changes  # fmt: skip


def test_a_coordinator_opens_a_group_shares_its_code_and_closes_it(region):
    browser = at_work(people.mehmet())
    assert "Er is nog geen groep" in browser.get("/aanmelden/groepen/").content.decode()
    wrong = browser.post("/aanmelden/groepen/", fills_in(ends_on_jaar="2025", expected="0")).content.decode()
    assert "ligt voor de eerste" in wrong and "vanaf 1" in wrong and not Cohort.objects.exists()
    page = browser.post("/aanmelden/groepen/", fills_in(), follow=True)
    cohort = Cohort.objects.get()
    text = page.content.decode()
    assert cohorts.readable(cohort.code) in text and f"?code={cohort.code}" in text
    assert text.count("minder dan 10") == 2
    browser.post(page.request["PATH_INFO"])
    assert "Deze groep is gesloten" in browser.post(page.request["PATH_INFO"], follow=True).content.decode()
    assert not Cohort.objects.get().is_open


def test_an_account_holder_of_employers_may_open_one_and_a_coach_may_not(region):
    desk = people.OrganisationFactory(name="WSP Achterhoek", kind=PartnerKind.EMPLOYER_DESK)
    holder = people.UserFactory(name="Hans Holder", email="hans@voorbeeld.nl")
    people.MembershipFactory(user=holder, organisation=desk, role=Role.REFERRER)
    assert at_work(holder).get("/aanmelden/groepen/").status_code == 200
    for other in (people.fatima(), people.karin(), people.els()):
        assert at_work(other).get("/aanmelden/groepen/").status_code == 403
        with pytest.raises(access.Refused):
            cohorts.begin(other, other.memberships.get(), name="x")
    cohort, elsewhere = opened(region), people.sofie()
    with pytest.raises(access.Refused):
        cohorts.close(cohort, elsewhere)


def test_somebody_registers_in_private_with_the_code_however_it_is_typed(visitor):
    cohort = opened(visitor)
    typed = f" {cohorts.readable(cohort.code).lower()} "
    page = visitor.browser.post("/aanmelden/code/", {"code": typed}, follow=True)
    assert page.request["PATH_INFO"] == "/aanmelden/naam/"
    assert cohort.employer not in page.content.decode()  # who finds a code does not learn whose it is
    visitor.answer_all(answers_of_waiter(laatste_dag=LAST))
    assert "31 januari 2027" in visitor.open("/aanmelden/controle/").content.decode()
    visitor.send()
    with row_security.house("work"):
        registration = Registration.objects.get()
        assert registration.cohort == cohort
        assert WorkToWork.objects.get(case=registration.case).old_work_ends_on == date(2027, 1, 31)
    seen = at_work(people.mehmet()).get(f"/aanmelden/groepen/{cohort.public_id}/").content.decode()
    assert "Hof" not in seen and registration.case.reference not in seen


def test_a_draft_that_was_begun_already_joins_when_the_code_comes_in_the_address(visitor):
    cohort = opened(visitor)
    visitor.answer("naam", first_name="Sami", last_name="Hof")
    visitor.open(f"/aanmelden/?code={cohort.code}")
    assert RegistrationDraft.objects.get().answers[cohorts.GROUP] == {"cohort": cohort.pk}


@pytest.mark.parametrize("typed", first_now(["ABCD2345", "%00", "'; --", "x" * 500], 1))
def test_a_wrong_code_is_a_kind_message_and_the_way_without_code_stays_open(visitor, typed):
    page = visitor.open(f"/aanmelden/?code={typed}")
    assert page.status_code == 200
    assert "zonder code" in page.content.decode() and page.request["PATH_INFO"] == "/aanmelden/code/"
    visitor.answer_all(answers_of_waiter())
    visitor.send()
    with row_security.house("work"):
        assert Registration.objects.get().cohort is None


def test_guessing_codes_ends_and_who_has_none_registers_all_the_same(visitor):
    cohort = opened(visitor)
    for number in range(cohorts.MOST_WRONG_CODES - 1):
        assert visitor.browser.post("/aanmelden/code/", {"code": f"WRONG{number}"}).status_code == 200
        assert visitor.browser.post("/aanmelden/code/", {"code": cohort.code}).status_code == 302  # costs no try
    assert visitor.browser.post("/aanmelden/code/", {"code": "WRONG"}).status_code == 200
    page = visitor.browser.post("/aanmelden/code/", {"code": cohort.code})
    assert page.status_code == 429 and "te vaak een verkeerde code" in page.content.decode()
    assert visitor.open(f"/aanmelden/?code={cohort.code}").status_code == 429
    assert visitor.open("/aanmelden/").status_code == 200


def test_staff_fills_in_for_somebody_with_a_code(region):
    cohort, browser = opened(region), at_work(people.fatima())
    wrong = browser.post("/aanmelden/namens/", {"channel": "desk", "code": "nergens"}).content.decode()
    assert "Deze code kennen we niet" in wrong and not RegistrationDraft.objects.exists()
    desk = Visitor(browser)
    page = desk.browser.post("/aanmelden/namens/", {"channel": "desk", "code": cohorts.readable(cohort.code)})
    assert page["Location"].endswith("/naam/")
    assert RegistrationDraft.objects.get().answers[cohorts.GROUP] == {"cohort": cohort.pk}
    for slug, values in answers_of_waiter().items():
        if slug == "extra":
            assert "Wanneer stopt het werk van de persoon?" in desk.open("/aanmelden/laatste-dag/").content.decode()
            desk.answer("laatste-dag", **LAST)
        desk.answer(slug, **values)
    desk.answer("beroep-kiezen", closest="none")
    desk.answer("akkoord", agreed_how="screen")
    desk.send()
    with row_security.house("work"):
        assert Registration.objects.get().cohort == cohort


def test_a_closed_code_says_that_help_is_there_all_the_same(visitor):
    cohort = opened(visitor)
    cohorts.close(cohort, people.mehmet())
    assert "geldt niet meer" in visitor.open(f"/aanmelden/?code={cohort.code}").content.decode()


def test_the_number_is_told_from_ten_and_only_a_start_before_the_end_counts(region):
    cohort = opened(region)
    cases = [registered(last_name=f"Naam{n}", email="").case for n in range(11)]
    ends = date(2027, 1, 31)
    with row_security.house("work"):
        Registration.objects.filter(case__in=cases[:9]).update(cohort=cohort)
        assert cohorts.figures(cohort) == cohorts.Figures("minder dan 10", "minder dan 10")
        Registration.objects.filter(case__in=cases).update(cohort=cohort)
        for number, case in enumerate(cases):
            starts = ends + timedelta(days=1) if number == 10 else ends - timedelta(days=number)
            WorkToWork.objects.create(case=case, old_work_ends_on=ends, new_work_starts_on=starts)
    assert cohorts.figures(cohort) == cohorts.Figures("11", "10")


def test_a_coach_notes_when_the_old_work_ends_and_the_new_begins(region):
    coach = people.fatima()
    case = guided_by(coach)
    browser = at_work(coach)
    path = f"/admin/dossier/{case.client.public_id}/van-werk-naar-werk/"
    assert "Van werk naar werk" in browser.get(f"/admin/dossier/{case.client.public_id}/").content.decode()
    assert "Laatste dag" in browser.get(path).content.decode()
    days = {
        "old_dag": "31",
        "old_maand": "1",
        "old_jaar": "2027",
        "new_dag": "32",
        "new_maand": "1",
        "new_jaar": "2027",
    }
    assert "bestaat niet" in browser.post(path, days).content.decode()
    done = browser.post(path, days | {"new_dag": "15"}, follow=True)
    assert "15 januari 2027" in done.content.decode()
    with row_security.house("work"):
        assert WorkToWork.objects.get(case=Case.objects.get()).is_direct
    with pytest.raises(access.Refused):
        cohorts.note_days(case, cohorts.Actor(people.karin()), None, None)


def test_it_is_the_persons_own_registration_also_when_staff_was_here_before(region):
    """A code typed at the desk of a coach does not stick to who the coach registers for others."""
    cohort = opened(region)
    staff = Visitor(at_work(people.karin()))
    staff.browser.post("/aanmelden/namens/", {"channel": "desk"}, follow=True)
    staff.open(f"/aanmelden/?code={cohort.code}")
    assert cohorts.GROUP not in RegistrationDraft.objects.get().answers
