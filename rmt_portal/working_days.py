"""Dutch working days: Monday to Friday, except the national holidays.

A promise ("we call within two working days") and every deadline of a referral are counted with this calendar.
Source of the days: rijksoverheid.nl, "Officiële feestdagen". Two of them ask a rule of our own:

- Liberation day (5 May) is a day off for civil servants every year; most collective agreements make it one in lustrum
  years only (2025, 2030). Partners close in lustrum years, so only then it is no working day here.
- Good Friday is no official holiday and most desks are open: it counts as a working day.

King's day is 27 April, or 26 April when the 27th is a Sunday.
"""

from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
SUNDAY = 6


def easter(year: int) -> date:
    """Return Easter Sunday of a Gregorian year (the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which partners are closed although it may be Monday to Friday."""
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    days = {
        date(year, 1, 1),
        sunday,
        sunday + timedelta(days=1),
        kings_day - timedelta(days=1) if kings_day.weekday() == SUNDAY else kings_day,
        sunday + timedelta(days=39),  # Ascension day
        sunday + timedelta(days=49),  # Whit Sunday
        sunday + timedelta(days=50),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if year % 5 == 0:
        days.add(date(year, 5, 5))
    return frozenset(days)


def is_working_day(day: date) -> bool:
    """Say whether partners work on this day."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def add(start: date, days: int) -> date:
    """Return the day that lies ``days`` working days after ``start``; zero gives the first working day from ``start``.

    The start itself never counts, so a registration on Friday evening with two days is promised for Tuesday.

    Raises:
        ValueError: ``days`` is negative.
    """
    if days < 0:
        raise ValueError("count working days forward only")
    day = start
    if days == 0:
        while not is_working_day(day):
            day += timedelta(days=1)
        return day
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def between(start: date, end: date) -> int:
    """Return the working days after ``start``, up to and including ``end``; negative when ``end`` is earlier."""
    if end < start:
        return -between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
