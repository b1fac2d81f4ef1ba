"""What referrals contribute to the own page of a client: to whom, for what, and how far it is."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from intake.models import Client
from rmt_portal.contributions import OwnPageSection, OwnPageTask
from rmt_portal.nlds.parts import Task
from services.referrals import asking_client
from services.referrals.for_client import referrals_of


def referrals(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    """Return the own referrals, or nothing when there are none."""
    found = referrals_of(client)
    return {"referrals": found} if found else None


def question(client: Client) -> Task | None:
    """Return the oldest question about sharing that waits for a yes or a no."""
    waiting = asking_client.waiting(client)
    if not waiting:
        return None
    return Task(_("Kies of een organisatie jou mag helpen"), reverse("own_page_asked", args=[waiting[0].public_id]))


CONTRIBUTIONS = (
    OwnPageSection("verwijzingen", "services/_own_page.html", referrals, 20),
    OwnPageTask("verwijzing-vraag", question, 5),
)
