"""Entering the own page (UX J14): ask for a link, follow it or type the code, and leave again.

What a reader sees is the same whether an address is known or not; so is the work done in the request.
"""

from allauth.core.internal.httpkit import get_client_ip
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intake import signing_in
from partners import attempts
from partners.attempts import Bucket
from rmt_portal.audit import log
from rmt_portal.audit.models import Result
from rmt_portal.mypage.forms import CodeForm, ask_form
from rmt_portal.mypage.session import at_the_door, client_id_of, enter, leave
from rmt_portal.row_security import house

ASKED = "own_page_asked"
QUARTER = 900


@at_the_door("GET", "HEAD", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask where to send the link to, and have it sent."""
    if client_id_of(request) is not None:
        return redirect("own_page")
    form = ask_form(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "mypage/sign_in.html", {"form": form})
    email, phone = form.cleaned_data["email"], form.cleaned_data.get("phone", "")
    address = email or phone
    buckets = [
        Bucket(f"own page to {address}", limit=3, seconds=QUARTER),
        Bucket(f"own page from {get_client_ip(request)}", limit=20, seconds=QUARTER),
    ]
    if not attempts.take(buckets):
        form.add_error(None, _("Je vroeg dit al een paar keer. Wacht een kwartier, of bel ons."))
        return render(request, "mypage/sign_in.html", {"form": form}, status=429)
    asked = signing_in.ask(address, by_sms=not email)
    request.session[ASKED] = str(asked.public_id)
    return redirect("own_page_code")


@transaction.non_atomic_requests
@at_the_door("GET", "HEAD", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """Say that something is under way if the address is known, and take the code. Each try counts at once."""
    asked = request.session.get(ASKED)
    if not isinstance(asked, str):
        return redirect("own_page_sign_in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "mypage/code.html", {"form": form})
    buckets = [
        Bucket(f"own page code {asked}", limit=5, seconds=QUARTER),
        Bucket(f"own page code from {get_client_ip(request)}", limit=30, seconds=QUARTER),
    ]
    if not attempts.take(buckets):
        form.add_error(None, _("Te vaak geprobeerd. Wacht een kwartier, of vraag een nieuwe code."))
        return render(request, "mypage/code.html", {"form": form}, status=429)
    try:
        client = signing_in.enter_by_code(asked, form.cleaned_data["code"], request)
    except signing_in.KeyIsDead:
        log.record_apart(request, "own_page.enter", object_kind="client", result=Result.REFUSED, reasons=["code"])
        form.add_error("code", _("Deze code klopt niet, of werkt niet meer. Kijk nog een keer, of vraag een nieuwe."))
        return render(request, "mypage/code.html", {"form": form})
    return _go_in(request, client)


@at_the_door("GET", "HEAD", "POST")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to enter; the button uses the link. A dead link can send a new one to the same person."""
    if request.method == "POST" and request.POST.get("nieuw"):
        buckets = [Bucket(f"own page from {get_client_ip(request)}", limit=20, seconds=QUARTER)]
        buckets.append(Bucket(f"own page again {token[:64]}", limit=3, seconds=QUARTER))
        if attempts.take(buckets):
            signing_in.ask_again(token)
        return render(request, "mypage/link_sent.html")
    try:
        if request.method == "POST":
            return _go_in(request, signing_in.enter_by_link(token, request))
        with house("sign_in"):
            signing_in.find(token)
    except signing_in.KeyIsDead:
        return render(request, "mypage/link_dead.html", status=410)
    return render(request, "mypage/link.html")


@at_the_door("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave, and forget everything this browser knew."""
    leave(request)
    messages.success(request, _("Je bent uitgelogd."))
    return redirect("own_page_sign_in")


def _go_in(request: HttpRequest, client: object) -> HttpResponse:
    after = enter(request, client)  # type: ignore[arg-type]
    return redirect(after if after.startswith("/mijn/") else "own_page")
