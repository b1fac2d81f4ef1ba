"""One grant as who holds the budget sees it: no name and no dossier, but why, how much, and what was asked first."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partners import access
from partners.models import Role
from rmt_portal.audit import bsn, log
from rmt_portal.nlds.dutch_fields import BsnGuardMixin
from rmt_portal.workplace.attempt import attempt, filled_in
from rmt_portal.workplace.budget import forms
from rmt_portal.workplace.budget.pages import form_page, regions_of
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import View, member_only, missing
from services.grants import deciding, words
from services.grants.lifecycle import GrantState
from services.grants.reading import sheet_of
from services.grants.writing import DECIDE
from services.models import ServiceGrant
from services.money import paying

GrantView = Callable[[HttpRequest, Member, ServiceGrant], HttpResponse]


def _of_holder(view: GrantView) -> View:
    """Open a grant of the own region to who holds the budget there."""

    @member_only
    @wraps(view)
    def look(request: HttpRequest, member: Member, grant: UUID) -> HttpResponse:
        access.require(request, access.may(member.user, DECIDE))
        regions = regions_of(member, Role.BUDGET_HOLDER)
        found = ServiceGrant.objects.filter(region__in=regions, public_id=grant).with_service().first()
        return missing(request) if found is None else view(request, member, found)

    return look


def _url(grant: ServiceGrant) -> str:
    return reverse("admin:budget_grant", args=[grant.public_id])


def _try(request: HttpRequest, act: Callable[[], Any], done: str, form: Any = None) -> bool:
    """Do something and say how it went; return whether to go on."""
    return not attempt(request, act, done, who_was_first=words.who_was_first, form=form).stays


@require_http_methods(["GET", "HEAD", "POST"])
@_of_holder
def grant(request: HttpRequest, member: Member, found: ServiceGrant) -> HttpResponse:
    """Show a grant, and take the decision on it."""
    form = forms.DecideForm(filled_in(request), initial={"version": found.version})
    if form.is_valid() and _decided(request, member, found, form):
        return redirect("admin:budget")
    log.record(
        "grant.read", object_kind="services.servicegrant", object_ids=[found.pk], client_ids=[found.client_id],
        request=request,
    )  # fmt: skip
    waits = found.state == GrantState.CHECKED
    is_own = found.requested_by_id == member.user.pk
    context = page_context(request, found.service.name) | {
        "grant": found,
        "sheet": sheet_of(found, goals=False),
        "form": form if waits and not is_own else None,
        "is_own": is_own,
        "against": deciding.stands_in_the_way(found) if waits else [],
        "back_url": reverse("admin:budget"),
    }
    return TemplateResponse(request, "workplace/budget/grant.html", context)


def _decided(request: HttpRequest, member: Member, found: ServiceGrant, form: forms.DecideForm) -> bool:
    data, actor = form.cleaned_data, actor_of(request, member)
    how: dict[str, Any] = {"version": data["version"], "request": request}
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        forms.APPROVE: (lambda: deciding.approve(found, actor, **how), _("Toegekend. Het bedrag is gereserveerd.")),
        forms.SEND_BACK: (
            lambda: deciding.send_back(found, actor, data["reason"], **how), _("Je vraag staat bij de coach."),
        ),
        forms.REFUSE: (lambda: deciding.refuse(found, actor, data["reason"], **how), _("Afgewezen.")),
    }  # fmt: skip
    act, done = acts[data["decision"]]
    if not _try(request, act, done, form):
        return False
    _note_denied(request, found, form)
    return True


def _note_denied(request: HttpRequest, found: ServiceGrant, form: BsnGuardMixin) -> None:
    bsn.note_denied(
        form, request, "services.servicegrant", [found.pk], action="grant.bsn_denied", client_ids=[found.client_id]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@_of_holder
def pay(request: HttpRequest, member: Member, found: ServiceGrant) -> HttpResponse:
    """Book an invoice of a grant that started."""
    if found.state not in paying.PAYABLE or found.pot_id is None:
        messages.info(request, _("Betalen kan pas als de inzet begonnen is en geld kost."))
        return redirect(_url(found))
    form = forms.PayForm(filled_in(request))
    if form.is_valid():
        data, actor = form.cleaned_data, actor_of(request, member)
        act = partial(paying.pay, found, actor, data["amount"], data["invoice"], request=request)
        if _try(request, act, _("Betaling geboekt."), form):
            _note_denied(request, found, form)
            return redirect(_url(found))
    return form_page(request, _("Boek een factuur"), form, _url(found), grant=found)


@require_POST
@_of_holder
def settle(request: HttpRequest, member: Member, found: ServiceGrant) -> HttpResponse:
    """Say that the last invoice came: the rest is free again."""
    actor = actor_of(request, member)
    _try(request, lambda: paying.settle(found, actor, request=request), _("Afgerekend. Wat over was is weer vrij."))
    return redirect(_url(found))
