"""The budget of a region: the pots and their ledger for who holds or oversees it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from partners import access
from partners.models import Role
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.workplace.budget import forms
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing
from services.models import BudgetPot, Scheme, ServiceGrant
from services.money import pots, reading

READERS = frozenset({Role.BUDGET_HOLDER.value, Role.REGIONAL_MANAGER.value})
MOST_WAITING = 50
ENTRIES_ON_A_PAGE = 50


def regions_of(member: Member, *roles: str) -> list[int]:
    """Return the regions in which this person has one of these roles."""
    return sorted({m.region_id for m in member.memberships if m.role in roles})


@require_safe
@member_only
def budget(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what waits for a decision, and what is in each pot."""
    access.require(request, access.may(member.user, pots.READ))
    waiting = ServiceGrant.objects.to_decide_by(member.user).with_service().order_by("decide_by", "pk")[:MOST_WAITING]
    rows = list(waiting)
    log.record(
        "budget.read", object_kind="services.servicegrant", object_ids=[grant.pk for grant in rows],
        client_ids=sorted({grant.client_id for grant in rows}), request=request,
    )  # fmt: skip
    context = page_context(request, _("Budget")) | {
        "waiting": rows,
        "holds": Role.BUDGET_HOLDER.value in member.roles,
        "pots": reading.pots_of(regions_of(member, *READERS)),
    }
    return TemplateResponse(request, "workplace/budget/budget.html", context)


@require_safe
@member_only
def pot(request: HttpRequest, member: Member, public_id: UUID) -> HttpResponse:
    """Show one pot: per provider, per person without a name, per grant, and its ledger."""
    access.require(request, access.may(member.user, pots.READ))
    regions = regions_of(member, *READERS)
    row = next((row for row in reading.pots_of(regions) if row.pot.public_id == public_id), None)
    if row is None:
        return missing(request)
    held = row.pot.region_id in regions_of(member, Role.BUDGET_HOLDER)
    groups = reading.groups_of(row.pot)
    log.record("budget.read", object_kind="services.budgetpot", object_ids=[row.pot.pk], request=request)
    context = page_context(request, str(row.pot)) | {
        "row": row,
        "groups": groups,
        "holds": held,
        "page": Paginator(reading.entries_of(row.pot), ENTRIES_ON_A_PAGE).get_page(request.GET.get("pagina")),
        "correctable": pots.CORRECTABLE,
    }
    return TemplateResponse(request, "workplace/budget/pot.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def put_in(request: HttpRequest, member: Member) -> HttpResponse:
    """Put money in a pot."""
    access.require(request, access.may(member.user, pots.KEEP))
    regions = regions_of(member, Role.BUDGET_HOLDER)
    found = Scheme.objects.filter(region__in=regions, is_active=True).select_related("region").order_by("name", "pk")
    newest = pots.newest_by(member.user)
    initial = {"seen": newest}
    form = forms.PutInForm(
        request.POST if request.method == "POST" else None,
        schemes={str(scheme.pk): scheme for scheme in found}, regions=len(regions), initial=initial,
    )  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        scheme = form.schemes[data["scheme"]]
        try:
            made = pots.put_in(
                scheme, int(data["year"]), actor_of(request, member), data["amount"],
                seen=data["seen"], request=request,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
            again = request.POST.copy()
            again["seen"] = str(newest)
            form.data = again
        else:
            messages.success(request, _("Toegevoegd aan de pot %(pot)s.") % {"pot": made})
            return redirect("admin:budget_pot", made.public_id)
    return form_page(request, _("Geld in een pot"), form, reverse("admin:budget"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_only
def correct(request: HttpRequest, member: Member, public_id: UUID, pk: int) -> HttpResponse:
    """Take an entry back by a counter entry."""
    access.require(request, access.may(member.user, pots.KEEP))
    regions = regions_of(member, Role.BUDGET_HOLDER)
    found = BudgetPot.objects.of_regions(regions).filter(public_id=public_id).first()
    entry = found.entries.filter(pk=pk, kind__in=pots.CORRECTABLE).first() if found and pk < 2**63 else None
    if found is None or entry is None:
        return missing(request)
    form = forms.CounterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            pots.correct(entry, actor_of(request, member), form.cleaned_data["why"], request=request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Teruggeboekt. De oude boeking blijft zichtbaar."))
            return redirect("admin:budget_pot", found.public_id)
    return form_page(request, _("Boek terug"), form, reverse("admin:budget_pot", args=[found.public_id]), entry=entry)


def form_page(request: HttpRequest, title: str, form: Any, back_url: str, **more: Any) -> HttpResponse:
    """Draw a page with one form about money."""
    context = page_context(request, title) | {"form": form, "back_url": back_url} | more
    return TemplateResponse(request, "workplace/budget/form.html", context)
