"""Tell a person who gets help elsewhere whom to call there: by mail, otherwise in a letter that staff prints.

The mail waits until the decision can not be taken back any more. It holds a name and a number and never what the help
is about, nor the organisation that gives it: its name alone may tell of debts, health or a benefit.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.models import Outcome, TriageDecision
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import RegionBrand

MAIL = "mail.help_elsewhere"


class Way(StrEnum):
    """How far the message to the person is."""

    LETTER = "letter"
    PLANNED = "planned"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Told:
    """How the person hears of it, and the moment of the mail (planned or sent)."""

    way: Way
    at: datetime | None = None


def tell(decision: TriageDecision, after: datetime) -> None:
    """Ask for the mail, to be sent ``after`` the decision stands; nothing without an address or for other outcomes."""
    if decision.outcome == Outcome.REGULAR and decision.case.client.email:
        queue.put(MAIL, _key(decision), {"decision": decision.pk}, not_before=after)


def told(decision: TriageDecision) -> Told | None:
    """Say how the person hears who helps; None when nobody elsewhere does, or when it is too long ago to know."""
    if decision.outcome != Outcome.REGULAR:
        return None
    item = OutboxItem.objects.filter(key=_key(decision)).only("not_before", "done_at", "parked_at").first()
    if item is None:
        return None if decision.case.client.email else Told(Way.LETTER)
    if item.parked_at:
        return Told(Way.FAILED, item.parked_at)
    return Told(Way.SENT, item.done_at) if item.done_at else Told(Way.PLANNED, item.not_before)


def mail(payload: Payload) -> Mail | None:
    """Write the mail. Nothing when the decision was taken back or the address is gone."""
    found = TriageDecision.objects.filter(pk=payload["decision"], undone_at__isnull=True).exclude(warm_name="")
    decision = found.select_related("case__client").first()
    if decision is None or not decision.case.client.email:
        return None
    brand = RegionBrand.objects.filter(region=decision.case.region_id).first()
    context = {"brand": brand, "decision": decision, "case": decision.case}
    return Mail(decision.case.client.email, "help_elsewhere", context, reply_to=brand.email if brand else "")


def _key(decision: TriageDecision) -> str:
    return f"{MAIL}:{decision.pk}"
