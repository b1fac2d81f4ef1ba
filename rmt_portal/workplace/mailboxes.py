"""The mailboxes of organisations without accounts: set, and ended. For the administrator, or else the coordinator."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partners import access
from partners.models import Role
from rmt_portal.changing import Refused
from rmt_portal.nlds.dutch_fields import EmailField
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import Member, actor_of
from rmt_portal.workplace.refusal import member_only
from services.mailboxes import addresses
from services.models import Mailbox

MANAGE = "mailbox.manage"
access.allow(MANAGE, [Role.ADMINISTRATOR, Role.COORDINATOR])


class MailboxForm(HouseForm):
    """An organisation and the address that is read there."""

    submit_label = gettext_lazy("Stuur de bevestigingsmail")
    show_optional = False
    place = forms.ChoiceField(label=gettext_lazy("Organisatie en regio"))
    address = EmailField(
        label=gettext_lazy("E-mailadres van de mailbox"),
        help_text=gettext_lazy("Een mailbox die alleen medewerkers van deze organisatie lezen."),
        empty=gettext_lazy("Vul het e-mailadres in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    for_debt_help = forms.BooleanField(
        label=gettext_lazy("Alleen schuldhulpverleners lezen deze mailbox"),
        help_text=gettext_lazy("Alleen dan komen hier ook aanvragen voor hulp bij schulden."),
        required=False,
    )

    def __init__(self, *args: Any, places: list[addresses.Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        choices = [(key, f"{place.organisation}, {place.region.name}") for key, place in self.places.items()]
        self.fields["place"].choices = choices  # type: ignore[attr-defined]


@member_only
def mailboxes(request: HttpRequest, member: Member) -> HttpResponse:
    """List the mailboxes this person looks after, and ask an address to prove itself."""
    access.require(request, access.may(member.user, MANAGE))
    places = addresses.places(member.user)
    form = MailboxForm(request.POST if request.method == "POST" else None, places=places)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            addresses.set_address(
                actor_of(request, member), form.places[data["place"]], data["address"], data["for_debt_help"], request
            )
        except Refused as refused:
            form.add_error("address", str(refused))
        else:
            text = _("Er gaat een mail naar %(address)s. De mailbox werkt zodra daar iemand bevestigt.")
            messages.success(request, text % {"address": data["address"]})
            return redirect("admin:mailboxes")
    rows = [mailbox for mailbox in _open() if _key(mailbox) in form.places]
    context = page_context(request, _("Mailboxen van partners")) | {"form": form, "rows": rows}
    return TemplateResponse(request, "workplace/mailboxes.html", context)


@require_POST
@member_only
def end(request: HttpRequest, member: Member, public_id: UUID) -> HttpResponse:
    """Let a mailbox receive no more."""
    access.require(request, access.may(member.user, MANAGE))
    mine = {place.key for place in addresses.places(member.user)}
    found = Mailbox.objects.filter(public_id=public_id).select_related("organisation", "region").first()
    if found is None or _key(found) not in mine:
        raise Http404
    if addresses.end(actor_of(request, member), found, request):
        messages.success(request, _("De mailbox ontvangt niets meer. Links die er nog waren, werken niet meer."))
    else:
        messages.info(request, _("Deze mailbox was al gestopt."))
    return redirect("admin:mailboxes")


def _open() -> Any:
    return Mailbox.objects.filter(ended_at__isnull=True).select_related("organisation", "region", "asked_by")


def _key(mailbox: Mailbox) -> str:
    return f"{mailbox.organisation_id}-{mailbox.region_id}"
