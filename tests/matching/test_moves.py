"""A region may load who went from which work to which; it counts only after everybody can see what it does to whom."""

import re
from io import StringIO
from math import isnan

import pytest
from django.core.management import CommandError, call_command

from matching.models import MatchList, MoveTable, WeightPreview, WeightSet
from matching.weights import published as published_weights
from matching.weights import weighing, women_and_men
from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.reference.models import Occupation
from tests.matching.conftest import fingerprint
from tests.matching.factories import achterhoek
from tests.matching.test_weight_preview import bram, browser_of, changed, form, ranked
from tests.partners import factories as people
from tests.rig.work import all_work

__all__ = ["ranked"]
pytestmark = pytest.mark.django_db
WITH_MOVES = {"moves": 10, "demand": 13}


def write(path, *lines, header="origin_isco,destination_isco,count,women"):
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def units() -> list[str]:
    codes = Occupation.objects.order_by("isco__code").values_list("isco__code", flat=True).distinct()
    return [code for code in codes if len(code) == 4]


def load(path, region) -> str:
    said = StringIO()
    call_command("load_moves", path, region=region.code, source="voorbeeld", stdout=said)
    return said.getvalue()


def a_table(tmp_path, region, *, women: bool = True) -> str:
    """From every kind of work people went to the next two; of half of the kinds of work mostly women left."""
    codes = units()
    rows = []
    for number, code in enumerate(codes):
        for step, count in ((1, 60), (2, 40)):
            share = 0.9 if number % 2 else 0.1
            row = [code, codes[(number + step) % len(codes)], str(count)]
            rows.append(",".join([*row, str(round(count * share))] if women else row))
    header = "origin_isco,destination_isco,count,women" if women else "origin_isco,destination_isco,count"
    return load(write(tmp_path / "moves.csv", *rows, header=header), region)


def test_a_table_that_is_loaded_changes_nobodys_list_by_itself(ranked, tmp_path):
    before = fingerprint()
    said = a_table(tmp_path, ranked)
    assert "met aantal vrouwen" in said and "Nog uit" in said
    call_command("rematch", region="AM09", full=True, here=True, stdout=StringIO(), stderr=StringIO())
    assert fingerprint() == before
    assert load(tmp_path / "moves.csv", ranked) == said and MoveTable.objects.count() == 1
    call_command("load_moves", region="AM09", remove=True, stdout=StringIO())
    assert not MoveTable.objects.exists()


@pytest.mark.parametrize(
    ("header", "line", "said"),
    [
        ("origin_isco,count", "5131,4", "kolom destination_isco ontbreekt"),
        ("origin_isco,destination_isco,count", "51,9411,4", "regel 2: geen ISCO-groep van vier cijfers"),
        ("origin_isco,destination_isco,count", "5131,9411,veel", "regel 2: hier horen hele getallen"),
        ("origin_isco,destination_isco,count,women", "5131,9411,4,5", "regel 2: 5 vrouwen van 4 kan niet"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole_and_says_where(db, tmp_path, header, line, said):
    with pytest.raises(CommandError, match=said):
        load(write(tmp_path / "wrong.csv", line, header=header), achterhoek())
    assert not MoveTable.objects.exists()


def test_it_gets_weight_only_after_its_effect_on_women_and_men_was_shown(
    ranked, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(women_and_men, "FEWEST_PEOPLE", 3)
    browser = browser_of(people.bram())
    asked = form(changed(**WITH_MOVES))
    assert "voor vrouwen en mannen doet" in browser.post("/admin/gewichten/nieuw/AM09/", asked).text
    a_table(tmp_path, ranked)
    answer = browser.post("/admin/gewichten/nieuw/AM09/", asked)
    proposed = WeightSet.objects.get(region=ranked)
    with pytest.raises(Refused, match="Kijk eerst"):
        weighing.publish(bram(), proposed)
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    effect = WeightPreview.objects.get(weight_set=proposed).figures["women_men"]
    assert effect["is_known"] and sum(group["people"] for group in effect["groups"]) <= 30
    for group in effect["groups"]:
        assert all(0 <= share <= 100 for share in group["women_there"]) and min(group["pay"]) > 10
    page = re.sub(r"\s+", " ", browser.get(answer.url).text)
    assert "Werk dat vooral vrouwen verlieten" in page and "Werk dat vooral mannen verlieten" in page
    MoveTable.objects.update(loaded_at=clock.now())
    with pytest.raises(Refused, match="intussen anders"):
        weighing.publish(bram(), proposed)
    weighing.look_again(bram(), proposed)
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    weighing.publish(bram(), proposed)
    assert published_weights.for_region(ranked.pk) == proposed
    call_command("rematch", region="AM09", full=True, here=True, stdout=StringIO(), stderr=StringIO())
    names = MatchList.objects.current().first().run.inputs["components"]
    values = [one.components[names.index("moves") :: len(names)] for one in MatchList.objects.current()]
    assert any(not isnan(value) for row in values for value in row)


@pytest.mark.full
def test_without_the_number_of_women_or_with_few_people_it_stays_off(
    ranked, tmp_path, django_capture_on_commit_callbacks
):
    a_table(tmp_path, ranked, women=False)
    with pytest.raises(Refused, match="voor vrouwen en mannen doet"):
        weighing.propose(bram(), ranked, weighing.Proposal(changed(**WITH_MOVES), 0, "overstappen"))
    a_table(tmp_path, ranked)
    proposed = weighing.propose(bram(), ranked, weighing.Proposal(changed(**WITH_MOVES), 0, "overstappen"))
    with django_capture_on_commit_callbacks(execute=True):
        all_work()
    with pytest.raises(Refused, match="te weinig mensen"):
        weighing.publish(bram(), proposed)
