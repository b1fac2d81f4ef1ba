"""Read single values as people write them: bounded, and unknown (None) rather than guessed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from html import unescape
from typing import Any
from urllib.parse import urlsplit

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
MOST_HOURS = 60
MOST_PER_HOUR = Decimal(500)

_BREAK = re.compile(r"<\s*(?:br|/p|/li|/h\d|/div|/tr)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^>]{0,500}>")
# Control characters, lone surrogates and the marks that turn or hide text; line ends and tabs are treated as space.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_NUMBER = re.compile(r"\d[\d.,\s]{0,15}")
_HOURS = re.compile(
    r"(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:(?:-|–|—|/|tot(?:\s+en\s+met)?|t/m|à|to|until)\s*(\d{1,3}(?:[.,]\d{1,2})?))?"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


def text(value: Any, longest: int) -> str:
    """Return one line of plain text of at most ``longest`` characters; anything that is no text gives ""."""
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return _cut(" ".join(_UNSEEN.sub("", unescape(value)).split()), longest)


def prose(value: Any, longest: int) -> str:
    """Return text without markup, its paragraphs kept, of at most ``longest`` characters."""
    if isinstance(value, list):
        value = "\n".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return ""
    value = value[: longest * 4]
    plain = _UNSEEN.sub("", unescape(_TAG.sub(" ", _BREAK.sub("\n", value))))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return _cut("\n".join(line for line in lines if line), longest)


def _cut(plain: str, longest: int) -> str:
    plain = unicodedata.normalize("NFC", plain)
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def number(value: Any) -> Decimal | None:
    """Return a positive number as Dutch and English write it ("2.450,50", "2450.50", "€ 14,71"), or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        found = str(value)
    elif isinstance(value, str) and (match := _NUMBER.search(value)):
        found = _with_point("".join(match.group().split()).rstrip(".,"))
    else:
        return None
    try:
        parsed = Decimal(found)
    except InvalidOperation:
        return None
    return parsed if parsed.is_finite() and 0 < parsed < 10**9 else None


def _with_point(found: str) -> str:
    """Write a number with a point for decimals: the last separator is decimal unless three digits follow it."""
    last = max(found.rfind("."), found.rfind(","))
    if last < 0:
        return found
    whole, decimals = re.sub("[.,]", "", found[:last]), found[last + 1 :]
    return whole + decimals if len(decimals) == 3 else f"{whole}.{decimals}"


def amounts(value: Any) -> list[Decimal]:
    """Return the numbers of a text, in order ("2.400 - 3.100 euro" gives two)."""
    if not isinstance(value, str):
        single = number(value)
        return [single] if single is not None else []
    pieces = re.split(r"-|–|—|tot|t/m|\bto\b", value[:200])
    return [parsed for piece in pieces if (parsed := number(piece)) is not None]


def hours(value: Any) -> tuple[int, int] | None:
    """Return hours per week as (least, most) from "32-36 uur per week", "24 t/m 32" or 24; None when unclear.

    Times of day ("08:00-17:00") are no hours per week.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or _CLOCK.search(value):
        return None
    match = _HOURS.search(value[:200])
    if match is None:
        return None
    least = round(float(match.group(1).replace(",", ".")))
    most = round(float(match.group(2).replace(",", "."))) if match.group(2) else least
    return (least, most) if 1 <= least <= most <= MOST_HOURS else None


def day(value: Any) -> date | None:
    """Return a date from ISO text (with or without time) or "31-12-2026"; None outside 2000 to 2100."""
    if not isinstance(value, str):
        return None
    value = value.strip()[:40]
    for parse in (_iso_day, _dutch_day):
        found = parse(value)
        if found is not None:
            return found if EARLIEST_YEAR <= found.year <= LATEST_YEAR else None
    return None


def _iso_day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _dutch_day(value: str) -> date | None:
    match = re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", value)
    if match is None:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def web_address(value: Any) -> str:
    """Return an http(s) address of at most 500 characters, else ""."""
    address = text(value, 501)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    good = parts.scheme in {"http", "https"} and parts.netloc and len(address) <= 500 and " " not in address
    return address if good else ""


def postcode4(value: Any) -> str:
    """Return the four digits of a Dutch postcode, else ""."""
    match = re.match(r"\s*([1-9][0-9]{3})(?:\s*[A-Za-z]{2})?\s*$", value if isinstance(value, str) else "")
    return match[1] if match else ""


@dataclass(frozen=True)
class Pay:
    """Pay as a line states it: amounts of ``unit`` (hour, day, week, month or year) in euro."""

    lowest: Decimal
    highest: Decimal
    unit: str


FULL_WEEK = Decimal(38)
"""Hours of a full week when a line does not say: between the 36 and 40 of most collective agreements."""
NEARLY_FULL = 36
_WEEKS_PER_MONTH = Decimal(52) / 12


def per_hour(pay: Pay, hours_max: int | None, lawful: Decimal) -> tuple[Decimal, Decimal] | None:
    """Return pay per hour (lowest, highest), rounded to cents; None when the outcome can be no wage.

    An amount per week, month or year at fewer than 36 hours is ambiguous: most advertisements name the amount of a
    full week. It is read so, unless that would be under the ``lawful`` minimum; then it is for the hours stated.
    """
    if pay.unit in {"hour", "day"}:
        return _bounded(pay, Decimal(1 if pay.unit == "hour" else 8))
    weeks = {"week": Decimal(1), "month": _WEEKS_PER_MONTH, "year": Decimal(52)}[pay.unit]
    if hours_max is None:
        return _bounded(pay, weeks * FULL_WEEK)
    if hours_max >= NEARLY_FULL:
        return _bounded(pay, weeks * hours_max)
    full = _bounded(pay, weeks * FULL_WEEK)
    return full if full is not None and full[1] >= lawful else _bounded(pay, weeks * hours_max)


def _bounded(pay: Pay, hours_in_unit: Decimal) -> tuple[Decimal, Decimal] | None:
    lowest, highest = (_cents(amount / hours_in_unit) for amount in sorted((pay.lowest, pay.highest)))
    return (lowest, highest) if 1 <= lowest <= highest <= MOST_PER_HOUR else None


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
