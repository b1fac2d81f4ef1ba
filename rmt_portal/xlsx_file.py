"""A list as an Excel file in which no cell can be a formula (see :mod:`rmt_portal.csv_file`)."""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook

from rmt_portal.csv_file import safe

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def response(name: str, header: Sequence[object], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with the list as a download; every cell is text, as in the csv."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=name[:31])
    for row in (header, *rows):
        sheet.append([safe(cell) for cell in row])
    data = io.BytesIO()
    book.save(data)
    answer = HttpResponse(data.getvalue(), content_type=KIND)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
