"""The privacy officer's list of dossiers opened in nood, each to be judged."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from intake.models import Case
from partners import access, emergencies
from partners.models import EmergencyAccess, Role, Verdict
from partners.reach import reach_of
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.contributions import TodayNumber
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.oversight.log_search import watched_regions
from rmt_portal.workplace.refusal import member_only

SHOWN_DAYS = 90
SHOWN = 200


def waiting_count(user: Any) -> int:
    """Count the openings in the officer's regions that nobody judged yet."""
    regions = [m.region_id for m in reach_of(user).memberships if m.role == Role.PRIVACY_OFFICER]
    with row_security.house("oversight"):
        return EmergencyAccess.objects.filter(region__in=regions, verdict="").exclude(user=user).count()


def watches(user: Any) -> bool:
    """Say whether this person looks after privacy somewhere."""
    return Role.PRIVACY_OFFICER.value in reach_of(user).roles


WAITING = TodayNumber(
    "nood-beoordelen",
    gettext_lazy("In nood geopend, nog te beoordelen"),
    waiting_count,
    lambda: reverse("admin:emergencies"),
    70,
    for_whom=watches,
)


@require_safe
@member_only
def emergency_list(request: HttpRequest, member: Member) -> HttpResponse:
    """List what was opened in the own regions: everything not judged yet, and what was judged in the last 90 days."""
    access.require(request, access.may(member.user, "log.read"))
    regions = watched_regions(member)
    since = clock.now() - timedelta(days=SHOWN_DAYS)
    with row_security.house("oversight"):
        found = EmergencyAccess.objects.filter(Q(at__gt=since) | Q(verdict=""), region__in=regions)
        rows = list(found.select_related("user", "organisation", "reviewed_by").order_by("-at", "-pk")[:SHOWN])
        cases = Case.objects.filter(client__in={row.client_id for row in rows}).order_by("opened_at", "pk")
        numbers = {client: (reference, public_id) for client, reference, public_id in
                   cases.values_list("client_id", "reference", "client__public_id")}  # fmt: skip
        log.record(
            "emergency.list",
            object_kind="partners.emergencyaccess",
            object_ids=[row.pk for row in rows],
            client_ids={row.client_id for row in rows},
            request=request,
        )
    context = page_context(request, _("Dossiers geopend in nood")) | {
        "rows": [(row, *numbers.get(row.client_id, ("", None)), row.user_id == member.user.pk) for row in rows],
        "days": SHOWN_DAYS,
        "verdicts": Verdict.choices,
    }
    return TemplateResponse(request, "workplace/emergency_list.html", context)


@require_POST
@member_only
def review(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Write down what the officer thinks of one opening."""
    access.require(request, access.may(member.user, "log.read"))
    with row_security.house("oversight"):
        opened = EmergencyAccess.objects.filter(pk=pk, region__in=watched_regions(member)).first()
        if opened is None:
            raise Http404
        verdict = request.POST.get("verdict", "")
        if verdict not in Verdict.values:
            messages.error(request, _("Kies eerst een oordeel."))
            return redirect("admin:emergencies")
        try:
            emergencies.review(opened, verdict, actor_of(request, member), request=request)
        except emergencies.OwnOpening:
            messages.error(request, _("Je opende dit dossier zelf. Vraag een andere privacyfunctionaris."))
            return redirect("admin:emergencies")
    messages.success(request, _("Opgeslagen: %(verdict)s.") % {"verdict": Verdict(verdict).label})
    return redirect("admin:emergencies")
