"""A plan begins: from an example or from nothing, or as a new version of what was agreed on."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from intake.models import Case, WantedWork
from rmt_portal import clock
from rmt_portal.changing import Conflict, Refused
from rmt_portal.lifecycle import Actor, begin
from services.models import ActionPlan, PlanGoal, PlanStep, PlanTemplate, TargetOccupation
from services.plans.dates import due_days
from services.plans.lifecycle import CARRIED, PLAN_LIFECYCLE, STEP_LIFECYCLE, PlanState, StepState
from services.plans.writing import PLANS, require_coach


def make(case: Case, actor: Actor, template: PlanTemplate | None = None, *, request: Any = None) -> ActionPlan:
    """Begin the plan of a case with the goals and steps of an example, and the work the client wants.

    Raises:
        Refused: the example belongs to another region, or there is a plan that holds: change that one.
        Conflict: a colleague began first; see also :func:`services.plans.writing.require_coach`.
    """
    require_coach(actor, case)
    if template is not None and (template.region_id != case.region_id or not template.is_active):
        raise Refused(_("Dit voorbeeld is er niet meer. Kies een ander."))
    with transaction.atomic():
        plan = _begin(case, actor, template.code if template else "")
        _fill_from(plan, template, actor)
        wanted = WantedWork.objects.filter(profile__client_id=case.client_id, occupation__isnull=False).order_by(
            "position"
        )
        for position, row in enumerate(wanted):
            TargetOccupation.objects.get_or_create(
                plan=plan, occupation=row.occupation, defaults={"position": position}
            )
        PLANS.write_line(plan, "make", actor, ["template_code"], request)
    return plan


def new_version(plan: ActionPlan, actor: Actor, *, request: Any = None) -> ActionPlan:
    """Begin a new version of a plan that was agreed on; that one holds until both agree on the new one.

    Raises:
        Refused: this version does not hold.
        Conflict: a colleague began first.
    """
    require_coach(actor, plan.case)
    with transaction.atomic():
        plan = PLANS.lock(plan)
        if plan.state != PlanState.AGREED:
            raise Refused(_("Alleen van een plan dat geldt maak je een nieuwe versie."))
        new = _begin(plan.case, actor, plan.template_code)
        _copy(plan, new, actor)
        PLANS.write_line(new, "make", actor, ["number"], request)
    return new


def _begin(case: Case, actor: Actor, template_code: str) -> ActionPlan:
    of_case = ActionPlan.objects.filter(case=case)
    number = (of_case.kept().aggregate(n=Max("number"))["n"] or 0) + 1
    plan = ActionPlan(
        client_id=case.client_id, case=case, region_id=case.region_id, number=number, template_code=template_code,
        made_by=actor.user, changed_by=actor.user, made_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            begin(plan, PLAN_LIFECYCLE, "make", actor)
    except IntegrityError:
        first = of_case.filter(state__in=[PlanState.DRAFT, PlanState.PROPOSED]).select_related("changed_by").first()
        if first is None:
            raise
        raise Conflict(first) from None
    return plan


def _fill_from(plan: ActionPlan, template: PlanTemplate | None, actor: Actor) -> None:
    if template is None:
        return
    goals: dict[int | None, PlanGoal] = {}
    for goal in template.goals.all():
        goals[goal.number] = PlanGoal.objects.create(
            plan=plan, domain=goal.domain, text=goal.text, position=goal.number
        )
    made: dict[int | None, PlanStep] = {}
    for step in template.steps.all():
        made[step.number] = PlanStep(
            plan=plan, goal=goals.get(step.goal), text=step.text, owner=step.owner, partner_name=step.partner_name,
            days=step.days, after_step=made.get(step.after), position=step.number,
        )  # fmt: skip
        begin(made[step.number], STEP_LIFECYCLE, "plan", actor)


def _copy(old: ActionPlan, new: ActionPlan, actor: Actor) -> None:
    goals: dict[int | None, PlanGoal] = {}
    for goal in old.goals.all():
        goals[goal.pk] = PlanGoal.objects.create(plan=new, domain=goal.domain, text=goal.text, position=goal.position)
    for row in old.occupations.all():
        TargetOccupation.objects.create(plan=new, occupation_id=row.occupation_id, position=row.position)
    made: dict[int | None, PlanStep] = {}
    days = _fixed_days(old)
    for step in old.steps.order_by("pk"):
        made[step.pk] = PlanStep(
            plan=new, goal=goals.get(step.goal_id), text=step.text, owner=step.owner, partner_id=step.partner_id,
            partner_name=step.partner_name, position=step.position, copied_from=step,
            settled_at=step.settled_at, settled_by_id=step.settled_by_id, **days(step, made),
        )  # fmt: skip
        begin(made[step.pk], STEP_LIFECYCLE, CARRIED[StepState(step.state)], actor)


def _fixed_days(old: ActionPlan) -> Any:
    """Say when a copied step is due: after another step as before; what counted from the start keeps its day."""
    due = due_days(old, old.steps.all())

    def when(step: PlanStep, made: dict[int | None, PlanStep]) -> dict[str, Any]:
        if step.after_step_id:
            return {"days": step.days, "after_step": made[step.after_step_id]}
        return {"fixed_on": due[step.pk]}

    return when
