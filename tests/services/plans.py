"""Plans in each state, made through the same actions as the pages."""

from typing import Any

from intake.models import Case
from partners.models import User
from rmt_portal import row_security
from rmt_portal.lifecycle import Actor
from services.models import ActionPlan, StepOwner
from services.plans import agreeing, editing, making
from services.plans.editing import StepText
from tests.partners.factories import fatima
from tests.services.factories import works_for
from tests.workplace.factories import guided_by

CLIENT = Actor()


def case_with_coach(coach: User | None = None, **fields: Any) -> Case:
    return guided_by(coach or fatima(), client__first_name="Sami", client__last_name="van 't Hof", **fields)


def concept(case: Case | None = None, by: User | None = None) -> ActionPlan:
    """A concept with a goal, a step of the client and one of the coach a week after it."""
    case, coach = case or case_with_coach(by), works_for(by or fatima())
    plan = making.make(case, coach)
    goal = editing.add_goal(plan, coach, "work", "Ik werk in de zorg")
    first = editing.add_step(plan, coach, StepText("Cv nakijken", StepOwner.CLIENT, goal=goal, days=7))
    editing.add_step(plan, coach, StepText("Opleiding zoeken", StepOwner.COACH, goal=goal, days=7, after_step=first))
    return ActionPlan.objects.get(pk=plan.pk)


def client_agrees(plan: ActionPlan) -> ActionPlan:
    with row_security.client(plan.client_id):
        return agreeing.agree(plan, CLIENT)


def in_state(state: str, case: Case | None = None, by: User | None = None) -> ActionPlan:
    """A plan in any state, by the shortest way; made by Fatima unless another coach is named."""
    coach, plan = works_for(by or fatima()), concept(case, by)
    if state == "discarded":
        return agreeing.discard(plan, coach)
    if state in ("proposed", "agreed", "replaced", "ended"):
        plan = agreeing.propose(plan, coach)
    if state in ("agreed", "replaced", "ended"):
        plan = client_agrees(plan)
    if state == "ended":
        plan = agreeing.end(plan, coach)
    if state == "replaced":
        client_agrees(agreeing.propose(making.new_version(plan, coach), coach))
    return ActionPlan.objects.get(pk=plan.pk)
