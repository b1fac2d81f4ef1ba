"""The public page, the two files for the Algoritmeregister and the weights that rank say the same."""

import csv
import io
import json
import re

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from matching.engine.weights import NAMES
from matching.models import WeightSet
from matching.weights import published as published_weights
from matching.weights import register as algorithm_register
from matching.weights.words import LONG, SHORT
from rmt_portal import clock
from rmt_portal.reference.models import RegionBrand
from tests.matching.factories import achterhoek

pytestmark = pytest.mark.django_db
ADDRESS = "/hoe-zoekt-de-computer/"


def page() -> str:
    return re.sub(r"\s+", " ", Browser().get(ADDRESS).text)


def entry() -> dict:
    return json.loads(Browser().get(f"{ADDRESS}algoritmeregister.json").content)


@pytest.fixture
def brand(db):
    RegionBrand.objects.exclude(region=achterhoek()).delete()
    return RegionBrand.objects.filter(region=achterhoek()).first() or RegionBrand.objects.create(
        region=achterhoek(), name="Regionaal Mobiliteitsteam Achterhoek", short_name="RMT Achterhoek",
        slug="achterhoek", reference_prefix="RA", phone="085 000 00 00", phone_hours="werkdagen",
    )  # fmt: skip


def agree(weights: dict[str, float]) -> None:
    shown, told = page(), entry()["methods_and_models"]
    for name in NAMES:
        points = weights.get(name, 0)
        assert str(LONG[name]) in shown
        assert (f"{LONG[name]} <strong>{points:g} van 100 punten." in shown) == (points > 0)
        assert f"{str(SHORT[name]).lower()} {points:g} van 100 punten" in told


def test_page_file_and_living_weights_agree_also_after_a_change(brand):
    assert set(LONG) == set(SHORT) == set(NAMES)
    shipped = published_weights.for_region(achterhoek().pk).weights
    agree(shipped)
    changed = shipped | {"travel": 18, "demand": 13}
    WeightSet.objects.create(region=achterhoek(), version=1, weights=changed, spread=0.05, published_at=clock.now())
    agree(changed)
    assert "hooguit 5 honderdsten" in page() and "hooguit 5 honderdsten" in entry()["methods_and_models"]


def test_a_proposal_is_not_told_before_it_counts(brand):
    shipped = published_weights.for_region(achterhoek().pk).weights
    WeightSet.objects.create(region=achterhoek(), version=1, weights=shipped | {"travel": 18, "demand": 13})
    agree(shipped)


def test_the_entry_keeps_to_the_standard(brand):
    told = entry()
    assert tuple(told) == algorithm_register.FIELDS and told["standard_version"] == "1.0.0"
    assert all(told[name] for name in algorithm_register.REQUIRED)
    assert not [name for name, most in algorithm_register.LIMITS.items() if len(told[name]) > most]
    assert told["category"] == ["Werk"] and told["status"] in ("In ontwikkeling", "In gebruik", "Buiten gebruik")
    assert re.fullmatch(r"(\d{4}-\d\d)?", told["begin_date"])
    assert told["publication_category"] in ("Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes")
    for name in ("lawful_basis_grouping", "impacttoetsen_grouping", "source_data_grouping"):
        assert all(set(one) == {"title", "link"} and one["link"].startswith("https://") for one in told[name])


def test_the_table_and_the_command_give_the_same_as_the_file(brand, capsys):
    told = entry()
    text = Browser().get(f"{ADDRESS}algoritmeregister.csv").content.decode("utf-8-sig")
    dialect = csv.Sniffer().sniff(text.splitlines()[0], ";,")
    header, cells = list(csv.reader(io.StringIO(text), dialect))
    assert header == list(told)
    assert dict(zip(header, cells, strict=True))["description_short"] == told["description_short"]
    call_command("algorithm_register", region="AM09")
    by_hand = json.loads(capsys.readouterr().out)
    assert by_hand["methods_and_models"] == told["methods_and_models"] and set(by_hand) == set(told)
