"""On which day each step of a plan is due."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.utils import timezone

from rmt_portal import clock
from services.models import ActionPlan, PlanStep


def due_days(plan: ActionPlan, steps: Iterable[PlanStep]) -> Mapping[int, date]:
    """Return the day of each step by its id; of a concept as if it began today.

    A step after another one counts from the day that one was done; until then from the day it is due. Steps only come
    after earlier ones, so one pass in order of their ids is enough.
    """
    start = plan.starts_on or clock.today()
    days: dict[int, date] = {}
    counts_from: dict[int, date] = {}
    for step in sorted(steps, key=lambda step: step.pk):
        base = counts_from.get(step.after_step_id, start) if step.after_step_id else start
        due = step.fixed_on or base + timedelta(days=step.days or 0)
        days[step.pk] = due
        counts_from[step.pk] = timezone.localdate(step.settled_at) if step.settled_at else due
    return days
