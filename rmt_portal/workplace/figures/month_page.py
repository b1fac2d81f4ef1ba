"""The figures of a month: to read, to have counted again, and as a file without names."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from intake.models import ENDED_STATES, CaseAssignment
from partners import access
from partners.reach import reach_of
from rmt_portal import csv_file
from rmt_portal.audit import log
from rmt_portal.workplace.figures import files, pictures
from rmt_portal.workplace.figures.asked import Asked, read
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing
from services.figures import drawing, reading
from services.figures.reports import REPORTS
from services.models import FigureSnapshot

KIND = "services.figuresnapshot"


@require_safe
@member_only
def month(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the newest figures of a month, or an earlier draw of it."""
    access.require(request, access.may(member.user, drawing.READ))
    asked = read(request, member)
    snapshot = asked.snapshot
    log.record(
        drawing.READ, object_kind=KIND, object_ids=[snapshot.pk] if snapshot else [], fields=[asked.month.code],
        request=request,
    )  # fmt: skip
    context = page_context(request, _("Cijfers")) | {
        "asked": asked,
        "month": asked.month,
        "choices": [(m.code, date_format(m.first, "F Y"), m == asked.month) for m in asked.months],
        "snapshot": snapshot,
        "progress": _progress(asked.being_made),
        "chapters": _chapters(asked, member) if snapshot else [],
        "draws": [(one, asked.url(keer=one.draw), one == snapshot) for one in asked.made],
        "changed": _changed(asked.made, snapshot),
        "coaches": _coaches(asked),
        "small": settings.SMALL_CELL,
        "csv_url": asked.url("figures_export", soort="csv"),
        "xlsx_url": asked.url("figures_export", soort="xlsx"),
    }
    return TemplateResponse(request, "workplace/figures/month.html", context)


@require_POST
@member_only
def draw(request: HttpRequest, member: Member) -> HttpResponse:
    """Have a month counted (again)."""
    access.require(request, access.may(member.user, drawing.DRAW))
    asked = read(request, member)
    try:
        drawing.ask(asked.region.pk, asked.month, actor_of(request, member), request=request)
    except drawing.NotOver:
        messages.error(request, _("Deze maand is nog niet voorbij, of er was nog niets. Kies een andere maand."))
    else:
        messages.success(request, _("De maand wordt berekend. Dat duurt een paar seconden."))
    return redirect(asked.url(keer=None))


@require_safe
@member_only
def export(request: HttpRequest, member: Member) -> HttpResponse:
    """Answer with what the page shows as a file: no names, no numbers of dossiers, no small cells."""
    access.require(request, access.may(member.user, drawing.READ))
    asked = read(request, member)
    snapshot = asked.snapshot
    if snapshot is None:
        return missing(request)
    log.record("figures.export", object_kind=KIND, object_ids=[snapshot.pk], request=request)
    name = f"cijfers-{asked.region.code}-{asked.month.code}"
    chapters = reading.read(snapshot)
    if request.GET.get("soort") == "xlsx":
        return files.workbook(name, asked, snapshot, chapters)
    return csv_file.response(name, files.HEAD, files.rows(asked, chapters))


def _chapters(asked: Asked, member: Member) -> list[dict[str, Any]]:
    """Return the reports with a picture per table, and the address of the list where that is open to who reads."""
    assert asked.snapshot is not None
    open_layer = reach_of(member.user).regional_layer(asked.region.pk)
    return [
        {
            "report": chapter.report,
            "sheets": [
                {
                    "sheet": sheet,
                    "picture": pictures.draw(sheet),
                    "lines": _lines(asked, sheet, open_layer is not None and open_layer >= sheet.table.layer),
                }
                for sheet in chapter.sheets
            ],
        }
        for chapter in reading.read(asked.snapshot)
    ]


def _lines(asked: Asked, sheet: reading.Sheet, has_lists: bool) -> list[dict[str, Any]]:
    where = {"rapport": sheet.report.slug, "tabel": sheet.table.slug}
    return [
        {
            "line": line,
            "cells": [
                {
                    "cell": cell,
                    "head": head,
                    "url": asked.url("figures_cases", **where, rij=cell.row, kolom=cell.column)
                    if has_lists and cell.has_list
                    else "",
                }
                for head, cell in zip(sheet.head[1:], line.cells, strict=True)
            ],
        }
        for line in sheet.lines
    ]


def _progress(running: FigureSnapshot | None) -> dict[str, int] | None:
    return None if running is None else {"done": len(running.numbers), "total": len(REPORTS)}


def _changed(made: list[FigureSnapshot], shown: FigureSnapshot | None) -> list[str] | None:
    """Name the tables that say something else than the draw before; None for a first draw."""
    before = next((one for one in made if shown is not None and one.draw < shown.draw), None)
    return None if before is None or shown is None else reading.differences(before, shown)


def _coaches(asked: Asked) -> list[dict[str, Any]]:
    """Return how many candidates each coach has now, the most first; the list of candidates says who they are."""
    running = CaseAssignment.objects.filter(until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY)
    running = running.filter(case__region=asked.region).exclude(case__state__in=ENDED_STATES)
    found: Any = running.order_by().values("coach", "coach__name", "organisation__name").annotate(n=Count("pk"))
    return list(found.order_by("-n", "coach__name", "coach"))
