"""What plans contribute: a tab and a card of the dossier, a list on Vandaag, a part and a task of the own page."""

from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import shared
from intake.models import Case, Client, DataCategory
from partners.models import Role
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.contributions import DossierCard, DossierTab, OwnPageSection, OwnPageTask, TodayList
from rmt_portal.nlds.parts import Task
from services.grants.lifecycle import GrantState
from services.models import ActionPlan, ServiceGrant
from services.plans.lifecycle import CAN_PLAN, OPEN_STATES, PlanState
from services.plans.reading import sheet_of, to_show, versions_of, waiting_of

MOST_SHOWN = 8
UNSIGNED_AFTER = timedelta(days=7)
"""A version that waits longer for the client is spoken about (UX 3: "plan niet getekend")."""
COACHING = frozenset({Role.COACH.value, Role.INTAKE_WORKER.value})


def tab(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return the plan of a case, when it is open to who asks: by guidance, or because the person shares it."""
    if not shared.opens(case, DataCategory.PLAN):
        return {"plan_is_closed": True}
    versions = versions_of(case)
    shown = to_show(versions, request.GET.get("versie", ""))
    return {
        "versions": versions,
        "sheet": sheet_of(shown) if shown else None,
        "waiting": waiting_of(versions, shown) if shown else None,
        "has_open": any(plan.state in OPEN_STATES for plan in versions),
        "can_begin": case.state in CAN_PLAN and not any(p.state in (*OPEN_STATES, PlanState.AGREED) for p in versions),
    }


def card(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Return how the plan stands, in one query; nothing where it is not open or there is none to make."""
    if not shared.opens(case, DataCategory.PLAN) or case.state not in CAN_PLAN:
        return None
    running = list(ActionPlan.objects.running().filter(case=case))
    holds = next((plan for plan in running if plan.state == PlanState.AGREED), None)
    return {"holds": holds, "waiting": next((p for p in running if p != holds), None)}


def to_discuss(user: Any) -> list[dict[str, Any]]:
    """Return the plans of this coach to talk about: the review is due, the client did not answer for a week, or a
    service should be over and nobody wrote down what came of it, also after the case ended.
    """
    if not any(m.role in COACHING for m in reach_of(user).memberships):
        return []
    today, long_ago = clock.today(), clock.now() - UNSIGNED_AFTER
    due = Q(state=PlanState.AGREED, review_on__lte=today)
    unsigned = Q(state=PlanState.PROPOSED, proposed_at__lte=long_ago)
    overdue = ServiceGrant.objects.filter(plan=OuterRef("pk"), state=GrantState.STARTED, ends_on__lt=today)
    found = ActionPlan.objects.of_coach(user).annotate(over_since=Subquery(overdue.values("ends_on")[:1]))
    found = found.filter(due | unsigned | Q(over_since__isnull=False)).select_related("case__client")
    return [_line(plan) for plan in found.order_by("review_on", "proposed_at", "pk")[:MOST_SHOWN]]


def _line(plan: Any) -> dict[str, Any]:
    """Return a plan as a line of Vandaag: what to do about it, and since when."""
    dossier = reverse("admin:dossier", args=[plan.case.client.public_id])
    line = {"case": plan.case, "name": plan.case.client.full_name}
    if plan.over_since is not None:
        why = _("Inzet is voorbij: schrijf op wat eruit kwam")
        return line | {"url": f"{dossier}?deel=inzet", "why": why, "since": plan.over_since}
    agreed = plan.state == PlanState.AGREED
    return line | {
        "url": f"{dossier}?deel=plan&versie={plan.number}",
        "why": _("Samen het plan bespreken") if agreed else _("Nog geen akkoord"),
        "since": plan.review_on if agreed else plan.proposed_at,
    }


def of_client(client: Client) -> list[ActionPlan]:
    """Return the versions a client reads, the newest first."""
    return list(ActionPlan.objects.for_client().filter(client=client).order_by("-pk"))


def section(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    """Return the own plan in short: what I can do first; nothing when there is none."""
    plan = next((p for p in of_client(client) if p.state == PlanState.AGREED), None)
    if plan is None:
        return None
    sheet = sheet_of(plan, for_client=True)
    return {"sheet": sheet, "next": [row for row in sheet.of_client if row.is_open][:3]}


def task(client: Client) -> Task | None:
    """Ask a client to read a proposed version."""
    waiting = ActionPlan.objects.filter(client=client, state=PlanState.PROPOSED).first()
    if waiting is None:
        return None
    hint = _("Je coach schreef het op. Het geldt pas als jij akkoord bent.")
    return Task(_("Lees je plan en zeg of je akkoord bent"), reverse("own_page_plan"), hint)


CONTRIBUTIONS = (
    DossierTab(
        "plan", gettext_lazy("Plan"), "services/plans/_tab.html", tab, 20, frozenset({DataCategory.PLAN.value})
    ),
    DossierCard("plan", gettext_lazy("Plan"), "services/plans/_card.html", card, 10),
    TodayList(
        "plannen", gettext_lazy("Plan bespreken"), "services/plans/_today.html", to_discuss,
        gettext_lazy("Geen plannen om nu te bespreken."), 30,
    ),
    OwnPageSection("plan", "services/plans/_own_page.html", section, 5),
    OwnPageTask("plan", task, 5),
)  # fmt: skip
