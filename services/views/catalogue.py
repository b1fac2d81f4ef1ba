"""The catalogue (menukaart): what there is, for whom, who pays, how long somebody waits, and what colleagues say."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from rmt_portal.audit import bsn
from rmt_portal.changing import Refused
from rmt_portal.nlds.parts import Answer, Chip
from services import catalogue
from services.forms.catalogue import RatingForm, SearchForm
from services.models import AvailableIn, Service, ServiceKind, ServiceRating
from services.views.frame import Worker, page, partner_page

ROWS = 25


@partner_page()
def home(request: HttpRequest, worker: Worker) -> HttpResponse:
    """List what can be chosen in the own regions, by kind and by words."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["zoek"] if form.is_valid() else ""
    found = catalogue.search(catalogue.readable_by(worker.user), words)
    counts = dict(found.order_by().values_list("kind").annotate(n=Count("pk")))
    kind = request.GET.get("soort", "")
    kind = kind if kind in ServiceKind.values else ""
    ordered = (found.filter(kind=kind) if kind else found).select_related("provider").order_by("name", "pk")
    return page(request, "catalogue", {
        "form": form,
        "words": words,
        "chips": _chips(counts, kind, words),
        "page_obj": Paginator(ordered.with_ratings(), ROWS).get_page(request.GET.get("page")),
    })  # fmt: skip


def _chips(counts: dict[str, int], kind: str, words: str) -> list[Chip]:
    kept = {"zoek": words} if words else {}
    chips = [Chip(_("Alles"), _address(kept), sum(counts.values()), not kind)]
    for code, label in ServiceKind.choices:
        if code in counts:
            title = str(label)[:1].upper() + str(label)[1:]
            chips.append(Chip(title, _address({"soort": code, **kept}), counts[code], code == kind))
    return chips


def _address(choices: dict[str, str]) -> str:
    return f"?{urlencode(choices)}"


@partner_page("GET", "HEAD", "POST")
def service(request: HttpRequest, worker: Worker, pk: int) -> HttpResponse:
    """Show one service with everything the region knows of it, and let a professional rate it."""
    readable = catalogue.readable_by(worker.user).select_related("provider", "checked_by", "scheme", "region")
    found = readable.with_ratings().filter(pk=pk).first()
    if found is None:
        raise Http404(pk)
    mine = ServiceRating.objects.filter(service=found, user=worker.user).first()
    form = RatingForm(
        request.POST if request.method == "POST" else None,
        initial={"stars": mine.stars, "note": mine.note} if mine else {},
    )
    if form.is_valid() and _rated(request, worker, found, form):
        return redirect("catalogue_service", found.pk)
    others = found.ratings.exclude(note="").select_related("user", "organisation")[:ROWS]
    return page(request, "catalogue_service", {
        "service": found,
        "answers": _answers(found),
        "practical": _practical(found),
        "form": form if catalogue.may_rate(worker.user, found) else None,
        "others": others,
    })  # fmt: skip


def _rated(request: HttpRequest, worker: Worker, found: Service, form: RatingForm) -> bool:
    here = next(m for m in worker.reach.memberships if m.region_id == found.region_id)
    actor = worker.actor(request, here.organisation_id)
    try:
        catalogue.rate(actor, found, int(form.cleaned_data["stars"]), form.cleaned_data["note"], request=request)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    bsn.note_denied(form, request, "services.service", [found.pk], actor=actor)
    messages.success(request, _("Dank je. Collega's zien wat je ervan vond."))
    return True


def _answers(found: Service) -> list[Answer]:
    """Return what it is; what nobody filled in is left out."""
    told: list[tuple[str, Any]] = [
        (_("Doel"), found.aim),
        (_("Voor wie"), found.for_whom),
        (_("Voorwaarden"), found.conditions),
        (_("Werkwijze"), found.method),
        (_("Vorm"), ", ".join(w for w in (found.get_implementation_display(), found.get_group_form_display()) if w)),
        (_("Duur"), found.duration),
        (_("Uur per week"), found.hours_per_week and f"{found.hours_per_week:g}".replace(".", ",")),
        (_("Leert"), ", ".join(str(group) for group in found.teaches.all())),
        (_("Geeft"), ", ".join(str(proof) for proof in found.gives.all())),
    ]
    return [Answer(question, answer) for question, answer in told if answer]


def _practical(found: Service) -> list[Answer]:
    told: list[tuple[str, Any]] = [
        (_("Wie betaalt dit?"), found.paid_by),
        (_("Regeling"), found.scheme.name if found.scheme else ""),
        (_("Voor wie woont in"), _where(found)),
        (_("Aanmelden"), found.how_to_apply),
        (_("Samen met"), found.partners),
        (_("Werkafspraken"), found.agreements),
        (_("Contact"), found.contact or found.provider.phone),
    ]
    return [Answer(question, answer) for question, answer in told if answer]


def _where(found: Service) -> str:
    if found.available_in == AvailableIn.MUNICIPALITIES:
        return ", ".join(str(place) for place in found.municipalities.all())
    if found.available_in == AvailableIn.NEIGHBOURHOOD:
        return found.neighbourhood
    return found.get_available_in_display()
