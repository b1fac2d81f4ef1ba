"""A vacancy opens, changes or closes: only whose list it can change is ranked again, and every list is right."""

import pytest

from intake.models import WorkProfile
from matching import chunks, runs, seeding
from matching.models import MatchList, MatchRun, Vacancy
from rmt_portal import clock
from tests.matching.conftest import fingerprint
from tests.matching.factories import VacancyFactory, achterhoek

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(db):
    """Enough vacancies that lists are full, so that a new one must beat the last."""
    seeding.seed_region(achterhoek(), clients=40, vacancies=300, seed=11)
    ranked(achterhoek(), MatchRun.Kind.FULL, "before")
    return achterhoek()


def ranked(region, kind, key) -> MatchRun:
    run = runs.start(region, kind, key)
    chunks.work(run.pk, 60)
    run.refresh_from_db()
    assert run.state == MatchRun.State.PUBLISHED
    return run


def changed(vacancy: Vacancy, **fields) -> None:
    Vacancy.objects.filter(pk=vacancy.pk).update(version=vacancy.version + 1, changed_at=clock.now(), **fields)


def somebodys(place: int) -> Vacancy:
    """A vacancy at some place of somebody's list."""
    return Vacancy.objects.get(pk=MatchList.objects.current().first().vacancy_ids[place])


def opens(region) -> None:
    VacancyFactory(region=region, work="verkoper", hours_min=24, hours_max=32, contract="permanent")


def closes(region) -> None:
    Vacancy.objects.filter(pk=somebodys(0).pk).close()


def pays_more(region) -> None:
    changed(somebodys(3), wage_min=30, wage_max=40)


def is_deleted(region) -> None:
    somebodys(5).delete()


def changes_in_all_ways(region) -> None:
    for change in (opens, closes, pays_more, is_deleted):
        change(region)
    profile = WorkProfile.objects.order_by("pk").last()
    WorkProfile.objects.filter(pk=profile.pk).update(education=6, version=profile.version + 1)


@pytest.mark.parametrize("change", [opens, closes, pays_more, is_deleted, changes_in_all_ways])
def test_the_lists_are_those_of_a_whole_run_to_the_bit(region, change, monkeypatch):
    monkeypatch.setattr("matching.touched.OVERLAP", clock.now() - clock.now())
    change(region)
    some = ranked(region, MatchRun.Kind.INCREMENTAL, "some")
    assert some.inputs["reach"] == "vacancies"
    assert 0 < some.inputs["clients"] < 40
    found = fingerprint()
    assert MatchList.objects.current().count() == 40
    ranked(region, MatchRun.Kind.FULL, "all")
    assert fingerprint() == found


def test_after_it_only_what_changed_since_then_is_looked_at(region):
    closes(region)
    ranked(region, MatchRun.Kind.INCREMENTAL, "one")
    again = ranked(region, MatchRun.Kind.INCREMENTAL, "two")
    assert (again.inputs["reach"], again.inputs["clients"]) == ("profiles", 0)


def test_many_changed_vacancies_rank_everybody(region, monkeypatch):
    monkeypatch.setattr("matching.touched.MOST_VACANCIES", 0)
    opens(region)
    assert ranked(region, MatchRun.Kind.INCREMENTAL, "all").inputs["everybody"] is True
