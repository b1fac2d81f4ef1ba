"""The page on which two colleagues decide about erasing a person: asked by the person, or because a term is over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from intake import erasures
from intake.models import LIVING, Case, Erasure, ErasureState
from partners import access
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit import bsn, log
from rmt_portal.lifecycle import StateConflict
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, NotesField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.row_security import house
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing

SHOWN = 200
DECIDERS = (Role.PRIVACY_OFFICER.value, Role.COORDINATOR.value)


class WhyNotForm(BsnGuardMixin, HouseForm):
    """Why nothing is erased; the person reads it."""

    submit_label = gettext_lazy("Niet wissen")
    uitleg = NotesField(
        label=gettext_lazy("Waarom niet? De kandidaat leest dit."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        empty=gettext_lazy("Leg in een paar zinnen uit waarom je niet wist. De kandidaat leest dit."),
    )


@member_only
def erasure_list(request: HttpRequest, member: Member) -> HttpResponse:
    """List what waits for a decision in the own regions, soonest first; numbers, never names."""
    access.require(request, access.may(member.user, erasures.DECIDE))
    return _page(request, member, {})


def _page(request: HttpRequest, member: Member, filled: dict[int, WhyNotForm]) -> HttpResponse:
    """Draw the list; ``filled`` is an explanation that was not taken, by the number of its erasure."""
    with house("erasure"):
        rows = list(_mine(member).select_related("agreed_by").order_by("due_on", "pk")[:SHOWN])
        cases = Case.objects.filter(client__in={row.client_id for row in rows}).order_by("opened_at", "pk")
        numbers = dict(cases.values_list("client_id", "reference"))
    log.record(
        "erasure.list",
        object_kind="erasure",
        object_ids=[row.pk for row in rows],
        client_ids={row.client_id for row in rows},
        request=request,
    )
    officer = Role.PRIVACY_OFFICER in member.roles
    context = page_context(request, _("Gegevens wissen")) | {
        "rows": [
            {
                "erasure": row,
                "number": numbers.get(row.client_id, ""),
                "is_late": row.due_on < clock.today(),
                "can_agree": _can_agree(row, member, officer),
                "can_refuse": row.state in (ErasureState.OPEN, ErasureState.AGREED),
                "form": filled.get(row.pk) or WhyNotForm(auto_id=f"id_{row.pk}_%s"),
            }
            for row in rows
        ],
        "has_errors": bool(filled),
    }
    return TemplateResponse(request, "workplace/erasures.html", context)


@require_POST
@member_only
def decide(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Agree as first or second pair of eyes, or refuse with an explanation the person reads."""
    with house("erasure"):
        return _decide(request, member, pk)


def _decide(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    erasure = _mine(member).select_related("client").filter(pk=pk).first()
    if erasure is None:
        access.require(request, access.may(member.user, erasures.DECIDE))
        return missing(request)
    actor, why_not = actor_of(request, member), request.POST.get("besluit") == "niet"
    form = WhyNotForm(request.POST if why_not else None, auto_id=f"id_{pk}_%s")
    if why_not and not form.is_valid():
        return _page(request, member, {pk: form})
    try:
        if why_not:
            erasures.refuse(erasure, form.cleaned_data["uitleg"], actor, request)
            bsn.note_denied(form, request, "erasure", [erasure.pk], client_ids=[erasure.client_id])
            messages.success(request, _("Er wordt niets gewist. De kandidaat leest je uitleg."))
        else:
            erasures.agree(erasure, actor, request)
            done = erasure.state == ErasureState.CONFIRMED
            first = _("Bewaard. Een tweede collega moet het ook besluiten.")
            messages.success(request, _("Besloten: dit dossier wordt gewist.") if done else first)
    except erasures.SameEyes:
        messages.error(request, _("Je gaf zelf al akkoord. Een andere privacyfunctionaris moet dit ook besluiten."))
    except StateConflict:
        messages.error(request, _("Een collega was je voor, of de vraag is ingetrokken."))
    return redirect("admin:erasures")


def _mine(member: Member) -> Any:
    regions = [m.region_id for m in member.memberships if m.role in DECIDERS]
    return Erasure.objects.filter(client__region__in=regions, state__in=LIVING)


def _can_agree(row: Erasure, member: Member, officer: bool) -> bool:
    if row.state == ErasureState.OPEN:
        return True
    return row.state == ErasureState.AGREED and officer and row.agreed_by_id != member.user.pk
