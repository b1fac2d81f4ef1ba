"""The built style sheet: nothing missing, nothing that is not ours to use, and light."""

import gzip
import json
import re

import pytest

from tools import build_css
from tools.build_css import FRONTEND, OUTPUT, Package

USE_WITHOUT_FALLBACK = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
DEFINITION = re.compile(r"(--[\w-]+)\s*:")


@pytest.fixture(scope="module", autouse=True)
def built():
    build_css.build()


@pytest.fixture(scope="module")
def sheet():
    return (OUTPUT / "portal.css").read_text()


def test_every_variable_without_a_fallback_is_defined(sheet):
    assert set(USE_WITHOUT_FALLBACK.findall(sheet)) - set(DEFINITION.findall(sheet)) == set()


def test_no_file_of_another_site_is_asked_for(sheet):
    addresses = re.findall(r"url\(\s*[\"']?([^)\"']+)", sheet)
    assert addresses
    assert all(a.startswith(("fonts/", "data:")) for a in addresses)
    assert all((OUTPUT / a).exists() for a in addresses if a.startswith("fonts/"))


def test_a_page_sends_little_over_the_line():
    """The promise is 120 KB for the whole registration without the font (UX 5, rule 17)."""
    sizes = {f.name: len(gzip.compress(f.read_bytes())) for f in OUTPUT.iterdir() if f.suffix in (".css", ".js")}
    assert sizes["portal.css"] < 20_000
    assert sum(sizes.values()) < 45_000


def test_every_package_has_a_licence_we_may_use_and_stands_in_the_list():
    shipped, for_tests = build_css.packages()
    assert {p.licence for p in shipped} <= {"EUPL-1.2", "MIT", "OFL-1.1"}
    assert {p.licence for p in for_tests} <= build_css.ALLOWED_FOR_TESTS
    listed = (OUTPUT / "licences.txt").read_text()
    assert all(f"{p.name} {p.version}: {p.licence}" in listed for p in shipped)


def test_a_package_with_another_licence_stops_the_build(tmp_path):
    closed = Package("@rijkshuisstijl/tokens", "1.0.0", "SEE LICENSE.md", tmp_path)
    with pytest.raises(build_css.BuildError, match="@rijkshuisstijl/tokens"):
        build_css._refuse_licences([closed], build_css.ALLOWED_LICENCES)


def test_the_lock_file_pins_every_package_by_hash_and_names_no_address():
    wanted = json.loads((FRONTEND / "package.json").read_text())
    lock = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    assert all(version[0].isdigit() for version in {**wanted["dependencies"], **wanted["devDependencies"]}.values())
    assert all("integrity" in package for name, package in lock.items() if name)
    assert not [name for name, package in lock.items() if "resolved" in package]


def test_a_second_build_does_nothing():
    assert build_css.build() is False


def test_tokens_nobody_uses_are_left_out_and_those_behind_others_are_kept():
    tokens = ".t{\n--a: var(--b);\n--b: 1px;\n--c: 2px;\n}"
    assert build_css.used_tokens(tokens, ".x{width:var(--a)}") == ".voorbeeld-theme{--a:var(--b);--b:1px;}"


def test_rules_for_classes_nobody_uses_are_left_out():
    css = (
        ".utrecht-a,.utrecht-b:is(.x,.y){color:red}@media print{.utrecht-b{color:blue}}@media screen{.utrecht-a{top:0}}"
    )
    assert build_css.used_rules(css, {"utrecht-a"}) == ".utrecht-a{color:red}@media screen{.utrecht-a{top:0}}"


def test_our_own_rules_name_no_colour_outside_the_tokens():
    for file in build_css.THEME.glob("*.css"):
        without_data = re.sub(r'url\("data:[^"]*"\)', "", file.read_text())
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", without_data), file.name
