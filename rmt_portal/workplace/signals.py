"""What asks for a coach's attention, each with its condition, its word and its reason: one place for the counts on
Vandaag, the chips above the list, the marks in it and the card in the dossier."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import rhythm
from intake.models import Case, SignalKind
from intake.models.case import waits_for
from rmt_portal import clock
from rmt_portal.workplace import words


@dataclass(frozen=True)
class Signal:
    """A reason to look at a case. ``slug`` stands in the address of the list.

    What a colleague put off (``can_wait``) is left out until its day.
    """

    slug: str
    title: str | Promise
    holds: Callable[[], Q]
    is_alarm: bool = True
    can_wait: bool = True

    def condition(self) -> Q:
        """Return which cases ask for attention now."""
        if not self.can_wait:
            return self.holds()
        return self.holds() & ~waits_for(self.slug)


def _late() -> Q:
    today = clock.today()
    return Q(next_action_on__lt=today) | Q(last_contact_at__isnull=True, contact_due_on__lt=today)


def _not_called() -> Q:
    return Q(last_contact_at__isnull=True)


def _no_coach() -> Q:
    return Q(is_guided=False)


def _answered() -> Q:
    """The client answered on the own page, and the coach is the one to say or show something now."""
    return Q(has_answer=True)


def _aftercare_missed() -> Q:
    """Who works was not asked how it goes, on the day for that; it stays so also when there was other contact."""
    return Q(aftercare_due_on__lt=clock.today())


LATE = Signal(SignalKind.LATE.value, SignalKind.LATE.label, _late)
SILENT = Signal(SignalKind.SILENT.value, SignalKind.SILENT.label, rhythm.silent)
NOT_CALLED = Signal(SignalKind.NOT_CALLED.value, SignalKind.NOT_CALLED.label, _not_called, is_alarm=False)
NO_COACH = Signal("geen-coach", gettext_lazy("Geen coach"), _no_coach, is_alarm=False, can_wait=False)
ANSWERED = Signal(SignalKind.ANSWERED.value, SignalKind.ANSWERED.label, _answered, is_alarm=False)
AFTERCARE = Signal("nazorg", gettext_lazy("Nazorg te laat"), _aftercare_missed, can_wait=False)

COUNTED = (LATE, SILENT, NOT_CALLED, ANSWERED, AFTERCARE)
"""What Vandaag counts, in this order."""
SIGNALS = {signal.slug: signal for signal in (*COUNTED[:3], NO_COACH, *COUNTED[3:])}


def reasons(case: Case) -> dict[str, str]:
    """Return the signals that hold for one case (from ``with_list_columns``) by slug, each with its reason in words.

    Also what was put off is in it.
    """
    today, found = clock.today(), {}
    never_called = case.last_contact_at is None
    if case.next_action_on and case.next_action_on < today:
        found[LATE.slug] = _("%(what)s: %(late)s.") % {
            "what": case.next_action or _("Volgende actie"),
            "late": words.until(case.next_action_on),
        }
    elif never_called and case.contact_due_on < today:
        found[LATE.slug] = _("We beloofden te bellen: %(late)s.") % {"late": words.until(case.contact_due_on)}
    if case.last_contact_at is not None and rhythm.is_silent(case):
        found[SILENT.slug] = _("Laatste contact %(ago)s; %(rhythm)s.") % {
            "ago": words.ago(case.last_contact_at),
            "rhythm": rhythm.reason(case),
        }
    if never_called:
        found[NOT_CALLED.slug] = _("Aangemeld %(ago)s, en nog niemand sprak deze kandidaat.") % {
            "ago": words.ago(case.opened_at)
        }
    if case.has_answer:
        found[ANSWERED.slug] = _("De kandidaat gaf antwoord op een kans. Lees het bij Kansen op werk.")
    return found
