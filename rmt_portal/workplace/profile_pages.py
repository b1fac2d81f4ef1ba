"""The second part of the questions in the dossier: a coach fills in for the person, or with the person beside."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import profile_parts, profile_telling
from intake.models import Case, Client, WorkProfile
from intake.profile_answers import TooManyJobs
from intake.profile_pages import Page, Saved, Shown
from intake.profile_parts import Part
from intake.second_part_views import item_of, job_to_remove
from partners.models import Layer
from rmt_portal.nlds.context import brand_of
from rmt_portal.workplace import profile_facts
from rmt_portal.workplace.dossier import Dossier, dossier_page, note_read
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.rows import dossier_url

TAB = "intake"


@require_http_methods(["GET", "HEAD", "POST"])
@dossier_page(to_write=True)
def profile_question(request: HttpRequest, opened: Dossier, slug: str) -> HttpResponse:
    """Show one question about the work profile of a client, or keep the answer and go on."""
    sensitive = opened.layer >= Layer.SENSITIVE
    part = profile_parts.BY_SLUG.get(slug)
    if part is None or (part.is_sensitive and not sensitive):
        raise Http404(slug)
    actor = actor_of(request, opened.member)
    page = Page(_profile(opened.client), part, item_of(request), brand_of(request), actor, sensitive)
    if request.method != "POST":
        note_read(request, opened, TAB, part.slug)
        return _show(request, opened, page.show())
    if "weg" in request.POST and slug == "werk":
        profile_telling.remove_job(opened.client.pk, job_to_remove(request), actor=page.actor, request=request)
        return redirect(_url(opened.case, part))
    try:
        outcome = page.answer(request)
    except TooManyJobs:
        messages.error(request, _("Er staan al 20 banen. Haal eerst een baan weg."))
        return redirect(_url(opened.case, profile_parts.BY_SLUG["werk"]))
    return _show(request, opened, outcome) if isinstance(outcome, Shown) else _go_on(request, opened, outcome)


def links(case: Case, layer: int) -> list[dict[str, Any]]:
    """Return the questions a coach can fill in, for the intake tab."""
    profile = profile_facts.profile_of(case)
    if profile is None:
        return []
    asked = profile_parts.applicable(profile, sensitive=layer >= Layer.SENSITIVE)
    return [{"title": part.name, "url": _url(case, part), "told": part.slug in profile.told} for part in asked]


def _profile(client: Client) -> WorkProfile:
    WorkProfile.objects.get_or_create(client=client)
    return WorkProfile.objects.select_related("client__region", "last_sector__section").get(client=client)


def _show(request: HttpRequest, opened: Dossier, shown: Shown) -> HttpResponse:
    name = opened.client.full_name
    context = page_context(request, str(shown.part.name)) | {
        "name": name,
        "form": shown.form,
        "jobs": shown.jobs,
        "conflict": shown.conflict,
        "back_url": dossier_url(opened.case, TAB),
    }
    return render(request, "workplace/profile_question.html", context, status=shown.status)


def _go_on(request: HttpRequest, opened: Dossier, saved: Saved) -> HttpResponse:
    messages.success(request, _("Opgeslagen. Er wordt opnieuw naar werk gezocht."))
    if saved.part is None:
        return redirect(dossier_url(opened.case, TAB))
    return redirect(_url(opened.case, saved.part) + (f"?baan={saved.item}" if saved.item else ""))


def _url(case: Case, part: Part) -> str:
    return reverse("admin:dossier_profile", args=[case.client.public_id, part.slug])
