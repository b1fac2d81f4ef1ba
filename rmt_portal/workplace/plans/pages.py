"""Living with a plan: put it before the client, write down an agreement, do steps, discuss it, print it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from intake import shared
from intake.models import DataCategory
from rmt_portal.typed_numbers import version_of
from rmt_portal.workplace.dossier import Dossier, dossier_page, note
from rmt_portal.workplace.frame import page_context
from rmt_portal.workplace.plans import forms
from rmt_portal.workplace.plans.opening import TAB, Opened, plan_page
from rmt_portal.workplace.refusal import View, missing, refuse
from rmt_portal.workplace.rows import dossier_url, row_of
from services.models import ActionPlan, PlanStep
from services.plans import agreeing, doing, making, reviewing
from services.plans.reading import sheet_of, to_show, versions_of

Press = Callable[..., Any]
PRESSES: dict[str, tuple[Press, Any]] = {
    "voorleggen": (agreeing.propose, gettext_lazy("Voorgelegd. De kandidaat ziet het plan op de eigen pagina.")),
    "terughalen": (agreeing.take_back, gettext_lazy("Teruggehaald. Pas het aan en leg het opnieuw voor.")),
    "weggooien": (agreeing.discard, gettext_lazy("Het concept is weg.")),
    "stoppen": (agreeing.end, gettext_lazy("Het plan is gestopt.")),
    "nieuwe-versie": (making.new_version, gettext_lazy("Een nieuwe versie. De oude geldt tot jullie akkoord zijn.")),
}
"""What one press does, by the last word of the address."""


@plan_page("POST")
def press(opened: Opened, slug: str) -> HttpResponse:
    """Do what needs no form, with the version that was on the screen."""
    if slug not in PRESSES:
        return missing(opened.request)
    posted = opened.request.POST
    plan = next((p for p in opened.running if str(p.public_id) == posted.get("plan", "")), None)
    if plan is None:
        return opened.not_now()
    act, done = PRESSES[slug]
    how: dict[str, Any] = {"request": opened.request}
    if act is not making.new_version:
        how["version"] = version_of(posted.get("version", "")) or 0
    opened.try_it(lambda: act(plan, opened.actor, **how), done)
    if slug == "nieuwe-versie":
        newest = ActionPlan.objects.running().filter(case=opened.dossier.case).first()
        return opened.back(newest)
    return opened.back(None if slug == "weggooien" else plan)


@plan_page("GET", "HEAD", "POST")
def agreed(opened: Opened) -> HttpResponse:
    """Write down how and when the client agreed."""
    plan = opened.open_version
    if plan is None or plan.is_draft:
        return opened.not_now()
    form = forms.AgreedForm(opened.posted, initial={"version": plan.version})

    def act() -> None:
        data = form.cleaned_data
        agreeing.record_agreement(
            plan, opened.actor, data["how"], data["on"], version=data["version"], request=opened.request
        )

    return opened.fill_in(
        form, act, title=_("De kandidaat is akkoord"), done=_("Vastgelegd. Dit plan geldt nu."), at=plan
    )


def _step_page(*methods: str) -> Callable[[Callable[[Opened, PlanStep], HttpResponse]], View]:
    """Open a page about a step of the plan that holds."""

    def decorate(view: Callable[[Opened, PlanStep], HttpResponse]) -> View:
        @plan_page(*methods)
        @wraps(view)
        def look(opened: Opened, pk: int) -> HttpResponse:
            plan = opened.holds
            found = plan.steps.select_related("plan__case").filter(pk=pk).first() if plan and pk < 2**63 else None
            return view(opened, found) if found else opened.not_now()

        return look

    return decorate


@_step_page("POST")
def step_done(opened: Opened, step: PlanStep) -> HttpResponse:
    """Say that a step is done."""
    said = _("Gedaan: %(what)s.") % {"what": step.text}
    opened.try_it(lambda: doing.finish(step, opened.actor, request=opened.request), said)
    return opened.back(opened.holds)


@_step_page("POST")
def step_undo(opened: Opened, step: PlanStep) -> HttpResponse:
    """Put a step back."""
    said = _("Teruggezet: %(what)s.") % {"what": step.text}
    opened.try_it(lambda: doing.undo(step, opened.actor, request=opened.request), said)
    return opened.back(opened.holds)


@_step_page("GET", "HEAD", "POST")
def step_skip(opened: Opened, step: PlanStep) -> HttpResponse:
    """Ask why a step does not go on."""
    form = forms.SkipForm(opened.posted)

    def act() -> None:
        doing.skip(step, opened.actor, form.cleaned_data["reason"], request=opened.request)

    said = _("Gaat niet door: %(what)s.") % {"what": step.text}
    return opened.fill_in(form, act, title=_("Stap gaat niet door"), done=said, at=opened.holds, intro=step.text)


@plan_page("GET", "HEAD", "POST")
def review(opened: Opened) -> HttpResponse:
    """Write down that the plan was looked at together."""
    plan = opened.holds
    if plan is None:
        return opened.not_now()
    form = forms.ReviewForm(opened.posted, initial={"version": plan.version})

    def act() -> None:
        data = form.cleaned_data
        reviewing.review(
            plan, opened.actor, data["note"], data["next_on"], version=data["version"], request=opened.request
        )

    return opened.fill_in(form, act, title=_("Plan besproken"), done=_("Bewaard."), at=plan)


@require_safe
@dossier_page(or_shared=True)
def paper(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Show a version as the client reads it, to print; also to who the client shares the plan with."""
    case = dossier.case
    if not shared.opens(case, DataCategory.PLAN):
        return refuse(request, [_("Deze kandidaat deelt het plan niet met jou.")], codes=["layer"])
    plan = to_show(versions_of(case), request.GET.get("versie", ""))
    if plan is None:
        return missing(request)
    note(request, dossier, "plan.print", plan)
    context = page_context(request, gettext_lazy("Plan van aanpak")) | {
        "sheet": sheet_of(plan, for_client=True),
        "name": row_of(case).name,
        "hides_name": not shared.opens(case, DataCategory.CONTACT),
        "back_url": dossier_url(case, TAB),
    }
    return TemplateResponse(request, "workplace/plans/paper.html", context)
