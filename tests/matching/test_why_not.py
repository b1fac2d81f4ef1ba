"""Why not this vacancy, and what would change it: the engine's own answer, in the dossier."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse

from matching.client_matches import rank_client
from matching.decisions import asking, why_not
from matching.engine.gates import Gate
from matching.models import MatchDecision, MatchList, MatchQuestion, VacancyFlag
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import Requirement
from tests.matching.factories import VacancyFactory, occupation
from tests.partners.factories import fatima, karin, mehmet
from tests.rig.work import all_work
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_waiting(settings):
    settings.MATCH_ANSWER_WAIT_SECONDS = 0


@pytest.fixture
def sami():
    """A forklift driver without the certificate, with a bicycle, who works by day."""
    call_command("load_services", stdout=StringIO(), stderr=StringIO())
    case = guided_by(fatima(), client__first_name="Sami")
    profile = case.client.work_profile
    profile.education, profile.transport, profile.max_minutes = 4, ["bicycle"], 30
    profile.shifts_refused = ["night"]
    profile.save()
    profile.experiences.create(position=0, occupation=occupation("heftruckchauffeur"), years=3)
    return case


def asked(case, vacancy) -> MatchQuestion:
    coach = case.assignments.get().coach
    question = asking.ask_why(case.client, vacancy, Actor(coach, coach.memberships.get().organisation_id))
    return why_not.answer(question)


def what(question: MatchQuestion) -> list[str]:
    return [change["what"] for change in question.changes]


@pytest.mark.full
def test_a_certificate_that_is_missing_is_what_would_change_it(sami):
    vacancy = VacancyFactory()
    vacancy.requires.add(Requirement.objects.get(code="heftruckcertificaat"))
    question = asked(sami, vacancy)
    assert question.explanation.gate == Gate.WITH_TRAINING
    (change,) = [c for c in question.changes if "heftruckcertificaat" in c["what"]]
    assert change["opens"] and change["gate"] == Gate.NOW
    sami.client.work_profile.has.add(Requirement.objects.get(code="heftruckcertificaat"))
    again = asked(sami, vacancy)
    assert again.explanation.gate == Gate.NOW and again.changes == []
    assert again.explanation.score == pytest.approx(change["score"])


@pytest.mark.full
def test_travel_hours_and_shifts_each_say_what_they_would_take_and_all_of_them_together_open_it(sami):
    vacancy = VacancyFactory(postcode4="7121", place="Aalten", hours_min=38, hours_max=40, shifts=["night"])
    question = asked(sami, vacancy)
    assert question.explanation.gate == Gate.NOT_NOW
    told = " ".join(what(question))
    assert "minuten met de fiets mag duren" in told and "38 uur" in told and "in de nacht" in told
    assert not any(change["opens"] for change in question.changes[:-1])
    assert question.changes[-1]["what"].startswith("Met alles") and question.changes[-1]["opens"]


@pytest.mark.full
def test_what_it_promises_comes_true(sami):
    """Do what the sentence says, rank again: the vacancy is in the list."""
    vacancy = VacancyFactory(postcode4="7121", place="Aalten")
    (change,) = [change for change in asked(sami, vacancy).changes if change["opens"]]
    minutes = int(re.search(r"(\d+) minuten", change["what"])[1])
    rank_client(sami.client_id)
    assert vacancy.pk not in MatchList.objects.current_for(sami.client_id).vacancy_ids
    profile = sami.client.work_profile
    profile.max_minutes, profile.version = minutes, profile.version + 1
    profile.save()
    rank_client(sami.client_id)
    assert vacancy.pk in MatchList.objects.current_for(sami.client_id).vacancy_ids


def test_a_listed_vacancy_gets_the_numbers_of_the_run(sami):
    vacancy = VacancyFactory()
    rank_client(sami.client_id)
    ranked = MatchList.objects.current_for(sami.client_id)
    explanation = asked(sami, vacancy).explanation
    place = ranked.vacancy_ids.index(vacancy.pk)
    assert (explanation.score, explanation.gate) == (ranked.scores[place], ranked.gates[place])


def test_a_closed_vacancy_says_so_and_nothing_changes_that(sami):
    question = asked(sami, VacancyFactory(state="closed"))
    assert "Deze vacature is dicht." in question.explanation.words["gate"]
    assert not any(change["opens"] for change in question.changes)


@pytest.mark.full
def test_somebody_without_a_profile_gets_an_answer_too(sami):
    sami.client.work_profile.delete()
    question = asked(sami, VacancyFactory())
    assert question.answered_at and question.explanation is None


@pytest.mark.django_db(transaction=True)
def test_a_coach_finds_a_vacancy_asks_and_proposes_it_after_all(sami, client):
    coach = sami.assignments.get().coach
    vacancy = VacancyFactory(title="Chauffeur in Aalten", postcode4="7121", place="Aalten")
    sign_in(client, coach)
    page = reverse("admin:why_not", args=[sami.client.public_id])
    assert "Typ een paar letters" in client.get(page, {"q": ""}).text
    assert "Niets gevonden" in client.get(page, {"q": "astronaut"}).text
    assert "Chauffeur in Aalten" in client.get(page, {"q": "chauf aalten"}).text
    assert "Zoek opnieuw" in client.post(page, {"vacancy": "999999"}).text
    answer = client.post(page, {"vacancy": vacancy.pk}).url
    assert "rekent nog" in client.get(answer).text
    all_work()
    told = client.get(answer).text
    assert "verder weg dan je wilt reizen" in told and "dan kan het" in told
    step = reverse("admin:opportunity_step", args=[sami.client.public_id, vacancy.pk, "voorstellen"])
    assert "staat op de pagina van" in client.post(step, {"version": 0}, follow=True).text
    decision = MatchDecision.objects.get()
    assert decision.explanation == MatchQuestion.objects.get().explanation and decision.explanation.run is None


def test_a_stranger_asks_nothing_and_the_answer_of_another_client_is_not_there(sami, client):
    question = asked(sami, VacancyFactory())
    other = guided_by(sami.assignments.get().coach)
    sign_in(client, sami.assignments.get().coach)
    assert client.get(reverse("admin:why_not_answer", args=[other.client.public_id, question.pk])).status_code == 404
    stranger = Browser()
    sign_in(stranger, karin())
    assert stranger.get(reverse("admin:why_not", args=[sami.client.public_id])).status_code == 403


@pytest.mark.full
def test_who_looks_after_vacancies_sees_what_colleagues_called_wrong(sami, client):
    vacancy = VacancyFactory(title="Chauffeur")
    flag = VacancyFlag.objects.create(
        vacancy=vacancy, region=vacancy.region, what="Al vervuld", reported_by=sami.assignments.get().coach
    )
    sign_in(client, mehmet())
    page = reverse("admin:vacancy_flags")
    assert "Al vervuld" in client.get(page).text
    assert "Nagekeken." in client.post(page, {"flag": flag.pk}, follow=True).text
    assert "al nagekeken" in client.post(page, {"flag": flag.pk}, follow=True).text
    assert "Er is niets gemeld" in client.get(page).text
