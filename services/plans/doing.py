"""Steps are done or do not go on, by the coach or by the client; both can be taken back."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.changing import Conflict, Refused, advance_or_conflict
from rmt_portal.lifecycle import Actor
from services.models import PlanStep, StepOwner
from services.plans.lifecycle import STEP_BY_EVENT, STEP_LIFECYCLE, PlanParty, PlanState
from services.plans.writing import PLANS, require_party


def finish(step: PlanStep, actor: Actor, *, request: Any = None) -> PlanStep:
    """Say that a step is done. A client does this for the own steps, a coach for any.

    Raises:
        Refused: the plan does not hold, or the step is somebody else's.
        Conflict: somebody was first with something else.
    """
    return _happen(step, "finish", actor, request, settled_at=clock.now(), settled_by=actor.user)


def skip(step: PlanStep, actor: Actor, reason: str, *, request: Any = None) -> PlanStep:
    """Say that a step does not go on, and why in a few words; raises as :func:`finish`."""
    if not reason.strip():
        raise Refused(_("Schrijf kort op waarom deze stap niet doorgaat."))
    return _happen(
        step, "skip", actor, request, reason=reason.strip()[:200], settled_at=clock.now(), settled_by=actor.user
    )


def undo(step: PlanStep, actor: Actor, *, request: Any = None) -> PlanStep:
    """Put a step back: it is still to be done; raises as :func:`finish`."""
    return _happen(step, "undo", actor, request, settled_at=None, settled_by=None)


@transaction.atomic
def _happen(step: PlanStep, event: str, actor: Actor, request: Any, *, reason: str = "", **fields: Any) -> PlanStep:
    plan = PLANS.lock(step.plan)
    party = require_party(actor, plan, STEP_BY_EVENT[event].by)
    if plan.state != PlanState.AGREED:
        raise Refused(_("Dit is niet het plan dat nu geldt. Kijk in de nieuwste versie."))
    step = PlanStep.objects.select_for_update(of=("self",)).select_related("settled_by").get(pk=step.pk)
    if party is PlanParty.CLIENT and step.owner != StepOwner.CLIENT:
        raise Refused(_("Deze stap doet iemand anders. Is hij klaar? Vertel het je coach."))
    if step.state == STEP_BY_EVENT[event].target:
        mine = step.settled_by_id == (actor.user.pk if actor.user else None)
        if event == "undo" or mine:
            return step  # a second click
        raise Conflict(step)
    advance_or_conflict(step, STEP_LIFECYCLE, event, actor, reason, **fields)
    PLANS.write_line(plan, f"step_{event}", actor, ["steps"], request)
    step.plan = plan
    return step
