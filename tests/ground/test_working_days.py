"""Dutch working days, against calendars anybody can look up."""

from datetime import date

import pytest

from rmt_portal import working_days


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(1961, date(1961, 4, 2)), (2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)), (2026, date(2026, 4, 5)),
     (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)  # fmt: skip
def test_easter(year, sunday):
    assert working_days.easter(year) == sunday


def test_the_holidays_of_2026():
    assert sorted(working_days.holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 5), date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 14),
        date(2026, 5, 24), date(2026, 5, 25), date(2026, 12, 25), date(2026, 12, 26),
    ]  # fmt: skip


def test_liberation_day_counts_in_lustrum_years_only():
    assert not working_days.is_working_day(date(2025, 5, 5))
    assert working_days.is_working_day(date(2026, 5, 5))


def test_kings_day_moves_to_saturday_when_it_would_be_a_sunday():
    assert date(2031, 4, 26) in working_days.holidays(2031)
    assert date(2031, 4, 27) not in working_days.holidays(2031)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 20), 2, date(2026, 11, 24)),  # Friday, over a weekend
        (date(2026, 11, 21), 2, date(2026, 11, 24)),  # Saturday
        (date(2026, 12, 24), 2, date(2026, 12, 29)),  # over Christmas and a weekend
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over new year
        (date(2026, 4, 3), 1, date(2026, 4, 7)),  # Good Friday, over Easter
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)
def test_adding_working_days(start, days, end):
    assert working_days.add(start, days) == end
    if days and working_days.is_working_day(start):
        assert working_days.between(start, end) == days
        assert working_days.between(end, start) == -days


def test_working_days_are_counted_forward_only():
    with pytest.raises(ValueError, match="forward"):
        working_days.add(date(2026, 1, 1), -1)
