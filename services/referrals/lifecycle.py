"""The life of a referral: one table from which the code, the documentation and the tests are made.

States and events follow the referral standards named in docs/decisions (HL7 FHIR SDOH Task, 360X); labels are Dutch.
"seen" and "result reported" are moments, not states (DECISIONS 13). Forwarding is no event of this table: it makes a
new referral with this one as its parent, so that a receiver is never changed in place.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from rmt_portal.lifecycle import Lifecycle, Transition


class ReferralState(models.TextChoices):
    """The thirteen states."""

    DRAFT = "draft", _("concept")
    SENT = "sent", _("verstuurd")
    INFO_REQUESTED = "info_requested", _("vraag gesteld")
    ACCEPTED = "accepted", _("aangenomen")
    IN_PROGRESS = "in_progress", _("gestart")
    ON_HOLD = "on_hold", _("even gestopt")
    DECLINED = "declined", _("niet aangenomen")
    RECALLED = "recalled", _("ingetrokken")
    EXPIRED = "expired", _("verlopen")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("toestemming ingetrokken")
    COMPLETED = "completed", _("klaar")
    STOPPED = "stopped", _("eerder gestopt")
    ENTERED_IN_ERROR = "entered_in_error", _("fout ingevoerd")


class Party(models.TextChoices):
    """Who may let an event happen, seen from the referral."""

    SENDER = "sender", _("verwijzer")
    RECEIVER = "receiver", _("ontvanger")
    COORDINATOR = "coordinator", _("coördinator")
    CLIENT = "client", _("cliënt")
    SYSTEM = "system", _("systeem")


@dataclass(frozen=True)
class ReferralTransition(Transition):
    """A row of the table: who may do it, what must be filled in, and who is told."""

    by: tuple[Party, ...] = ()
    needs: tuple[str, ...] = ()
    tells: tuple[Party, ...] = ()


S, P = ReferralState, Party
WAITING = (S.SENT, S.INFO_REQUESTED)
RUNNING = (S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD)
OPEN = (*WAITING, *RUNNING)
ENDED = (S.DECLINED, S.RECALLED, S.EXPIRED, S.CONSENT_WITHDRAWN, S.COMPLETED, S.STOPPED, S.ENTERED_IN_ERROR)
UNHELPED = (S.DECLINED, S.EXPIRED)
ACCESS_ENDS_AT_ONCE = (S.DECLINED, S.RECALLED, S.EXPIRED, S.CONSENT_WITHDRAWN, S.ENTERED_IN_ERROR)
READ_ONLY = (S.COMPLETED, S.STOPPED)
READ_ONLY_FOR = timedelta(days=30)
"""After the help ended the receiver reads on for so long; then only the number and the outcome are left."""

TRANSITIONS: tuple[ReferralTransition, ...] = (
    ReferralTransition("send", (S.DRAFT,), S.SENT, (P.SENDER,), (), (P.RECEIVER, P.CLIENT)),
    ReferralTransition("request_info", (S.SENT,), S.INFO_REQUESTED, (P.RECEIVER,), ("text",), (P.SENDER,)),
    ReferralTransition("answer_info", (S.INFO_REQUESTED,), S.SENT, (P.SENDER,), ("text",), (P.RECEIVER,)),
    ReferralTransition("accept", (S.SENT,), S.ACCEPTED, (P.RECEIVER,), (), (P.SENDER, P.CLIENT)),
    ReferralTransition("undo_accept", (S.ACCEPTED,), S.SENT, (P.RECEIVER,), ("reason",), (P.SENDER,)),
    ReferralTransition("decline", WAITING, S.DECLINED, (P.RECEIVER,), ("reason_code",), (P.SENDER, P.CLIENT)),
    ReferralTransition(
        "recall", (S.DRAFT, *WAITING), S.RECALLED, (P.SENDER, P.COORDINATOR, P.CLIENT), ("reason",), (P.RECEIVER,)
    ),
    ReferralTransition("expire", WAITING, S.EXPIRED, (P.SYSTEM,), (), (P.SENDER, P.COORDINATOR, P.CLIENT)),
    ReferralTransition("start", (S.ACCEPTED,), S.IN_PROGRESS, (P.RECEIVER,), ("first_contact_at",), (P.SENDER,)),
    ReferralTransition(
        "hold", (S.ACCEPTED, S.IN_PROGRESS), S.ON_HOLD, (P.RECEIVER,), ("reason", "review_on"), (P.SENDER,)
    ),
    ReferralTransition("resume", (S.ON_HOLD,), S.IN_PROGRESS, (P.RECEIVER,), (), (P.SENDER,)),
    ReferralTransition("complete", (S.IN_PROGRESS,), S.COMPLETED, (P.RECEIVER,), ("outcome",), (P.SENDER, P.CLIENT)),
    ReferralTransition(
        "stop", RUNNING, S.STOPPED, (P.RECEIVER, P.SENDER, P.CLIENT), ("reason",), (P.SENDER, P.RECEIVER, P.CLIENT)
    ),
    ReferralTransition(
        "withdraw_consent", (S.DRAFT, *OPEN), S.CONSENT_WITHDRAWN, (P.CLIENT, P.SENDER), (), (P.RECEIVER, P.SENDER)
    ),
    ReferralTransition(
        "mark_error", (S.DRAFT, *OPEN), S.ENTERED_IN_ERROR, (P.SENDER, P.COORDINATOR), ("reason",), (P.RECEIVER,)
    ),
)

REFERRAL_LIFECYCLE = Lifecycle(initial={"create": S.DRAFT}, transitions=TRANSITIONS)
BY_EVENT = {transition.event: transition for transition in TRANSITIONS}

FIRST_ANSWERS = frozenset({"accept", "decline", "request_info"})
"""What counts as an answer of the receiver, for the response time that people see when they choose a partner."""

NOT_FOR_DEBT_HELP = frozenset({"decline", "expire"})
"""A debt-help referral is a request of the resident: nobody declines it here and it does not expire (DECISIONS 13)."""


class DeclineReason(models.TextChoices):
    """Why a receiver declines; each has an effect (services/referrals.py: decline)."""

    NOT_OUR_AREA = "not_our_area", _("woont niet in ons gebied")
    FULL = "full", _("wij zitten vol")
    NOT_NOW = "not_now", _("het is nu nog te vroeg")
    OTHER_HELP_FITS = "other_help_fits", _("andere hulp past beter")
    ALREADY_HELPED = "already_helped", _("wij helpen deze persoon al")
    NO_CONTACT = "no_contact", _("wij krijgen geen contact")


class ReferralOutcome(models.TextChoices):
    """How the help ended."""

    HELPED = "helped", _("geholpen")
    WORK = "work", _("heeft werk")
    TRAINING_DONE = "training_done", _("opleiding of cursus gehaald")
    ADVICE_GIVEN = "advice_given", _("advies gegeven")
    DEBT_PLAN = "debt_plan", _("traject bij schuldhulp is begonnen")
    OTHER_HELP = "other_help", _("verder met andere hulp")
    NOT_HELPED = "not_helped", _("niet geholpen")


class Urgency(models.TextChoices):
    """How fast an answer must come."""

    NORMAL = "normal", _("gewoon")
    URGENT = "urgent", _("spoed")
    THREAT = "threat", _("dreigende uitzetting of afsluiting")
