"""Tell a person that the dossier was opened in nood: by mail, or through the own coach when there is no address."""

from intake.models import Case, CaseAssignment, Client, ContactTask
from partners.models import EmergencyAccess
from rmt_portal import clock, working_days
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail

MAIL = "mail.emergency"
TITLE = "Vertel dat dit dossier in nood is geopend"
WITHIN_WORKING_DAYS = 2


def tell_client(payload: Payload) -> None:
    """Ask for the mail; without an address give the coach (or the team) a task to tell it."""
    opened = EmergencyAccess.objects.get(pk=payload["emergency"])
    client = Client.objects.get(pk=opened.client_id)
    if client.email:
        queue.put(MAIL, f"{MAIL}:{opened.pk}", {"emergency": opened.pk})
        return
    case = Case.objects.filter(client=client).open().order_by("-opened_at", "-pk").first()
    if case is None:
        return
    assigned = CaseAssignment.objects.filter(case=case, until_at__isnull=True, kind="primary").first()
    owner = assigned.coach if assigned and assigned.coach_id != opened.user_id else None
    due_on = working_days.add(clock.today(), WITHIN_WORKING_DAYS)
    ContactTask.objects.create(case=case, title=TITLE, due_on=due_on, owner=owner)


def compose(payload: Payload) -> Mail | None:
    """Write the letter; nothing about whom or why in it: a mailbox may be shared. Nothing when the address is gone."""
    opened = EmergencyAccess.objects.select_related("region__brand").get(pk=payload["emergency"])
    client = Client.objects.filter(pk=opened.client_id).exclude(email="").first()
    if client is None:
        return None
    brand = getattr(opened.region, "brand", None)
    context = {"brand": brand, "at": opened.at}
    return Mail(client.email, "emergency", context, reply_to=brand.email if brand else "")
