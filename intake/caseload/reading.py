"""Read a spreadsheet that somebody brings in: nothing of it runs, nothing large is unpacked, no BSN is kept.

The file is read in memory and never stored. What can not be kept (a formula, a citizen service number) is taken out
before a line reaches the database, and the line says why.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from intake.models import MAX_CELL
from rmt_portal import clean_text

MAX_BYTES = 2_000_000
MAX_LINES = 1_000
MAX_COLUMNS = 60
MAX_UNPACKED = 20_000_000
"""What an xlsx may become when it is unpacked; 1,000 lines of 60 full columns stay well below it."""
MAX_MEMBERS = 200
_LAST_ROW = 1_048_576
_BSN_HEADING = re.compile(r"\b(bsn|burger ?service ?nummer|sofi ?(nummer|nr)?|sofinr)\b")
_PHONE_HEADING = re.compile(r"tel|mobiel|gsm|phone|06|nummer thuis")
_ENOUGH_TO_TELL = 3


class UnusableFile(ValueError):
    """The file as a whole can not be taken; the message says what to do."""


@dataclass(frozen=True)
class ReadLine:
    """A line: its number in the spreadsheet, the text of its cells, and why it can not be taken (or nothing)."""

    number: int
    cells: list[str]
    trouble: str = ""


@dataclass(frozen=True)
class Sheet:
    """The headings and the lines that are not empty."""

    headings: list[str]
    lines: list[ReadLine]


def read(name: str, data: bytes) -> Sheet:
    """Read the first sheet of an xlsx, or a csv with semicolons, commas or tabs.

    Raises:
        UnusableFile: it is too large, of another kind, damaged, or has a column with citizen service numbers.
    """
    if len(data) > MAX_BYTES:
        raise UnusableFile(_("Dit bestand is groter dan 2 MB. Verdeel het over meer bestanden."))
    if data.startswith(b"PK"):
        rows = _of_workbook(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0") or name.lower().endswith((".xls", ".ods", ".numbers", ".pdf")):
        raise UnusableFile(_("Bewaar het bestand als xlsx zonder wachtwoord, of als csv, en kies het opnieuw."))
    else:
        rows = _of_text(data)
    return _sheet(rows)


def _sheet(rows: Iterable[tuple[int, list[Any]]]) -> Sheet:
    filled = ((number, cells) for number, cells in rows if any(str(_plain(cell)).strip() for cell in cells))
    first = next(iter(filled), None)
    if first is None:
        raise UnusableFile(_("Er staat niets in dit bestand. Op de eerste regel horen de namen van de kolommen."))
    headings = [_short(_plain(cell)) for cell in first[1]]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > MAX_COLUMNS:
        raise UnusableFile(_("Dit bestand heeft meer dan 60 kolommen. Bewaar alleen de kolommen die nodig zijn."))
    _refuse_bsn_headings(headings)
    raw: list[tuple[int, list[Any]]] = []
    for number, cells in filled:
        raw.append((number, [*cells, *[""] * len(headings)][: len(headings)]))
        if len(raw) > MAX_LINES:
            raise UnusableFile(_("Dit bestand heeft meer dan 1.000 regels. Verdeel het over meer bestanden."))
    if not raw:
        raise UnusableFile(_("Er staan alleen namen van kolommen in dit bestand, en geen mensen."))
    _refuse_bsn_columns(headings, [cells for _number, cells in raw])
    return Sheet([_without_bsn(heading) for heading in headings], [_line(*row, headings) for row in raw])


def _line(number: int, cells: Sequence[Any], headings: Sequence[str]) -> ReadLine:
    """Return a line of text in which nothing stands that may not be kept."""
    kept, troubles = [], []
    for index, (cell, heading) in enumerate(zip(cells, headings, strict=True)):
        text, where = str(_plain(cell)).strip(), get_column_letter(index + 1)
        if text.startswith(("=", "@")):
            troubles.append(_("Cel %(cell)s is een formule. Plak alleen de waarde.") % {"cell": f"{where}{number}"})
            text = ""
        if _is_phone(heading):
            text = _with_zero(text)
        if clean_text.find_bsn(text) and not (_is_phone(heading) and text.startswith(("0", "+"))):
            said = _("In cel %(cell)s staat een getal dat op een BSN lijkt. Wij bewaren geen BSN. Haal het weg.")
            troubles.append(said % {"cell": f"{where}{number}"})
            text = ""
        if len(text) > MAX_CELL:
            troubles.append(_("Cel %(cell)s heeft meer dan 300 tekens.") % {"cell": f"{where}{number}"})
            text = ""
        kept.append(text.replace("\x00", ""))
    return ReadLine(number, kept, " ".join(troubles[:3]))


def _refuse_bsn_headings(headings: Sequence[str]) -> None:
    for index, heading in enumerate(headings):
        if _BSN_HEADING.search(re.sub(r"[^a-z0-9]+", " ", clean_text.fold(heading))):
            _refuse_column(index, heading)


def _refuse_bsn_columns(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Refuse a column that is full of citizen service numbers under another name.

    One in eleven numbers of nine digits passes the test by chance; more than half of a column does not.
    """
    for index, heading in enumerate(headings):
        if _is_phone(heading):
            continue
        texts = [text for row in rows if (text := str(_plain(row[index])).strip())]
        nine = [text.zfill(9) if re.fullmatch(r"[0-9]{8}", text) else text for text in texts]  # a zero was lost
        found = sum(clean_text.find_bsn(text) is not None for text in nine)
        if found >= _ENOUGH_TO_TELL and found * 2 > len(texts):
            _refuse_column(index, "")


def _refuse_column(index: int, heading: str) -> None:
    said = _(
        "Kolom %(column)s %(heading)s heeft burgerservicenummers (BSN). Wij mogen die niet bewaren en hebben ze niet"
        " nodig. Haal de kolom weg en kies het bestand opnieuw. Er is niets bewaard."
    )
    quoted = f"({_without_bsn(heading)})" if heading else ""
    raise UnusableFile(" ".join((said % {"column": get_column_letter(index + 1), "heading": quoted}).split()))


def _without_bsn(text: str) -> str:
    return "" if clean_text.find_bsn(text) else text


def _is_phone(heading: str) -> bool:
    return bool(_PHONE_HEADING.search(clean_text.fold(heading)))


def _with_zero(text: str) -> str:
    """Give a Dutch number the zero back that a spreadsheet takes away."""
    return f"0{text}" if re.fullmatch(r"[1-9][0-9]{8}", text) else text


def _plain(value: Any) -> str:
    """Return the text of a cell: a day as 2026-11-22, a number without a decimal point that it does not need."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _short(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:MAX_CELL]


def _of_text(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a csv; Dutch spreadsheets save it with semicolons, and often in the old Windows letters."""
    if b"\x00" in data:
        raise UnusableFile(_("Dit bestand kennen we niet. Kies een xlsx of csv."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, row[: MAX_COLUMNS + 1]
    except csv.Error as error:
        said = _("Regel %(n)d is niet te lezen. Bewaar het bestand opnieuw als csv of xlsx.")
        raise UnusableFile(said % {"n": reader.line_num}) from error


def _of_workbook(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    damaged = _("Dit bestand is niet te lezen. Open het, bewaar het opnieuw als xlsx en kies het nog een keer.")
    try:
        _refuse_bomb(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet: Any = book.worksheets[0]
            rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=MAX_COLUMNS + 1, values_only=True)
            for number, row in enumerate(rows, start=1):
                if row and any(cell is not None for cell in row):
                    yield number, list(row)
        finally:
            book.close()
    except UnusableFile:
        raise
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, TypeError,
            AttributeError, OSError, EOFError, NotImplementedError, RuntimeError, OverflowError) as error:  # fmt: skip
        raise UnusableFile(damaged) from error


def _refuse_bomb(data: bytes) -> None:
    """Look into the archive before anything is unpacked: how much it becomes, and whether a text defines entities."""
    too_large = _("Dit bestand wordt te groot als we het openen. Bewaar alleen de kolommen en regels die nodig zijn.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise UnusableFile(too_large)
        for member in members:
            if not member.filename.lower().endswith((".xml", ".rels")):
                continue
            text = archive.read(member)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text[:200]:
                raise UnusableFile(_("Dit bestand kunnen we niet veilig openen. Bewaar het opnieuw als xlsx of csv."))
