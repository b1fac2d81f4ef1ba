"""The public pages: start, information, errors, and where a signed-in person belongs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from intake import drafts, teams
from partners.models import Role
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.nlds.context import brands_of, last_known_brand, show_brand, speak_for_all
from rmt_portal.nlds.help_lines import HELP_LINES
from rmt_portal.reference.models import RegionBrand
from rmt_portal.workplace.member import GUIDING_ROLES, member_of

REGISTER_URL = "/aanmelden/"
WORKPLACE_URL = "/admin/"
WORKPLACE_ROLES = GUIDING_ROLES | {
    Role.COORDINATOR.value,
    Role.REGIONAL_MANAGER.value,
    Role.PRIVACY_OFFICER.value,
    Role.ADMINISTRATOR.value,
    Role.BUDGET_HOLDER.value,
}
"""Who works in the workplace first; the other partner staff starts at the referrals."""
SECURITY_TXT_DAYS = 180


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the start page: one sentence, one button, how it works, a phone number.

    A site of several regions asks the postcode first and lists its teams, because no team answers for all of them.
    """
    here = teams.open_here(request)
    speak_for_all(request)
    return _start(request, here if len(here) > 1 else [], {})


@login_not_required
@require_safe
def region_start(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the start page of one of the regions of this site, under its own address."""
    team = next((brand for brand in brands_of(request) if brand.slug == slug), None)
    if team is None:
        raise Http404(slug)
    show_brand(request, team)
    return _start(request, [], {"regio": team.slug})


def _start(request: HttpRequest, several: list[RegionBrand], query: dict[str, str]) -> HttpResponse:
    """Draw the start page; the door somebody came through goes along to the registration."""
    if door := request.GET.get("deur"):
        query["deur"] = door
    url = f"{REGISTER_URL}?{urlencode(query)}" if query else REGISTER_URL
    return render(request, "pages/start.html", {"register_url": url, "teams": several})


def speak_for_whose_team_it_is(request: HttpRequest) -> list[RegionBrand]:
    """Let an information page speak for the team somebody came for; otherwise for nobody, with all teams to call."""
    draft = drafts.of(request.session)
    region = draft.region if draft is not None and draft.recorded_by_id is None else None
    team = getattr(region, "brand", None) or teams.chosen(request)
    if team is not None:
        show_brand(request, team)
        return []
    speak_for_all(request)
    found = teams.open_here(request)
    return found if len(found) > 1 else []


def _page(template: str, **context: Any) -> Callable[[HttpRequest], HttpResponse]:
    """Make a view that only shows a text."""

    @login_not_required
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, template, context | {"teams": speak_for_whose_team_it_is(request)})

    return view


privacy = _page("pages/privacy.html", draft_days=settings.DRAFT_DAYS)
accessibility = _page("pages/accessibility.html")
complaint = _page("pages/complaint.html")
money_help = _page("pages/money_help.html", help_lines=HELP_LINES)
interpreter = _page("pages/interpreter.html")


@never_cache
@require_safe
def my_place(request: HttpRequest) -> HttpResponse:
    """Send a signed-in person to where they work; someone without a place here reads who to call."""
    member = member_of(request)
    if member is not None and (not member.memberships or member.roles & WORKPLACE_ROLES):
        return HttpResponseRedirect(WORKPLACE_URL)
    if reach_of(request.user).memberships:
        return HttpResponseRedirect(reverse("referrals"))
    return render(request, "pages/no_place.html")


@login_not_required
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Let search engines find the start page and the information, and nothing else."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /account/",
        f"Disallow: {REGISTER_URL}",
        "Disallow: /start/",
        "Disallow: /mijn/",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a leak (RFC 9116); always valid for half a year from today."""
    expires = (clock.now() + timedelta(days=SECURITY_TXT_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {request.build_absolute_uri('/klacht-of-tip/')}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        "Preferred-Languages: nl, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that can not be understood, or that is too large to be read.

    The host name may be what is wrong, so the brand is the one last shown.
    """
    show_brand(request, last_known_brand(request))
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who may not see this, with who to ask; never with what stands there."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address where nothing is."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open too long or came from elsewhere; the answers stay in the browser's history."""
    return render(request, "403_csrf.html", status=403)


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke: asks nothing of the database, and says a number and the time."""
    context = {
        "brand": last_known_brand(request),
        "time": formats.date_format(timezone.localtime(clock.now()), "j F Y H:i"),
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(render_to_string("500.html", context), status=500)
