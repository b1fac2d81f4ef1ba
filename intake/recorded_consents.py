"""What a person said to staff about who may see what: written down with who heard it and when, and always confirmed.

The person hears of it in writing: by mail, otherwise by telephone message, otherwise in a letter that staff prints. A
mail or message says that something was written down and where to read it, never what: a mailbox may be shared.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intake import confirmations, consents, receivers
from intake.models import Client, Consent, DataCategory
from partners.models import Organisation
from rmt_portal import clock
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue, sms
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import RegionBrand

MAIL, SMS = "mail.said", "sms.said"


class SaidHow(models.TextChoices):
    """How the person said it."""

    ORAL = "oral", gettext_lazy("mondeling")
    PAPER = "paper", gettext_lazy("op papier, met handtekening")


class NotOffered(Exception):
    """This organisation can not be chosen by this person."""


def offered(client: Client) -> list[Organisation]:
    """Return the organisations the person can choose, and those that were chosen before."""
    given = Consent.objects.filter(client=client, withdrawn_at__isnull=True).select_related("organisation")
    found = {o.pk: o for o in receivers.choosable(client.region, client.municipality)}
    found |= {consent.organisation_id: consent.organisation for consent in given}
    return sorted(found.values(), key=lambda organisation: organisation.name)


def given_to(client: Client, organisation: Organisation) -> set[str]:
    """Return the categories this organisation sees now because the person said so."""
    held = Consent.objects.filter(client=client, organisation=organisation, withdrawn_at__isnull=True)
    return set(held.values_list("category", flat=True))


@transaction.atomic
def record(
    client: Client,
    organisation: Organisation,
    wanted: Iterable[str],
    *,
    among: Iterable[str],
    how: str,
    said_on: date,
    actor: Actor,
) -> bool:
    """Let the consents for one organisation be as the person said, among the categories that were asked about.

    Returns whether anything changed; only then the person gets a message.

    Raises:
        NotOffered: see there.
    """
    if organisation not in offered(client):
        raise NotOffered
    Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    asked, had = set(among), given_to(client, organisation)
    yes = [DataCategory(code) for code in DataCategory.values if code in asked & set(wanted) - had]
    no = [DataCategory(code) for code in DataCategory.values if code in (asked & had) - set(wanted)]
    if yes:
        text = receivers.CONSENT_TEXT
        consents.give(client, organisation, yes, text_version=text, how=how, said_on=said_on, actor=actor)
    if no:
        consents.withdraw(client, organisation, actor, no)
    if yes or no:
        _confirm(client, said_on)
    return bool(yes or no)


def _confirm(client: Client, said_on: date) -> None:
    payload = {"client": client.pk, "day": said_on.isoformat()}
    if confirmations.can_send(client):
        kind = MAIL if client.email else SMS
        queue.put(kind, f"said:{client.pk}:{clock.now().isoformat()}", payload)


def letter(payload: Payload) -> Mail | None:
    """Write the mail. Nothing when the address is gone."""
    client = Client.objects.filter(pk=payload["client"]).first()
    if client is None or not client.email:
        return None
    brand = RegionBrand.objects.filter(region=client.region_id).first()
    context = {"brand": brand, "day": date.fromisoformat(payload["day"]), "link": _own_page()}
    return Mail(client.email, "said", context, reply_to=brand.email if brand else "")


def message(payload: Payload, mark: str) -> None:
    """Send the telephone message to somebody without an e-mail address."""
    client = Client.objects.filter(pk=payload["client"]).first()
    if client is None or not client.phone or not sms.is_on():
        return
    brand = RegionBrand.objects.filter(region=client.region_id).first()
    about = {
        "team": brand.short_name if brand else _("Het team"),
        "day": formats.date_format(date.fromisoformat(payload["day"]), "j F"),
        "link": _own_page(),
    }
    text = _("%(team)s: op %(day)s zei je wie je gegevens mag zien. Lees hoe het nu staat: %(link)s")
    sms.send(client.phone, text % about, mark)


def _own_page() -> str:
    return settings.SITE_URL.rstrip("/") + reverse("own_page_share")
