"""The dossiers behind a figure, as far as they are open to who asks."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.models import Case
from partners import access
from partners.reach import reach_of
from rmt_portal import row_security
from rmt_portal.audit import log
from rmt_portal.workplace.figures.asked import read
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.paging import CountedPaginator
from rmt_portal.workplace.refusal import member_only, missing
from rmt_portal.workplace.rows import row_of
from services.figures import counting, drawing, reading
from services.figures.reports import find
from services.figures.words import Names

PER_PAGE = 25


@require_safe
@member_only
def cases_behind(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the dossiers a figure counts; a figure that is left out has no list, and who may know less sees less."""
    access.require(request, access.may(member.user, drawing.READ))
    asked, given = read(request, member), request.GET
    found = find(given.get("rapport", ""), given.get("tabel", ""))
    snapshot, row, column = asked.snapshot, given.get("rij"), given.get("kolom")
    if found is None or snapshot is None or not reading.shows(snapshot, *found, row, column):
        return missing(request)
    report, table = found
    open_layer = reach_of(member.user).regional_layer(asked.region.pk)
    if open_layer is None or open_layer < table.layer:
        access.require(request, access.Decision(False, (access.Reason.LAYER,)))
    with row_security.house("figures"):
        counted = counting.case_ids(table, asked.region.pk, asked.month, row, column)
    cases = Case.objects.dossiers_of(member.user, table.layer).filter(pk__in=counted, region=asked.region)
    total = cases.count()
    page = CountedPaginator(cases.order_by("-opened_at", "-pk").values_list("pk", flat=True), PER_PAGE, total)
    shown = page.get_page(given.get("pagina"))
    by_id = {
        case.pk: case
        for case in Case.objects.dossiers_of(member.user, table.layer)
        .filter(pk__in=list(shown.object_list))
        .with_list_columns()
    }
    rows = [row_of(by_id[pk]) for pk in shown.object_list if pk in by_id]
    log.record(
        "figures.list", object_kind="intake.case", object_ids=[r.case.pk for r in rows],
        client_ids=[r.case.client_id for r in rows], fields=[f"{report.slug}.{table.slug}"], request=request,
    )  # fmt: skip
    names = Names([(table.rows, row or ""), (table.columns, column or "")])
    where = {"rapport": report.slug, "tabel": table.slug, "rij": row, "kolom": column}
    context = page_context(request, _("Dossiers achter een cijfer")) | {
        "asked": asked,
        "report": report,
        "table": table,
        "what": [names.say(w, c) for w, c in ((table.rows, row), (table.columns, column)) if c is not None],
        "rows": rows,
        "total": total,
        "counted": len(counted),
        "page": shown,
        "pages": [
            {
                "label": n,
                "url": asked.url("figures_cases", **where, pagina=n) if isinstance(n, int) else "",
                "current": n == shown.number,
            }
            for n in page.get_elided_page_range(shown.number, on_each_side=2, on_ends=1)
        ],
        "back_url": asked.url(),
    }
    return TemplateResponse(request, "workplace/figures/cases.html", context)
