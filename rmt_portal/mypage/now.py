"""What happens now and by whom: one sentence with a day and a name, or the team with its number (UX J15)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from intake import promises
from intake.models import ENDED_STATES, Case, Client, ContactTask, ContactWay
from rmt_portal import clock
from rmt_portal.nlds.parts import Person


@dataclass(frozen=True)
class Now:
    """Who helps, what is promised and whether that day is past."""

    case: Case
    person: Person
    sentence: str
    appointment: str = ""
    is_late: bool = False
    is_over: bool = False


def of(client: Client) -> Now | None:
    """Return what happens now, from the open case, or the last one that ended."""
    cases = list(client.cases.select_related("region").order_by("-opened_at", "-pk"))
    case = next((c for c in cases if c.state not in ENDED_STATES), cases[0] if cases else None)
    if case is None:
        return None
    named = promises.named(case)
    role = _("Jouw coach") if named.is_person else _("Jouw team")
    person = Person(named.name, role, named.phone)
    if case.state in ENDED_STATES:
        return Now(case, person, _("Je dossier is afgesloten. Heb je weer hulp nodig? Bel ons."), is_over=True)
    appointment = _appointment(case)
    due = _due(case)
    if due is None or appointment:
        return Now(case, person, _("Je hoeft nu niets te doen."), appointment)
    late = due < clock.today()
    first = named.name.split(" ")[0] if named.is_person else _("Iemand van ons team")
    return Now(case, person, _late(first) if late else _promise(client, first, due), is_late=late)


def _due(case: Case) -> date | None:
    """Return the day that was promised: of the first open task, or of the first call, or of the next action."""
    task = ContactTask.objects.filter(case=case, done_at__isnull=True).order_by("due_on", "pk").first()
    if task is not None:
        return task.due_on
    return case.contact_due_on if case.last_contact_at is None else case.next_action_on


def _appointment(case: Case) -> str:
    meetings: Any = case.first_meetings
    coming = meetings.filter(cancelled_at__isnull=True, held_at__isnull=True, at__gte=clock.now())
    meeting = coming.select_related("coach").first()
    if meeting is None:
        return ""
    day = formats.date_format(timezone.localtime(meeting.at), "l j F")
    time = formats.date_format(timezone.localtime(meeting.at), "H:i")
    if meeting.coach is not None and meeting.confirmed_at is not None:
        return _("Je hebt een afspraak met %(name)s: %(day)s om %(time)s uur.") % {
            "name": meeting.coach, "day": day, "time": time,
        }  # fmt: skip
    return _("Je hebt een afspraak met ons team: %(day)s om %(time)s uur.") % {"day": day, "time": time}


def _promise(client: Client, who: str, due: date) -> str:
    words = {"who": who, "day": formats.date_format(due, "l j F")}
    if client.contact_way == ContactWay.MAIL or not client.phone:
        return _("Je hoeft nu niets te doen. %(who)s mailt je uiterlijk %(day)s.") % words
    return _("Je hoeft nu niets te doen. %(who)s belt je uiterlijk %(day)s.") % words


def _late(who: str) -> str:
    return _("%(who)s had al contact met je moeten hebben. Dat spijt ons. We zijn gewaarschuwd. Bellen mag ook.") % {
        "who": who
    }
