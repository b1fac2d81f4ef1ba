"""A region is ranked: once, whole, in parts that may be done by anybody, and readers never see half of it."""

import json
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from intake.models import WorkProfile
from matching import chunks, markers, rematches, runs, seeding
from matching.client_matches import rank_client
from matching.models import MatchChunk, MatchList, MatchRun, Vacancy, WeightSet
from rmt_portal import clock
from tests.matching.conftest import fingerprint
from tests.matching.factories import ProfileFactory, VacancyFactory, achterhoek
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_small_chunks(monkeypatch):
    monkeypatch.setattr(runs, "CHUNK_CLIENTS", 7)


def ranked(region, kind=MatchRun.Kind.FULL, key="run") -> MatchRun:
    run = runs.start(region, kind, key)
    chunks.work(run.pk, 60)
    run.refresh_from_db()
    return run


def test_everybody_in_the_region_gets_a_list_and_the_run_says_what_went_in(small_region):
    run = ranked(small_region)
    assert run.state == MatchRun.State.PUBLISHED
    assert MatchList.objects.current().count() == 30
    assert run.inputs["clients"] == 30
    assert run.inputs["everybody"] is True
    assert set(run.seconds) == {"load", "score", "write", "total"}


def test_the_size_of_the_chunks_does_not_change_a_bit(small_region, monkeypatch):
    ranked(small_region, key="one chunk")
    whole = fingerprint()
    monkeypatch.setattr(runs, "CHUNK_CLIENTS", 4)
    ranked(small_region, key="eight chunks")
    assert MatchRun.objects.get(key="eight chunks").chunks.count() == 8
    assert fingerprint() == whole


def test_the_same_key_joins_the_same_run(small_region):
    first = runs.start(small_region, MatchRun.Kind.FULL, "nightly:AM09:2026-11-21")
    second = runs.start(small_region, MatchRun.Kind.FULL, "nightly:AM09:2026-11-21")
    assert first.pk == second.pk
    assert MatchChunk.objects.count() == 1


def test_a_second_start_joins_the_run_that_is_going_on(small_region):
    first = runs.start(small_region, MatchRun.Kind.FULL, "one")
    assert runs.start(small_region, MatchRun.Kind.FULL, "two").pk == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchRun.objects.create(region=small_region, kind=MatchRun.Kind.FULL, key="three", weight_set=first.weight_set)


def test_doing_a_chunk_twice_changes_nothing(small_region, in_small_chunks):
    run = ranked(small_region)
    before = fingerprint()
    assert chunks.work(run.pk, 60) == 0
    assert fingerprint() == before
    assert MatchList.objects.count() == 30


def test_readers_keep_the_old_lists_until_the_last_chunk_is_done(small_region, in_small_chunks):
    ranked(small_region, key="old")
    old = set(MatchList.objects.current().values_list("run__key", flat=True))
    run = runs.start(small_region, MatchRun.Kind.FULL, "new")
    owner = chunks.new_owner()
    while chunk := chunks.claim(run.pk, owner):
        assert set(MatchList.objects.current().values_list("run__key", flat=True)) == old == {"old"}
        assert chunks.do(chunk)
    assert runs.finish(run.pk)
    assert set(MatchList.objects.current().values_list("run__key", flat=True)) == {"new"}


def test_a_worker_that_lost_its_lease_writes_nothing(small_region, in_small_chunks, settings):
    run = runs.start(small_region, MatchRun.Kind.FULL, "run")
    settings.MATCH_LEASE_SECONDS = -1
    slow = chunks.claim(run.pk, "slow")
    settings.MATCH_LEASE_SECONDS = 60
    quick = chunks.claim(run.pk, "quick")
    assert slow.pk == quick.pk
    assert chunks.do(quick) is True
    assert chunks.do(slow) is False
    assert MatchList.objects.filter(run=run).count() == 7


def test_a_clock_that_jumps_past_a_lease_costs_one_worker_its_turn_and_nothing_else(small_region, in_small_chunks):
    ranked(small_region, key="quiet")
    expected = fingerprint()
    run = runs.start(small_region, MatchRun.Kind.FULL, "the clock jumps")
    slow = chunks.claim(run.pk, "slow")
    with clock.pretend(clock.now() + timedelta(hours=1)):
        quick = chunks.claim(run.pk, "quick")
        assert (quick.pk, quick.attempts) == (slow.pk, 2)
        assert chunks.do(quick) is True
    assert chunks.do(slow) is False
    chunks.work(run.pk, 60)
    assert MatchRun.objects.get(pk=run.pk).state == MatchRun.State.PUBLISHED
    assert fingerprint() == expected


def test_a_clock_that_is_put_back_leaves_no_chunk_with_a_worker_that_died(small_region, in_small_chunks):
    run = runs.start(small_region, MatchRun.Kind.FULL, "the clock is put back")
    with clock.pretend(clock.now() + timedelta(hours=1)):
        dead = chunks.claim(run.pk, "dies")
    assert chunks.claim(run.pk, "goes on").pk == dead.pk
    chunks.do(dead)
    assert not MatchList.objects.filter(run=run).exists(), "who worked under the lease of the wrong clock wrote"
    with clock.pretend(clock.now() + timedelta(hours=1)):
        chunks.work(run.pk, 60)
    assert MatchRun.objects.get(pk=run.pk).state == MatchRun.State.PUBLISHED


def test_clocks_that_differ_a_little_do_not_take_work_from_each_other(small_region):
    run = runs.start(small_region, MatchRun.Kind.FULL, "two machines")
    with clock.pretend(clock.now() + timedelta(seconds=5)):
        assert chunks.claim(run.pk, "five seconds ahead")
    assert chunks.claim(run.pk, "right") is None


def test_a_run_that_passes_midnight_ranks_everybody_for_the_day_it_began(small_region, in_small_chunks):
    Vacancy.objects.filter(pk__in=list(Vacancy.objects.order_by("pk").values_list("pk", flat=True)[:30])).update(
        valid_through=clock.today(), version=2
    )
    ranked(small_region, key="quiet")
    expected = fingerprint()
    run = runs.start(small_region, MatchRun.Kind.FULL, "passes midnight")
    assert chunks.do(chunks.claim(run.pk, "before"))
    with clock.pretend(clock.now() + timedelta(days=1)):
        chunks.work(run.pk, 60)
    assert fingerprint() == expected


def test_carrying_on_with_many_runs_keeps_to_the_time_of_one_task(small_region, in_small_chunks, monkeypatch):
    for kind in (MatchRun.Kind.FULL, MatchRun.Kind.INCREMENTAL):
        runs.start(small_region, kind, f"open {kind}")
    with monkeypatch.context() as patched:
        patched.setattr(rematches, "WORK_SECONDS", 0)
        assert rematches.carry_on() == 0
    assert rematches.carry_on() == 2 * 5
    assert not MatchRun.objects.filter(state=MatchRun.State.OPEN).exists()


def test_a_chunk_that_keeps_failing_ends_the_run_as_partial_and_nobody_sees_it(small_region, in_small_chunks):
    ranked(small_region, key="good")
    with mock.patch("matching.writing.write_lists", side_effect=OSError("disk full")):
        run = ranked(small_region, key="bad")
    assert run.state == MatchRun.State.PARTIAL
    assert set(MatchList.objects.current().values_list("run__key", flat=True)) == {"good"}
    assert ranked(small_region, key="better").state == MatchRun.State.PUBLISHED


def test_incremental_takes_only_what_changed(small_region):
    ranked(small_region)
    nothing = ranked(small_region, MatchRun.Kind.INCREMENTAL, "nothing")
    assert (nothing.inputs["clients"], nothing.state) == (0, MatchRun.State.PUBLISHED)
    profile = WorkProfile.objects.order_by("pk").first()
    WorkProfile.objects.filter(pk=profile.pk).update(education=6, version=2)
    one = ranked(small_region, MatchRun.Kind.INCREMENTAL, "one")
    assert list(one.lists.values_list("client_id", "profile_version")) == [(profile.client_id, 2)]
    assert MatchList.objects.current().count() == 30


@pytest.mark.parametrize("change", ["vacancies", "service", "weights"])
def test_what_touches_everybody_ranks_everybody_again(small_region, change, monkeypatch):
    ranked(small_region)
    if change == "vacancies":  # one alone touches some people only: tests/matching/test_touched.py
        monkeypatch.setattr("matching.touched.MOST_VACANCIES", 20)
        Vacancy.objects.all().close()
    elif change == "service":
        call_command("load_services", stdout=StringIO(), stderr=StringIO())
    else:
        own = WeightSet.objects.get().weights | {"travel": 30}
        WeightSet.objects.create(region=small_region, version=1, weights=own, published_at="2026-01-01T00:00Z")
    assert ranked(small_region, MatchRun.Kind.INCREMENTAL, "after").inputs["clients"] == 30


def test_closed_and_expired_vacancies_are_in_nobodys_list(small_region):
    closed, expired = Vacancy.objects.order_by("pk")[:2]
    Vacancy.objects.filter(pk=closed.pk).close()
    Vacancy.objects.filter(pk=expired.pk).update(valid_through="2020-01-01", version=2)
    ranked(small_region)
    listed = {pk for ids in MatchList.objects.values_list("vacancy_ids", flat=True) for pk in ids}
    assert listed and not listed & {closed.pk, expired.pk}


def test_old_lists_are_pruned_and_runs_are_kept(small_region):
    for number in range(4):
        ranked(small_region, key=f"night {number}")
    assert MatchList.objects.count() == 2 * 30
    assert MatchRun.objects.count() == 4
    assert MatchRun.objects.filter(state=MatchRun.State.SUPERSEDED).count() == 2


def test_one_client_is_ranked_from_the_outbox_and_gets_the_same_as_in_a_full_run(small_region):
    ranked(small_region)
    before = fingerprint()
    client = WorkProfile.objects.order_by("-pk").first().client_id
    WorkProfile.objects.filter(client_id=client).update(version=2)
    with transaction.atomic():
        rematches.ask_for_client(client, 2)
    all_work()
    newest = MatchList.objects.current_for(client)
    assert (newest.run.kind, newest.profile_version) == (MatchRun.Kind.CLIENT, 2)
    MatchList.objects.filter(pk=newest.pk).update(profile_version=1)
    assert fingerprint() == before


def test_asking_again_for_an_unchanged_client_makes_no_second_run(small_region):
    client = WorkProfile.objects.first().client_id
    assert rank_client(client).pk == rank_client(client).pk
    assert MatchList.objects.count() == 1


def test_a_client_without_a_profile_or_that_is_gone_is_no_error(db):
    assert rank_client(999_999) is None


def test_a_newer_list_of_one_client_is_not_overtaken_by_an_older_run(small_region):
    run = runs.start(small_region, MatchRun.Kind.FULL, "slow night")
    client = WorkProfile.objects.first().client_id
    WorkProfile.objects.filter(client_id=client).update(version=2)
    rank_client(client)
    chunks.work(run.pk, 60)
    assert MatchList.objects.current_for(client).run.kind == MatchRun.Kind.CLIENT


@pytest.mark.django_db(transaction=True)
def test_new_vacancies_are_ranked_for_the_people_already_there(tmp_path):
    from tests.matching.factories import posting, write_lines

    profile = ProfileFactory(did=["heftruckchauffeur"])
    call_command("import_vacancies", str(write_lines(tmp_path / "f.jsonl", posting(1))), stdout=StringIO())
    all_work()
    assert MatchList.objects.current_for(profile.client_id).vacancy_ids == [Vacancy.objects.get().pk]


def test_the_command_ends_with_one_json_object(small_region):
    out = StringIO()
    call_command("rematch", "--region", "AM09", "--full", "--here", "--json", stdout=out)
    told = json.loads(out.getvalue().splitlines()[-1])
    assert (told["clients"], told["vacancies"], told["pairs"]) == (30, 60, 1800)
    assert told["matches"] == sum(len(ids) for ids in MatchList.objects.values_list("vacancy_ids", flat=True))
    assert set(told["seconds"]) == {"load", "score", "write", "total"}
    assert told["peak_rss_mb"] > 0


def test_a_region_without_anybody_is_done_at_once(db):
    assert ranked(achterhoek()).state == MatchRun.State.PUBLISHED


def test_the_night_starts_each_region_once(small_region, settings):
    settings.MATCH_NIGHT_HOUR = 0
    started = rematches.start_nightly()
    assert len(started) == 1
    assert rematches.start_nightly() == []
    rematches.carry_on()
    assert MatchRun.objects.get().state == MatchRun.State.PUBLISHED


def test_the_hour_of_the_night_is_awaited(small_region, settings):
    settings.MATCH_NIGHT_HOUR = 24
    assert rematches.start_nightly() == []


def test_people_with_a_closed_case_are_not_ranked(small_region):
    from intake.models import CASE_LIFECYCLE, Case
    from rmt_portal.lifecycle import SYSTEM, advance

    case = Case.objects.order_by("pk").first()
    advance(case, CASE_LIFECYCLE, "withdraw", SYSTEM)
    assert case.client_id not in markers.client_ids(small_region.pk)
    assert ranked(small_region).inputs["clients"] == 29


def test_a_seeded_region_is_the_same_for_the_same_seed_and_goes_away_again(db):
    def people():
        return list(
            WorkProfile.objects.order_by("client__sort_name").values_list("client__public_id", "education", "max_km")
        )

    def jobs():
        return list(Vacancy.objects.order_by("external_id").values_list("external_id", "title", "wage_min"))

    own = VacancyFactory()
    seeding.seed_region(achterhoek(), 12, 20, seed=3)
    first = people(), jobs()
    seeding.seed_region(achterhoek(), 12, 20, seed=3)
    assert (people(), jobs()) == first
    seeding.seed_region(achterhoek(), 12, 20, seed=4)
    assert people() != first[0]
    assert seeding.remove(achterhoek()) == (12, 20)
    assert list(Vacancy.objects.all()) == [own]


def test_a_synthetic_region_is_refused_where_real_people_are(settings):
    from django.core.management import CommandError

    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="echte mensen"):
        call_command("seed_region", "--region", "AM09")


def test_the_web_process_loads_no_compiler():
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import rmt_portal.wsgi; sys.exit('numba' in sys.modules or 'llvmlite' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], env=_environment(), check=False).returncode == 0


def _environment() -> dict[str, str]:
    import os

    return os.environ | {"DJANGO_SETTINGS_MODULE": "rmt_portal.settings"}
