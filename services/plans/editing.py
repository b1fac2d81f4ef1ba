"""The text of a concept: goals, steps and the work it leads to. Only a concept can be changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor, begin
from rmt_portal.reference.models import Occupation
from services.models import ActionPlan, PlanGoal, PlanStep, StepOwner, TargetOccupation
from services.plans.lifecycle import STEP_LIFECYCLE
from services.plans.writing import PLANS, require_coach

MOST_GOALS = 8
MOST_STEPS = 40
MOST_OCCUPATIONS = 5


@dataclass(frozen=True)
class StepText:
    """What a step says: who does what, and a day or a number of days after the start or an earlier step."""

    text: str
    owner: str
    partner: Organisation | None = None
    partner_name: str = ""
    goal: PlanGoal | None = None
    fixed_on: date | None = None
    days: int | None = None
    after_step: PlanStep | None = None


def _change(plan: ActionPlan, actor: Actor, fields: list[str], act: Callable[[ActionPlan], Any], **seen: Any) -> Any:
    """Change a concept in one transaction.

    Raises:
        Conflict: it is no concept any more, or it changed after ``version`` was read.
    """
    request, version = seen.pop("request", None), seen.pop("version", None)
    with transaction.atomic():
        plan = PLANS.lock(plan)
        require_coach(actor, plan.case)
        PLANS.require_possible(plan, "edit")
        if version not in (None, plan.version):
            raise Conflict(plan)
        result = act(plan)
        PLANS.touch(plan, "edit", actor, about=fields, request=request)
    return result


def _next(rows: Any) -> int:
    last = rows.order_by("-position").first()
    return int(last.position) + 1 if last else 1


def add_goal(plan: ActionPlan, actor: Actor, domain: str, text: str, **seen: Any) -> PlanGoal:
    """Add a goal. Adding never takes anything away, so a page of a moment ago is good enough.

    Raises:
        Refused: there are eight goals already.
    """

    def act(plan: ActionPlan) -> PlanGoal:
        if plan.goals.count() >= MOST_GOALS:
            raise Refused(_("Een plan heeft hoogstens 8 doelen. Haal er eerst een weg."))
        return PlanGoal.objects.create(plan=plan, domain=domain, text=text, position=_next(plan.goals))

    seen.pop("version", None)
    made: PlanGoal = _change(plan, actor, ["goals"], act, **seen)
    return made


def change_goal(goal: PlanGoal, actor: Actor, domain: str, text: str, **seen: Any) -> None:
    """Change a goal, as it stood in the version that was read."""
    _change(
        goal.plan, actor, ["goals"], lambda _p: PlanGoal.objects.filter(pk=goal.pk).update(domain=domain, text=text),
        **seen,
    )  # fmt: skip


def remove_goal(goal: PlanGoal, actor: Actor, **seen: Any) -> None:
    """Take a goal out; its steps stay, without a goal."""
    _change(goal.plan, actor, ["goals"], lambda _plan: PlanGoal.objects.filter(pk=goal.pk).delete(), **seen)


def add_step(plan: ActionPlan, actor: Actor, what: StepText, **seen: Any) -> PlanStep:
    """Add a step at the end.

    Raises:
        Refused: there are forty steps, or its goal or earlier step belongs to another plan.
    """

    def act(plan: ActionPlan) -> PlanStep:
        if plan.steps.count() >= MOST_STEPS:
            raise Refused(_("Een plan heeft hoogstens 40 stappen. Haal er eerst een weg."))
        step = PlanStep(plan=plan, position=_next(plan.steps), **_columns(plan, what))
        begin(step, STEP_LIFECYCLE, "plan", actor)
        return step

    seen.pop("version", None)
    made: PlanStep = _change(plan, actor, ["steps"], act, **seen)
    return made


def change_step(step: PlanStep, actor: Actor, what: StepText, **seen: Any) -> None:
    """Change a step, as it stood in the version that was read; raises as :func:`add_step`."""

    def act(plan: ActionPlan) -> None:
        if what.after_step is not None and what.after_step.pk >= step.pk:
            raise Refused(_("Een stap kan alleen na een eerdere stap komen."))
        PlanStep.objects.filter(pk=step.pk).update(**_columns(plan, what))

    _change(step.plan, actor, ["steps"], act, **seen)


def remove_step(step: PlanStep, actor: Actor, **seen: Any) -> None:
    """Take a step out; what came after it comes after what it came after, as many days later in all.

    Raises:
        Refused: it was done or skipped already: that stays in the plan.
    """

    def act(plan: ActionPlan) -> None:
        if step.settled_at is not None:
            raise Refused(_("Deze stap is al gedaan of gaat niet door. Zo blijft dat in het plan staan."))
        for follower in PlanStep.objects.filter(plan=plan, after_step=step):
            when: dict[str, Any] = {"fixed_on": step.fixed_on, "days": None, "after_step": None}
            if step.fixed_on is None:
                days = (step.days or 0) + (follower.days or 0)
                when = {"fixed_on": None, "days": days, "after_step": step.after_step_id}
            PlanStep.objects.filter(pk=follower.pk).update(**when)
        PlanStep.objects.filter(pk=step.pk).delete()

    _change(step.plan, actor, ["steps"], act, **seen)


def add_occupation(plan: ActionPlan, actor: Actor, occupation: Occupation, **seen: Any) -> None:
    """Add work the plan leads to; the same twice changes nothing.

    Raises:
        Refused: there are five already.
    """

    def act(plan: ActionPlan) -> None:
        known = plan.occupations.filter(occupation=occupation).exists()
        if not known and plan.occupations.count() >= MOST_OCCUPATIONS:
            raise Refused(_("Een plan noemt hoogstens 5 beroepen. Haal er eerst een weg."))
        if not known:
            TargetOccupation.objects.create(plan=plan, occupation=occupation, position=_next(plan.occupations))

    seen.pop("version", None)
    _change(plan, actor, ["occupations"], act, **seen)


def remove_occupation(plan: ActionPlan, actor: Actor, occupation_id: int, **seen: Any) -> None:
    """Take work out of the plan; what is gone already changes nothing."""
    seen.pop("version", None)
    _change(
        plan, actor, ["occupations"],
        lambda plan: TargetOccupation.objects.filter(plan=plan, occupation=occupation_id).delete(), **seen,
    )  # fmt: skip


def _columns(plan: ActionPlan, what: StepText) -> dict[str, Any]:
    for other in (what.goal, what.after_step):
        if other is not None and other.plan_id != plan.pk:
            raise Refused(_("Dit doel of deze stap hoort niet bij dit plan. Kies opnieuw."))
    is_partner = what.owner == StepOwner.PARTNER
    return {
        "text": what.text,
        "owner": what.owner,
        "partner": what.partner if is_partner else None,
        "partner_name": what.partner_name if is_partner and what.partner is None else "",
        "goal": what.goal,
        "fixed_on": what.fixed_on,
        "days": None if what.fixed_on else what.days or 0,
        "after_step": None if what.fixed_on else what.after_step,
    }
