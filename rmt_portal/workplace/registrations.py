"""New registrations: who waits longest, against the promise we made, and taking one over (UX C2)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from intake.models import Case, Registration
from rmt_portal.audit import log
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.paging import CountedPaginator
from rmt_portal.workplace.refusal import member_only
from rmt_portal.workplace.rows import row_of

PER_PAGE = 25


@member_only
def registrations(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the cases nobody guides yet, the oldest registration first."""
    waiting = Case.objects.dossiers_of(member.user).without_coach()
    urgent_first = waiting.with_list_columns().with_urgency().order_by("-is_urgent", "opened_at", "pk")  # type: ignore[misc]
    paginator = CountedPaginator(urgent_first, PER_PAGE, waiting.count())
    page = paginator.get_page(request.GET.get("pagina"))
    rows = [row_of(case) for case in page.object_list]
    doors = _doors([row.case.pk for row in rows])
    log.record(
        action="registrations.list",
        object_kind="intake.case",
        object_ids=[row.case.pk for row in rows],
        client_ids=[row.case.client_id for row in rows],
        request=request,
    )
    context = page_context(request, _("Nieuwe aanmeldingen")) | {
        "rows": [(row, doors.get(row.case.pk, "")) for row in rows],
        "total": paginator.count,
        "page": page,
        "pages": [
            {"label": n, "url": f"{request.path}?pagina={n}" if isinstance(n, int) else "", "current": n == page.number}
            for n in paginator.get_elided_page_range(page.number)
        ],
    }
    return TemplateResponse(request, "workplace/registrations.html", context)


def _doors(case_ids: list[int]) -> dict[int, Any]:
    """Return through which door each of these cases came, in one query."""
    came = Registration.objects.filter(case__in=case_ids).select_related("entry_organisation").order_by("submitted_at")
    return {r.case_id: _door(r) for r in came.select_related("confirmation")}


def _door(registration: Registration) -> str:
    """Name the door; when staff filled in and the person did not say yes yet, that too."""
    door = str(registration.entry_organisation or registration.get_channel_display())
    confirmation = getattr(registration, "confirmation", None)
    waits = confirmation is not None and confirmation.is_open
    return _("%(door)s · nog niet bevestigd") % {"door": door} if waits else door
