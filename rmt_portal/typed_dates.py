"""How people write a day ("27-3-1988", "27 mrt", "vrijdag 27 maart 1988", "1988-03-27") and a time, in one place.

Months are read in Dutch, English and German, by name or the first letters of it, with or without a dot: the region lies
at the border, and a phone fills in dates in its own language.
"""

import re
from dataclasses import dataclass
from datetime import date, time

from rmt_portal import clean_text

_DUTCH = "januari februari maart april mei juni juli augustus september oktober november december"
_ENGLISH = "january february march april may june july august september october november december"
_GERMAN = "januar februar marz april mai juni juli august september oktober november dezember"
_ALSO = {"mrt": 3, "mar": 3, "maerz": 3, "janner": 1}
_SHORTEST = 3
_NAMES = [(name, n) for names in (_DUTCH, _ENGLISH, _GERMAN) for n, name in enumerate(names.split(), start=1)]
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t].*)?")
_DAY_FIRST = re.compile(
    r"(?:[a-z]{2,}\.? )?(\d{1,2})(?:e|de|ste|\.)?(?:[-/. ]+|(?=[a-z]))(\d{1,2}|[a-z]{3,}\.?)(?:[-/. ]*(\d{4}))?"
)
_TIME = re.compile(r"(\d{1,2})(?: ?: ?(\d{1,2}))?")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")


@dataclass(frozen=True)
class Typed:
    """The parts of a day as somebody typed them; ``year`` None when it was left out."""

    day: int
    month: int
    year: int | None

    def on(self, year: int) -> date:
        """Return the day, in ``year`` when none was typed.

        Raises:
            ValueError: there is no such day.
        """
        return date(self.year or year, self.month, self.day)


def month_number(text: str) -> int:
    """Read "3", "03", "mrt", "mrt.", "Maart" or "März".

    Raises:
        ValueError: it is no month, or fewer than three letters of one.
    """
    plain = clean_text.fold(clean_text.ascii_digits(text)).rstrip(".")
    if plain.isdecimal():
        return int(plain)
    if plain in _ALSO:
        return _ALSO[plain]
    hits = {number for name, number in _NAMES if len(plain) >= _SHORTEST and name.startswith(plain)}
    if len(hits) != 1:
        raise ValueError(text)
    return hits.pop()


def read(text: str) -> Typed | None:
    """Read a whole day from one text; None when it is none. Whether the day exists shows in :meth:`Typed.on`."""
    plain = " ".join(clean_text.fold(clean_text.ascii_digits(text)).replace(",", " ").split())
    if found := _YEAR_FIRST.fullmatch(plain):
        return Typed(int(found[3]), int(found[2]), int(found[1]))
    found = _DAY_FIRST.fullmatch(plain) or _TOGETHER.fullmatch(plain)
    if found is None:
        return None
    try:
        return Typed(int(found[1]), month_number(found[2]), int(found[3]) if found[3] else None)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Read a time of the day: "10.30", "10:30", "10 uur", "10"; None when it is none."""
    plain = clean_text.ascii_digits(text).casefold().replace("uur", "").strip().replace(".", ":")
    found = _TIME.fullmatch(plain)
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None
