"""The budget holder decides: yes, no, or a question back. Never who asked (four eyes)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rmt_portal import clock
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.grants import rules
from services.grants.writing import GRANTS, require_budget_holder
from services.models import BudgetPot, Condition, ServiceGrant
from services.money import ledger

PARTNERS_NEEDED = 2
"""How many partners agree on maatwerk besides the budget holder."""


def stands_in_the_way(grant: ServiceGrant) -> list[str]:
    """Return why this can not be granted now, each as a sentence."""
    found = rules.objections(grant)
    version = grant.scheme_version
    if version is not None and version.asks(Condition.JOINT_AGREEMENT) and grant.agreements.count() < PARTNERS_NEEDED:
        found.append(_("Voor maatwerk zijn eerst twee partners in het team akkoord. De coach schrijft dat op."))
    return found


@transaction.atomic
def approve(grant: ServiceGrant, actor: Actor, *, version: int | None = None, request: Any = None) -> ServiceGrant:
    """Grant what was asked, and reserve its amount in the pot of its scheme and year.

    Raises:
        access.Refused: no budget holder of this region.
        Refused: who asked decides, the rules do not allow it, or there is not enough money.
        Conflict: a colleague decided first, or the request changed after ``version`` was read.
    """
    grant = GRANTS.lock(grant, version)
    require_budget_holder(actor, grant.region_id)
    GRANTS.require_possible(grant, "approve")
    _require_other_eyes(grant, actor)
    pot = _pot_for(grant)
    found = stands_in_the_way(grant)
    if found:
        raise Refused(" ".join(found))
    GRANTS.happen(grant, "approve", actor, request=request, decided_by=actor.user, decided_at=clock.now(), pot=pot)
    if pot is not None:
        ledger.reserve(grant, actor)
    return grant


@transaction.atomic
def refuse(
    grant: ServiceGrant, actor: Actor, reason: str, *, version: int | None = None, request: Any = None
) -> ServiceGrant:
    """Say no, with a reason the coach can tell the client; raises as :func:`approve`."""
    grant = GRANTS.lock(grant, version)
    require_budget_holder(actor, grant.region_id)
    GRANTS.require_possible(grant, "refuse")
    _require_other_eyes(grant, actor)
    reason = _said(reason)
    GRANTS.happen(grant, "refuse", actor, reason=reason, request=request, decided_by=actor.user, decided_at=clock.now())
    return grant


@transaction.atomic
def send_back(
    grant: ServiceGrant, actor: Actor, reason: str, *, version: int | None = None, request: Any = None
) -> ServiceGrant:
    """Ask the coach for something more first; raises as :func:`approve`."""
    grant = GRANTS.lock(grant, version)
    require_budget_holder(actor, grant.region_id)
    GRANTS.require_possible(grant, "send_back")
    _require_other_eyes(grant, actor)
    GRANTS.happen(grant, "send_back", actor, reason=_said(reason), request=request)
    return grant


def _pot_for(grant: ServiceGrant) -> BudgetPot | None:
    """Return the pot that pays, locked, so that of two decisions at once each sees what the other took."""
    if not grant.amount:
        return None
    try:
        return ledger.lock_pot_for(grant)
    except ledger.NotEnough as no:
        raise Refused(str(no)) from None


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(gettext_lazy("Schrijf op waarom. De coach leest dit."))
    return reason.strip()[:500]


def _require_other_eyes(grant: ServiceGrant, actor: Actor) -> None:
    if actor.user.pk == grant.requested_by_id:
        raise Refused(gettext_lazy("Jij vroeg dit zelf aan. Een andere budgethouder beslist."))
