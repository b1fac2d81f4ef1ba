"""Writing a plan: begin it, and its goals, steps and occupations."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import occupations
from rmt_portal.changing import Conflict, Refused
from rmt_portal.reference.models import Occupation
from rmt_portal.typed_numbers import number_of
from rmt_portal.workplace.plans import forms
from rmt_portal.workplace.plans.opening import Opened, plan_page
from rmt_portal.workplace.refusal import View, missing
from services.models import ActionPlan, PlanGoal, PlanStep
from services.plans import editing, making, templates
from services.plans.lifecycle import CAN_PLAN

R = TypeVar("R", PlanGoal, PlanStep)


@plan_page("GET", "HEAD", "POST")
def make(opened: Opened) -> HttpResponse:
    """Begin a plan from an example of the region, or from nothing."""
    case = opened.dossier.case
    if opened.running or case.state not in CAN_PLAN:
        return opened.not_now()
    found = templates.offered_in(case.region_id)
    form = forms.ChooseForm(opened.posted, templates=found)
    if form.is_valid():
        chosen = next((t for t in found if str(t.pk) == form.cleaned_data["template"]), None)
        done = _("Het plan is een concept. Pas het samen met de kandidaat aan.")
        act = partial(making.make, case, opened.actor, chosen, request=opened.request)
        if not opened.try_it(act, done, form).stays:
            return opened.back()
    return opened.form_page(_("Maak een plan"), form)


def _part_page(
    rows_of: Callable[[ActionPlan], QuerySet[R]], remove: Callable[..., None], removed: str | Promise
) -> Callable[[Callable[[Opened, ActionPlan, R | None], HttpResponse]], View]:
    """Open a page that adds a part to the concept, or changes or removes the one in the address (``pk``)."""

    def decorate(view: Callable[[Opened, ActionPlan, R | None], HttpResponse]) -> View:
        @plan_page("GET", "HEAD", "POST")
        @wraps(view)
        def look(opened: Opened, pk: int = 0) -> HttpResponse:
            plan = opened.draft
            if plan is None:
                return opened.not_now()
            found = rows_of(plan).filter(pk=pk).first() if 0 < pk < 2**63 else None
            if pk and found is None:
                return missing(opened.request)
            if found is not None and opened.request.POST.get("weg"):
                opened.try_it(lambda: remove(found, opened.actor, request=opened.request), removed)
                return opened.back(plan)
            return view(opened, plan, found)

        return look

    return decorate


def _change(
    opened: Opened,
    plan: ActionPlan,
    form: Any,
    act: Callable[[], Any],
    *,
    title: str,
    found: PlanGoal | PlanStep | None,
    **more: Any,
) -> HttpResponse:
    """Save a form about the text; when somebody was first, show what stands there now beside what was typed."""
    if form.is_valid():
        try:
            if _saved(opened, act, form):
                opened.note_denied(form)
                return opened.back(plan)
        except Conflict as conflict:
            if not conflict.row.is_draft:
                messages.warning(opened.request, _("Dit plan is geen concept meer. Je kunt het niet meer wijzigen."))
                return opened.back(plan)
            form.data = form.data.copy()
            form.data["version"] = str(conflict.row.version)
            by = conflict.row.changed_by
            more["theirs_by"] = str(by.name or by.email) if by else ""
            more["theirs"] = _text_now(found)
    return opened.form_page(title, form, plan, **more)


def _text_now(found: PlanGoal | PlanStep | None) -> str:
    if found is None:
        return ""
    found.refresh_from_db()
    return found.text


def _saved(opened: Opened, act: Callable[[], Any], form: Any) -> bool:
    """Do something; a refusal stands in the form, a conflict is for the caller."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(opened.request, _("Bewaard."))
    return True


@_part_page(lambda plan: plan.goals.all(), editing.remove_goal, gettext_lazy("Het doel is weg."))
def goal(opened: Opened, plan: ActionPlan, found: PlanGoal | None) -> HttpResponse:
    """Add a goal, or change or remove one."""
    values = forms.goal_values(found) if found else {}
    form = forms.GoalForm(opened.posted, initial=values | {"version": plan.version})

    def save() -> None:
        data = form.cleaned_data
        if found is None:
            editing.add_goal(plan, opened.actor, data["domain"], data["text"], request=opened.request)
        else:
            editing.change_goal(
                found, opened.actor, data["domain"], data["text"],
                version=data["version"], request=opened.request,
            )  # fmt: skip

    title = _("Wijzig het doel") if found else _("Doel erbij")
    removes = _("Haal dit doel weg") if found else ""
    return _change(opened, plan, form, save, title=title, found=found, removes=removes)


@_part_page(lambda plan: plan.steps.all(), editing.remove_step, gettext_lazy("De stap is weg."))
def step(opened: Opened, plan: ActionPlan, found: PlanStep | None) -> HttpResponse:
    """Add a step, or change or remove one."""
    first_goal = plan.goals.first()
    values = {"when": forms.LATER, "after": forms.START, "goal": str(first_goal.pk) if first_goal else ""}
    values = forms.StepForm.start_values(found) if found else values
    form = forms.StepForm(opened.posted, plan=plan, step=found, initial=values | {"version": plan.version})

    def save() -> None:
        if found is None:
            editing.add_step(plan, opened.actor, form.what(), request=opened.request)
        else:
            version = form.cleaned_data["version"]
            editing.change_step(found, opened.actor, form.what(), version=version, request=opened.request)

    title = _("Wijzig de stap") if found else _("Stap erbij")
    removes = _("Haal deze stap weg") if found else ""
    return _change(opened, plan, form, save, title=title, found=found, removes=removes)


@plan_page("GET", "HEAD", "POST")
def occupation(opened: Opened) -> HttpResponse:
    """Find work by everyday words and put it in the plan; or take it out."""
    plan = opened.draft
    if plan is None:
        return opened.not_now()
    posted, form = opened.request.POST, forms.OccupationForm(None)
    options: list[tuple[int, str]] = []
    chosen: int | None = None
    if "weg" in posted:
        gone = number_of(posted["weg"]) or 0
        said = _("Het beroep is uit het plan.")
        opened.try_it(lambda: editing.remove_occupation(plan, opened.actor, gone, request=opened.request), said)
        return opened.back(plan)
    if "kies" in posted:
        chosen = number_of(posted["kies"])
    elif opened.request.method == "POST":
        form = forms.OccupationForm(posted)
        if form.is_valid():
            chosen, options = occupations.recognise(form.cleaned_data["occupation"])
            if chosen is None and not options:
                form.add_error("occupation", _("Dit beroep vinden we niet. Probeer een ander woord."))
    work = Occupation.objects.filter(pk=chosen).first() if chosen else None
    if work is not None:
        said = _("%(work)s staat in het plan.") % {"work": work}
        opened.try_it(lambda: editing.add_occupation(plan, opened.actor, work, request=opened.request), said)
        return opened.back(plan)
    return opened.form_page(_("Beroep erbij"), form, plan, options=options)
