"""Files of a spreadsheet: a list as one in which no cell can be a formula, and the lines of one that somebody made.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``; whoever can choose a name could so let a
colleague's computer do something (OWASP, CSV injection). Such a cell begins with an apostrophe here.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.http import HttpResponse
from django.utils.translation import gettext as _

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class UnusableFile(ValueError):
    """The file as a whole can not be read; the message says what to do."""


def safe(value: object) -> str:
    """Return a value as the text of a cell that no spreadsheet runs."""
    text = "" if value is None else str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else text


def write(file: object, header: Sequence[object], rows: Iterable[Sequence[object]]) -> int:
    """Write header and rows to a file; return the number of rows. Semicolons, as Dutch spreadsheets expect."""
    writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)  # type: ignore[arg-type]
    writer.writerow([safe(cell) for cell in header])
    number = 0
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
        number += 1
    return number


def response(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with the list as a download; the mark in front tells a spreadsheet that it is UTF-8."""
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    write(answer, header, rows)
    return answer


def read(path: Path, columns: Sequence[str], required: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the cells of each line of a file in UTF-8, with semicolons or commas.

    A line has the columns its header names; what a spreadsheet left open is an empty text.

    Raises:
        UnusableFile: it is not there or no CSV in UTF-8, or its first line does not name the columns.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnusableFile(_("Het bestand is niet te lezen: %(why)s.") % {"why": error.strerror}) from error
    except UnicodeDecodeError as error:
        raise UnusableFile(_("Bewaar het bestand als UTF-8 en probeer het opnieuw.")) from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        _require_columns(set(reader.fieldnames or ()), columns, set(required))
        for row in reader:
            yield reader.line_num, {name: row[name] or "" for name in row if name in columns}
    except csv.Error as error:
        number = reader.line_num + 1  # where the line begins that has no end
        raise UnusableFile(_("Regel %(n)d is geen CSV: %(why)s.") % {"n": number, "why": error}) from error


def _require_columns(header: set[str], columns: Sequence[str], required: set[str]) -> None:
    if required - header or header - set(columns):
        words = _("De eerste regel noemt deze kolommen: %(columns)s. Verplicht: %(required)s.")
        raise UnusableFile(words % {"columns": ", ".join(columns), "required": ", ".join(sorted(required))})
