"""Deciding about an opportunity from the dossier: propose, ask, lay aside, note the answer, show without a name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from intake.models import WorkProfile
from matching.decisions import deciding, dismissing
from matching.decisions import profile as employer_profile
from matching.decisions import words as decision_words
from matching.decisions.life import DecisionState, DismissReason
from matching.models import MatchDecision, Vacancy
from rmt_portal.changing import Refused
from rmt_portal.typed_numbers import version_of
from rmt_portal.workplace.attempt import Ended, attempt, filled_in
from rmt_portal.workplace.dossier import Dossier, dossier_page, note
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.member import actor_of
from rmt_portal.workplace.opportunity_forms import AnswerForm, DismissForm
from rmt_portal.workplace.refusal import View, missing
from rmt_portal.workplace.rows import dossier_url, row_of

TAB = "kansen"
P = ParamSpec("P")
try_it = partial(attempt, who_was_first=decision_words.who_was_first)


@dataclass(frozen=True)
class Opened:
    """A dossier that may be written in, a vacancy of its region, and what was decided about it."""

    dossier: Dossier
    vacancy: Vacancy
    decision: MatchDecision | None

    @property
    def version(self) -> int:
        """The version of the decision that a page shows; 0 when there is none."""
        return self.decision.version if self.decision else 0


def opportunity_page(view: Callable[Concatenate[HttpRequest, Opened, P], HttpResponse]) -> View:
    """Open a page about a client and a vacancy of the same region to who may write in the dossier."""

    @dossier_page(to_write=True)
    @wraps(view)
    def look(request: HttpRequest, dossier: Dossier, vacancy: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        rows = Vacancy.objects.filter(region_id=dossier.case.region_id, pk=vacancy).select_related("occupation__isco")
        found = rows.first() if vacancy < 2**63 else None
        if found is None:
            return missing(request)
        opened = Opened(dossier, found, MatchDecision.objects.about(dossier.case.client_id, found.pk))
        return view(request, opened, *args, **kwargs)

    return look


def back_to_tab(dossier: Dossier) -> HttpResponse:
    """Return to the opportunities of the dossier."""
    return redirect(dossier_url(dossier.case, TAB))


def _release(opened: Opened, **how: Any) -> str:
    deciding.release(opened.dossier.client, opened.vacancy, **how)
    return _("%(title)s staat op de pagina van %(name)s.")


def _ask(opened: Opened, **how: Any) -> str:
    deciding.ask(opened.dossier.client, opened.vacancy, **how)
    return _("%(name)s ziet de vraag over %(title)s op de eigen pagina.")


def _withdraw(opened: Opened, **how: Any) -> str:
    deciding.withdraw(_decided(opened), **how)
    return _("%(title)s is teruggenomen. %(name)s ziet het niet meer.")


def _restore(opened: Opened, **how: Any) -> str:
    dismissing.restore(_decided(opened), **how)
    return _("%(title)s staat weer in de lijst. Wat het wegleggen deed, is teruggedraaid.")


def _confirm(opened: Opened, **how: Any) -> str:
    deciding.confirm(_decided(opened), **how)
    return _("Jullie willen dit allebei: %(title)s.")


STEPS: dict[str, Callable[..., str]] = {
    "voorstellen": _release,
    "vragen": _ask,
    "terugnemen": _withdraw,
    "terugzetten": _restore,
    "ja": _confirm,
}
"""What one press does, by the last word of the address."""


def _decided(opened: Opened) -> MatchDecision:
    if opened.decision is None:
        raise Refused(_("Over deze kans is nog niets besloten. Kijk opnieuw in de lijst."))
    return opened.decision


def _version(request: HttpRequest, name: str = "version") -> int:
    return version_of(request.POST.get(name, "")) or 0


@require_POST
@opportunity_page
def opportunity_step(request: HttpRequest, opened: Opened, slug: str) -> HttpResponse:
    """Do a step that needs no form; say who was first when somebody was."""
    if slug not in STEPS:
        return missing(request)
    how = {"actor": actor_of(request, opened.dossier.member), "version": _version(request), "request": request}
    names = {"title": opened.vacancy.title, "name": row_of(opened.dossier.case).name}
    try_it(request, lambda: STEPS[slug](opened, **how), lambda said: said % names)
    return back_to_tab(opened.dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@opportunity_page
def dismiss(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask why an opportunity is laid aside, and let the reason work."""
    client = opened.dossier.client
    profile = WorkProfile.objects.select_related("client__municipality").filter(client=client).first()
    shorter = dismissing.shorter_travel(profile, opened.vacancy) if profile else []
    form = DismissForm(filled_in(request), shorter=shorter, initial={"version": opened.version})
    if request.method == "POST" and form.is_valid():
        choice, version, actor = form.choice, form.cleaned_data["version"], actor_of(request, opened.dossier.member)
        ended = try_it(
            request,
            lambda: dismissing.dismiss(client, opened.vacancy, choice, actor, version=version, request=request),
            lambda done: _dismissed(opened, done),
            form=form,
        )
        if ended is Ended.DONE and choice.reason == DismissReason.PROFILE_WRONG:
            return redirect(dossier_url(opened.dossier.case, "intake"))
        if not ended.stays:
            return back_to_tab(opened.dossier)
    return _form_page(request, opened, _("Leg deze kans weg"), form)


def _dismissed(opened: Opened, done: MatchDecision) -> str:
    said = {"title": opened.vacancy.title, "effect": dismissing.effect_in_words(done)}
    return _("%(title)s is weggelegd. %(effect)s") % said


@require_http_methods(["GET", "HEAD", "POST"])
@opportunity_page
def answer(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Write down what the client said about an opportunity."""
    decision = opened.decision
    possible = deciding.possible_answers(decision) if decision else []
    if decision is None or not possible:
        messages.info(request, _("Er is nu niets op te schrijven over deze kans."))
        return back_to_tab(opened.dossier)
    form = AnswerForm(filled_in(request), possible=possible, initial={"version": opened.version})
    if request.method == "POST" and form.is_valid():
        said, version = form.cleaned_data["said"], form.cleaned_data["version"]
        actor = actor_of(request, opened.dossier.member)
        done = _("Opgeschreven: %(said)s.") % {"said": str(decision_words.SAID[said]).lower()}
        try_it(request, lambda: deciding.answer(decision, said, actor, version=version, request=request), done)
        return back_to_tab(opened.dossier)
    return _form_page(request, opened, _("Wat zei de kandidaat?"), form)


def _form_page(request: HttpRequest, opened: Opened, title: str, form: Any) -> HttpResponse:
    context = page_context(request, title) | {
        "form": form,
        "vacancy": opened.vacancy,
        "name": row_of(opened.dossier.case).name,
        "back_url": dossier_url(opened.dossier.case, TAB),
    }
    return TemplateResponse(request, "workplace/opportunities/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@opportunity_page
def profile_for_employer(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the profile without a name once both said yes, and record that an employer saw it."""
    decision, case = opened.decision, opened.dossier.case
    if decision is None or decision.state not in (DecisionState.AGREED, DecisionState.SHOWN):
        messages.info(request, _("Eerst zeggen jij en de kandidaat allebei ja. Daarna kun je dit profiel laten zien."))
        return back_to_tab(opened.dossier)
    profile = WorkProfile.objects.filter(client_id=case.client_id).first()
    if request.method == "POST":
        seen = {"version": _version(request), "profile_version": _version(request, "profile")}
        actor = actor_of(request, opened.dossier.member)
        done = _("Vastgelegd: de werkgever zag dit profiel zonder naam.")
        show = partial(deciding.show_to_employer, decision, actor, request=request, **seen)
        if try_it(request, show, done) is Ended.DONE:
            return back_to_tab(opened.dossier)
        return redirect(reverse("admin:opportunity_profile", args=[opened.dossier.client.public_id, opened.vacancy.pk]))
    text = decision.shown_profile or employer_profile.text(decision)
    note(request, opened.dossier, "match.profile_read", decision)
    subject = _("Kandidaat voor %(title)s") % {"title": opened.vacancy.title}
    context = page_context(request, _("Profiel zonder naam")) | {
        "decision": decision,
        "vacancy": opened.vacancy,
        "text": text,
        "mail_url": f"mailto:?subject={quote(subject)}&body={quote(text)}",
        "profile_version": profile.version if profile else 0,
        "name": row_of(case).name,
        "back_url": dossier_url(case, TAB),
    }
    return TemplateResponse(request, "workplace/opportunities/profile.html", context)
