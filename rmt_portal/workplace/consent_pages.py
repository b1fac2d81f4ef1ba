"""What a candidate said about sharing, written down by who guides: with how and when it was said, and a letter."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from intake import confirmations, receivers, recorded_consents, shared
from intake.models import DataCategory
from partners.models import Layer, Organisation
from rmt_portal import clock
from rmt_portal.nlds.context import brand_of
from rmt_portal.workplace.dossier import Dossier, dossier_page, note_read
from rmt_portal.workplace.forms import SharingForm
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.rows import dossier_url

TAB = "toegang"


@dataclass(frozen=True)
class Line:
    """One organisation that can be chosen, and what it sees now."""

    organisation: Organisation
    now: str
    url: str


@require_safe
@dossier_page(to_write=True)
def choose(request: HttpRequest, opened: Dossier) -> HttpResponse:
    """List the organisations the candidate can choose, with what each sees now."""
    note_read(request, opened, TAB)
    among = _among(opened)
    lines = [
        Line(
            organisation,
            shared.in_words(sorted(recorded_consents.given_to(opened.client, organisation) & among)),
            reverse("admin:dossier_sharing_of", args=[opened.client.public_id, organisation.pk]),
        )
        for organisation in recorded_consents.offered(opened.client)
    ]
    return render(request, "workplace/sharing.html", _context(request, opened) | {"lines": lines})


@require_http_methods(["GET", "HEAD", "POST"])
@dossier_page(to_write=True)
def record(request: HttpRequest, opened: Dossier, organisation: int) -> HttpResponse:
    """Write down what the candidate said about one organisation; the candidate hears of it."""
    chosen, among = _organisation(opened, organisation), _among(opened)
    had = recorded_consents.given_to(opened.client, chosen) & among
    posted = request.POST if request.method == "POST" else None
    form = SharingForm(posted, among=among, initial={"wanted": sorted(had), "said_on": clock.today()})
    if not form.is_valid():
        if posted is None:
            note_read(request, opened, TAB)
        context = {"form": form, "organisation": chosen, "form_has_errors": bool(form.errors)}
        return render(request, "workplace/sharing_of.html", _context(request, opened) | context)
    data = form.cleaned_data
    changed = recorded_consents.record(
        opened.client, chosen, data["wanted"], among=among, how=data["how"], said_on=data["said_on"],
        actor=actor_of(request, opened.member),
    )  # fmt: skip
    if not changed:
        messages.info(request, _("Er is niets veranderd."))
    elif confirmations.can_send(opened.client):
        messages.success(request, _("Opgeschreven. Het werkt meteen, en de kandidaat krijgt bericht."))
    else:
        messages.success(request, _("Opgeschreven. Het werkt meteen. Stuur of geef de kandidaat deze brief."))
        return redirect("admin:dossier_sharing_letter", opened.client.public_id, chosen.pk)
    return redirect(dossier_url(opened.case, TAB))


@require_safe
@dossier_page(to_write=True)
def letter(request: HttpRequest, opened: Dossier, organisation: int) -> HttpResponse:
    """Show the text that tells the candidate how it stands now, to print or to read out."""
    chosen = _organisation(opened, organisation)
    given = recorded_consents.given_to(opened.client, chosen) & _among(opened)
    note_read(request, opened, TAB)
    context = {
        "organisation": chosen,
        "given": [category.label for category in DataCategory if category.value in given],
        "brand": brand_of(request),
        "client": opened.client,
        "who": opened.member.user,
        "today": clock.today(),
    }
    return render(request, "workplace/sharing_letter.html", _context(request, opened) | context)


def _among(opened: Dossier) -> set[str]:
    """Return the categories this member may ask about: what is sensitive only with who may see it."""
    every = set(DataCategory.values)
    return every if opened.layer >= Layer.SENSITIVE else every - shared.SENSITIVE


def _organisation(opened: Dossier, pk: int) -> Organisation:
    found = next((o for o in recorded_consents.offered(opened.client) if o.pk == pk), None)
    if found is None:
        raise Http404(pk)
    return found


def _context(request: HttpRequest, opened: Dossier) -> dict[str, Any]:
    return page_context(request, _("Delen met andere organisaties")) | {
        "name": opened.client.full_name,
        "back_url": dossier_url(opened.case, TAB),
        "always": receivers.always(opened.client.region),
    }
