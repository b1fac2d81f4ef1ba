"""A plan as people read it: per goal the steps, who does what by when, who agreed and how it went."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from intake.models import Case
from rmt_portal import clock
from services.models import ActionPlan, PlanAgreement, PlanGoal, PlanReview, PlanStep, StepOwner
from services.plans.dates import due_days
from services.plans.lifecycle import OPEN_STATES, PlanState, StepState


@dataclass(frozen=True)
class StepRow:
    """One step, with the day it is due."""

    step: PlanStep
    due_on: date
    for_client: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.step.state == StepState.OPEN

    @property
    def is_late(self) -> bool:
        """Whether it should have been done before today."""
        return self.is_open and self.due_on < clock.today()

    @property
    def who(self) -> str:
        """Who does it, in words for staff or for the client."""
        if self.step.owner == StepOwner.PARTNER:
            return str(self.step.partner or self.step.partner_name)
        if self.step.owner == StepOwner.COACH:
            return _("je coach") if self.for_client else _("coach")
        return _("jij") if self.for_client else _("kandidaat")

    @property
    def settled_by(self) -> str:
        """Who said that it was done or does not go on."""
        by = self.step.settled_by
        return str(by.name or by.email) if by else (_("jij") if self.for_client else _("de kandidaat"))


@dataclass(frozen=True)
class Part:
    """A goal with its steps; without a goal: the steps that belong to none."""

    goal: PlanGoal | None
    rows: list[StepRow]


@dataclass(frozen=True)
class Sheet:
    """One version of a plan with everything in it."""

    plan: ActionPlan
    parts: list[Part] = field(default_factory=list)
    occupations: list[str] = field(default_factory=list)
    occupation_rows: list[Any] = field(default_factory=list)
    agreements: list[PlanAgreement] = field(default_factory=list)
    reviews: list[PlanReview] = field(default_factory=list)
    wish: str = ""

    @property
    def rows(self) -> list[StepRow]:
        """Every step, by day."""
        found = [row for part in self.parts for row in part.rows]
        return sorted(found, key=lambda row: (row.due_on, row.step.pk))

    def of(self, *owners: str) -> list[StepRow]:
        """Return the steps of these owners, by day."""
        return [row for row in self.rows if row.step.owner in owners]

    @property
    def of_client(self) -> list[StepRow]:
        """What the client does."""
        return self.of(StepOwner.CLIENT)

    @property
    def of_others(self) -> list[StepRow]:
        """What coach and partners do."""
        return self.of(StepOwner.COACH, StepOwner.PARTNER)

    @property
    def is_draft(self) -> bool:
        """Whether its text can be changed."""
        return self.plan.state == PlanState.DRAFT

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for the client."""
        return self.plan.state == PlanState.PROPOSED

    @property
    def holds(self) -> bool:
        """Whether it is the plan both agreed on."""
        return self.plan.state == PlanState.AGREED

    @property
    def review_is_due(self) -> bool:
        """Whether it is time to look at it together."""
        return bool(self.holds and self.plan.review_on and self.plan.review_on <= clock.today())

    @property
    def can_be_proposed(self) -> bool:
        """Whether there is something to agree on."""
        return self.is_draft and bool(self.rows) and any(part.goal for part in self.parts)


def sheet_of(plan: ActionPlan, for_client: bool = False) -> Sheet:
    """Return a version with all its parts; a fixed number of questions."""
    goals = list(plan.goals.all())
    steps = list(plan.steps.select_related("partner", "settled_by"))
    days = due_days(plan, steps)
    rows = [StepRow(step, days[step.pk], for_client) for step in steps]
    rows.sort(key=lambda row: (row.due_on, row.step.pk))
    loose = [row for row in rows if row.step.goal_id is None]
    parts = [Part(goal, [row for row in rows if row.step.goal_id == goal.pk]) for goal in goals]
    wish = plan.events.filter(event="ask_change").order_by("-pk").first() if plan.is_draft else None
    targets = list(plan.occupations.select_related("occupation"))
    return Sheet(
        plan,
        parts + ([Part(None, loose)] if loose else []),
        [str(row.occupation) for row in targets],
        targets,
        list(plan.agreements.filter(void_at__isnull=True).select_related("recorded_by")),
        list(plan.reviews.select_related("by")),
        wish.reason if wish else "",
    )


def versions_of(case: Case) -> list[ActionPlan]:
    """Return the versions of a case people may read, the newest first."""
    return list(ActionPlan.objects.kept().filter(case=case).select_related("changed_by", "made_by"))


def to_show(versions: Iterable[ActionPlan], wanted: str = "") -> ActionPlan | None:
    """Return the version somebody asked for by its number; otherwise what holds, or else the newest."""
    found = list(versions)
    if wanted.isdecimal() and len(wanted) < 5:
        asked = next((plan for plan in found if plan.number == int(wanted)), None)
        if asked is not None:
            return asked
    holds = next((plan for plan in found if plan.state == PlanState.AGREED), None)
    return holds or next(iter(found), None)


def waiting_of(versions: Iterable[ActionPlan], shown: ActionPlan) -> ActionPlan | None:
    """Return the version that is being made or waits for an agreement, when another one is shown."""
    return next((plan for plan in versions if plan.state in OPEN_STATES and plan.pk != shown.pk), None)
