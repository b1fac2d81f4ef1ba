"""A plan of the client of the home team that both agreed on, and a new version that is being written."""

from typing import Any

from intake.models import Case
from partners.models import Layer, User
from rmt_portal import row_security
from rmt_portal.lifecycle import Actor
from services.models import ActionPlan, StepOwner
from services.plans import agreeing, editing, making
from services.plans.editing import StepText
from tests.matrix.canaries import Canary
from tests.services.factories import works_for

PLAIN = ("make", "goal_new", "step_new", "occupation", "agreed", "review", "paper")
OF_STEP = ("step", "step_done", "step_undo", "step_skip")


def planned(who: str, case: Case, coach: User) -> tuple[ActionPlan, list[Canary]]:
    """Return the concept, and the words only who guides may read."""
    actor = works_for(coach)
    plan = making.make(case, actor)
    goal = editing.add_goal(plan, actor, "work", "canary-plan-goal")
    editing.add_step(plan, actor, StepText("canary-plan-step", StepOwner.CLIENT, goal=goal, days=7))
    agreeing.propose(plan, actor)
    with row_security.client(case.client_id):
        agreeing.agree(plan, Actor())
    case.refresh_from_db()
    words = ("canary-plan-goal", "canary-plan-step")
    return making.new_version(plan, actor), [Canary(who, word, Layer.WORK, (word,)) for word in words]


def parameters(plan: ActionPlan, dossiers: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    """Say what the parameters of the routes of plans stand for."""
    goal, step = plan.goals.get().pk, plan.steps.get()
    own = {"pk": step.copied_from_id}
    return {
        **{f"admin:plan_{page}": dossiers for page in PLAIN},
        **{f"admin:plan_{page}": {w: row | {"pk": step.pk} for w, row in dossiers.items()} for page in OF_STEP},
        "admin:plan_goal": {where: row | {"pk": goal} for where, row in dossiers.items()},
        "admin:plan_press": {where: row | {"slug": "voorleggen"} for where, row in dossiers.items()},
        "own_page_plan_step": {"own": own, "nobody": {"pk": 0}},
    }
