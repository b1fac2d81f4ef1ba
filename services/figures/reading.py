"""Read a frozen month: tables in words, with what is about too few people left out, and what changed between draws."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from services.figures.hiding import ALL, hidden_in, with_totals
from services.figures.reports import REPORTS, Kind, Report, Table, Words
from services.figures.words import ORDERED, Names
from services.models import FigureSnapshot
from services.words import euro

HIDDEN = None


@dataclass(frozen=True)
class Cell:
    """One figure as people read it; ``text`` None is left out. ``row`` and ``column`` find the list behind it."""

    text: str | None
    row: str | None = None
    column: str | None = None
    number: float | None = None
    is_total: bool = False
    has_list: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table."""

    title: str
    code: str
    cells: list[Cell]
    is_total: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table as it is shown, drawn and exported."""

    report: Report
    table: Table
    head: list[str]
    lines: list[Line]

    @property
    def has_hidden(self) -> bool:
        """Whether something was left out."""
        return any(cell.text is HIDDEN for line in self.lines for cell in line.cells)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return not any(not line.is_total for line in self.lines)


@dataclass(frozen=True)
class Chapter:
    """A report with its tables."""

    report: Report
    sheets: list[Sheet]


def read(snapshot: FigureSnapshot) -> list[Chapter]:
    """Return every report of a frozen month; four questions for names, whatever it holds."""
    names = Names(_codes(snapshot))
    chapters = [
        Chapter(
            report,
            [
                sheet(report, table, _numbers(snapshot, report, table), names)
                for table in report.tables
                if table.slug in snapshot.of(report.slug)
            ],
        )
        for report in REPORTS
    ]
    return [chapter for chapter in chapters if chapter.sheets]


def sheet(report: Report, table: Table, numbers: list[Any], names: Names) -> Sheet:
    """Return one table of the numbers :func:`services.figures.counting.count` made."""
    make = {Kind.COUNT: _counts, Kind.FLOW: _flows, Kind.DAYS: _days, Kind.LOAD: _load, Kind.MONEY: _money,
            Kind.GRADE: _grades}  # fmt: skip
    head, lines = make[table.kind](table, numbers, names)
    if table.is_secret:
        lines = [replace(line, cells=[replace(cell, has_list=False) for cell in line.cells]) for line in lines]
    return Sheet(report, table, [_head_of(table.rows), *head], lines)


def shows(snapshot: FigureSnapshot, report: Report, table: Table, row: str | None, column: str | None) -> bool:
    """Say whether the figure of a cell (of a total with None) is shown, so that its list may be too."""
    made = sheet(report, table, _numbers(snapshot, report, table), Names([]))
    wanted = (row, column)
    return any(
        cell.has_list and cell.text is not HIDDEN and (cell.row, cell.column) == wanted
        for line in made.lines
        for cell in line.cells
    )


def differences(old: FigureSnapshot, new: FigureSnapshot) -> list[str]:
    """Name the tables of which two draws of a month say something else, of those that were counted both times."""
    return [
        f"{report.title}: {table.title}"
        for report in REPORTS
        for table in report.tables
        if table.slug in old.of(report.slug)
        and table.slug in new.of(report.slug)
        and _numbers(old, report, table) != _numbers(new, report, table)
    ]


# --- one kind of table each -------------------------------------------------------------------------------------------
def _counts(table: Table, numbers: list[Any], names: Names) -> tuple[list[str], list[Line]]:
    counts = {(row, column): n for row, column, n in numbers}
    full, hidden = with_totals(counts), hidden_in(counts, settings.SMALL_CELL)
    if hidden and table.is_whole:
        hidden = set(full)
    columns = _in_order(table.columns, {column for _, column in counts}, _weigher(full, hidden, 1), names)
    rows = _in_order(table.rows, {row for row, _ in counts}, _weigher(full, hidden, 0), names)
    shown = [*columns, ALL] if table.column else [ALL]
    # Months are a look back, not parts of one number.
    all_rows = rows if table.rows is Words.MONTH else [*rows, ALL]
    lines = []
    for row in all_rows if rows else []:
        cells = [_count_cell(full[row, c], (row, c) in hidden, row, c) for c in shown]
        if _has_share(table):
            cells.append(_share(cells[0], None if (ALL, ALL) in hidden else full[ALL, ALL]))
        lines.append(Line(names.say(table.rows, row), row, cells, row == ALL))
    if table.column:
        return [names.say(table.columns, c) for c in shown], lines
    return [_("Aantal"), *([_("Van de 100")] * _has_share(table))], lines


def _flows(table: Table, numbers: list[Any], names: Names) -> tuple[list[str], list[Line]]:
    """Each column by itself: one grant can be in several."""
    columns = _in_order(table.columns, {column for _, column, _ in numbers}, lambda code: 0, names)
    rows = sorted({row for row, _, _ in numbers}, key=lambda code: names.say(table.rows, code))
    per_column: dict[str, tuple[dict[Any, int], set[Any]]] = {}
    for column in columns:
        counts = {(row, ""): 0 for row in rows} | {(row, ""): n for row, c, n in numbers if c == column}
        per_column[column] = (with_totals(counts), hidden_in(counts, settings.SMALL_CELL))
    lines = []
    for row in [*rows, ALL] if rows else []:
        found = [(c, per_column[c][0][row, ALL], (row, ALL) in per_column[c][1]) for c in columns]
        cells = [_count_cell(n, gone, row, c) for c, n, gone in found]
        lines.append(Line(names.say(table.rows, row), row, cells, row == ALL))
    return [names.say(table.columns, c) for c in columns], lines


def _days(table: Table, numbers: list[Any], names: Names) -> tuple[list[str], list[Line]]:
    by_row = {row[0]: row[1:] for row in numbers}
    small = settings.SMALL_CELL
    rows = _in_order(table.rows, by_row, lambda code: by_row[code][0] if by_row[code][0] >= small else 0, names)
    has_step = any(by_row[row][3] is not None for row in rows)
    lines = []
    for row in rows:
        n, *days = by_row[row]
        few = 0 < n < small
        cells = [_count_cell(n, few, row, ALL)]
        told = days[: 4 if has_step else 2]
        cells += [Cell(HIDDEN) if few else Cell(_day_text(value), number=value) for value in told]
        lines.append(Line(names.say(table.rows, row), row, cells))
    head = [_("Hoeveel"), _("Mediaan"), _("Negen van de tien")]
    return head + ([_("Mediaan sinds vorige stap"), _("Negen van de tien sinds vorige stap")] * has_step), lines


def _load(table: Table, numbers: list[Any], names: Names) -> tuple[list[str], list[Line]]:
    counts = {(row[0], ""): row[1] for row in numbers}
    full, hidden = with_totals(counts), hidden_in(counts, settings.SMALL_CELL)
    lines = []
    by_row = {row[0]: row[1:] for row in numbers}
    for code in _in_order(table.rows, by_row, _weigher(full, hidden, 0), names):
        gone = (code, ALL) in hidden
        n, *load = by_row[code]
        rest = [Cell(HIDDEN) if gone else Cell(_number(value), number=value) for value in load]
        lines.append(Line(names.say(table.rows, code), code, [_count_cell(n, gone, code, ALL), *rest]))
    if lines:
        total = _count_cell(full[ALL, ALL], (ALL, ALL) in hidden, ALL, ALL)
        lines.append(Line(_("Totaal"), ALL, [total, *(Cell("") for _n in range(4))], is_total=True))
    return [_("Kandidaten"), _("Coaches"), _("Mediaan"), _("Negen van de tien"), _("Hoogste")], lines


def _money(table: Table, numbers: list[Any], names: Names) -> tuple[list[str], list[Line]]:
    """Where it is about little help, only what was put in the pot is told: the rest would tell what one person cost."""
    counts = {(row[0], ""): row[1] for row in numbers}
    full, hidden = with_totals(counts), hidden_in(counts, settings.SMALL_CELL)
    sums = {row[0]: [Decimal(amount) for amount in row[2:]] for row in numbers}
    lines = []
    for code in [*sorted(sums, key=lambda c: (-sums[c][0], c)), ALL] if numbers else []:
        amounts = (
            [sum(column, Decimal(0)) for column in zip(*sums.values(), strict=True)] if code == ALL else sums[code]
        )
        gone = (code, ALL) in hidden
        free = amounts[0] - sum(amounts[1:], Decimal(0))
        told = [Cell(HIDDEN) if gone else Cell(euro(amount), number=float(amount)) for amount in (*amounts[1:], free)]
        cells = [_count_cell(full[code, ALL], gone, code, ALL), Cell(euro(amounts[0]), number=float(amounts[0])), *told]
        lines.append(Line(names.say(table.rows, code), code, cells, code == ALL))
    return [_("Inzet"), _("In de pot"), _("Gereserveerd"), _("Verplicht"), _("Betaald"), _("Vrij")], lines


def _grades(table: Table, numbers: list[Any], names: Names) -> tuple[list[str], list[Line]]:
    lines = []
    for row, n, average in numbers:
        few = 0 < n < settings.SMALL_CELL
        cells = [_count_cell(n, few, row, ALL), Cell(HIDDEN) if few else Cell(_number(average), number=average)]
        lines.append(Line(names.say(table.rows, row), row, cells))
    return [_("Hoeveel"), _("Gemiddeld")], lines


def _has_share(table: Table) -> bool:
    return not table.column and table.rows is not Words.MONTH


def _share(cell: Cell, total: int | None) -> Cell:
    """How many of a hundred; only of what is shown."""
    if cell.number is None or not total:
        return Cell(HIDDEN if cell.text is HIDDEN else "–")
    share = 100 * cell.number / total
    return Cell(_number(round(share)) if share >= 1 or share == 0 else "<1", number=share, is_total=cell.is_total)


# --- small words ------------------------------------------------------------------------------------------------------
def _count_cell(n: int, gone: bool, row: str, column: str) -> Cell:
    return Cell(
        HIDDEN if gone else str(n),
        None if row == ALL else row,
        None if column == ALL else column,
        None if gone else n,
        ALL in (row, column),
        has_list=n > 0 and not gone,
    )


def _weigher(full: Any, hidden: set[Any], place: int) -> Callable[[str], int]:
    """Say how much a row (0) or column (1) weighs; what is left out weighs nothing, so that no order tells of it."""

    def weight(code: str) -> int:
        cell = (code, ALL) if place == 0 else (ALL, code)
        return 0 if cell in hidden else int(full[cell])

    return weight


def _in_order(words: Words, codes: Iterable[str], weight: Callable[[str], int], names: Names) -> list[str]:
    if words is Words.MONTH:
        return sorted(codes)
    if words in ORDERED:
        return sorted(codes, key=lambda code: Names.place_of(words, code))
    return sorted(codes, key=lambda code: (-weight(code), names.say(words, code), code))


def _day_text(days: float | None) -> str:
    return "–" if days is None else _("%(days)s d") % {"days": _number(days)}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _head_of(words: Words) -> str:
    heads = {
        Words.MONTH: _("Maand"), Words.CHANNEL: _("Kanaal"), Words.ORGANISATION: _("Organisatie"),
        Words.MUNICIPALITY: _("Gemeente"), Words.SITUATION: _("Situatie"), Words.REASON: _("Reden"),
        Words.STATE: _("Fase"), Words.WEEKS: _("Wacht"), Words.STEP: _("Stap"), Words.SERVICE_KIND: _("Dienst"),
        Words.SCHEME: _("Regeling"), Words.EXIT: _("Uitkomst"), Words.CONTRACT: _("Contract"),
        Words.DIRECT: _("Overstap"), Words.SECTOR: _("Van"), Words.RESULT: _("Na zes maanden"),
        Words.AGE: _("Leeftijd"), Words.BENEFIT: _("Uitkering"),
        Words.EDUCATION: _("Opleiding"), Words.PLACE_TO_LEARN: _("Plek"), Words.TERM: _("Termijn"),
        Words.GRADED: _("Cijfer"), Words.SAID: _("Antwoord"), Words.BAND: _("Cijfer"), Words.YES_NO: _("Antwoord"),
    }  # fmt: skip
    return heads.get(words, "")


def _numbers(snapshot: FigureSnapshot, report: Report, table: Table) -> list[Any]:
    return snapshot.of(report.slug).get(table.slug, [])


def _codes(snapshot: FigureSnapshot) -> Iterator[tuple[Words, str]]:
    for report in REPORTS:
        for table in report.tables:
            for row in _numbers(snapshot, report, table):
                yield table.rows, row[0]
                if table.column:
                    yield table.columns, row[1]
