"""The life of a grant (inzet): a table from which the code, the documentation and the tests are made."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import CaseState
from rmt_portal.lifecycle import Lifecycle, Transition


class GrantState(models.TextChoices):
    """Where a grant stands."""

    REQUESTED = "requested", _("aangevraagd")
    CHECKED = "checked", _("wacht op besluit")
    APPROVED = "approved", _("toegekend")
    REFUSED = "refused", _("afgewezen")
    STARTED = "started", _("loopt")
    ENDED = "ended", _("afgerond")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class GrantParty(models.TextChoices):
    """Who may let an event happen."""

    COACH = "coach", _("coach")
    BUDGET_HOLDER = "budget_holder", _("budgethouder")
    SYSTEM = "system", _("systeem")


@dataclass(frozen=True)
class GrantTransition(Transition):
    """A row of the table, with who may do it."""

    by: tuple[GrantParty, ...] = ()


S, T = GrantState, GrantParty
ACTIVE = (S.REQUESTED, S.CHECKED, S.APPROVED, S.STARTED)
"""What is not over; of one kind there is one for a client, or a second with a reason."""
UNDECIDED = (S.REQUESTED, S.CHECKED)

GRANT_TRANSITIONS = (
    GrantTransition("check", (S.REQUESTED,), S.CHECKED, (T.COACH,)),
    GrantTransition("send_back", (S.CHECKED,), S.REQUESTED, (T.BUDGET_HOLDER,)),
    GrantTransition("approve", (S.CHECKED,), S.APPROVED, (T.BUDGET_HOLDER,)),
    GrantTransition("refuse", UNDECIDED, S.REFUSED, (T.BUDGET_HOLDER,)),
    GrantTransition("withdraw", (*UNDECIDED, S.APPROVED), S.WITHDRAWN, (T.COACH, T.SYSTEM)),
    GrantTransition("start", (S.APPROVED,), S.STARTED, (T.COACH,)),
    GrantTransition("end", (S.STARTED,), S.ENDED, (T.COACH, T.SYSTEM)),
)
GRANT_LIFECYCLE = Lifecycle(initial={"ask": S.REQUESTED}, transitions=GRANT_TRANSITIONS)
CHANGED_IN = {
    "edit": (S.REQUESTED,),
    "partner_agrees": UNDECIDED,
    "practice": (*UNDECIDED, S.APPROVED),
}
"""What changes without an event of the table, by its word in the log, and in which states that can be."""
GRANT_BY_EVENT = {transition.event: transition for transition in GRANT_TRANSITIONS}

CAN_GRANT = (
    CaseState.PLAN_AGREED,
    CaseState.ACTIVE,
    CaseState.MEDIATION,
    CaseState.PLACED,
    CaseState.AFTERCARE,
)
"""The phases of a dossier in which something is asked for: coach and client agreed on a plan, and it runs."""
