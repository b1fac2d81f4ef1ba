"""What registering contributes to the own page of a client: what there is to do."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from intake import confirmations, ratings
from intake.models import ENDED_STATES, Appointment, Client
from rmt_portal.contributions import OwnPageSection, OwnPageTask
from rmt_portal.nlds.parts import Task

MOST_APPOINTMENTS = 5


def say_yes(client: Client) -> Task | None:
    """Ask for a yes or no to what staff filled in."""
    waiting = confirmations.open_of(client).first()
    if waiting is None:
        return None
    hint = _("Een medewerker vulde dit met of voor je in.")
    return Task(_("Zeg of het klopt wat er is ingevuld"), reverse("own_page_agree"), hint)


def tell_more(client: Client) -> Task | None:
    """Offer the second part of the form, as long as something runs."""
    ended = [state.value for state in ENDED_STATES]
    if not client.cases.exclude(state__in=ended).exists():
        return None
    hint = _("Hoe meer we weten, hoe beter we werk kunnen zoeken. Je mag alles overslaan.")
    return Task(_("Vertel wat je kunt en wilt"), reverse("own_page_tell_more"), hint)


def appointments(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    """Return the appointments that are still to come."""
    coming = list(Appointment.objects.coming().filter(case__client=client)[:MOST_APPOINTMENTS])
    return {"coming": coming} if coming else None


CONTRIBUTIONS = (
    OwnPageTask("ja-zeggen", say_yes, 10),
    OwnPageTask("cijfer", ratings.task, 15),
    OwnPageTask("vertellen", tell_more, 20),
    OwnPageSection("afspraken", "intake/_own_appointments.html", appointments, 1),
)
