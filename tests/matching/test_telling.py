"""A client hears that something waits, without a word of what; a coach sees on Vandaag who answered."""

from datetime import timedelta

import pytest
from django.core import mail

from intake.models import Client
from matching.client_matches import rank_client
from matching.decisions import deciding
from matching.models import MatchDecision, MatchList, Vacancy
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import LabourRegion
from tests.matching.factories import VacancyFactory, occupation
from tests.matching.test_decisions import acting, as_client
from tests.partners.factories import fatima
from tests.rig.work import all_work
from tests.workplace.factories import CaseFactory, guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=11)


@pytest.fixture
def coach():
    return acting(fatima())


@pytest.fixture
def sami(coach):
    VacancyFactory.create_batch(3, work="schoonmaker", title="Schoonmaker in de Kroon", employer_name="De Kroon")
    case = guided_by(coach.user, client__first_name="Sami", client__last_name="Canary", client__email="s@example.nl")
    case.client.work_profile.experiences.create(position=0, occupation=occupation("ober"), years=7)
    rank_client(case.client_id)
    return case.client


def vacancies(client: Client) -> list[Vacancy]:
    listed = MatchList.objects.current_for(client.pk).vacancy_ids
    return list(Vacancy.objects.filter(pk__in=listed).order_by("pk"))


def letters_after(wait: timedelta = LATER) -> list:
    with clock.pretend(clock.now() + wait):
        all_work()
    return [one for one in mail.outbox if "op jouw pagina" in one.subject]


def test_one_letter_for_all_that_was_proposed_and_it_says_nothing_of_it(sami, coach):
    first, second, third = vacancies(sami)
    deciding.release(sami, first, coach)
    deciding.ask(sami, second, coach)
    assert letters_after(timedelta(minutes=1)) == []
    [letter] = letters_after()
    assert letter.to == ["s@example.nl"] and "/mijn" in letter.body
    said = f"{letter.subject} {letter.body}"
    secret = ("Sami", "Canary", "Schoonmaker", "Kroon", "werk", "baan", "coach", "vacature", third.title)
    assert not [word for word in secret if word.lower() in said.lower()]


def test_what_was_taken_back_or_seen_already_needs_no_letter(sami, coach):
    first, second, _third = vacancies(sami)
    taken_back = deciding.release(sami, first, coach)
    deciding.withdraw(taken_back, coach)
    deciding.release(sami, second, coach)
    with as_client(sami):
        deciding.seen_by_client(sami.pk)
    assert letters_after() == []


def test_without_an_address_nobody_is_written_to(sami, coach):
    Client.objects.filter(pk=sami.pk).update(email="")
    sami.refresh_from_db()
    deciding.release(sami, vacancies(sami)[0], coach)
    assert letters_after() == []


def test_an_answer_is_a_number_on_vandaag_until_the_coach_did_something(client, sami, coach):
    sign_in(client, coach.user)
    decision = deciding.ask(sami, vacancies(sami)[0], coach)
    assert answers(client) == 0
    with as_client(sami):
        decision = deciding.answer(decision, "yes", Actor())
    assert answers(client) == 1
    deciding.confirm(decision, coach)
    assert answers(client) == 0
    with as_client(sami):
        decision.refresh_from_db()
        decision = deciding.answer(decision, "agree", Actor())
    assert answers(client) == 1
    deciding.show_to_employer(decision, coach, profile_version=sami.work_profile.version)
    assert answers(client) == 0


def answers(client) -> int:
    """The number on Vandaag; the list it leads to holds as many people."""
    shown = client.get("/admin/").context_data["numbers"]
    number = next(n for n in shown if str(n["title"]) == "Antwoord op een kans")
    assert client.get(number["url"]).context_data["total"] == number["count"]
    return number["count"]


def test_the_dossier_keeps_whether_an_answer_waits_whatever_happens_to_it(sami, coach):
    case, (first, second, _third) = sami.cases.get(), vacancies(sami)

    def waits() -> bool:
        case.refresh_from_db()
        return case.has_answer

    asked = [deciding.ask(sami, vacancy, coach) for vacancy in (first, second)]
    assert not waits()
    with as_client(sami):
        asked = [deciding.answer(decision, "yes", Actor()) for decision in asked]
    assert waits()
    deciding.confirm(asked[0], coach)
    assert waits(), "the other answer still does"
    other = guided_by(coach.user)
    merged = MatchDecision.objects.filter(pk=asked[1].pk)
    merged.update(client=other.client)  # as when two registrations of one person are brought together
    other.refresh_from_db()
    assert other.has_answer and not waits()
    again = CaseFactory(client=other.client, region=LabourRegion.objects.exclude(pk=other.region_id).first())
    again.refresh_from_db()
    assert again.has_answer, "a new case of somebody who answered before"
