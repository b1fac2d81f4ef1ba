"""The pages on which a coach finds a dossier by its number and opens it in nood."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake.models import Case, Client
from partners import access, emergencies
from rmt_portal import row_security
from rmt_portal.audit import bsn, log
from rmt_portal.nlds.dutch_fields import BsnGuardMixin, NotesField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import GUIDING_ROLES, Member, actor_of
from rmt_portal.workplace.refusal import member_only, missing, refuse


class EmergencyForm(BsnGuardMixin, HouseForm):
    """Why it can not wait: a choice and a sentence."""

    submit_label = gettext_lazy("Open dit dossier 24 uur")
    show_optional = False
    reason = forms.ChoiceField(
        label=gettext_lazy("Waarom kan het niet wachten?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Kies waarom het niet kan wachten.")},
    )
    explanation = NotesField(
        label=gettext_lazy("Wat is er aan de hand?"),
        max_length=300,
        min_length=emergencies.MIN_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Een zin. De kandidaat en de privacyfunctionaris kunnen dit lezen."),
        empty=gettext_lazy("Schrijf in een zin wat er aan de hand is."),
        error_messages={"min_length": gettext_lazy("Schrijf in een zin wat er aan de hand is.")},
    )

    def __init__(self, *args: Any, reasons: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(r.value, r.label) for r in reasons]  # type: ignore[attr-defined]


def offer_url(member: Member, client: Client) -> str:
    """Return where this member may open the dossier of a client in nood, or "" when that is not offered."""
    if emergencies.acting(member.user, client.region_id) is None:
        return ""
    return reverse("admin:dossier_emergency", args=[client.public_id])


@member_only
def open_in_emergency(request: HttpRequest, member: Member, public_id: UUID) -> HttpResponse:
    """Ask why, and open the dossier for 24 hours."""
    with row_security.house("emergency"):
        client = Client.objects.filter(public_id=public_id).only("pk", "region_id", "public_id").first()
    if client is None:
        return missing(request)
    dossier = reverse("admin:dossier", args=[public_id])
    if Case.objects.dossiers_of(member.user).filter(client=client.pk).exists():
        return redirect(dossier)
    access.require(request, access.may(member.user, emergencies.OPEN, region_id=client.region_id))
    acting = emergencies.acting(member.user, client.region_id)
    reasons = emergencies.reasons_for(acting.organisation) if acting else []
    form = EmergencyForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if form.is_valid():
        data = form.cleaned_data
        try:
            with row_security.house("emergency"):
                emergencies.open_dossier(
                    client.pk,
                    client.region_id,
                    data["reason"],
                    data["explanation"],
                    actor_of(request, member),
                    request=request,
                )
        except emergencies.TooMany:
            return _too_many(request)
        bsn.note_denied(form, request, "intake.client", action="emergency.bsn_denied", client_ids=[client.pk])
        messages.warning(request, _("Je ziet dit dossier 24 uur. De kandidaat en de privacyfunctionaris zien dat ook."))
        return redirect(dossier)
    context = page_context(request, _("Een dossier openen in nood")) | {
        "form": form,
        "left": emergencies.left_today(member.user),
    }
    return TemplateResponse(request, "workplace/emergency.html", context)


def _too_many(request: HttpRequest) -> HttpResponse:
    return refuse(
        request,
        [_("Je opende vandaag al vijf dossiers in nood.")],
        ask=_("Bel de coördinator van de regio. Is iemand in gevaar? Bel dan 112."),
        codes=["too_many_emergencies"],
    )


class FindForm(HouseForm):
    """The number of a dossier, as somebody reads it from a letter or hears it on the phone."""

    submit_label = gettext_lazy("Zoek dit dossier")
    show_optional = False
    number = forms.CharField(
        label=gettext_lazy("Nummer van het dossier"),
        max_length=16,
        help_text=gettext_lazy("Zoals RA-2026-0012. Het staat in de mail die de kandidaat na de aanmelding kreeg."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Vul het nummer van het dossier in.")},
    )


@member_only
def find(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask for the number of a dossier of the own regions; the answer leads to the page that asks why."""
    access.require(request, access.may(member.user, emergencies.OPEN))
    form = FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        regions = [m.region_id for m in member.memberships if m.role in GUIDING_ROLES]
        with row_security.house("emergency"):
            wanted = Case.objects.filter(reference__iexact=form.cleaned_data["number"].strip(), region__in=regions)
            case = wanted.select_related("client").first()
        log.record(
            "emergency.find",
            object_kind="intake.case",
            object_ids=[case.pk] if case else [],
            client_ids=[case.client_id] if case else [],
            request=request,
        )
        if case is not None:
            return redirect("admin:dossier_emergency", case.client.public_id)
        form.add_error("number", _("Dit nummer is er niet in jouw regio. Kijk het na, of bel de coördinator."))
    context = page_context(request, _("Een dossier openen in nood")) | {"form": form}
    return TemplateResponse(request, "workplace/emergency_find.html", context)
