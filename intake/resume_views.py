"""Going on later (UX J13): a link by mail that works once; opening the page alone does not use it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from intake import drafts
from intake.models import RegistrationDraft
from intake.questions import LaterForm
from intake.views import begin_again, public, unfinished_url

MAX_LINKS = 5


@public("GET", "HEAD", "POST")
def later(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Ask where to mail the link to, and mail it."""
    if draft is None:
        return begin_again(request)
    if draft.links.count() >= MAX_LINKS:
        messages.error(request, _("We hebben al genoeg links gestuurd. Kijk ook bij ongewenste mail, of bel ons."))
        return redirect(unfinished_url(draft))
    known = draft.answers.get("bereiken", {}).get("email", "")
    form = LaterForm(request.POST if request.method == "POST" else None, initial={"email": known})
    if not form.is_valid():
        return render(request, "intake/later.html", {"form": form, "next_url": unfinished_url(draft)})
    drafts.mail_link(draft, form.cleaned_data["email"])
    return redirect("registration_later_sent")


@public()
def later_sent(request: HttpRequest, draft: RegistrationDraft | None) -> HttpResponse:
    """Say that the mail is under way, and how long the link works."""
    if draft is None:
        return redirect("registration")
    return render(request, "intake/later_sent.html", {"next_url": unfinished_url(draft), "draft": draft})


@public("GET", "HEAD", "POST")
def resume(request: HttpRequest, draft: RegistrationDraft | None, token: str) -> HttpResponse:
    """Offer to go on; the button uses the link. A used link can send a new one to the same address."""
    if request.method == "POST" and request.POST.get("nieuw"):
        return _mail_again(request, token)
    try:
        if request.method == "POST":
            resumed = drafts.use_link(request.session, token)
            return redirect(unfinished_url(resumed))
        drafts.find_link(token)
    except drafts.LinkIsDead:
        can_mail = drafts.known_link(token) is not None
        return render(request, "intake/link_dead.html", {"can_mail": can_mail}, status=410)
    return render(request, "intake/resume.html")


def _mail_again(request: HttpRequest, token: str) -> HttpResponse:
    link = drafts.known_link(token)
    if link is None or link.draft.links.count() >= MAX_LINKS:
        return render(request, "intake/link_dead.html", {"can_mail": False}, status=410)
    drafts.mail_link(link.draft, link.email)
    return render(request, "intake/link_mailed.html")
