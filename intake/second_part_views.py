"""The pages of the second part for the person: one question each, everything kept at once in the work profile."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from intake import profile_parts, profile_telling, second_part
from intake.models import WorkProfile
from intake.profile_answers import TooManyJobs
from intake.profile_pages import Page, Saved, Shown
from rmt_portal import row_security
from rmt_portal.lifecycle import Actor
from rmt_portal.nlds.context import brand_of, show_brand
from rmt_portal.nlds.parts import Answer
from rmt_portal.typed_numbers import number_of

View = Callable[..., HttpResponse]
ITEM = "baan"


def own(*methods: str) -> Callable[[View], View]:
    """Open a page to the person this session answers for, as that person; everybody else is told how to get in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def speak(request: HttpRequest, **kwargs: str) -> HttpResponse:
            client_id = second_part.client_id_of(request.session)
            if client_id is None:
                return _begin(request)
            with row_security.client(client_id):
                profile = _profile(client_id)
                if profile is None:
                    second_part.stop(request.session)
                    return redirect("profile_closed")
                show_brand(request, getattr(profile.client.region, "brand", None) or brand_of(request))
                return view(request, profile, **kwargs)

        return login_not_required(never_cache(require_http_methods(list(methods))(speak)))

    return decorate


def _profile(client_id: int) -> WorkProfile | None:
    found = WorkProfile.objects.select_related("client__region__brand", "last_sector__section")
    return found.filter(client=client_id).first()


def _begin(request: HttpRequest) -> HttpResponse:
    """Let somebody in who sent a registration in this browser a moment ago."""
    if second_part.start_after_sending(request.session) is not None:
        return redirect("profile")
    return redirect("profile_closed")


@own("GET", "HEAD")
def overview(request: HttpRequest, profile: WorkProfile) -> HttpResponse:
    """Show every question with its answer, and where to go on."""
    brand = brand_of(request)
    pages = [Page(profile, part, None, brand) for part in profile_parts.applicable(profile)]
    sections = [
        {
            "name": page.part.name,
            "url": f"{_url(page.part)}?terug=overzicht",
            "answers": page.in_words() or [Answer(page.part.name)],
        }
        for page in pages
    ]
    untold = profile_parts.first_untold(profile)
    context = {"sections": sections, "next_url": _url(untold) if untold else "", "is_new": not profile.told}
    return render(request, "intake/profile_overview.html", context)


@own("GET", "HEAD", "POST")
def question(request: HttpRequest, profile: WorkProfile, slug: str) -> HttpResponse:
    """Show one question, or keep its answer and go on."""
    part = profile_parts.BY_SLUG.get(slug)
    if part is None:
        raise Http404(slug)
    page = Page(profile, part, item_of(request), brand_of(request), _actor(request))
    if request.method != "POST":
        if not part.applies(profile):
            return redirect("profile")
        return _show(request, page.show())
    if "weg" in request.POST and slug == "werk":
        return _remove(request, profile)
    try:
        outcome = page.answer(request)
    except TooManyJobs:
        messages.error(request, _("Je hebt al 20 banen genoemd. Haal eerst een baan weg."))
        return redirect(_url(profile_parts.BY_SLUG["werk"]))
    except WorkProfile.DoesNotExist:
        return redirect("profile_closed")
    return _show(request, outcome) if isinstance(outcome, Shown) else _go_on(request, outcome)


def item_of(request: HttpRequest) -> int | None:
    """Return the job a page is about, from its address; anything else than a number is no job."""
    return number_of(request.GET.get(ITEM, ""))


def job_to_remove(request: HttpRequest) -> int:
    """Return the job whose button "Haal weg" was pressed; 0, which nobody has, for anything else than a number."""
    return number_of(request.POST.get("weg", "")) or 0


def _remove(request: HttpRequest, profile: WorkProfile) -> HttpResponse:
    if profile_telling.remove_job(profile.client_id, job_to_remove(request), actor=_actor(request), request=request):
        messages.success(request, _("Deze baan is weg. Was dat niet de bedoeling? Voeg haar dan weer toe."))
    return redirect(_url(profile_parts.BY_SLUG["werk"]))


def _go_on(request: HttpRequest, saved: Saved) -> HttpResponse:
    if request.GET.get("terug") == "overzicht" and (saved.part is None or not saved.part.is_follow_up):
        messages.success(request, _("Opgeslagen."))
        return redirect("profile")
    if saved.part is None:
        return redirect("profile_done")
    address = _url(saved.part)
    query = [f"{ITEM}={saved.item}"] if saved.item else []
    query += ["terug=overzicht"] if request.GET.get("terug") == "overzicht" else []
    return redirect(address + ("?" + "&".join(query) if query else ""))


def _show(request: HttpRequest, shown: Shown) -> HttpResponse:
    asked = profile_parts.applicable(shown.profile)
    here = profile_parts.PARTS.index(shown.part)
    number = sum(profile_parts.PARTS.index(part) <= here for part in asked)
    back = asked[number - 2] if number > 1 and not shown.part.is_follow_up else None
    context = {
        "form": shown.form,
        "jobs": shown.jobs,
        "conflict": shown.conflict,
        "number": max(number, 1),
        "total": len(asked),
        "back_url": reverse("profile") if back is None or request.GET.get("terug") == "overzicht" else _url(back),
    }
    if shown.part.slug in ("baan", "baan-kiezen"):
        context["back_url"] = _url(profile_parts.BY_SLUG["werk"])
    return render(request, "intake/profile_question.html", context, status=shown.status)


def _url(part: profile_parts.Part) -> str:
    return reverse("profile_question", args=[part.slug])


def _actor(request: HttpRequest) -> Actor:
    return Actor(trace_id=getattr(request, "request_id", ""))


@own("GET", "HEAD")
def done(request: HttpRequest, profile: WorkProfile) -> HttpResponse:
    """Say that everything is kept, and what happens with it."""
    return render(request, "intake/profile_done.html", {"profile": profile})


@own("GET", "HEAD", "POST")
def later(request: HttpRequest, profile: WorkProfile) -> HttpResponse:
    """Offer to mail a link to go on; POST mails it to the address that is known, and to no other."""
    client = profile.client
    if request.method == "POST":
        if second_part.mail_link(client):
            messages.success(request, _("De mail is onderweg. De link werkt 14 dagen, en een keer."))
        else:
            messages.error(request, _("We kunnen nu geen link meer mailen. Kijk bij ongewenste mail, of bel ons."))
        return redirect("profile")
    return render(request, "intake/profile_later.html", {"email": client.email})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def closed(request: HttpRequest) -> HttpResponse:
    """Say how to get in: this page is open for a short time only."""
    return render(request, "intake/profile_closed.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Offer to go on; the button uses the link. A dead link can send a new one to the same person."""
    if request.method == "POST" and request.POST.get("nieuw"):
        return _mail_again(request, token)
    try:
        if request.method == "POST":
            return redirect(second_part.use_link(request.session, token))
        second_part.find_link(token)
    except second_part.LinkIsDead:
        can_mail = second_part.known_link(token) is not None
        return render(request, "intake/profile_link_dead.html", {"can_mail": can_mail}, status=410)
    return render(request, "intake/profile_link.html")


def _mail_again(request: HttpRequest, token: str) -> HttpResponse:
    link = second_part.known_link(token)
    if link is not None:
        with row_security.client(link.client_id):
            if second_part.mail_link(link.client):
                return render(request, "intake/link_mailed.html")
    return render(request, "intake/profile_link_dead.html", {"can_mail": False}, status=410)
