"""The life of a plan and of a step: tables from which the code, the documentation and the tests are made.

A row of ``ActionPlan`` is one version. What was agreed on never changes: a change makes a new version that starts as a
concept, and the old one holds until both agreed on the new one.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import CaseState
from rmt_portal.lifecycle import Lifecycle, Transition


class PlanState(models.TextChoices):
    """Where a version of a plan stands."""

    DRAFT = "draft", _("concept")
    PROPOSED = "proposed", _("wacht op akkoord")
    AGREED = "agreed", _("akkoord")
    REPLACED = "replaced", _("vervangen door een nieuwe versie")
    DISCARDED = "discarded", _("weggegooid")
    ENDED = "ended", _("gestopt")


class StepState(models.TextChoices):
    """Where a step stands."""

    OPEN = "open", _("nog te doen")
    DONE = "done", _("gedaan")
    SKIPPED = "skipped", _("gaat niet door")


class PlanParty(models.TextChoices):
    """Who may let an event happen."""

    COACH = "coach", _("coach")
    CLIENT = "client", _("cliënt")
    SYSTEM = "system", _("systeem")


@dataclass(frozen=True)
class PlanTransition(Transition):
    """A row of a table, with who may do it."""

    by: tuple[PlanParty, ...] = ()


P, S, T = PlanState, StepState, PlanParty
OPEN_STATES = (P.DRAFT, P.PROPOSED)
"""A version on which nobody agreed yet; there is at most one per dossier."""

PLAN_TRANSITIONS = (
    PlanTransition("propose", (P.DRAFT,), P.PROPOSED, (T.COACH,)),
    PlanTransition("take_back", (P.PROPOSED,), P.DRAFT, (T.COACH,)),
    PlanTransition("ask_change", (P.PROPOSED,), P.DRAFT, (T.CLIENT,)),
    PlanTransition("agree", (P.PROPOSED,), P.AGREED, (T.CLIENT, T.COACH)),
    PlanTransition("replace", (P.AGREED,), P.REPLACED, (T.SYSTEM,)),
    PlanTransition("discard", (P.DRAFT,), P.DISCARDED, (T.COACH,)),
    PlanTransition("end", (P.DRAFT, P.PROPOSED, P.AGREED), P.ENDED, (T.COACH, T.SYSTEM)),
)
PLAN_LIFECYCLE = Lifecycle(initial={"make": P.DRAFT}, transitions=PLAN_TRANSITIONS)

CHANGED_IN = {"edit": (P.DRAFT,), "review": (P.AGREED,)}
"""What changes without an event of the table, by its word in the log, and in which states that can be."""

STEP_TRANSITIONS = (
    PlanTransition("finish", (S.OPEN,), S.DONE, (T.COACH, T.CLIENT)),
    PlanTransition("skip", (S.OPEN,), S.SKIPPED, (T.COACH,)),
    PlanTransition("undo", (S.DONE, S.SKIPPED), S.OPEN, (T.COACH, T.CLIENT)),
)
STEP_LIFECYCLE = Lifecycle(
    initial={"plan": S.OPEN, "carry_done": S.DONE, "carry_skipped": S.SKIPPED}, transitions=STEP_TRANSITIONS
)
CARRIED = {S.OPEN: "plan", S.DONE: "carry_done", S.SKIPPED: "carry_skipped"}
"""With which event a step begins in a new version: it stands as it stood in the old one."""

PLAN_BY_EVENT = {transition.event: transition for transition in PLAN_TRANSITIONS}
STEP_BY_EVENT = {transition.event: transition for transition in STEP_TRANSITIONS}

CAN_PLAN = (
    CaseState.ASSIGNED,
    CaseState.INTAKE,
    CaseState.DIAGNOSED,
    CaseState.PLAN_AGREED,
    CaseState.ACTIVE,
    CaseState.MEDIATION,
    CaseState.PLACED,
    CaseState.AFTERCARE,
)
"""The phases of a dossier in which a plan is made or changed: there is a coach, and the dossier runs."""

WAY_TO_DIAGNOSED = {
    CaseState.ASSIGNED: ("start_intake", "diagnose"),
    CaseState.INTAKE: ("diagnose",),
}
"""Who proposes a plan has the picture: the events by which the dossier gets there (DOMAIN 5)."""
