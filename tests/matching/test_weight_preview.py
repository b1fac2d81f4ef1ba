"""An administrator sees what other weights do to people before they count, and only then publishes them."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client as Browser

from matching.engine.weights import NAMES
from matching.models import MatchList, MatchRun, WeightPreview, WeightSet
from matching.weights import published as published_weights
from matching.weights import weighing
from matching.weights.preview import count
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit.models import AuditLine
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from tests.matching.factories import achterhoek
from tests.partners import factories as people
from tests.rig.work import all_work
from tests.workplace.signing_in import sign_in

pytestmark = pytest.mark.django_db


def living() -> dict[str, float]:
    weight_set = published_weights.for_region(achterhoek().pk)
    return {name: weight_set.weights.get(name, 0) for name in NAMES}


def changed(**points: float) -> dict[str, float]:
    return living() | points


TRAVEL_FIRST = {"travel": 38, "skills_history": 4, "demand": 8}


def bram() -> Actor:
    return Actor(people.bram(), people.municipality().pk)


def browser_of(person) -> Browser:
    browser = Browser()
    sign_in(browser, person)
    return browser


def form(values, **fields):
    return (
        {name: f"{value:g}" for name, value in values.items()}
        | {"spread": "0", "note": "Reizen weegt zwaarder"}
        | fields
    )


@pytest.fixture
def ranked(small_region):
    call_command("rematch", region="AM09", full=True, here=True, stdout=StringIO(), stderr=StringIO())
    all_work()
    return small_region


def test_from_proposal_by_preview_to_lists_that_are_made_with_it(ranked, django_capture_on_commit_callbacks):
    browser = browser_of(people.bram())
    assert "Andere gewichten voorstellen" in browser.get("/admin/gewichten/").text
    answer = browser.post("/admin/gewichten/nieuw/AM09/", form(changed(**TRAVEL_FIRST)))
    proposed = WeightSet.objects.get(region=ranked)
    assert answer.url == f"/admin/gewichten/{proposed.pk}/"
    page = browser.get(answer.url).text
    assert "0 van 0 mensen bekeken" in page and "Publiceer deze gewichten" not in page
    refused = browser.post(f"{answer.url}publiceer/", follow=True).text
    assert "Kijk eerst wat het verandert" in refused and published_weights.for_region(ranked.pk) != proposed
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    figures = WeightPreview.objects.get(weight_set=proposed, state="done").figures
    assert figures["people"] == 30 and 0 < figures["top_3"] <= 30
    page = browser.get(answer.url).text
    assert f"krijgen er {figures['top_3']} een andere top 3" in re.sub(r"\s+", " ", page)
    assert not [m for m in MatchList.objects.all() if m.run.weight_set_id == proposed.pk]
    browser.post(f"{answer.url}publiceer/")
    assert published_weights.for_region(ranked.pk) == proposed
    assert [e.event for e in proposed.events.all()] == ["propose", "publish"]
    assert proposed.events.last().actor == people.bram()
    written = AuditLine.objects.filter(action="weights.publish").get()
    assert written.object_ids == [proposed.pk] and set(written.fields) == set(TRAVEL_FIRST)
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    assert MatchRun.objects.filter(state="published").latest("pk").weight_set == proposed
    assert {one.run.weight_set_id for one in MatchList.objects.current()} == {proposed.pk}


def test_the_count_is_that_of_the_lists_as_they_come_out(ranked):
    """What the preview says of the top three is what happens when the weights are published."""

    def tops():
        found = {}
        for one in MatchList.objects.current():
            best = sorted(zip(one.scores, one.vacancy_ids, strict=True), key=lambda pair: (-pair[0], pair[1]))
            found[one.client_id] = {vacancy for _score, vacancy in best[:3]}
        return found

    before = tops()
    proposed = weighing.propose(bram(), ranked, weighing.Proposal(changed(**TRAVEL_FIRST), 0, "reizen"))
    told = count(proposed, published_weights.for_region(ranked.pk))
    WeightSet.objects.filter(pk=proposed.pk).update(published_at=clock.now())
    call_command("rematch", region="AM09", full=True, here=True, stdout=StringIO(), stderr=StringIO())
    after = tops()
    assert told["top_3"] == sum(before[client] != after[client] for client in before)


@pytest.mark.full
def test_weights_that_change_nothing_change_nobody(ranked):
    same = WeightSet.objects.create(region=ranked, version=1, weights=living())
    told = count(same, published_weights.for_region(ranked.pk))
    assert {told[name] for name in ("top_3", "first", "fewer_fits", "more_fits", "lost_all", "won_first")} == {0}
    assert told["gini"][0] == told["gini"][1]


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ({"travel": -1}, "Kies een getal van 0"),
        ({"travel": 60}, "Kies een getal van 0"),
        ({"travel": 9}, "Samen zijn de gewichten 101"),
        ({"moves": 8, "travel": 0}, "voor vrouwen en mannen"),
        ({"travel": "veel"}, "Schrijf een heel getal"),
    ],
)
def test_weights_that_can_not_be_used_are_refused_with_what_to_do(db, points, said):
    browser = browser_of(people.bram())
    values = {name: str(round(value)) for name, value in living().items()} | {n: str(v) for n, v in points.items()}
    answer = browser.post("/admin/gewichten/nieuw/AM09/", values | {"spread": "0", "note": "proef"})
    assert said in answer.text and "proef" in answer.text
    assert not WeightSet.objects.filter(region=achterhoek()).exists()


def test_somebody_else_published_meanwhile(ranked, django_capture_on_commit_callbacks):
    first = weighing.propose(bram(), ranked, weighing.Proposal(changed(travel=10, wishes=7), 0, "een"))
    second = weighing.propose(bram(), ranked, weighing.Proposal(changed(travel=6, wishes=11), 0, "twee"))
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    weighing.publish(bram(), first)
    with pytest.raises(Refused, match="publiceerde intussen"):
        weighing.publish(bram(), second)
    with pytest.raises(Refused, match="al gepubliceerd"):
        weighing.publish(bram(), first)
    weighing.look_again(bram(), second)
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    weighing.publish(bram(), second)
    assert published_weights.for_region(ranked.pk) == second


@pytest.mark.full
def test_a_count_of_the_day_before_yesterday_is_no_longer_enough(ranked, django_capture_on_commit_callbacks):
    proposed = weighing.propose(bram(), ranked, weighing.Proposal(changed(travel=10, wishes=7), 0, "oud"))
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    WeightPreview.objects.update(finished_at=clock.now() - timedelta(days=2))
    with pytest.raises(Refused, match="ouder dan een dag"):
        weighing.publish(bram(), proposed)


def test_who_may_not_change_reads_and_what_was_published_stays(ranked):
    proposed = weighing.propose(bram(), ranked, weighing.Proposal(changed(travel=10, wishes=7), 3, "met verdelen"))
    manager = browser_of(people.els())
    page = manager.get(f"/admin/gewichten/{proposed.pk}/").text
    assert "voorgesteld" in page and "Gooi het voorstel weg" not in page
    assert manager.post(f"/admin/gewichten/{proposed.pk}/publiceer/").status_code == 403
    union = people._person("Ad Min", people.fnv(), Role.ADMINISTRATOR)
    with pytest.raises(Refused, match="aanmeldingen aanneemt"):
        weighing.drop(Actor(union, people.fnv().pk), proposed)
    WeightSet.objects.filter(pk=proposed.pk).update(published_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        WeightSet.objects.filter(pk=proposed.pk).update(weights={})
    assert manager.get("/admin/gewichten/").status_code == 200


def test_a_proposal_can_be_thrown_away(db):
    proposed = weighing.propose(bram(), achterhoek(), weighing.Proposal(changed(travel=10, wishes=7), 0, "weg"))
    browser = browser_of(people.bram())
    page = browser.post(f"/admin/gewichten/{proposed.pk}/weg/", follow=True).text
    assert "weggegooid" in page and not WeightSet.objects.filter(pk=proposed.pk).exists()
    assert browser.post(f"/admin/gewichten/{proposed.pk}/weg/").status_code == 404
