"""Days as people write and read them."""

from datetime import date, datetime

import pytest
import time_machine

from rmt_portal.workplace import words


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel("2026-11-27 09:00+01:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("27-11", date(2026, 11, 27)),
        ("26-11", date(2027, 11, 26)),
        ("1/12", date(2026, 12, 1)),
        ("1 12 2026", date(2026, 12, 1)),
        ("1.12.2026", date(2026, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("1 dec", date(2026, 12, 1)),
        ("1 december", date(2026, 12, 1)),
        ("dinsdag 1 December 2026", date(2026, 12, 1)),
        ("3 mrt", date(2027, 3, 3)),
        ("3 maart", date(2027, 3, 3)),
        ("29 feb", None),
        ("31-11", None),
        ("morgen", None),
        ("", None),
        ("1-13-2026", None),
        ("1 xyz", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, day):
    assert words.read_day(typed) == day


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 26), "1 dag te laat"),
        (date(2026, 11, 21), "6 dagen te laat"),
        (date(2026, 11, 27), "vandaag"),
        (date(2026, 11, 28), "morgen"),
        (date(2026, 12, 1), "dinsdag"),
        (date(2026, 12, 4), "4 december"),
        (date(2027, 1, 4), "4 januari 2027"),
    ],
)
def test_a_term_is_said_in_words(day, said):
    assert words.until(day) == said


def test_a_moment_just_before_midnight_belongs_to_that_day_here():
    assert words.ago(datetime.fromisoformat("2026-11-26T22:59:00+00:00")) == "gisteren"
    assert words.ago(datetime.fromisoformat("2026-11-26T23:01:00+00:00")) == "vandaag"
