"""The session of a client: who entered by link or code, for at most fifteen idle minutes, and never beside staff.

A client is no user of the portal. The session of the browser holds the number of the client; every page of the own
page asks :func:`own_page` first, which lets the rest run as that client for the database too. One browser is either a
client or staff: while somebody of the staff is signed in, the own page stays closed and forgets who was there.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake.models import Client
from rmt_portal import clock
from rmt_portal.nlds.context import show_brand
from rmt_portal.row_security import client as as_client

CLIENT, SEEN_AT, ENTERED_AT, GO_ON = "own_page_client", "own_page_seen", "own_page_entered", "own_page_next"
View = Callable[..., HttpResponse]


def enter(request: HttpRequest, client: Client) -> str:
    """Let a client in, in a session that held nothing of anybody else; returns the page to go on with."""
    after = str(request.session.get(GO_ON, ""))
    request.session.flush()
    now = clock.now().timestamp()
    request.session.update({CLIENT: client.pk, SEEN_AT: now, ENTERED_AT: now})
    request.session.set_expiry(settings.CLIENT_SESSION_SECONDS)
    return after


def leave(request: HttpRequest) -> None:
    """Forget everything this browser knew."""
    request.session.flush()


def client_id_of(request: HttpRequest) -> int | None:
    """Return which client is here now; None when nobody is, or when it took too long."""
    session, now = request.session, clock.now().timestamp()
    found = session.get(CLIENT)
    if not isinstance(found, int):
        return None
    idle = now - float(session.get(SEEN_AT, 0))
    there = now - float(session.get(ENTERED_AT, 0))
    longest = settings.RMT_STAFF_LONGEST_SESSION.total_seconds()
    if request.user.is_authenticated or idle > settings.CLIENT_SESSION_SECONDS or there > longest:
        for name in (CLIENT, SEEN_AT, ENTERED_AT):
            session.pop(name, None)
        return None
    return found


def at_the_door(*methods: str) -> Callable[[View], View]:
    """Open a page to who is not signed in yet; members of staff are told to use another window."""

    def decorate(view: View) -> View:
        @wraps(view)
        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return render(request, "mypage/staff.html", status=403)
            return view(request, *args, **kwargs)

        return login_not_required(never_cache(require_http_methods(list(methods))(look)))

    return decorate


def own_page(*methods: str) -> Callable[[View], View]:
    """Open a page to the client who is signed in: called as ``view(request, client)``, as that client everywhere."""

    def decorate(view: View) -> View:
        @wraps(view)
        def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return render(request, "mypage/staff.html", status=403)
            client_id = client_id_of(request)
            if client_id is None:
                return _to_the_door(request)
            with as_client(client_id):
                client = _find(client_id)
                if client is None:
                    leave(request)
                    return redirect("own_page_sign_in")
                request.session[SEEN_AT] = clock.now().timestamp()
                if hasattr(client.region, "brand"):
                    show_brand(request, client.region.brand)
                return view(request, client, *args, **kwargs)

        return login_not_required(never_cache(require_http_methods(list(methods))(look)))

    return decorate


def _find(client_id: int) -> Client | None:
    living = Client.objects.filter(pk=client_id, erased_on__isnull=True)
    return living.select_related("region__brand", "municipality").first()


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, and go on afterwards with the page that was asked for."""
    if request.method == "GET":
        request.session[GO_ON] = request.path
    return redirect("own_page_sign_in")
