"""What every page of a plan does first: the dossier, and the plan."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, Self

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from rmt_portal.lifecycle import Actor
from rmt_portal.workplace.dossier import Dossier
from rmt_portal.workplace.dossier_parts import OpenedPart, part_page
from rmt_portal.workplace.refusal import View
from rmt_portal.workplace.rows import dossier_url
from services.models import ActionPlan
from services.plans import words
from services.plans.lifecycle import OPEN_STATES, PlanState

TAB = "plan"
P = ParamSpec("P")


@dataclass(frozen=True)
class Opened(OpenedPart):
    """A dossier that may be written in, with the versions of its plan that run."""

    template = "workplace/plans/form.html"
    word = "plan"
    not_possible = gettext_lazy("Dit kan nu niet met dit plan. Hier zie je hoe het staat.")
    who_was_first = staticmethod(words.who_was_first)

    running: list[ActionPlan]

    @classmethod
    def open(cls, request: HttpRequest, dossier: Dossier, actor: Actor, named: dict[str, Any]) -> Self:
        """Open the versions that run."""
        running = ActionPlan.objects.running().filter(case=dossier.case).select_related("case", "changed_by")
        return cls(request, dossier, actor, list(running))

    @property
    def open_version(self) -> ActionPlan | None:
        """The version that is being made, or waits for the client."""
        return next((plan for plan in self.running if plan.state in OPEN_STATES), None)

    @property
    def draft(self) -> ActionPlan | None:
        """The version whose text can be changed."""
        return next((plan for plan in self.running if plan.state == PlanState.DRAFT), None)

    @property
    def holds(self) -> ActionPlan | None:
        """The version both agreed on."""
        return next((plan for plan in self.running if plan.state == PlanState.AGREED), None)

    def url(self, at: ActionPlan | None = None) -> str:
        """Return the address of the tab, at this version."""
        return dossier_url(self.dossier.case, TAB) + (f"&versie={at.number}" if at else "")


def plan_page(*methods: str) -> Callable[[Callable[Concatenate[Opened, P], HttpResponse]], View]:
    """Open a page to who may write in the dossier; the view gets an :class:`Opened`."""
    return part_page(Opened, *methods)
