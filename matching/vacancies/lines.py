"""A file of vacancies as a stream of lines: JSON lines of schema.org ``JobPosting``, or CSV with a header.

A line that can not be read is a :class:`Rejected` with its number and reason, never an exception: one bad line does
not cost the others.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

LONGEST_LINE = 1_000_000
"""Bytes; a longer line is no vacancy."""

CSV_COLUMNS = (
    "id", "title", "employer", "place", "postcode", "hours", "pay_min", "pay_max", "pay_unit", "contract",
    "education", "requirements", "training", "occupation", "industry", "posted_on", "valid_through", "url",
    "description", "source",
)  # fmt: skip
CSV_REQUIRED = ("title",)


class UnusableFile(ValueError):
    """The file as a whole can not be read; the message says what to do."""


@dataclass(frozen=True)
class Rejected:
    """A line that was not taken, and why. ``external_id`` when it could be read."""

    number: int
    reason: str
    external_id: str = ""


@dataclass(frozen=True)
class RawLine:
    """One readable line: its number and what it says, as it says it."""

    number: int
    fields: dict[str, Any]
    is_posting: bool


def read(path: Path) -> Iterator[RawLine | Rejected]:
    """Yield the lines of a ``.csv`` file as rows, and of any other file as JSON lines.

    Raises:
        UnusableFile: the file is not there, or a CSV file has no header that can be used.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnusableFile(
            _("Het bestand %(path)s is niet te lezen: %(why)s.") % {"path": path, "why": error.strerror}
        ) from error
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnusableFile(_("Dit bestand is UTF-16. Bewaar het als UTF-8 en probeer het opnieuw."))
    content = content.removeprefix(b"\xef\xbb\xbf")
    return _rows(content) if path.suffix.lower() == ".csv" else _postings(content)


def _postings(content: bytes) -> Iterator[RawLine | Rejected]:
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield _posting(number, line)


def _posting(number: int, line: bytes) -> RawLine | Rejected:
    if len(line) > LONGEST_LINE:
        return Rejected(number, _("de regel is langer dan 1 MB"))
    try:
        posting = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Rejected(number, _("de tekens zijn geen UTF-8"))
    except (ValueError, RecursionError):
        return Rejected(number, _("dit is geen geldige JSON (één vacature per regel)"))
    if not isinstance(posting, dict):
        return Rejected(number, _("deze regel is geen vacature, maar een lijst of losse waarde"))
    kind = posting.get("@type", "JobPosting")
    if "JobPosting" not in (kind if isinstance(kind, list) else [kind]):
        return Rejected(number, _("@type is geen JobPosting"))
    return RawLine(number, posting, is_posting=True)


def _rows(content: bytes) -> Iterator[RawLine | Rejected]:
    csv.field_size_limit(LONGEST_LINE)
    decoded = content.decode("utf-8", errors="surrogateescape").replace("\x00", "\ufffd")
    first = decoded.partition("\n")[0]
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise UnusableFile(_("De eerste regel is geen CSV: %(why)s.") % {"why": error}) from error
    _check_header(header)
    return _data_rows(reader, header)


def _check_header(header: list[str]) -> None:
    missing = [name for name in CSV_REQUIRED if name not in header]
    if not {"place", "postcode"} & set(header):
        missing.append("place")
    if missing:
        raise UnusableFile(
            _("In de eerste regel ontbreekt: %(missing)s. De kolommen heten: %(columns)s.")
            % {"missing": ", ".join(missing), "columns": ", ".join(CSV_COLUMNS)}
        )
    unknown = [name for name in header if name not in CSV_COLUMNS]
    twice = [name for name in set(header) if header.count(name) > 1]
    if unknown or twice:
        raise UnusableFile(
            _("Deze kolommen ken ik niet of staan er twee keer: %(names)s. De kolommen heten: %(columns)s.")
            % {"names": ", ".join(sorted({*unknown, *twice})), "columns": ", ".join(CSV_COLUMNS)}
        )


def _data_rows(reader: Any, header: list[str]) -> Iterator[RawLine | Rejected]:
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(number, _("dit is geen geldige CSV: %(why)s") % {"why": error})
            continue
        if any(cell.strip() for cell in row):
            yield _row(number, row, header)


def _row(number: int, row: list[str], header: list[str]) -> RawLine | Rejected:
    if len(row) != len(header):
        return Rejected(
            number,
            _('%(found)d kolommen, de eerste regel heeft er %(wanted)d (zet tekst met een komma tussen "aanhaling")')
            % {"found": len(row), "wanted": len(header)},
        )
    if any("\udc80" <= character <= "\udcff" or character == "\ufffd" for cell in row for character in cell):
        return Rejected(number, _("de tekens zijn geen UTF-8"))
    return RawLine(number, dict(zip(header, row, strict=True)), is_posting=False)
