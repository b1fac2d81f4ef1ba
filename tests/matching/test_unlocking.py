"""Which training opens most work: for one person, for a coach's people, and for who decides about the budget."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from matching.client_matches import rank_client
from matching.models import RegionGain, TrainingGain, VacancyState
from matching.trainings import reading as training
from matching.trainings import unlocking
from partners.models import Role
from rmt_portal.reference.models import Requirement
from services.models import Service
from tests.matching.factories import ProfileFactory, VacancyFactory, achterhoek
from tests.partners import factories as people
from tests.rig.measuring import least_seconds
from tests.rig.work import all_work
from tests.workplace.factories import guided_by
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue(db):
    call_command("load_services", stdout=StringIO(), stderr=StringIO())


def forklift_jobs(n: int, **fields):
    jobs = VacancyFactory.create_batch(n, work="heftruckchauffeur", **fields)
    for job in jobs:
        job.requires.add(Requirement.objects.get(code="heftruckcertificaat"))
    return jobs


def warehouse_worker(did=("magazijnmedewerker",), **fields):
    return ProfileFactory(did=list(did), education=3, max_km=30, **fields)


def opened(client_id: int) -> dict[str, int]:
    return {gain.service.code: gain.vacancies for gain in training.of_client(client_id).trainings}


def test_the_forklift_course_opens_the_forklift_jobs_within_reach_and_no_others():
    near, far = forklift_jobs(3), forklift_jobs(1, latitude=52.37, longitude=4.90)
    person = warehouse_worker()
    unlocking.of_clients(achterhoek().pk, [person.client_id])
    assert opened(person.client_id)["heftruck"] == len(near)
    examples = training.of_client(person.client_id).trainings[0].examples
    assert {job.pk for job in examples} <= {job.pk for job in near} and far[0].pk not in {job.pk for job in examples}


@pytest.mark.full
def test_who_has_the_certificate_gains_nothing_by_it():
    forklift_jobs(2)
    person = warehouse_worker(did=["heftruckchauffeur"])
    unlocking.of_clients(achterhoek().pk, [person.client_id])
    assert (training.of_client(person.client_id).now, opened(person.client_id)["heftruck"]) == (0, 2)
    person.has.add(Requirement.objects.get(code="heftruckcertificaat"))
    unlocking.of_clients(achterhoek().pk, [person.client_id])
    assert "heftruck" not in opened(person.client_id)
    assert training.of_client(person.client_id).now == 2


@pytest.mark.full
def test_of_two_that_open_as_much_the_shorter_comes_first_and_it_says_what_it_takes():
    forklift_jobs(2)
    person = warehouse_worker(did=["heftruckchauffeur"])
    unlocking.of_clients(achterhoek().pk, [person.client_id])
    best = training.of_client(person.client_id).trainings
    assert [gain.service.code for gain in best][:2] == ["heftruck", "magazijn"]  # both give the certificate
    assert best[0].in_words == "2 dagen, € 295, betaald door het mobiliteitsteam"
    assert best[0].opens == "2 vacatures"


@pytest.mark.full
def test_the_figures_of_a_region_are_those_of_its_people_together():
    forklift_jobs(4)
    somebody = [warehouse_worker() for _ in range(3)]
    has_it = warehouse_worker(did=["heftruckchauffeur"])
    has_it.has.add(Requirement.objects.get(code="heftruckcertificaat"))
    assert unlocking.of_region(achterhoek().pk) == 4
    row = RegionGain.objects.get(service__code="heftruck")
    assert (row.people, row.vacancies) == (len(somebody), 4)
    told = training.of_region(achterhoek().pk)
    assert not told.trainings and "Cursus heftruck" in told.for_few  # three people are too few to say


def test_a_region_in_parts_gives_what_it_gives_at_once(monkeypatch):
    forklift_jobs(3)
    VacancyFactory.create_batch(3, work="verzorgende")
    for did in ("ober", "magazijnmedewerker", "kok", "verkoper winkel", "schoonmaker"):
        ProfileFactory(did=[did])
    unlocking.of_region(achterhoek().pk)
    columns = ("client_id", "now", "with_training", "service_ids", "gains", "vacancy_ids")
    whole = list(TrainingGain.objects.order_by("client_id").values_list(*columns))
    totals = list(RegionGain.objects.order_by("service_id").values_list("service_id", "people", "vacancies"))
    monkeypatch.setattr(unlocking, "TOGETHER", 2)
    unlocking.of_region(achterhoek().pk)
    assert list(TrainingGain.objects.order_by("client_id").values_list(*columns)) == whole
    assert list(RegionGain.objects.order_by("service_id").values_list("service_id", "people", "vacancies")) == totals


def test_a_new_profile_is_worked_out_by_the_outbox_and_a_whole_run_works_out_the_region():
    forklift_jobs(2)
    person = warehouse_worker()
    rank_client(person.client_id)
    all_work()
    assert opened(person.client_id)["heftruck"] == 2
    call_command("rematch", region="AM09", full=True, here=True, stdout=StringIO(), stderr=StringIO())
    all_work()
    assert RegionGain.objects.get(service__code="heftruck").people == 1


@pytest.mark.full
def test_a_closed_vacancy_is_no_example_and_a_stopped_training_is_not_shown():
    jobs = forklift_jobs(2)
    person = warehouse_worker()
    unlocking.of_clients(achterhoek().pk, [person.client_id])
    type(jobs[0]).objects.filter(pk=jobs[0].pk).update(state=VacancyState.CLOSED)
    assert [job.pk for job in training.of_client(person.client_id).trainings[0].examples] == [jobs[1].pk]
    Service.objects.filter(code="heftruck").update(is_stopped=True)
    assert "heftruck" not in opened(person.client_id)


def test_a_coach_sees_the_own_people_by_name_and_nobody_elses():
    forklift_jobs(2)
    coach = people.fatima()
    mine, other = warehouse_worker(), warehouse_worker()
    case = guided_by(coach, client__first_name="Rosa", client__last_name="Veld", client__region=achterhoek())
    case.client.work_profile.delete()
    mine.client_id = case.client_id
    mine.save()
    unlocking.of_region(achterhoek().pk)
    found = training.of_caseload(coach)
    assert next((gain.service.code, gain.people) for gain in found.trainings) == ("heftruck", 1)
    browser = Browser()
    sign_in(browser, coach)
    page = browser.get("/admin/scholing/").text
    assert "Rosa Veld" in page and other.client.full_name not in page
    assert "Heel Achterhoek" not in page
    page = browser.get(f"/admin/dossier/{case.client.public_id}/scholing/").text
    assert "2 vacatures" in page and "Cursus heftruck" in page


def test_the_budget_holder_sees_numbers_of_groups_and_no_names():
    forklift_jobs(3)
    crowd = [warehouse_worker() for _ in range(12)]
    unlocking.of_region(achterhoek().pk)
    browser = Browser()
    sign_in(browser, people._person("Bea Hol", people.municipality(), Role.BUDGET_HOLDER))
    page = browser.get("/admin/scholing/").text
    assert "<strong>12</strong>" in page and "<strong>3</strong>" in page
    assert not [one for one in crowd if one.client.full_name in page]


@pytest.mark.full
def test_one_client_takes_less_than_a_second(small_region):
    person = warehouse_worker()
    unlocking.of_clients(small_region.pk, [person.client_id])  # the compiler and the world of the region
    assert least_seconds(lambda: unlocking.of_clients(small_region.pk, [person.client_id]), 1) < 1
