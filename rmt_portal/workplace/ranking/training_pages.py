"""Which training opens most work: for a client, for the own caseload, and for who decides about the budget."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matching.trainings import reading as training
from partners import access
from partners.models import Layer, Role
from partners.reach import reach_of
from rmt_portal.audit import log
from rmt_portal.workplace.dossier import Dossier, dossier_page, note
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import GUIDING_ROLES, Member
from rmt_portal.workplace.refusal import member_only, refuse
from rmt_portal.workplace.rows import dossier_url, row_of

FIGURE_ROLES = frozenset({Role.BUDGET_HOLDER.value, Role.REGIONAL_MANAGER.value, Role.COORDINATOR.value})
READERS = GUIDING_ROLES | FIGURE_ROLES


@require_safe
@dossier_page()
def of_client(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """Show which training opens most work for one client, within the limits of that client."""
    if opened.layer < Layer.WORK:
        reason = access.Reason.LAYER
        return refuse(request, [reason.label], reference=opened.case.reference, codes=[reason.value])
    note(request, opened, "training.read")
    context = page_context(request, _("Welke opleiding opent werk?")) | {
        "gains": training.of_client(opened.client.pk),
        "name": row_of(opened.case).name,
        "back_url": dossier_url(opened.case, "kansen"),
    }
    return TemplateResponse(request, "workplace/ranking/training_of_client.html", context)


@require_safe
@member_only
def trainings(request: HttpRequest, member: Member) -> HttpResponse:
    """Show the own caseload with names to who guides, and the figures of the region to who decides about the budget."""
    guides = access.may(member.user, training.OWN)
    figures = access.may(member.user, training.FIGURES)
    if not guides.allowed:
        access.require(request, figures)
    context = page_context(request, _("Scholing: wat opent werk?")) | {"small": settings.SMALL_CELL}
    if guides.allowed:
        own = training.of_caseload(member.user)
        shown = sorted({case.client_id for gain in own.trainings for case, _n in gain.cases})
        log.record("training.list", object_kind="intake.client", object_ids=shown, client_ids=shown, request=request)
        context["own"] = own
    if figures.allowed:
        held = [m for m in reach_of(member.user).memberships if m.role in FIGURE_ROLES]
        regions = {m.region_id: m.region for m in held}
        context["regions"] = [(region, training.of_region(pk)) for pk, region in sorted(regions.items())]
    return TemplateResponse(request, "workplace/ranking/trainings.html", context)
