"""A client puts own data right; the coach reads in the dossier what changed, and when."""

from typing import Any

from django.db import transaction

from intake.models import Client, ClientCorrection
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.outbox import queue
from rmt_portal.outbox.handlers import Payload
from rmt_portal.outbox.mail import Mail
from rmt_portal.reference.models import Postcode

CORRECTABLE = (
    "first_name", "last_name", "email", "phone", "contact_way", "contact_moment", "birth_date", "postcode",
)  # fmt: skip
"""What a client may change without asking. The region stays: another region means another team."""


ADDRESS_MAIL = "mail.own_address"


@transaction.atomic
def correct(client_id: int, values: dict[str, Any], request: Any = None) -> ClientCorrection | None:
    """Store new values of fields in :data:`CORRECTABLE`; None when nothing is different.

    Raises:
        KeyError: a field that is not the client's to change.
    """
    if set(values) - set(CORRECTABLE):
        raise KeyError(sorted(set(values) - set(CORRECTABLE)))
    client = Client.objects.select_for_update(of=("self",)).get(pk=client_id)
    changed = {name: value for name, value in values.items() if getattr(client, name) != value}
    if not changed:
        return None
    before = {name: _plain(getattr(client, name)) for name in changed}
    for name, value in changed.items():
        setattr(client, name, value)
    if changed.get("postcode"):
        _move(client)
    client.save()
    correction = ClientCorrection.objects.create(
        client=client,
        at=clock.now(),
        fields=sorted(changed),
        before=before,
        after={name: _plain(value) for name, value in changed.items()},
    )
    if before.get("email"):  # who reads the old address hears it too: it may not have been the person
        queue.put(ADDRESS_MAIL, f"{ADDRESS_MAIL}:{correction.pk}", {"correction": correction.pk})
    log.record(
        "own_page.correct",
        object_kind="client",
        object_ids=[client.pk],
        client_ids=[client.pk],
        fields=sorted(changed),
        request=request,
        purpose="own_page",
    )
    return correction


def letter(payload: Payload) -> Mail | None:
    """Tell the old address that it is no longer used to enter; without a name or the new address."""
    found = ClientCorrection.objects.filter(pk=payload["correction"])
    correction = found.select_related("client__region__brand").first()
    if correction is None or not correction.before.get("email"):
        return None
    brand = correction.client.region.brand
    return Mail(correction.before["email"], "own_address", {"brand": brand}, reply_to=brand.email)


def _move(client: Client) -> None:
    """Keep the municipality in step with the postcode."""
    client.has_no_address = False
    place = Postcode.objects.filter(code=client.postcode[:4]).select_related("municipality").first()
    if place is not None and place.municipality is not None:
        client.municipality = place.municipality


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
