"""The letter to a person who gets another coach: the name and the number of the new one, and nothing about the help."""

from datetime import timedelta

from intake.models import ENDED_STATES, CaseAssignment
from rmt_portal import clock
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import RegionBrand

LETTER = "mail.new_coach"
WAITS = timedelta(minutes=2)
"""Who is given to another colleague at once hears only of the last one."""


def tell(assignment: CaseAssignment) -> None:
    """Ask for the letter about who guides from now on; inside the transaction of the hand-over."""
    if assignment.kind == CaseAssignment.Kind.PRIMARY:
        key = f"{LETTER}:{assignment.pk}"
        queue.put(LETTER, key, {"assignment": assignment.pk}, not_before=clock.now() + WAITS)


def compose(payload: Payload) -> Mail | None:
    """Write the letter; nothing when somebody else guides by now, the case ended, or there is no address."""
    running = CaseAssignment.objects.filter(pk=payload["assignment"], until_at__isnull=True)
    found = running.exclude(case__state__in=ENDED_STATES)
    assignment = found.select_related("case__client", "coach", "organisation").first()
    if assignment is None or not assignment.case.client.email:
        return None
    case, brand = assignment.case, RegionBrand.objects.filter(region=assignment.case.region_id).first()
    own = readable_phone(assignment.coach.phone) or readable_phone(assignment.organisation.phone)
    team = brand.phone if brand else ""
    context = {"coach": str(assignment.coach), "phone": own or team, "case": case, "brand": brand}
    return Mail(case.client.email, "new_coach", context, brand.email if brand else "")
