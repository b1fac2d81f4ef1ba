"""The figures of a month as a file: what the page shows, a line per figure, with the definitions."""

from collections.abc import Iterator
from io import BytesIO

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.styles import Font

from rmt_portal import csv_file
from rmt_portal.workplace.figures.asked import Asked
from services.figures.reading import Chapter
from services.models import FigureSnapshot

HEAD = [
    gettext_lazy("regio"), gettext_lazy("maand"), gettext_lazy("rapport"), gettext_lazy("tabel"), gettext_lazy("rij"),
    gettext_lazy("kolom"), gettext_lazy("waarde"),
]  # fmt: skip
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows(asked: Asked, chapters: list[Chapter]) -> Iterator[list[str]]:
    """Return a line per figure; what is about too few people says so."""
    for chapter in chapters:
        for sheet in chapter.sheets:
            for line in sheet.lines:
                for head, cell in zip(sheet.head[1:], line.cells, strict=True):
                    value = _("niet getoond") if cell.text is None else cell.text
                    yield [
                        asked.region.name, asked.month.code, str(chapter.report.title), str(sheet.table.title),
                        line.title, head, value,
                    ]  # fmt: skip


def workbook(name: str, asked: Asked, snapshot: FigureSnapshot, chapters: list[Chapter]) -> HttpResponse:
    """Answer with a workbook: a sheet per report as on the page, and one with the definitions."""
    book = Workbook()
    about = book.active
    assert about is not None
    about.title = _("Uitleg")
    about.append([_("Cijfers van %(region)s, %(month)s") % {"region": asked.region.name, "month": asked.month.code}])
    about.append([_("Vastgelegd op %(day)s") % {"day": f"{snapshot.made_at:%d-%m-%Y}"}])
    about.append([_("“Niet getoond”: het gaat over te weinig mensen, of een ander getal zou dat verraden.")])
    for chapter in chapters:
        about.append([csv_file.safe(chapter.report.title), csv_file.safe(chapter.report.definition)])
        page = book.create_sheet(str(chapter.report.title)[:31])
        for sheet in chapter.sheets:
            page.append([csv_file.safe(sheet.table.title)])
            page.append([csv_file.safe(head) for head in sheet.head])
            for cell in (*page[page.max_row - 1], *page[page.max_row]):
                cell.font = Font(bold=True)
            for line in sheet.lines:
                values = [_("niet getoond") if c.text is None else _value(c.text) for c in line.cells]
                page.append([csv_file.safe(line.title), *values])
            page.append([])
        page.column_dimensions["A"].width = 36
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 30, 100
    answer = HttpResponse(content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    kept = BytesIO()
    book.save(kept)
    answer.write(kept.getvalue())
    return answer


def _value(text: str) -> str | int:
    return int(text) if text.isdecimal() else csv_file.safe(text)
