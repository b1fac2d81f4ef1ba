"""What every change of a plan has in common: who may, and how (:class:`rmt_portal.changing.Changes`)."""

from django.utils.translation import gettext_lazy as _

from intake.models import Case
from partners import access
from partners.models import Layer, Role
from rmt_portal import row_security
from rmt_portal.changing import Changes, Refused
from rmt_portal.lifecycle import Actor
from services.models import ActionPlan
from services.plans.lifecycle import CAN_PLAN, CHANGED_IN, PLAN_BY_EVENT, PLAN_LIFECYCLE, PlanParty

WRITE = "plan.write"
access.allow(WRITE, [Role.COACH, Role.INTAKE_WORKER], Layer.WORK)

PLANS = Changes(ActionPlan, PLAN_LIFECYCLE, "plan", along=("case", "changed_by"), without_event=CHANGED_IN)


def require_coach(actor: Actor, case: Case) -> None:
    """Refuse who may not write in this dossier.

    Raises:
        access.Refused: another role, or no access to this client.
        Refused: the dossier is in a phase in which there is no plan to write.
    """
    access.insist(access.may(actor.user, WRITE, client_id=case.client_id, region_id=case.region_id))
    if case.state not in CAN_PLAN:
        raise Refused(_("Een plan hoort bij een dossier dat loopt en een coach heeft. Neem de kandidaat eerst over."))


def require_party(actor: Actor, plan: ActionPlan, by: tuple[PlanParty, ...]) -> PlanParty:
    """Return as whom this actor acts: nobody with an account is the client, on the own page.

    Raises:
        access.Refused: a colleague who may not.
        PermissionError: not the person self, or not for the person to do.
        Refused: the dossier does not run.
    """
    if actor.user is None:
        if row_security.current().client_id != plan.client_id or PlanParty.CLIENT not in by:
            raise PermissionError("only the person, or a colleague with a name, changes a plan")
        return PlanParty.CLIENT
    require_coach(actor, plan.case)
    if PlanParty.COACH not in by:
        raise Refused(_("Dit kan alleen de kandidaat zelf, op de eigen pagina."))
    return PlanParty.COACH


def parties_of(event: str) -> tuple[PlanParty, ...]:
    """Return who may let an event of a plan happen."""
    return PLAN_BY_EVENT[event].by
