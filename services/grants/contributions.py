"""What grants contribute: a tab of the dossier, a number on Vandaag, and a part of the own page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from intake import shared
from intake.models import Case, Client, DataCategory
from partners.models import Role
from partners.reach import reach_of
from rmt_portal.contributions import DossierTab, OwnPageSection, TodayNumber
from services.grants.lifecycle import CAN_GRANT, GrantState
from services.grants.reading import grants_of
from services.models import ServiceGrant

MOST_SHOWN = 8
TOLD = (GrantState.APPROVED, GrantState.STARTED, GrantState.ENDED)
"""What a client reads on the own page: what was granted."""


def tab(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return the grants of a case, when its plan is open to who asks."""
    if not shared.opens(case, DataCategory.PLAN):
        return {"grants_are_closed": True}
    return {"grants": grants_of(case), "can_ask": case.state in CAN_GRANT}


def section(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    """Return what was granted to me; nothing when there is nothing."""
    found = ServiceGrant.objects.filter(client=client, state__in=TOLD).select_related("service", "provider")
    rows = list(found.order_by("-pk")[:MOST_SHOWN])
    return {"grants": rows} if rows else None


def _to_decide(user: Any) -> int:
    return ServiceGrant.objects.to_decide_by(user).count()


def _decides(user: Any) -> bool:
    return reach_of(user).has_role(Role.BUDGET_HOLDER)


CONTRIBUTIONS = (
    DossierTab("inzet", gettext_lazy("Inzet"), "services/grants/_tab.html", tab, 30),
    TodayNumber(
        "inzet", gettext_lazy("Inzet te beslissen"), _to_decide, lambda: reverse("admin:budget"), 70, _decides
    ),
    OwnPageSection("inzet", "services/grants/_own_page.html", section, 8),
)  # fmt: skip
