"""The parts pages are built from."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import Context, Template

from rmt_portal.nlds.parts import Answer, Band, Chip, MatchCard, Step, Task
from rmt_portal.nlds.templatetags.nlds import day_in_words, phone_link

NOON = datetime(2026, 11, 21, 11, tzinfo=UTC)


def drawn(tag, **values):
    return Template("{% load nlds %}{% " + tag + " %}").render(Context(values))


@pytest.mark.django_db
def test_every_part_can_be_drawn(client, gallery):
    page = client.get(gallery + "delen/")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1


def test_an_answer_that_was_skipped_reads_as_not_filled_in():
    html = drawn(
        "summary_list answers", answers=[Answer("Telefoonnummer"), Answer("Hulp", ["Ander werk", "Opleiding"])]
    )
    assert "Niet ingevuld" in html
    assert html.count("<dd") == 3


def test_a_link_to_change_says_what_it_changes():
    html = drawn('summary_list answers heading="Wie ben je?" change_url="/a"', answers=[])
    assert 'Aanpassen<span class="rmt-visually-hidden">: Wie ben je?</span>' in html


def test_work_is_shown_in_words_and_reasons_never_in_percents():
    card = MatchCard(
        "Helpende", Band.TRAINING, has=["Je kunt 3 van de 4 dingen"], missing=["Tillen"], training="2 dagen"
    )
    html = drawn("match_card card", card=card)
    assert "Kan met een opleiding" in html and "%" not in html
    assert html.index("3 van de 4") < html.index("Nog te leren") < html.index("Tillen") < html.index("2 dagen")
    assert html.count("rmt-band__dot--on") == 2


def test_what_was_done_is_plain_and_what_can_be_done_is_a_link():
    html = drawn("task_list tasks", tasks=[Task("Meld je aan", "/a", done=True), Task("Vertel wat je kunt", "/b")])
    assert 'href="/a"' not in html and 'href="/b"' in html


def test_the_status_line_says_where_it_is():
    html = drawn(
        "status_line steps", steps=[Step("Verstuurd", done=True), Step("Bekeken", current=True), Step("Klaar")]
    )
    assert html.count('aria-current="step"') == 1 and "(klaar)" in html


def test_a_chip_shows_its_number_even_when_it_is_nought():
    assert ">0<" in drawn("chips items", items=[Chip("Te laat", "?late", 0)])


def test_a_message_may_not_be_of_a_kind_nobody_knows():
    with pytest.raises(ValueError):
        drawn('alert "roze" "tekst"')


def test_pages_keep_the_filter(rf):
    from django.core.paginator import Paginator

    html = drawn(
        "pagination page", page=Paginator(range(95), 10).get_page(2), request=rf.get("/?plaats=Terborg&page=2")
    )
    assert 'href="?plaats=Terborg&amp;page=3"' in html
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 21), "vandaag"),
        (date(2026, 11, 20), "gisteren"),
        (date(2026, 11, 15), "6 dagen geleden"),
        (date(2026, 11, 22), "morgen"),
        (date(2026, 11, 27), "vrijdag 27 november"),
        (date(2026, 10, 7), "7 oktober"),
        (date(2025, 10, 7), "7 oktober 2025"),
    ],
)
def test_a_day_is_written_the_way_people_say_it(day, words):
    with time_machine.travel(NOON, tick=False):
        assert day_in_words(day) == words


def test_a_late_evening_counts_as_the_dutch_day():
    with time_machine.travel(NOON, tick=False):
        html = drawn("when moment", moment=datetime(2026, 11, 20, 23, 30, tzinfo=UTC))
    assert ">vandaag<" in html and 'datetime="2026-11-21"' in html


@pytest.mark.parametrize(
    ("written", "link"),
    [("085 000 00 00", "+31850000000"), ("0800-8115", "08008115"), ("+49 2871 123", "+492871123"), ("113", "113")],
)
def test_a_phone_number_can_be_called(written, link):
    assert phone_link(written) == link
