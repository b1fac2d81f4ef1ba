"""What the dossier shows of work and how it ends, and of appointments; only how a case ended is asked for apart."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from intake import endings, outcome_columns
from intake.models import CASE_LIFECYCLE, Case, CaseOutcome
from rmt_portal.contributions import DossierCard
from rmt_portal.workplace.dossier import dossier_of


def outcome(request: HttpRequest, case: Case) -> dict[str, Any]:
    """Return the work with its aftercare, or how the case ended; and what can be done now."""
    opened = dossier_of(request)
    context: dict[str, Any] = {
        "may_write": opened.may_write,
        "has_ended": opened.has_ended,
        "may_place": CASE_LIFECYCLE.allows("place", case.state),
        "may_reopen": case.state in endings.REOPENS,
    }
    if opened.has_ended:
        ended = CaseOutcome.objects.standing().select_related("placement").filter(case=case).first()
        return context | {"outcome": ended}
    moments = outcome_columns.moments_of(case)
    return context | {
        "work": outcome_columns.work_of(case),
        "moments": moments,
        "next": next((moment for moment in moments if moment.held_on is None), None),
    }


def appointments(request: HttpRequest, case: Case) -> dict[str, Any] | None:
    """Return the appointments that are still to come; nothing once the case is over."""
    opened = dossier_of(request)
    if opened.has_ended:
        return None
    return {"coming": outcome_columns.coming_of(case), "may_write": opened.may_write}


CARDS = (
    DossierCard("afspraken", gettext_lazy("Afspraken"), "workplace/outcomes/_appointments.html", appointments, 25),
    DossierCard("afloop", gettext_lazy("Werk en afloop"), "workplace/outcomes/_outcome.html", outcome, 28),
)
