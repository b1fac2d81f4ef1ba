"""Tell a client that something waits on the own page: a letter or text message that says nothing of what it is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from intake import confirmations
from intake.models import Client
from matching.decisions.life import DecisionState
from matching.models import MatchDecision
from rmt_portal import clock
from rmt_portal.outbox import queue, sms
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import RegionBrand

MAIL, SMS = "mail.opportunity", "sms.opportunity"
EVENTS = frozenset({"release", "ask", "confirm"})
"""What a coach does after which the client is the one to say something."""
WAITS = (DecisionState.RELEASED, DecisionState.ASKED, DecisionState.INTERESTED)
IN_A_WHILE = timedelta(minutes=10)
"""A coach often proposes several, or takes one back at once: one letter for what then still waits."""


def ask(client: Client, decision: MatchDecision) -> None:
    """Ask, in the caller's transaction, to tell the client soon; nothing when nobody can be reached."""
    if not confirmations.can_send(client):
        return
    kind = MAIL if client.email else SMS
    key = f"{kind}:{decision.pk}:{decision.version}"
    queue.put(kind, key, {"decision": decision.pk}, not_before=clock.now() + IN_A_WHILE)


def _to_tell(payload: Mapping[str, int]) -> Client | None:
    """Return whom to tell, once for all that a coach did and the client did not see: by the newest of those.

    None when this is not the newest, was taken back, or was seen or answered already.
    """
    asked = MatchDecision.objects.select_related("client").filter(pk=payload["decision"]).first()
    if asked is None or asked.client.erased_on is not None:
        return None
    waiting = MatchDecision.objects.filter(client=asked.client, state__in=WAITS).with_everything()
    unseen = waiting.exclude(first_seen_at__gte=F("decided_at")).order_by("-decided_at", "-pk")
    newest = next((decision.pk for decision in unseen if decision.last_actor is not None), None)
    return asked.client if newest == asked.pk else None


def letter(payload: Mapping[str, int]) -> Mail | None:
    """Write the mail: no name, and not that it is about work; a mailbox may be shared."""
    client = _to_tell(payload)
    if client is None or not client.email:
        return None
    brand = RegionBrand.objects.filter(region=client.region_id).first()
    return Mail(client.email, "opportunity", {"brand": brand, "link": _own_page()}, brand.email if brand else "")


def message(payload: Mapping[str, Any], mark: str) -> None:
    """Send the text message to somebody without an e-mail address; only where the installation chose to."""
    client = _to_tell(payload)
    if client is None or not client.phone or not sms.is_on():
        return
    brand = RegionBrand.objects.filter(region=client.region_id).first()
    about = {"team": brand.short_name if brand else _("Het team"), "link": _own_page()}
    sms.send(client.phone, _("%(team)s: er staat iets nieuws op jouw pagina. Kijk op %(link)s") % about, mark)


def _own_page() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("own_page")
