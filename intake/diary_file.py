"""An appointment as a file for one's own diary.

The file says no more than "Afspraak", when and where: it can be seen by who looks at the phone of the person, so
nothing in it tells with whom or about what.
"""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _

from intake.models import Appointment
from rmt_portal import clock

_LINE = 75  # octets of a line in a diary file (RFC 5545, 3.1)


def text_of(appointment: Appointment, host: str) -> str:
    """Return an appointment as a file for a diary (RFC 5545), in UTC; ``host`` makes its number unique in the world."""
    end = appointment.at + timedelta(minutes=appointment.minutes)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//RMT//Afspraak//NL",
        f"METHOD:{method_of(appointment)}",
        "BEGIN:VEVENT",
        f"UID:{appointment.public_id}@{host}",
        f"SEQUENCE:{appointment.changes}",
        f"DTSTAMP:{_stamp(clock.now())}",
        f"DTSTART:{_stamp(appointment.at)}",
        f"DTEND:{_stamp(end)}",
        f"SUMMARY:{_escaped(_('Afspraak'))}",
        *([f"LOCATION:{_escaped(appointment.place)}"] if appointment.place else []),
        *(["STATUS:CANCELLED"] if appointment.cancelled_at else []),
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def method_of(appointment: Appointment) -> str:
    """Return what a diary does with the file: take the appointment in, or take it out (RFC 5546)."""
    return "CANCEL" if appointment.cancelled_at else "PUBLISH"


def as_file(appointment: Appointment, host: str) -> HttpResponse:
    """Return the answer that a diary opens."""
    text = text_of(appointment, host)
    name = 'attachment; filename="afspraak.ics"'
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name})


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """Break a line after at most 75 octets, never inside a letter; what follows begins with a space."""
    parts: list[str] = []
    part = ""
    for letter in line:
        if len((part + letter).encode()) > _LINE - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
