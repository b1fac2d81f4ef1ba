"""Plans for some clients of the demo region, made through the same actions as the site."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from intake.models import Case, CaseAssignment, CaseState
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import Actor
from rmt_portal.reference.models import LabourRegion
from services.models import ActionPlan, PlanStep, PlanTemplate, StepOwner
from services.plans import agreeing, doing, making, templates
from services.plans.lifecycle import CAN_PLAN

BEFORE = (CaseState.ASSIGNED, CaseState.INTAKE, CaseState.DIAGNOSED)
AFTER = tuple(state for state in CAN_PLAN if state not in BEFORE)
MOST_OPEN = 6
"""So many clients without an agreed plan have a concept or a proposal; the others are where most begin: without."""


def seed(region: LabourRegion) -> int:
    """Give whose dossier says "plan agreed" (or is further) such a plan, and a few others a concept or a proposal.

    Who has a plan already is left alone. Returns how many were made.
    """
    templates.load(region)
    offered = templates.offered_in(region.pk)
    already = ActionPlan.objects.filter(region=region, case__state__in=BEFORE).values("case").distinct().count()
    rows = [*_without_plan(region, AFTER), *_without_plan(region, BEFORE)[: max(MOST_OPEN - already, 0)]]
    for number, row in enumerate(rows):
        _make(row.case, Actor(row.coach, row.organisation_id), offered[number % len(offered)], number)
    return len(rows)


def _without_plan(region: LabourRegion, states: Sequence[str]) -> QuerySet[CaseAssignment]:
    guided = CaseAssignment.objects.filter(
        case__region=region, case__state__in=states, until_at__isnull=True, kind=CaseAssignment.Kind.PRIMARY
    )
    found = guided.exclude(case__plans__isnull=False)
    return found.select_related("case__client", "case__region", "coach").order_by("case_id")


@transaction.atomic
def _make(case: Case, coach: Actor, template: PlanTemplate, number: int) -> None:
    plan, agreed = making.make(case, coach, template), case.state in AFTER
    if not agreed and number % 2:
        return
    plan = agreeing.propose(plan, coach)
    if not agreed:
        return
    with row_security.client(case.client_id):
        plan = agreeing.agree(plan, Actor())
    first = PlanStep.objects.filter(plan=plan, owner=StepOwner.CLIENT).select_related("plan__case").first()
    if first is not None:
        doing.finish(first, coach)
    if number % 2:  # agreed on seven weeks ago: time to look at it together
        ago = timedelta(weeks=7)
        ActionPlan.objects.filter(pk=plan.pk).update(
            made_at=clock.now() - ago, proposed_at=clock.now() - ago, agreed_at=clock.now() - ago,
            starts_on=clock.today() - ago, review_on=clock.today() - timedelta(weeks=1),
        )  # fmt: skip
