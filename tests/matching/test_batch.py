"""Who looks after the batch sees how far it is and what failed, and lets it begin again; regions go together."""

import json
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from intake.models import WorkProfile
from matching import chunks, rematches, runs, tasks
from matching.models import FrozenExplanation, MatchChunk, MatchList, MatchRun, Vacancy
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.reference.models import LabourRegion
from tests.matching.factories import ProfileFactory, VacancyFactory, achterhoek
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.workplace.factories import CaseFactory, ClientFactory

LIST = "/admin/matching/matchrun/"


@pytest.fixture
def in_small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_CLIENTS", 7)


@pytest.fixture
def failed(small_region, in_small_chunks) -> MatchRun:
    """A night in which the disk was full."""
    run = runs.start(small_region, MatchRun.Kind.FULL, "a bad night")
    with mock.patch("matching.writing.write_lists", side_effect=OSError("disk full")):
        chunks.work(run.pk, 60)
    run.refresh_from_db()
    assert run.state == MatchRun.State.PARTIAL
    return run


@pytest.mark.django_db
def test_the_administrator_sees_how_far_a_run_is(client, small_region, in_small_chunks):
    client.force_login(people.bram())
    run = runs.start(small_region, MatchRun.Kind.FULL, "tonight")
    chunks.do(chunks.claim(run.pk, "worker 1"))
    assert "1 van 5" in client.get(LIST, {"aandacht": "bezig"}).text
    chunks.work(run.pk, 60)
    assert f"{run.pk}/change/" not in client.get(LIST, {"aandacht": "bezig"}).text
    page = client.get(LIST, {"aandacht": "regio"}).text
    assert "5 van 5" in page
    detail = client.get(f"{LIST}{run.pk}/change/").text
    assert "rekenen" in detail
    assert " MB" in detail
    assert "Probeer opnieuw" not in detail


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_what_failed_is_told_and_begins_again_with_one_press(client, failed):
    client.force_login(people.bram())
    page = client.get(LIST, {"aandacht": "mislukt"}).text
    assert "0 van 5" in page
    detail = client.get(f"{LIST}{failed.pk}/change/").text
    assert "deel 1: 5 keer" in detail
    assert "OSError in " in detail
    assert "disk full" not in detail, "the words of an error may hold what somebody typed"
    for _ in range(2):  # the second press joins the first
        said = client.post(LIST, {"action": "try_again", "_selected_action": [failed.pk]}, follow=True).text
        assert "1 berekening begint opnieuw" in said
    all_work()
    again = MatchRun.objects.get(key=f"again:{failed.pk}")
    assert (again.state, again.chunks.count()) == (MatchRun.State.PUBLISHED, 5)
    assert set(MatchList.objects.current().values_list("run", flat=True)) == {again.pk}
    assert MatchList.objects.current().count() == 30, "the administrator, who sees no clients, had none ranked"
    assert AuditLine.objects.filter(action="matchrun.try_again", object_ids=[failed.pk]).exists()
    said = client.post(LIST, {"action": "try_again", "_selected_action": [again.pk]}, follow=True).text
    assert "Kies een berekening die niet af is" in said


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_what_fails_twice_can_be_tried_a_third_time(failed):
    assert rematches.try_again(failed)
    with mock.patch("matching.writing.write_lists", side_effect=OSError("still full")):
        all_work()
    again = MatchRun.objects.get(key=f"again:{failed.pk}")
    assert again.state == MatchRun.State.PARTIAL
    assert rematches.try_again(failed)
    all_work()
    assert MatchRun.objects.get(key=f"again:{again.pk}").state == MatchRun.State.PUBLISHED
    assert not rematches.try_again(failed)


@pytest.mark.django_db
@pytest.mark.parametrize("person", [people.els])
def test_who_only_looks_can_not_begin_it_again(client, failed, person):
    client.force_login(person())
    page = client.get(LIST)
    assert "Probeer opnieuw" not in page.text
    client.post(LIST, {"action": "try_again", "_selected_action": [failed.pk]})
    assert MatchRun.objects.count() == 1


@pytest.mark.django_db
def test_what_a_run_that_failed_wrote_is_thrown_away(small_region, in_small_chunks):
    run = runs.start(small_region, MatchRun.Kind.FULL, "half a night")
    assert chunks.do(chunks.claim(run.pk, "before the disk was full"))
    with mock.patch("matching.writing.write_lists", side_effect=OSError("disk full")):
        chunks.work(run.pk, 60)
    assert MatchRun.objects.get().state == MatchRun.State.PARTIAL
    assert not MatchList.objects.exists()


@pytest.mark.django_db
def test_runs_are_kept_half_a_year_and_longer_only_where_somebody_reads_them(small_region):
    for number in range(4):
        run = runs.start(small_region, MatchRun.Kind.FULL, f"night {number}")
        chunks.work(run.pk, 60)
    first = MatchRun.objects.earliest("pk")
    client, vacancy = WorkProfile.objects.first().client, Vacancy.objects.first()
    FrozenExplanation.objects.create(
        client=client, vacancy=vacancy, run=first, weight_set=first.weight_set, engine="2", profile_version=1,
        vacancy_version=1, score=0.6, gate=0, confidence=0.9, components={"travel": 0.6}, weights={"travel": 8.0},
        words={"title": vacancy.title},
    )  # fmt: skip
    with clock.pretend(clock.now() + timedelta(days=183)):
        tasks.forget_runs()
    assert MatchRun.objects.count() == 4
    with clock.pretend(clock.now() + timedelta(days=201)):
        assert tasks.forget_runs() == 1
    kept = set(MatchRun.objects.values_list("key", flat=True))
    assert kept == {"night 0", "night 2", "night 3"}, "frozen for somebody, and the two newest, whose lists are there"


@pytest.fixture
def two_regions(small_region) -> LabourRegion:
    """The Achterhoek, and one client with two vacancies in another region."""
    other = LabourRegion.objects.exclude(pk=small_region.pk).order_by("code").first()
    ProfileFactory(client=CaseFactory(client=ClientFactory(region=other), region=other).client, did=["ober"])
    VacancyFactory.create_batch(2, region=other, work="ober")
    return other


def told(*arguments: str) -> dict:
    out = StringIO()
    call_command("rematch", *arguments, "--json", stdout=out, stderr=StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.django_db
def test_all_regions_with_people_are_ranked_by_one_command(two_regions):
    found = told("--all-regions", "--full", "--here")
    assert (found["regions"], found["clients"], found["vacancies"]) == (2, 31, 62)
    assert found["pairs"] == 30 * 60 + 2
    assert {one["region"] for one in found["per_region"]} == {"AM09", two_regions.code}
    assert found["seconds"]["total"] > 0
    assert MatchList.objects.current().filter(client__region=two_regions).get().vacancy_ids
    assert told("--all-regions", "--here")["ranked"] == 0


@pytest.mark.django_db
def test_one_region_or_all_of_them(db):
    for wrong in ([], ["--region", "AM09", "--all-regions"]):
        with pytest.raises(CommandError):
            call_command("rematch", *wrong)


@pytest.mark.django_db
def test_workers_begin_where_nobody_works_yet(two_regions, in_small_chunks):
    first = runs.start(achterhoek(), MatchRun.Kind.FULL, "first")
    second = runs.start(two_regions, MatchRun.Kind.FULL, "second")
    chunks.claim(first.pk, "a colleague")
    with mock.patch("matching.chunks.work", return_value=1) as work:
        rematches.carry_on()
    assert [call.args[0] for call in work.call_args_list] == [second.pk, first.pk]
    assert not MatchChunk.objects.filter(run=second, state=MatchChunk.State.BUSY).exists()
