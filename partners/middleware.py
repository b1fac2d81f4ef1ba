"""Nobody enters without signing in, no member of staff without a second factor, and nobody stays in for ever."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from partners.reach import reach_of
from partners.second_factor import has_second_factor
from partners.sessions import SECOND_FACTOR, SIGNED_IN_AT, touch
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.middleware import GetResponse

SET_UP_PAGES = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)
"""All that is open to who signed in and has no second factor yet."""


class LoginRequiredMiddleware(DjangoLoginRequiredMiddleware):
    """Deny by default; a public view says so with ``@login_not_required``."""


class SignedInMiddleware:
    """Watch over a signed-in session: an hour idle or twelve hours in all ends it, and no page of it is kept anywhere.

    The idle time is the session's own age (``SESSION_COOKIE_AGE``), which starts anew when the session is written.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End a session that is too old; otherwise note who this is and answer."""
        if request.user.is_authenticated:
            self._watch(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            request.session.setdefault(SIGNED_IN_AT, clock.now().timestamp())
            response["Cache-Control"] = "no-store"
        return response

    def _watch(self, request: HttpRequest) -> None:
        session, now = request.session, clock.now().timestamp()
        began = session.setdefault(SIGNED_IN_AT, now)
        if now - began > settings.RMT_STAFF_LONGEST_SESSION.total_seconds():
            log.record_apart(request, "session.end", reasons=["too_long"])
            logout(request)
            return
        touch(session)
        organisations = reach_of(request.user).memberships
        request.organisation_id = organisations[0].organisation_id if organisations else None  # type: ignore[attr-defined]


class RowSecurityMiddleware:
    """Let every query of the request run as the person who signed in, or as nobody (:mod:`rmt_portal.row_security`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in the scope of who asks."""
        signed_in = request.user.is_authenticated
        scope = row_security.Scope("person", user_id=request.user.pk) if signed_in else row_security.NOBODY
        with row_security.within(scope):
            return self.get_response(request)


class SecondFactorMiddleware:
    """Until a second factor is set up, everything but setting one up and logging out leads there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send who has no second factor to the page where it is set up. Public pages stay public."""
        if not request.user.is_authenticated or request.session.get(SECOND_FACTOR):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in SET_UP_PAGES:
            return None
        if has_second_factor(request.user):
            request.session[SECOND_FACTOR] = True
            return None
        if not getattr(view, "login_required", True) and not _is_account_page(request):
            return None
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _is_account_page(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("account_login").removesuffix("login/"))
