"""Making, moving and calling off an appointment, and taking it along to a diary."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from intake import appointments, diary_file
from intake.models import Appointment
from rmt_portal.workplace import words
from rmt_portal.workplace.outcomes.forms import AppointmentForm
from rmt_portal.workplace.outcomes.opening import Opened, appointment_page, outcome_page


@outcome_page("GET", "HEAD", "POST", when=lambda opened: opened.runs)
def book(opened: Opened) -> HttpResponse:
    """Make an appointment."""
    form = AppointmentForm(opened.posted)

    def act() -> Appointment:
        return appointments.book(opened.case, opened.actor, **form.what(), request=opened.request)

    return opened.fill_in(form, act, title=_("Maak een afspraak"), done=_saved)


@appointment_page("GET", "HEAD", "POST")
def move(opened: Opened) -> HttpResponse:
    """Give an appointment another time or place."""
    form = AppointmentForm(opened.posted, initial=AppointmentForm.start_values(opened.appointment))

    def act() -> Appointment:
        return appointments.move(opened.appointment, opened.actor, **form.what(), request=opened.request)

    return opened.fill_in(form, act, title=_("Verzet de afspraak"), done=_saved)


@appointment_page("POST")
def cancel(opened: Opened) -> HttpResponse:
    """Call an appointment off."""
    day = words.long_day(opened.appointment.at)
    said = _("De afspraak op %(day)s is afgezegd. %(heard)s") % {"day": day, "heard": _how_heard(opened.appointment)}
    opened.try_it(lambda: appointments.cancel(opened.appointment, opened.actor, request=opened.request), said)
    return opened.back()


@appointment_page("GET", "HEAD")
def diary(opened: Opened) -> HttpResponse:
    """Give an appointment as a file for the coach's own diary."""
    return diary_file.as_file(opened.appointment, opened.request.get_host())


def _saved(made: Appointment) -> str:
    at = timezone.localtime(made.at)
    said = {"day": words.long_day(at), "time": f"{at:%H:%M}", "heard": _how_heard(made)}
    return _("De afspraak staat: %(day)s om %(time)s uur. %(heard)s") % said


def _how_heard(appointment: Appointment) -> str:
    """Say how the candidate hears of it."""
    if appointment.case.client.email:
        return _("De kandidaat krijgt een mail, en ziet het op de eigen pagina.")
    return _("De kandidaat heeft geen e-mailadres: bel om het door te geven.")
