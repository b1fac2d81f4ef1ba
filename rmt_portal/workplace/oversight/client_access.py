"""Who may see one dossier and who looked, for the privacy officer; the dossier itself stays closed."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from intake.models import Case, Client
from partners import access
from rmt_portal import row_security
from rmt_portal.audit import log
from rmt_portal.workplace.access_tab import everything_about
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.oversight.log_search import watched_regions
from rmt_portal.workplace.refusal import member_only


@require_safe
@member_only
def client_access(request: HttpRequest, member: Member, public_id: UUID) -> HttpResponse:
    """Show the tab Toegang of one client of the own regions, by number and without a name."""
    access.require(request, access.may(member.user, "log.read"))
    with row_security.house("oversight"):
        client = Client.objects.filter(public_id=public_id, region__in=watched_regions(member)).first()
        if client is None:
            raise Http404
        case = Case.objects.filter(client=client).order_by("-opened_at", "-pk").first()
        log.record(
            "access.list", object_kind="intake.client", object_ids=[client.pk], client_ids=[client.pk], request=request
        )
        context = page_context(request, _("Toegang")) | everything_about(client.pk)
    context |= {"reference": case.reference if case else "", "number": client.pk}
    return TemplateResponse(request, "workplace/oversight/client_access.html", context)
