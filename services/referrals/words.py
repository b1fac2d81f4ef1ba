"""A referral in words: its status line, what happened, and what somebody can do now."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rmt_portal import clock
from rmt_portal.nlds.parts import Step, Text, TimelineEntry, Tone
from services.models import Referral, ReferralEvent
from services.referrals.lifecycle import OPEN, UNHELPED, WAITING, Party, ReferralState

S = ReferralState

TONES: dict[str, Tone] = {
    S.SENT: Tone.INFO,
    S.INFO_REQUESTED: Tone.WARNING,
    S.ACCEPTED: Tone.OK,
    S.IN_PROGRESS: Tone.OK,
    S.ON_HOLD: Tone.WARNING,
    S.COMPLETED: Tone.OK,
    S.DECLINED: Tone.ERROR,
    S.EXPIRED: Tone.ERROR,
}

HAPPENED: dict[str, str | Promise] = {
    "create": gettext_lazy("Verwijzing gemaakt"),
    "send": gettext_lazy("Verstuurd"),
    "request_info": gettext_lazy("Vraag gesteld"),
    "answer_info": gettext_lazy("Vraag beantwoord"),
    "accept": gettext_lazy("Aangenomen"),
    "undo_accept": gettext_lazy("Aannemen teruggedraaid"),
    "decline": gettext_lazy("Niet aangenomen"),
    "recall": gettext_lazy("Ingetrokken"),
    "expire": gettext_lazy("Verlopen: er kwam geen antwoord"),
    "start": gettext_lazy("De hulp is gestart"),
    "hold": gettext_lazy("Even gestopt"),
    "resume": gettext_lazy("Weer verder gegaan"),
    "complete": gettext_lazy("Klaar"),
    "stop": gettext_lazy("Eerder gestopt"),
    "withdraw_consent": gettext_lazy("De toestemming is ingetrokken"),
    "mark_error": gettext_lazy("Opzij gezet als vergissing"),
}
MILESTONES = frozenset({"send", "accept", "start", "complete"})

WAITS_FOR: dict[tuple[str, Party], str | Promise] = {
    (S.SENT, Party.RECEIVER): gettext_lazy("Beoordeel"),
    (S.INFO_REQUESTED, Party.SENDER): gettext_lazy("Beantwoord de vraag"),
    (S.ACCEPTED, Party.RECEIVER): gettext_lazy("Neem contact op"),
    (S.IN_PROGRESS, Party.RECEIVER): gettext_lazy("Koppel terug"),
    (S.ON_HOLD, Party.RECEIVER): gettext_lazy("Kijk of het verder kan"),
    (S.DECLINED, Party.SENDER): gettext_lazy("Zoek andere hulp"),
    (S.EXPIRED, Party.SENDER): gettext_lazy("Zoek andere hulp"),
}
"""What somebody on this side can do best in this state; nothing where the other side is to move."""

OTHERWISE: dict[str, str | Promise] = {
    S.SENT: gettext_lazy("De ontvanger is aan zet"),
    S.INFO_REQUESTED: gettext_lazy("De verwijzer is aan zet"),
    S.ACCEPTED: gettext_lazy("De ontvanger neemt contact op"),
    S.IN_PROGRESS: gettext_lazy("De hulp loopt"),
    S.ON_HOLD: gettext_lazy("De hulp staat stil"),
}


@dataclass(frozen=True)
class Status:
    """The status of a referral as one word with its tone; the same word for everybody."""

    word: str
    tone: str


def status(referral: Referral) -> Status:
    """Return the status word of a referral."""
    return Status(referral.get_state_display(), TONES.get(referral.state, Tone.PLAIN).value)


def is_to_move(referral: Referral, party: Party) -> bool:
    """Say whether this side is to move: after a no the sender, until something followed or the day it is parked to."""
    if referral.state in UNHELPED:
        return party == Party.SENDER and referral.needs_other_help and not referral.is_parked
    return (referral.state, party) in WAITS_FOR


def next_step(referral: Referral, party: Party) -> str:
    """Return what somebody on this side can do now, or who is to move; empty when nothing is left to do."""
    if party == Party.SENDER and referral.is_parked and referral.decline_until is not None:
        return _("Kan vanaf %(day)s") % {"day": date_format(referral.decline_until, "j F Y")}
    if is_to_move(referral, party):
        again = referral.needs_other_help and referral.decline_until is not None
        return _("Verwijs opnieuw: het kan nu") if again else str(WAITS_FOR[referral.state, party])
    return str(OTHERWISE.get(referral.state, ""))


def waits(referral: Referral) -> str:
    """Say how long a referral waits for an answer, or since the yes for the first contact; empty when for neither."""
    since = {S.SENT: referral.sent_at, S.INFO_REQUESTED: referral.sent_at, S.ACCEPTED: referral.accepted_at}
    moment = since.get(ReferralState(referral.state))
    if moment is None:
        return ""
    days = (clock.now() - moment).days
    return _("sinds vandaag") if days == 0 else ngettext("%(days)d dag", "%(days)d dagen", days) % {"days": days}


def promised_on(referral: Referral) -> date | None:
    """Return the day by which an answer, or the first contact, was promised; None when nothing is waited for."""
    if referral.state in WAITING:
        return referral.answer_due_on
    return referral.deputy_on if referral.state == S.ACCEPTED else None


def status_line(referral: Referral) -> list[Step]:
    """Return the five steps that sender, receiver and client share; how it ended stands in place of the next step."""
    moments = [referral.sent_at, referral.seen_at or referral.accepted_at, referral.accepted_at]
    moments += [referral.first_contact_at, referral.ended_at if referral.state == S.COMPLETED else None]
    titles: list[Text] = [_("Verstuurd"), _("Bekeken"), _("Aangenomen"), _("Gestart"), _("Klaar")]
    reached = max((number for number, moment in enumerate(moments) if moment), default=-1)
    if referral.state == S.COMPLETED:
        return [Step(title, done=number < 4, current=number == 4) for number, title in enumerate(titles)]
    going_on = referral.state in OPEN or referral.state == S.DRAFT
    titles[reached + 1 :] = titles[reached + 1 :] if going_on else [capfirst(referral.get_state_display())]
    current = max(reached, 0) if going_on else reached + 1
    note = referral.get_state_display() if referral.state in (S.INFO_REQUESTED, S.ON_HOLD) else ""
    return [
        Step(title, done=number < current, current=number == current, note=note if number == current else "")
        for number, title in enumerate(titles)
    ]


def timeline(events: list[ReferralEvent], names: dict[int, str], with_reasons: bool) -> list[TimelineEntry]:
    """Return what happened in words, newest first; ``names`` are those of the organisations."""
    return [
        TimelineEntry(
            at=event.at,
            title=HAPPENED.get(event.event, event.event),
            text=event.reason if with_reasons else "",
            who=names.get(event.organisation_id or 0, "") if _by_somebody(event) else _by_nobody_here(event),
            milestone=event.event in MILESTONES,
        )
        for event in reversed(events)
        if event.event != "create"
    ]


def _by_somebody(event: ReferralEvent) -> bool:
    """Say whether a person did it, or an organisation by its mailbox."""
    return bool(event.actor_id or event.organisation_id)


def _by_nobody_here(event: ReferralEvent) -> str:
    """Return who it was when nobody of an organisation did it; only the person withdraws without somebody's help."""
    return _("de cliënt") if event.event == "withdraw_consent" else _("het systeem")
