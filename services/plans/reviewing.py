"""Coach and client look at the plan together, every six weeks or on the day they choose."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import ActionPlan, PlanReview
from services.plans.agreeing import REVIEW_EVERY
from services.plans.writing import PLANS, require_coach

LONGEST = timedelta(weeks=13)


@transaction.atomic
def review(
    plan: ActionPlan, actor: Actor, note: str, next_on: date | None = None, *, version: int | None = None,
    request: Any = None,
) -> PlanReview:  # fmt: skip
    """Write down that the plan was looked at, and when that happens again (six weeks from now unless told).

    Raises:
        Refused: the next day is not within the coming thirteen weeks.
        Conflict: the plan does not hold any more, or it changed after ``version`` was read.
    """
    plan = PLANS.lock(plan, version)
    require_coach(actor, plan.case)
    PLANS.require_possible(plan, "review")
    today = clock.today()
    next_on = next_on or today + REVIEW_EVERY
    if not today < next_on <= today + LONGEST:
        raise Refused(_("Kies een dag na vandaag en binnen 13 weken."))
    made = PlanReview.objects.create(plan=plan, by=actor.user, note=note.strip()[:500], next_on=next_on)
    PLANS.touch(plan, "review", actor, request=request, review_on=next_on)
    return made
