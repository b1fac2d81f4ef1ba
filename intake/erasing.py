"""Erase a person: end what runs, end who may look, and empty every table as its declaration says.

One person is one transaction. It can be repeated: who was erased already stays as is.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from intake import consents
from intake.models import CASE_LIFECYCLE, ERASURE_LIFECYCLE, Client, Erasure, ErasureState
from partners.models import AccessGrant, Organisation
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.emptying import Emptied, empty
from rmt_portal.lifecycle import SYSTEM, Actor, advance
from rmt_portal.outbox.handlers import Payload

DO = "erasure.do"
Listener = Callable[[int, Actor], object]
_listeners: list[Listener] = []


def before_erasing(listener: Listener) -> None:
    """End what runs for a person, from a higher floor: called with client and actor, in the transaction."""
    _listeners.append(listener)


@transaction.atomic
def erase(client_id: int, actor: Actor = SYSTEM, erasure: Erasure | None = None) -> Emptied | None:
    """Erase one person; None when that was done already."""
    client = Client.objects.select_for_update(of=("self",)).get(pk=client_id)
    if client.erased_on is not None:
        return None
    _end_what_runs(client, actor)
    if erasure is not None:
        advance(erasure, ERASURE_LIFECYCLE, "erase", actor)
    emptied = empty(client.pk)
    Client.objects.filter(pk=client.pk).update(erased_on=clock.today().replace(day=1))
    log.record(
        "client.erase",
        object_kind="client",
        object_ids=[client.pk],
        client_ids=[client.pk],
        fields=[name for name, count in {**emptied.deleted, **emptied.detached}.items() if count],
        reasons=[erasure.why] if erasure is not None else ["information"],
        actor=actor,
    )
    return emptied


def do(payload: Payload) -> None:
    """Carry out an erasure two people decided on; nothing when it was withdrawn meanwhile."""
    found = Erasure.objects.select_for_update(of=("self",)).filter(pk=payload["erasure"])
    erasure = found.filter(state=ErasureState.CONFIRMED, due_on__lte=clock.today()).first()
    if erasure is not None:
        erase(erasure.client_id, erasure=erasure)


def _end_what_runs(client: Client, actor: Actor) -> None:
    """Stop referrals, consents and cases first, so that everybody who helps hears that it ends."""
    for listener in _listeners:
        listener(client.pk, actor)
    sharing: Any = Organisation.objects.filter(consents__client=client, consents__withdrawn_at__isnull=True)
    for organisation in sharing.distinct().order_by("pk"):
        consents.withdraw(client, organisation, actor)
    for case in client.cases.select_for_update(of=("self",)).order_by("pk"):
        if CASE_LIFECYCLE.allows("withdraw", case.state):
            advance(case, CASE_LIFECYCLE, "withdraw", actor)
    AccessGrant.objects.active().filter(client_id=client.pk).update(ends_at=clock.now())
