"""A region chooses its colours; nobody may end up unable to read a page."""

import re

import pytest
from django.core.exceptions import ValidationError

from rmt_portal import colours
from tests.nlds.factories import RegionBrandFactory
from tools.build_css import TOKENS

HOUSE = dict(re.findall(r"--rmt-([\w-]+):\s*(#[0-9a-f]{3,6});", TOKENS.read_text()))
BLUE = {
    "50": "#f0f6fc", "100": "#deebf8", "200": "#bdd7f0", "300": "#8cb8e2",
    "400": "#2a6fb0", "500": "#154f87", "600": "#103d69", "700": "#0b2a49",
}  # fmt: skip


def house(name):
    colour = HOUSE[name]
    return colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])


def test_contrast_is_that_of_the_guideline():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#123456", "#123456") == 1


def test_the_house_colours_can_be_read():
    assert colours.problems({shade: house(f"brand-{shade}") for shade in colours.SHADES}) == []
    assert (house("ink"), house("ink-soft")) == (colours.INK, colours.INK_SOFT)


@pytest.mark.parametrize("front", ["ink", "ink-soft", "link", "link-hover", "error", "ok", "warning", "info"])
@pytest.mark.parametrize("behind", ["paper", "surface", "brand-50"])
def test_text_can_be_read_on_every_ground(front, behind):
    assert colours.contrast(house(front), house(behind)) >= colours.TEXT


@pytest.mark.parametrize("meaning", ["error", "ok", "warning", "info"])
def test_a_message_can_be_read_on_its_own_ground(meaning):
    assert colours.contrast(house(meaning), house(f"{meaning}-surface")) >= colours.TEXT


def test_the_border_of_a_field_and_the_focus_mark_can_be_seen():
    assert colours.contrast(house("line-strong"), house("paper")) >= colours.SHAPE
    assert colours.contrast(house("focus-ink"), house("focus-glow")) >= 14
    assert colours.contrast(house("focus-ink"), house("paper")) >= colours.SHAPE


def test_a_region_with_readable_colours_gets_them():
    assert colours.problems(BLUE) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"500": "#85c5bc"}, "Tint 500 op white is niet goed te lezen"),
        ({"100": "#7aa7d4"}, "op 100 is niet goed te lezen"),
        ({"700": "red"}, "Schrijf tint 700 als # met 6 tekens"),
        ({"700": "#000;} body{display:none"}, "Schrijf tint 700 als # met 6 tekens"),
        ({"700": 7}, "Schrijf tint 700 als # met 6 tekens"),
        ({"800": "#000000"}, "precies deze 8 tinten"),
    ],
)
def test_colours_that_nobody_can_read_are_refused_with_the_reason(change, says):
    assert any(says in str(problem) for problem in colours.problems(BLUE | change))


@pytest.mark.parametrize("theme", [None, [], "blue", {"50": "#ffffff"}])
def test_what_is_no_set_of_eight_shades_is_refused(theme):
    assert colours.problems(theme)


@pytest.mark.django_db
def test_the_colours_of_a_region_are_a_style_sheet_a_browser_may_keep(client):
    brand = RegionBrandFactory(theme=BLUE)
    answer = client.get(f"/thema/{brand.slug}.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--rmt-brand-500:#154f87;" in answer.text
    assert "max-age=3600" in answer["Cache-Control"]
    again = client.get(f"/thema/{brand.slug}.css", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    brand.theme = BLUE | {"600": "#0f3a64"}
    brand.save()
    changed = client.get(f"/thema/{brand.slug}.css", headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200 and "#0f3a64" in changed.text


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [{"500": "#ffffff"}, {"500": "red;} * {display:none"}])
def test_unreadable_or_hostile_colours_are_never_served(client, bad):
    brand = RegionBrandFactory(theme=BLUE | bad)
    answer = client.get(f"/thema/{brand.slug}.css")
    assert answer.status_code == 200
    assert "--rmt-brand" not in answer.text and "display" not in answer.text


@pytest.mark.django_db
def test_a_region_that_does_not_exist_has_no_colours(client):
    assert client.get("/thema/nergens.css").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [({"theme": BLUE | {"500": "#85c5bc"}}, "theme"), ({"hosts": "rmt.example"}, "hosts"), ({"hosts": [""]}, "hosts")],
)
def test_an_administrator_reads_at_the_field_why_a_brand_is_refused(change, field):
    brand = RegionBrandFactory(**change)
    with pytest.raises(ValidationError) as refusal:
        brand.clean()
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.django_db
def test_host_names_that_are_no_list_do_not_take_the_site_down(client):
    brand = RegionBrandFactory(hosts=7)
    assert client.get("/").status_code == 200
    brand.hosts = "testserver.example"
    brand.save()
    assert client.get("/").status_code == 200
