"""A whole list of candidates, as it is filtered and searched, as a file without names."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake.models import Case
from partners import access
from partners.models import Layer
from rmt_portal.workplace.candidate_filters import CandidateFilters
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.refusal import member_only, missing
from rmt_portal.workplace.rows import CaseRow, row_of
from rmt_portal.workplace.together import export

MOST_IN_FILE = 2000
"""Candidates in one file: more than anybody guides, and far less than a region."""


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def whole_list(request: HttpRequest, member: Member, mine: bool = False) -> HttpResponse:
    """Say how many stand in the file and what about them, and make it after a press; a list too long is refused."""
    access.require(request, access.may(member.user, export.EXPORT))
    filters = replace(
        CandidateFilters.read(request, member, mine),
        path=reverse("admin:my_candidates" if mine else "admin:candidates"),
    )
    rows = _rows(member, filters)
    if rows is None:
        words = _("Deze lijst is te lang voor een bestand: hoogstens %(most)d kandidaten. Filter eerst.")
        messages.warning(request, words % {"most": MOST_IN_FILE})
        return redirect(filters.url())
    if request.method == "POST":
        form = request.POST.get("vorm", "")
        return export.response(request, rows, form) if form in export.FORMS else missing(request)
    context = page_context(request, _("Hele lijst als bestand zonder namen")) | {
        "number": len(rows),
        "gone": 0,
        "columns": export.COLUMNS,
        "back_url": filters.url(),
        "filtered_by": filters.in_words() if filters.active() else "",
    }
    return TemplateResponse(request, "workplace/together/file.html", context)


def _rows(member: Member, filters: CandidateFilters) -> list[CaseRow] | None:
    """Return the rows of the list that may be read, in its order; None when there are more than fit."""
    layer = max(filters.layer, Layer.TRIAGE)
    seen = Case.objects.dossiers_of(member.user, layer, filters.category)
    found = filters.sort(filters.apply_signal(filters.apply(seen)))
    ids = list(found.values_list("pk", flat=True)[: MOST_IN_FILE + 1])
    if len(ids) > MOST_IN_FILE:
        return None
    cases = Case.objects.dossiers_of(member.user, layer, filters.category).filter(pk__in=ids)
    by_id = {case.pk: row_of(case) for case in cases.with_list_columns()}
    return [by_id[pk] for pk in ids if pk in by_id and by_id[pk].can_be_chosen]
