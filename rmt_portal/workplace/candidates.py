"""The candidate list: six columns, chips with counts, filters in the address, late first (UX C3)."""

import re
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from intake.models import Case
from intake.models.case import CaseQuerySet
from rmt_portal.audit import log
from rmt_portal.postgres import planning
from rmt_portal.workplace import kept_search, saved_lists
from rmt_portal.workplace.candidate_filters import CandidateFilters, choices_for
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.paging import CountedPaginator
from rmt_portal.workplace.refusal import member_only
from rmt_portal.workplace.rows import CaseRow, row_of
from rmt_portal.workplace.together import actions

PER_PAGE = 25
LAST_LIST = "last_list"
_NUMBER = re.compile(r"^[1-9]\d{0,6}$")


@member_only
def candidates(request: HttpRequest, member: Member, mine: bool = False) -> HttpResponse:
    """Show the list; a search arrives by POST, so that no name ever stands in an address or a log file."""
    if request.method == "POST":
        return redirect(kept_search.keep(request))
    filters = CandidateFilters.read(request, member, mine)
    cases = filters.apply(Case.objects.dossiers_of(member.user, filters.layer, filters.category))
    with planning.whole_tables(filters.reads_whole_region):
        counts, page = _page(filters, cases, request.GET.get("pagina", "1"))
    rows = _rows(member, filters, list(page.object_list))
    _log_list(request, rows, filters)
    _remember(request)
    together = actions.open_to(member)
    context = page_context(request, _("Mijn kandidaten") if mine else _("Kandidaten")) | {
        "rows": rows,
        "actions": together,
        "can_choose": bool(together) and any(row.can_be_chosen for row in rows),
        "filters": filters,
        "chips": filters.chips(counts),
        "choices": choices_for(member, filters),
        "orders": filters.orders(),
        "total": counts[filters.signal],
        "page": page,
        "lists": saved_lists.links(filters),
        "save_url": saved_lists.save_url(filters),
        "pages": _page_links(page, filters),
    }
    return TemplateResponse(request, "workplace/candidates.html", context)


def _page(filters: CandidateFilters, cases: CaseQuerySet, wanted: str) -> tuple[dict[str, int], Page[int]]:
    """Return the counts of the chips and the page that is asked for; the nearest one when there is no such page."""
    in_order = filters.sort(filters.apply_signal(cases)).values_list("pk", flat=True)
    if filters.by_consent_only is None and _NUMBER.match(wanted):
        number = int(wanted)
        counts, ids = filters.page_with_counts(cases, (number - 1) * PER_PAGE, PER_PAGE)
        if ids:
            return counts, Page(ids, number, CountedPaginator(in_order, PER_PAGE, counts[filters.signal]))
    counts = filters.count_chips(cases)
    page = CountedPaginator(in_order, PER_PAGE, counts[filters.signal]).get_page(wanted)
    page.object_list = list(page.object_list)
    return counts, page


def _rows(member: Member, filters: CandidateFilters, ids: list[int]) -> list[CaseRow]:
    """Fetch what a page shows by the ids it holds: the columns are worked out for these cases only."""
    shown = Case.objects.dossiers_of(member.user, filters.layer, filters.category).filter(pk__in=ids)
    by_id = {case.pk: case for case in shown.with_list_columns()}
    return [row_of(by_id[pk]) for pk in ids if pk in by_id]


def _log_list(request: HttpRequest, rows: list[CaseRow], filters: CandidateFilters) -> None:
    """Log a list or a search as one line, with the clients that were shown."""
    log.record(
        action="candidates.search" if filters.text else "candidates.list",
        object_kind="intake.case",
        object_ids=[row.case.pk for row in rows],
        client_ids=[row.case.client_id for row in rows],
        fields=sorted(filters.active()),
        request=request,
    )


def _remember(request: HttpRequest) -> None:
    """Remember the address of this list, so that "terug" in a dossier leads here; writes only when it changed."""
    here = request.get_full_path()
    if request.session.get(LAST_LIST) != here:
        request.session[LAST_LIST] = here


def _page_links(page: Page[int], filters: CandidateFilters) -> list[dict[str, Any]]:
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [
        {
            "label": number,
            "url": filters.url(pagina=number) if isinstance(number, int) else "",
            "current": number == page.number,
        }
        for number in elided
    ]
