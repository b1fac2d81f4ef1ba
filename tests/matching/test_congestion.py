"""The same vacancy is not everybody's number one, when a region chooses so; and how it stands is told in figures."""

from io import StringIO

import pytest
from django.core.management import call_command

from matching import congestion, runs
from matching.client_matches import rank_client
from matching.lists import read_lists
from matching.models import MatchRun, RegionReport, SpreadPlan, WeightSet
from matching.weights import published as published_weights
from rmt_portal import clock
from tests.matching.conftest import fingerprint
from tests.rig.work import all_work

pytestmark = pytest.mark.django_db


def rematch(region):
    call_command("rematch", region=region.code, full=True, here=True, stdout=StringIO(), stderr=StringIO())
    all_work()


def spreads(region, spread=0.1):
    shipped = published_weights.for_region(region.pk)
    return WeightSet.objects.create(
        region=region, version=1, weights=shipped.weights, spread=spread, published_at=clock.now()
    )


def test_a_region_that_spreads_sees_more_vacancies_at_a_small_and_bounded_cost(small_region):
    rematch(small_region)
    before = congestion.figures(small_region.pk)
    assert before["shown"] == before["by_score"] and before["loss"] == {"mean": 0.0, "most": 0.0}
    spreads(small_region)
    rematch(small_region)  # makes the plan
    assert SpreadPlan.objects.get().spread == 0.1
    rematch(small_region)  # uses it
    after = congestion.figures(small_region.pk)
    assert after["shown"]["gini"] < after["by_score"]["gini"]
    assert after["shown"]["in_top_10"] >= after["by_score"]["in_top_10"]
    assert 0 < after["loss"]["most"] <= 0.1
    assert RegionReport.objects.get(kind="exposure").figures["spread"] == 0.1


def test_the_order_is_the_same_for_any_chunks_and_for_one_client_alone(small_region, monkeypatch):
    spreads(small_region)
    rematch(small_region)
    rematch(small_region)
    whole = fingerprint()
    plan = MatchRun.objects.filter(kind="full").latest("pk").inputs["spread_plan"]
    SpreadPlan.objects.exclude(pk=plan).delete()
    monkeypatch.setattr(runs, "CHUNK_CLIENTS", 7)
    call_command("rematch", region=small_region.code, full=True, here=True, stdout=StringIO(), stderr=StringIO())
    assert fingerprint() == whole
    somebody = read_lists(small_region.pk).clients[0]
    rank_client(int(somebody))
    assert fingerprint() == whole


def test_the_figures_are_those_counted_by_hand(small_region):
    rematch(small_region)
    told = congestion.figures(small_region.pk)
    lists = read_lists(small_region.pk)
    people_who_see: dict[int, int] = {}
    for new, back in zip(lists.new, lists.back, strict=True):
        for vacancy in {*new[:10].tolist(), *back[:10].tolist()} - {-1}:
            people_who_see[vacancy] = people_who_see.get(vacancy, 0) + 1
    assert told["shown"]["in_top_10"] == len(people_who_see)
    assert told["shown"]["most_shown"]["people"] == max(people_who_see.values())
    assert told["people"] == len(lists.clients) == 30
