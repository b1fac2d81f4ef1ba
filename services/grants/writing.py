"""What every change of a grant has in common: who may, and how (:class:`rmt_portal.changing.Changes`)."""

from django.utils.translation import gettext_lazy as _

from intake.models import Case
from partners import access
from partners.models import Layer, Role
from rmt_portal.changing import Changes, Refused
from rmt_portal.lifecycle import Actor
from services.grants.lifecycle import CAN_GRANT, CHANGED_IN, GRANT_LIFECYCLE
from services.models import ServiceGrant

WRITE, DECIDE = "grant.write", "grant.decide"
access.allow(WRITE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)
access.allow(DECIDE, [Role.BUDGET_HOLDER])

GRANTS = Changes(ServiceGrant, GRANT_LIFECYCLE, "grant", along=("changed_by", "service"), without_event=CHANGED_IN)
"""Nothing of the client comes along: a budget holder has the grant and not the person."""


def require_coach(actor: Actor, case: Case) -> None:
    """Refuse who may not write in this dossier.

    Raises:
        access.Refused: another role, or no access to this client.
        Refused: the dossier is in a phase in which nothing is asked for or changed.
    """
    access.insist(access.may(actor.user, WRITE, client_id=case.client_id, region_id=case.region_id))
    if case.state not in CAN_GRANT:
        raise Refused(_("Inzet hoort bij een dossier dat loopt, met een plan waar jullie allebei akkoord op zijn."))


def require_coach_of(actor: Actor, grant: ServiceGrant) -> None:
    """Refuse who may not write in the dossier this grant belongs to.

    Raises:
        access.Refused: another role, or no access to this client.
    """
    access.insist(access.may(actor.user, WRITE, client_id=grant.client_id, region_id=grant.region_id))


def require_budget_holder(actor: Actor, region_id: int) -> None:
    """Refuse who does not hold the budget of this region.

    Raises:
        access.Refused: another role, or another region.
    """
    access.insist(access.may(actor.user, DECIDE, region_id=region_id))
