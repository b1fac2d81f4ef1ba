"""Somebody fills in a form: with eyes, with a screen reader, and with mistakes."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template

from rmt_portal.nlds.fields import DatePartsField
from rmt_portal.nlds.forms import HouseForm
from tests.nlds.gallery import EveryField, OneQuestion

FILLED = {
    "name": "Samira El Amrani",
    "postcode": "7001 AB",
    "occupation": "ober",
    "birth_date_dag": "3",
    "birth_date_maand": "apr",
    "birth_date_jaar": "1988",
    "situation": "lost",
    "agree": "on",
}


class Page(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def named(self, name):
        return [attrs for tag, attrs in self.tags if attrs.get("name") == name]

    def by_id(self, identifier):
        return [(tag, attrs) for tag, attrs in self.tags if attrs.get("id") == identifier]


def drawn(form) -> str:
    return Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))


@pytest.fixture(params=[None, {}, FILLED], ids=["untouched", "empty", "filled"])
def page(request):
    return Page(drawn(EveryField(request.param)))


def test_every_id_that_is_pointed_at_exists_once(page):
    ids = [attrs["id"] for _tag, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    for _tag, attrs in page.tags:
        for name in ("aria-describedby", "aria-labelledby", "for"):
            assert set((attrs.get(name) or "").split()) <= set(ids)
        if (attrs.get("href") or "").startswith("#"):
            assert attrs["href"][1:] in ids


def test_every_control_has_a_label(page):
    labelled = {attrs.get("for") for tag, attrs in page.tags if tag == "label"}
    controls = [a for tag, a in page.tags if tag in ("input", "select", "textarea") and a.get("type") != "hidden"]
    assert controls
    assert all(control["id"] in labelled for control in controls)


def test_the_browser_does_not_validate_and_an_untouched_form_is_not_red(page):
    assert [attrs for tag, attrs in page.tags if tag == "form" and "novalidate" in attrs]
    assert not [attrs for _tag, attrs in page.tags if "required" in attrs]
    assert not [attrs for _tag, attrs in page.tags if "placeholder" in attrs]


def test_what_must_be_filled_in_says_so_to_a_screen_reader():
    page = Page(drawn(EveryField()))
    assert page.named("name")[0]["aria-required"] == "true"
    assert "aria-required" not in page.named("phone")[0]
    groups = [attrs for tag, attrs in page.tags if tag == "fieldset"]
    assert [g.get("role") for g in groups if g.get("aria-required")] == ["radiogroup"]


def test_what_may_be_skipped_says_so_and_nothing_has_an_asterisk():
    html = drawn(EveryField())
    assert re.search(r"Telefoonnummer\s*<span[^>]*>\(niet verplicht\)", html)
    assert not re.search(r"Postcode\s*<span[^>]*>\(niet verplicht\)", html)
    assert "*" not in html


def test_a_filter_in_which_all_is_optional_does_not_repeat_itself():
    class Filter(HouseForm):
        show_optional = False
        town = forms.CharField(label="Plaats", required=False)

    assert "niet verplicht" not in drawn(Filter())


def test_hint_and_error_stand_before_the_field_and_are_tied_to_it():
    html = drawn(EveryField({}))
    hint, error, control = (html.index(f'id="id_postcode{part}"') for part in ("_helptext", "_error", ""))
    assert hint < error < control
    control = Page(html).named("postcode")[0]
    assert control["aria-describedby"].split() == ["id_postcode_helptext", "id_postcode_error"]
    assert control["aria-invalid"] == "true"


def test_a_group_carries_its_hint_and_error_on_the_fieldset():
    page = Page(drawn(EveryField({})))
    described = [attrs.get("aria-describedby") for tag, attrs in page.tags if tag == "fieldset"]
    assert described == ["id_birth_date_helptext id_birth_date_error", "id_situation_error", "id_also_helptext"]


def test_the_summary_says_how_many_things_are_wrong_takes_focus_and_links_to_each():
    form = EveryField({"name": "Samira"})
    html = drawn(form)
    assert "Er zijn 5 dingen die nog niet kloppen" in html
    ((tag, heading),) = Page(html).by_id("fouten")
    assert tag == "h2" and "autofocus" in heading and heading["tabindex"] == "-1"
    links = re.findall(r'href="#([^"]+)">([^<]+)<', html)
    assert links == [
        ("id_postcode", "Vul je postcode in."),
        ("id_occupation", "Vul je beroep in."),
        ("id_birth_date_0", "Vul je geboortedatum in."),
        ("id_situation_0", "Kies wat het best bij jou past."),
        ("id_agree", "Zet een vinkje als je dit hebt gelezen."),
    ]
    for _target, message in links:
        assert html.count(message) == 2


def test_a_page_that_draws_the_summary_above_its_heading_has_it_once():
    template = "{% load nlds crispy_forms_tags %}{% error_summary form %}<h1>Wie ben je?</h1>{% crispy form %}"
    html = Template(template).render(Context({"form": EveryField({})}))
    assert html.count('id="fouten"') == 1
    assert html.index('id="fouten"') < html.index("<h1>")


def test_one_wrong_thing_is_spoken_of_in_the_singular():
    assert "Er is 1 ding dat nog niet klopt" in drawn(OneQuestion({}))


def test_an_error_of_the_whole_form_stands_in_the_summary_without_a_link():
    form = OneQuestion({"town": "Terborg"})
    form.add_error(None, "Vul een telefoonnummer of een e-mailadres in.")
    assert re.search(r"<li>Vul een telefoonnummer of een e-mailadres in\.</li>", drawn(form))


def test_what_was_typed_is_kept_and_never_becomes_markup():
    html = drawn(EveryField({"name": '"><script>alert(1)</script>', "postcode": "70 01ab"}))
    assert "<script>alert" not in html
    assert 'value="70 01ab"' in html


def test_the_label_of_a_single_question_is_the_heading_of_the_page():
    assert re.search(r"<label[^>]*for=\"id_town\"><h1[^>]*>Waar woon je\?</h1>\s*</label>", drawn(OneQuestion()))


def test_radios_are_radios_and_checkboxes_are_checkboxes():
    page = Page(drawn(EveryField()))
    assert {(a["type"], "utrecht-radio-button" in a["class"]) for a in page.named("situation")} == {("radio", True)}
    assert {(a["type"], "utrecht-custom-checkbox" in a["class"]) for a in page.named("also")} == {("checkbox", True)}


def test_an_option_may_explain_itself():
    page = Page(drawn(EveryField()))
    option = next(a for a in page.named("situation") if a["value"] == "zzp")
    assert page.by_id(option["aria-describedby"])


def test_two_forms_with_prefixes_on_one_page_share_no_id():
    html = drawn(EveryField(prefix="a")) + drawn(EveryField(prefix="b"))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


class OnDate(HouseForm):
    day = DatePartsField(label="Datum")


def typed(day, month, year):
    form = OnDate({"day_dag": day, "day_maand": month, "day_jaar": year})
    return form.cleaned_data.get("day") if form.is_valid() else form.errors["day"][0]


@pytest.mark.parametrize(
    "month", ["3", "03", " 3 ", "mrt", "mrt.", "Mrt", "maart", "MAART", "maa", "march", "März", "٣"]
)
def test_a_month_is_read_the_way_people_write_it(month):
    assert typed("3", month, "1988") == date(1988, 3, 3)


@pytest.mark.parametrize(
    "whole",
    ["3 mrt 1988", "3 mrt. 1988", "03-03-1988", "3/3/1988", "3.3.1988", "1988-03-03", "3 maart 1988", "03031988",
     "3e maart 1988", "do 3 maart 1988", "3mrt1988"],
)  # fmt: skip
def test_a_whole_date_in_the_first_field_is_understood(whole):
    assert typed(whole, "", "") == date(1988, 3, 3)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (("", "", ""), "Vul een datum in."),
        (("3", "", "1988"), "Vul ook een maand in."),
        (("3", "4", ""), "Vul ook een jaar in."),
        (("3", "4", "88"), "Schrijf het jaar met 4 cijfers, bijvoorbeeld 1988."),
        (("31", "2", "1988"), "Deze datum bestaat niet. Kijk de dag en de maand na."),
        (("3 mrt", "", ""), "Vul ook een jaar in."),
        (("31 feb 1988", "", ""), "Deze datum bestaat niet. Kijk de dag en de maand na."),
        (("vorig jaar", "", ""), "Vul ook een maand in."),
        (("3", "mrtt", "1988"), "Deze datum bestaat niet. Kijk de dag en de maand na."),
        (("3", "ju", "1988"), "Deze datum bestaat niet. Kijk de dag en de maand na."),
        (("²", "4", "1988"), "Deze datum bestaat niet. Kijk de dag en de maand na."),
        (("0", "4", "0000"), "Deze datum bestaat niet. Kijk de dag en de maand na."),
    ],
)
def test_a_date_that_is_wrong_says_what_to_do(parts, says):
    assert typed(*parts) == says


def test_a_date_comes_back_in_its_three_fields():
    page = Page(drawn(OnDate(initial={"day": date(1988, 4, 3)})))
    assert [page.named(f"day_{part}")[0]["value"] for part in ("dag", "maand", "jaar")] == ["3", "4", "1988"]
