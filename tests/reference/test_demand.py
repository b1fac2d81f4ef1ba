"""Demand is always told with whose figure of which date it is."""

from datetime import date

import pytest

from rmt_portal.reference import demand, requirements
from rmt_portal.reference.models import (
    BrcGroup,
    IscoGroup,
    LabourRegion,
    Occupation,
    Sector,
    SectorOutlook,
    Tightness,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def achterhoek():
    return LabourRegion.objects.get(code="AM09")


@pytest.fixture
def groningen():
    return LabourRegion.objects.get(code="AM01")


def figure(brc, region, ratio, quarter="2026Q3", *, is_demo=False):
    return Tightness.objects.create(
        brc=BrcGroup.objects.get(code=brc),
        region=region,
        ratio=ratio,
        quarter=quarter,
        source="UWV",
        published_on=date(2026, 11, 1),
        is_demo=is_demo,
    )


def test_the_demo_region_has_values_that_say_they_are_examples(achterhoek):
    told = demand.tightness(BrcGroup.objects.get(code="1051"), achterhoek)
    assert (told.ratio, told.word, told.region, told.is_demo) == (7.6, "zeer krap", "Achterhoek", True)
    assert "voorbeeldwaarde" in told.source
    assert told.published_on == date(2026, 6, 1)


def test_a_published_figure_of_the_region_goes_before_a_newer_example(achterhoek):
    figure("1051", achterhoek, 3.1, quarter="2025Q4")
    told = demand.tightness(BrcGroup.objects.get(code="1051"), achterhoek)
    assert (told.ratio, told.word, told.quarter, told.is_demo) == (3.1, "krap", "2025Q4", False)


def test_the_latest_quarter_counts(groningen):
    figure("1051", groningen, 2.0, quarter="2026Q1")
    figure("1051", groningen, 2.5, quarter="2026Q2")
    assert demand.tightness(BrcGroup.objects.get(code="1051"), groningen).quarter == "2026Q2"


def test_a_region_without_figures_gets_the_netherlands_and_says_so(groningen):
    told = demand.tightness(BrcGroup.objects.get(code="0421"), groningen)
    assert (told.ratio, told.region, told.is_demo) == (10.09, None, False)
    assert told.published_on == date(2023, 9, 15)  # "idem": the date of the line above


def test_nothing_known_is_nothing_said(groningen):
    assert demand.tightness(BrcGroup.objects.get(code="1051"), groningen) is None
    assert demand.outlook(None, groningen) is None


def test_all_groups_at_once_say_the_same_in_two_queries(achterhoek, django_assert_num_queries):
    figure("1051", achterhoek, 3.1)
    with django_assert_num_queries(2):
        per_group = demand.tightness_by_brc(achterhoek)
    assert len(per_group) == BrcGroup.objects.count()
    for brc in BrcGroup.objects.order_by("code")[::9]:
        assert per_group[brc.code] == demand.tightness(brc, achterhoek)


@pytest.mark.parametrize(
    ("ratio", "word"),
    [(0, "zeer ruim"), (0.25, "ruim"), (0.67, "gemiddeld"), (1.5, "krap"), (3.99, "krap"), (4.0, "zeer krap")],
)
def test_the_words_of_the_typology_begin_at_their_lower_bound(groningen, ratio, word):
    figure("1051", groningen, ratio)
    assert demand.tightness(BrcGroup.objects.get(code="1051"), groningen).word == word


@pytest.mark.parametrize(("sector", "outlook"), [("I", "shrinking"), ("56", "shrinking"), ("Q", "shortage")])
def test_the_outlook_of_the_demo_region(achterhoek, sector, outlook):
    told = demand.outlook(Sector.objects.get(code=sector), achterhoek)
    assert (told.outlook, told.is_demo, told.region) == (outlook, True, achterhoek)


def test_a_division_without_outlook_has_that_of_its_section(achterhoek):
    electrical_equipment = Sector.objects.get(code="27")
    assert demand.outlook(electrical_equipment, achterhoek).sector.code == "C"


def test_all_sectors_at_once_say_the_same_in_two_queries(achterhoek, django_assert_num_queries):
    with django_assert_num_queries(2):
        per_sector = demand.outlook_by_sector(achterhoek)
    for sector in Sector.objects.order_by("code"):
        alone = demand.outlook(sector, achterhoek)
        assert (per_sector.get(sector.pk) == alone) if alone else sector.pk not in per_sector


def test_a_region_says_otherwise_than_the_netherlands(groningen):
    horeca = Sector.objects.get(code="I")
    SectorOutlook.objects.create(
        sector=horeca,
        region=groningen,
        period="2026",
        outlook="shortage",
        source="regio",
        published_on=date(2026, 2, 1),
    )
    assert demand.outlook(horeca, groningen).outlook == "shortage"


def test_a_taxi_driver_needs_what_a_courier_does_not():
    def codes(label):
        return {one.code for one in requirements.of_occupation(Occupation.objects.get(label_nl=label))}

    assert codes("taxichauffeur") == {"rijbewijs-b", "taxipas", "vog"}
    assert codes("auto- en bestelwagenkoerier") == {"rijbewijs-b"}
    assert codes("vrachtwagenchauffeur") == {"rijbewijs-c", "code-95"}
    assert codes("algemeen verpleegkundige") == {"big-registratie", "vog"}


def test_every_unit_group_has_a_dutch_name_and_a_brc_group():
    groups = [group for group in IscoGroup.objects.order_by("code") if group.is_unit_group]
    assert len(groups) == 436
    assert all(group.label_nl and group.brc_id for group in groups)
