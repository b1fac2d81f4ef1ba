"""Sentences about plans for who works with them."""

from django.utils.translation import gettext as _

from services.models import ActionPlan, PlanStep


def who_was_first(row: ActionPlan | PlanStep) -> str:
    """Say who changed a plan or did a step, and how it stands now."""
    return _with_the_step(row) if isinstance(row, PlanStep) else _with_the_plan(row)


def _with_the_plan(plan: ActionPlan) -> str:
    by = plan.changed_by
    words = {"who": (by.name or by.email) if by else _("De kandidaat"), "state": plan.get_state_display()}
    return _("%(who)s was eerder. Versie %(number)s is nu: %(state)s. Kijk het na en kies opnieuw.") % (
        words | {"number": plan.number}
    )


def _with_the_step(step: PlanStep) -> str:
    by = step.settled_by
    if step.settled_at is None:
        return _("Deze stap is intussen teruggezet: hij staat weer open.")
    said = {"who": (by.name or by.email) if by else _("De kandidaat"), "state": step.get_state_display()}
    return _("%(who)s was eerder met deze stap: %(state)s.") % said
