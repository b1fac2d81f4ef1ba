"""A whole month as a stretch of time: figures are about months that are over, so that no two differ by one person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from rmt_portal import clock


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, by its first day."""

    first: date

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month a day is in."""
        return cls(day.replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """Read "2026-10"; None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    @classmethod
    def newest(cls) -> "Month":
        """Return the last month that is over."""
        return cls.of(clock.today()).back(1)

    def back(self, months: int) -> "Month":
        """Return the month so many months earlier."""
        number = self.first.year * 12 + self.first.month - 1 - months
        return Month(date(number // 12, number % 12 + 1, 1))

    @property
    def code(self) -> str:
        """The month as it stands in an address: "2026-10"."""
        return f"{self.first:%Y-%m}"

    @property
    def start(self) -> datetime:
        """The first moment, Dutch time."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return self.back(-1).start

    @property
    def last(self) -> date:
        """The last day."""
        return self.back(-1).first - timedelta(days=1)

    @property
    def half_year(self) -> "tuple[Month, Month]":
        """Return the newest half of a calendar year that was over before this month, as its first month and the next.

        Halves do not overlap, so that two of them can not be subtracted; a month later late notes are in.
        """
        after = Month(self.first.replace(month=1 if self.first.month < 7 else 7))
        return after.back(6), after

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it."""
        return self <= Month.newest()
