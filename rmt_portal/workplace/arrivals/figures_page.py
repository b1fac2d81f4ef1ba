"""Figures of the registrations for coordinator and manager; nobody can be recognised in them."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from intake import triage_figures
from partners import access
from partners.models import Role
from rmt_portal import clock
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.refusal import member_only

PERIODS = (30, 90, 365)
READERS = (Role.COORDINATOR, Role.REGIONAL_MANAGER)


@member_only
def figures(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what happened with the registrations of the last weeks or months."""
    access.require(request, access.may(member.user, "figures.read"))
    asked = request.GET.get("dagen", "")
    days = int(asked) if asked.isdecimal() and int(asked) in PERIODS else PERIODS[1]
    today = clock.today()
    regions = sorted({m.region_id for m in member.memberships if m.role in READERS})
    context = page_context(request, _("Cijfers van de aanmelding")) | {
        "figures": triage_figures.of(regions, today - timedelta(days=days), today, today),
        "small": settings.SMALL_CELL,
        "periods": [
            {
                "label": _("Laatste %(days)d dagen") % {"days": n},
                "url": f"{request.path}?dagen={n}",
                "current": n == days,
            }
            for n in PERIODS
        ],
    }
    return TemplateResponse(request, "workplace/arrivals/figures.html", context)
