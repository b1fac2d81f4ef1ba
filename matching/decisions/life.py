"""The life of a decision about one opportunity: one table from which code, documentation and tests are made.

The engine proposes, a coach releases, asks or dismisses, the client answers, and an employer sees an anonymous profile
only after both said yes (MATCHING 2).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from rmt_portal.lifecycle import Lifecycle, Transition


class DecisionState(models.TextChoices):
    """How far an opportunity is, as the coach reads it."""

    ASKED = "asked", _("gevraagd aan de kandidaat")
    RELEASED = "released", _("voorgesteld")
    WANTED = "wanted", _("kandidaat wil dit, jij besluit")
    INTERESTED = "interested", _("kandidaat wil dit")
    AGREED = "agreed", _("mag naar de werkgever, zonder naam")
    SHOWN = "shown", _("werkgever zag het profiel zonder naam")
    APPLIED = "applied", _("gesolliciteerd")
    HIRED = "hired", _("heeft de baan")
    REJECTED = "rejected", _("niet aangenomen")
    DECLINED = "declined", _("kandidaat wil dit niet")
    DISMISSED = "dismissed", _("weggelegd")
    WITHDRAWN = "withdrawn", _("teruggezet in de lijst")


class DecisionParty(models.TextChoices):
    """Who may let an event happen."""

    COACH = "coach", _("coach")
    CLIENT = "client", _("kandidaat")


@dataclass(frozen=True)
class DecisionTransition(Transition):
    """A row of the table, with who may do it."""

    by: tuple[DecisionParty, ...] = (DecisionParty.COACH,)


S, P = DecisionState, DecisionParty
BOTH = (P.COACH, P.CLIENT)
PROPOSED = (S.ASKED, S.RELEASED)
SAID_YES = (S.INTERESTED, S.AGREED, S.SHOWN)
RUNNING = (*PROPOSED, S.WANTED, *SAID_YES, S.APPLIED)
OUTCOMES = (S.HIRED, S.REJECTED)
ON_OWN_PAGE = (*RUNNING, *OUTCOMES, S.DECLINED)
"""What the client sees on the own page."""
NEVER_SHOWN = (S.DISMISSED, S.WITHDRAWN)
LIVING = tuple(state for state in S if state != S.WITHDRAWN)
UNDO_WITHIN = timedelta(days=14)
"""How long an answer or an outcome can be put right; afterwards it is history."""

TRANSITIONS: tuple[DecisionTransition, ...] = (
    DecisionTransition("release", (S.WITHDRAWN, S.DISMISSED, S.ASKED), S.RELEASED),
    DecisionTransition("ask", (S.WITHDRAWN, S.DISMISSED), S.ASKED),
    DecisionTransition("dismiss", (S.WITHDRAWN, S.DECLINED, *PROPOSED, S.WANTED, *SAID_YES, S.APPLIED), S.DISMISSED),
    DecisionTransition("withdraw", PROPOSED, S.WITHDRAWN),
    DecisionTransition("restore", (S.DISMISSED,), S.WITHDRAWN),
    DecisionTransition("want", (S.ASKED,), S.WANTED, BOTH),
    DecisionTransition("confirm", (S.WANTED,), S.INTERESTED),
    DecisionTransition("accept", (S.RELEASED,), S.INTERESTED, BOTH),
    DecisionTransition("decline", (*PROPOSED, S.WANTED, S.INTERESTED, S.AGREED), S.DECLINED, BOTH),
    DecisionTransition("agree", (S.INTERESTED,), S.AGREED, BOTH),
    DecisionTransition("disagree", (S.AGREED,), S.INTERESTED, BOTH),
    DecisionTransition("show", (S.AGREED,), S.SHOWN),
    DecisionTransition("apply", (*PROPOSED, S.WANTED, *SAID_YES), S.APPLIED, BOTH),
    DecisionTransition("hire", (*PROPOSED, S.WANTED, *SAID_YES, S.APPLIED), S.HIRED, BOTH),
    DecisionTransition("reject", (S.SHOWN, S.APPLIED), S.REJECTED, BOTH),
    DecisionTransition("rethink", (S.DECLINED, S.INTERESTED, S.APPLIED, *OUTCOMES), S.RELEASED, BOTH),
    DecisionTransition("rethink_question", (S.DECLINED, S.WANTED, S.APPLIED, *OUTCOMES), S.ASKED, BOTH),
    DecisionTransition("merge", LIVING, S.WITHDRAWN, ()),
    *(DecisionTransition(f"unmerge_to_{state}", (S.WITHDRAWN,), state, ()) for state in LIVING),
)
DECISION_LIFECYCLE = Lifecycle(
    initial={"release": S.RELEASED, "ask": S.ASKED, "dismiss": S.DISMISSED}, transitions=TRANSITIONS
)
BY_EVENT = {transition.event: transition for transition in TRANSITIONS}


class DismissReason(models.TextChoices):
    """Why a coach lays an opportunity aside; each has an effect (:mod:`matching.decisions.dismissing`)."""

    TOO_FAR = "too_far", _("te ver weg")
    NOT_THIS_WORK = "not_this_work", _("dit soort werk past niet")
    PROFILE_WRONG = "profile_wrong", _("het werkprofiel klopt niet")
    NOT_NOW = "not_now", _("nu nog niet")
    ALREADY_APPLIED = "already_applied", _("al eerder gesolliciteerd")
    EMPLOYER_REFUSED = "employer_refused", _("de werkgever wil niet verder")
    VACANCY_WRONG = "vacancy_wrong", _("de vacature klopt niet")
