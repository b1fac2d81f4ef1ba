"""Tables as pictures: the places of bars and words in an SVG, worked out here, drawn by a template.

A picture says nothing the table beside it does not say; each bar has its name and number in words, so that it needs no
colour. All measures are in units of a field 360 wide.
"""

from dataclasses import dataclass

from rmt_portal.workplace.figures.streams import Stream, stream_of
from services.figures.reading import Cell, Line, Sheet
from services.figures.reports import Picture

WIDTH = 360
ROW = 40
BAR_AT = 18
BAR = 14
WORDS = 62
"""Room for the number behind a bar."""
MOST_ROWS = 30


@dataclass(frozen=True)
class Bar:
    """A row: ``length`` of the bar, ``mark`` how far its first part reaches, ``text`` behind it."""

    title: str
    text: str
    y: int
    length: float
    mark: float | None = None
    is_hidden: bool = False

    @property
    def words_y(self) -> int:
        """Where the name stands."""
        return self.y + 12

    @property
    def bar_y(self) -> int:
        """Where the bar begins."""
        return self.y + BAR_AT

    @property
    def text_x(self) -> float:
        """Where the number begins."""
        return round(self.length + 6, 1)

    @property
    def text_y(self) -> int:
        """Where the number stands."""
        return self.y + BAR_AT + 11


@dataclass(frozen=True)
class Drawing:
    """A picture of a table."""

    bars: list[Bar]
    is_spread: bool
    is_stream: bool = False

    @property
    def height(self) -> int:
        """How high the field is."""
        return ROW * len(self.bars) + 4


def draw(sheet: Sheet) -> Drawing | Stream | None:
    """Draw a table, or None when it has no picture or nothing in it."""
    lines = [line for line in sheet.lines if not line.is_total][:MOST_ROWS]
    if sheet.table.picture is Picture.NONE or not lines:
        return None
    if sheet.table.picture is Picture.STREAM:
        return stream_of(sheet)
    if sheet.table.picture is Picture.SPREAD:
        return Drawing(_spread(lines), True)
    at = -1 if sheet.table.column else 0
    most = max((line.cells[at].number or 0 for line in lines), default=0)
    return Drawing([_bar(line.title, line.cells[at], n, most) for n, line in enumerate(lines)], False)


def _bar(title: str, cell: Cell, place: int, most: float) -> Bar:
    return Bar(title, cell.text or "", place * ROW, _length(cell.number, most), is_hidden=cell.text is None)


def _spread(lines: list[Line]) -> list[Bar]:
    most = max((line.cells[2].number or 0 for line in lines if line.cells[2].text is not None), default=0)
    return [
        Bar(
            line.title,
            "" if line.cells[2].text is None else f"{line.cells[1].text} / {line.cells[2].text}",
            place * ROW,
            _length(line.cells[2].number, most),
            _length(line.cells[1].number, most),
            line.cells[2].text is None,
        )
        for place, line in enumerate(lines)
    ]


def _length(number: float | None, most: float) -> float:
    return round((WIDTH - WORDS - 34) * (number or 0) / most, 1) if most else 0
