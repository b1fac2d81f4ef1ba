"""The log for the privacy officer: search, page by page, and the same as a file."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners import access
from partners.models import Role
from rmt_portal import clock, csv_file, row_security
from rmt_portal.audit import log
from rmt_portal.audit.search import Page, page
from rmt_portal.typed_numbers import number_of
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.oversight.log_form import LogForm
from rmt_portal.workplace.oversight.log_rows import rows_of
from rmt_portal.workplace.refusal import member_only

READ = "log.read"
EXPORT_MOST = 20_000
OLDER, NEWER = "ouder", "nieuwer"


def watched_regions(member: Member) -> tuple[int, ...]:
    """Return the regions in which this person looks after privacy."""
    return tuple(sorted({m.region_id for m in member.memberships if m.role == Role.PRIVACY_OFFICER}))


@require_safe
@member_only
def search_log(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the newest lines that fit; the page says what is wrong with a filter and then shows nothing."""
    access.require(request, access.may(member.user, READ))
    with row_security.house("oversight"):
        form = LogForm(request.GET if _asked(request) else {}, region_ids=watched_regions(member))
        found, rows = Page(), []
        if form.is_valid():
            found = page(form.search(), older_than=_key(request, OLDER), newer_than=_key(request, NEWER))
            rows = rows_of(found.lines, form.region_ids, known_people=form.people, known_places=form.places)
            _record(request, "log.search", form, len(rows))
    context = page_context(request, _("Logboek")) | {
        "form": form,
        "form_has_errors": bool(form.errors),
        "rows": rows,
        "older_url": _url(request, OLDER, found.older_than),
        "newer_url": _url(request, NEWER, found.newer_than),
        "is_filtered": form.is_valid() and bool(form.in_use()),
        "export_url": f"{reverse('admin:log_export')}?{_query(request)}",
        "export_most": EXPORT_MOST,
    }
    return TemplateResponse(request, "workplace/oversight/log.html", context)


@require_POST
@member_only
def export_log(request: HttpRequest, member: Member) -> HttpResponse:
    """Answer with what the filter finds as a file; how many lines went out stands in the log."""
    access.require(request, access.may(member.user, READ))
    with row_security.house("oversight"):
        form = LogForm(request.GET, region_ids=watched_regions(member))
        if not form.is_valid():
            context = page_context(request, _("Logboek")) | {"form": form, "form_has_errors": True}
            return TemplateResponse(request, "workplace/oversight/log_refused.html", context, status=400)
        lines = list(form.search().lines()[:EXPORT_MOST])
        rows = rows_of(lines, form.region_ids, clients_shown=1000)
        _record(request, "log.export", form, len(rows))
    header = [_("regel"), _("moment"), _("wat"), _("resultaat"), _("door"), _("organisatie"), _("over"), _("velden"),
              _("reden")]  # fmt: skip
    values = (
        [
            row.pk,
            timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M:%S"),
            row.what,
            _("geweigerd") if row.was_refused else _("gelukt"),
            row.who,
            row.organisation,
            ", ".join(row.about),
            row.fields,
            row.why,
        ]
        for row in rows
    )
    return csv_file.response(f"logboek-{clock.today():%Y-%m-%d}", header, values)


def _record(request: HttpRequest, action: str, form: LogForm, number: int) -> None:
    """Log the search itself: which filters, about whom, and how many lines were shown; not what was typed."""
    client_id = form.client_ids[0] if form.client_ids else None
    log.record(
        action,
        object_kind="audit.auditline",
        client_ids=[client_id] if client_id is not None else [],
        fields=form.in_use(),
        reasons=[f"rows:{number}"],
        request=request,
    )


def _asked(request: HttpRequest) -> bool:
    return any(request.GET.get(name) for name in LogForm.base_fields)


def _key(request: HttpRequest, name: str) -> int | None:
    return number_of(request.GET.get(name, ""))


def _query(request: HttpRequest, **more: Any) -> str:
    kept = {name: request.GET[name] for name in LogForm.base_fields if request.GET.get(name)}
    return urlencode({name: value.encode("utf-8", "replace") for name, value in kept.items()} | more)


def _url(request: HttpRequest, name: str, key: int | None) -> str:
    return "" if key is None else f"{request.path}?{_query(request, **{name: key})}"
