"""The letters to a person about an appointment: made, moved or called off; when, where, with whom and how to cancel.

A letter waits a moment, so that who puts an appointment right at once sends one letter with how it stands. Nothing in
it tells what the appointment is about: a mailbox may be shared.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings

from intake import diary_file, promises
from intake.models import Appointment, CaseOutcome, OutcomeKind
from rmt_portal import clock
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Attachment, Mail
from rmt_portal.reference.models import RegionBrand

LETTER = "mail.appointment"
WAITS = timedelta(minutes=2)


def tell(appointment: Appointment) -> None:
    """Ask for the letter about how an appointment stands now; inside the transaction of the change.

    What was made and called off before any letter went needs none.
    """
    is_untold = clock.now() < appointment.booked_at + WAITS
    if is_untold and appointment.cancelled_at is not None:
        return
    change = appointment.changes
    words = "made" if is_untold else "off" if appointment.cancelled_at else "moved"
    queue.put(
        LETTER,
        f"{LETTER}:{appointment.pk}:{change}",
        {"appointment": appointment.pk, "change": change, "event": words},
        not_before=clock.now() + WAITS,
    )


def compose(payload: Payload) -> Mail | None:
    """Write the letter; nothing when it changed again, is over, has no address, or the person died."""
    found = Appointment.objects.filter(pk=payload["appointment"], changes=payload["change"], at__gte=clock.now())
    appointment = found.select_related("case__client").first()
    if appointment is None or not appointment.case.client.email or _died(appointment):
        return None
    case, brand = appointment.case, RegionBrand.objects.filter(region=appointment.case.region_id).first()
    context = {
        "event": payload["event"], "appointment": appointment, "case": case, "brand": brand,
        "named": promises.named(case),
    }  # fmt: skip
    text = diary_file.text_of(appointment, urlsplit(settings.SITE_URL).netloc)
    along = (Attachment("afspraak.ics", text, f"text/calendar; method={diary_file.method_of(appointment)}"),)
    return Mail(case.client.email, "appointment", context, brand.email if brand else "", along)


def _died(appointment: Appointment) -> bool:
    return CaseOutcome.objects.standing().filter(case=appointment.case_id, kind=OutcomeKind.DIED).exists()
