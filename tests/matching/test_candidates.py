"""The other way round: who fits a vacancy, as far as those people are open to who looks."""

import pytest

from matching.client_matches import rank_client
from matching.decisions import dismissing
from matching.decisions.dismissing import Choice
from matching.decisions.life import DismissReason
from matching.models import VacancyCandidate, VacancySearch
from matching.vacancies import candidates, states
from rmt_portal import emptying, row_security
from rmt_portal.audit.models import AuditLine
from tests.matching.employer_stories import desk
from tests.matching.factories import VacancyFactory, occupation
from tests.matching.test_decisions import acting
from tests.partners.factories import anouk, fatima
from tests.rig.work import all_work
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def barman():
    return VacancyFactory(work="barman", title="Barman in de Kroon")


def somebody(coach, name: str, did: str):
    case = guided_by(coach, client__first_name=name)
    profile = case.client.work_profile
    profile.education = 4
    profile.save()
    profile.experiences.create(position=0, occupation=occupation(did), years=5)
    return case.client


def search(vacancy) -> VacancySearch:
    found = candidates.ask(vacancy)
    all_work()
    found.refresh_from_db()
    assert not found.is_waiting
    return found


def page_of(vacancy) -> str:
    return f"/admin/vacatures/{vacancy.pk}/kandidaten/"


def test_a_coach_sees_who_of_the_own_people_fits_best_first_and_nobody_elses(client, barman):
    coach, other = fatima(), desk()
    waiter, welder = somebody(coach, "Sami", "ober"), somebody(coach, "Wim", "lasser")
    hidden = somebody(other, "Geheim", "ober")
    sign_in(client, coach)
    assert "Er is nog niet gezocht" in client.get(page_of(barman)).text
    found = search(barman)
    assert set(found.candidates.values_list("client", flat=True)) == {waiter.pk, welder.pk, hidden.pk}
    assert (found.people, found.found) == (3, 3)
    page = client.get(page_of(barman))
    shown = [fit.case.client_id for fit in (*page.context_data["fits"], *page.context_data["farther"])]
    assert shown == [waiter.pk, welder.pk]
    assert "Sami" in page.text and "Geheim" not in page.text
    assert sorted(AuditLine.objects.filter(action="vacancy.people_read").latest("pk").client_ids) == sorted(shown)
    with row_security.person(coach.pk):
        assert set(VacancyCandidate.objects.values_list("client", flat=True)) == {waiter.pk, welder.pk}
    sign_in(client, anouk())  # helps with debts; vacancies are not of that work
    assert client.get(page_of(barman)).status_code == 404


def test_who_laid_it_aside_is_not_proposed_again_and_whom_is_erased_is_gone(client, barman):
    coach = fatima()
    waiter, cook = somebody(coach, "Sami", "ober"), somebody(coach, "Kees", "kok")
    rank_client(waiter.pk)
    dismissing.dismiss(waiter, barman, Choice(DismissReason.ALREADY_APPLIED), acting(coach))
    assert list(search(barman).candidates.values_list("client", flat=True)) == [cook.pk]
    emptying.empty(cook.pk)
    assert not VacancyCandidate.objects.exists()


def test_opening_a_vacancy_searches_by_itself_and_a_second_press_is_the_same(client, barman):
    keeper = desk()
    somebody(fatima(), "Sami", "ober")
    barman.employer_name, barman.state = "De Kroon", "open"
    barman.save()
    states.close(barman, "withdrawn", acting(keeper))
    states.reopen(barman, acting(keeper))
    first = VacancySearch.objects.get(vacancy=barman)
    assert first.is_waiting
    barman.refresh_from_db()
    assert candidates.ask(barman).asked_at == first.asked_at
    all_work()
    first.refresh_from_db()
    assert not first.is_waiting and first.found == 1 and first.vacancy_version == barman.version
    states.close(barman, "filled", acting(keeper))
    assert candidates.forget_old() == 1
