"""A case as one row of a list: what a person may see of it, in words, and where it leads."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import rhythm, shared
from intake.models import Case, DataCategory, SignalKind, Situation
from partners.models import Layer
from rmt_portal import clock


@dataclass(frozen=True)
class CaseRow:
    """One candidate in a list.

    With access to the reference layer only, everything but number and initials is empty, except what the person shares
    by consent, which ``shared`` names. ``waits_until`` is the day until which "te laat" was put off, ``contact_waits``
    the same for too long without contact; ``rhythm`` says how often there should be contact.
    """

    case: Case
    url: str
    take_over_url: str
    name: str
    place: str
    open: bool
    last_contact_at: datetime | None
    is_silent: bool
    rhythm: str
    action: str
    due_on: date | None
    is_late: bool
    situation: str
    coach: str
    shared: str = ""
    waits_until: date | None = None
    contact_waits: date | None = None
    can_be_chosen: bool = False

    @property
    def mark(self) -> str:
        """How this row is named when it is chosen: the case, and the version of it that was on the screen."""
        return f"{self.case.pk}:{self.case.version}"


def row_of(case: Case) -> CaseRow:
    """Make a row of a case from ``with_list_columns()``, showing no more than its layer allows."""
    is_open = layer_of(case) >= Layer.TRIAGE
    named = shared.opens(case, DataCategory.CONTACT)
    client, today = case.client, clock.today()
    due_on = due_date(case)
    last = case.last_contact_at
    waiting = waits(case)
    is_late = bool(is_open and due_on and due_on < today)
    is_silent = is_open and rhythm.is_silent(case)
    return CaseRow(
        case=case,
        url=dossier_url(case),
        take_over_url=reverse("admin:take_over", args=[client.public_id]),
        name=client.full_name if named else client.initials,
        place=client.municipality.name if (is_open or named) and client.municipality else "",
        open=is_open,
        last_contact_at=last if is_open else None,
        is_silent=is_silent and SignalKind.SILENT not in waiting,
        rhythm=rhythm.reason(case) if is_silent else "",
        action=(case.next_action or (_("Bellen over de aanmelding") if last is None else "")) if is_open else "",
        due_on=due_on if is_open else None,
        is_late=is_late and SignalKind.LATE not in waiting,
        situation=_situation(case) if is_open or shared.opens(case, DataCategory.WORK_PROFILE) else "",
        coach=getattr(case, "coach_name", "") or "",
        shared="" if is_open else shared.in_words(shared.by_consent(case)),
        waits_until=waiting.get(SignalKind.LATE) if is_late else None,
        contact_waits=waiting.get(SignalKind.SILENT) if is_silent else None,
        can_be_chosen=is_open,
    )


def snoozes_of(case: Case) -> list[dict[str, str]]:
    """Return what waits of a case that came with ``with_list_columns``: signal, until, reason, note and who."""
    return getattr(case, "snoozed", None) or []


def waits(case: Case) -> dict[str, date]:
    """Return the signals of a case (from ``with_list_columns``) that were put off, with the day they are back."""
    return {one["signal"]: date.fromisoformat(one["until"]) for one in snoozes_of(case)}


def _situation(case: Case) -> str:
    return str(SHORT_SITUATION.get(getattr(case, "situation", "") or "", ""))


def due_date(case: Case) -> date | None:
    """Return the day before which something must be done: the promised call, or the next action."""
    if case.last_contact_at is None:
        return min(filter(None, (case.contact_due_on, case.next_action_on)))
    return case.next_action_on


def layer_of(case: Case) -> int:
    """Return how much of this case is open to who asked for it."""
    return int(getattr(case, "layer", Layer.REFERENCE))


def dossier_url(case: Case, tab: str = "") -> str:
    """Return the address of a dossier, or of one of its tabs."""
    url = reverse("admin:dossier", args=[case.client.public_id])
    return f"{url}?deel={tab}" if tab else url


SHORT_SITUATION = {
    Situation.LOST.value: gettext_lazy("Baan verloren"),
    Situation.MAY_LOSE.value: gettext_lazy("Baan op de tocht"),
    Situation.SELF_EMPLOYED.value: gettext_lazy("Zzp'er"),
    Situation.EMPLOYED.value: gettext_lazy("Heeft werk"),
    Situation.OTHER.value: gettext_lazy("Anders"),
}
