"""A person's own choice who may see what: given and withdrawn in one place, with effect at the next request."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from intake.models import Client, Consent, DataCategory
from partners import access
from partners.models import Layer, LegalBasis, Organisation
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

SOURCE = "consent"
Listener = Callable[[int, int, Actor], object]
_listeners: list[Listener] = []


def when_withdrawn(listener: Listener) -> None:
    """End what rests on a consent, from a higher floor: called with client, organisation, actor; in the transaction."""
    _listeners.append(listener)


@transaction.atomic
def give(
    client: Client,
    organisation: Organisation,
    categories: Iterable[DataCategory],
    *,
    text_version: str,
    how: str,
    said_on: date | None = None,
    actor: Actor,
) -> list[Consent]:
    """Record that the person lets this organisation see these categories, and open the door for it.

    What was given before stays as it was; only what is new is returned. ``said_on`` is the day on which the person said
    it, when that was before today; the door opens now.
    """
    wanted = list(categories)
    open_ones = Consent.objects.filter(client=client, organisation=organisation, withdrawn_at__isnull=True)
    already = set(open_ones.select_for_update().values_list("category", flat=True))
    given = [
        Consent(
            client=client,
            organisation=organisation,
            category=category,
            text_version=text_version,
            given_how=how,
            given_at=_moment(said_on),
            recorded_by=actor.user,
        )
        for category in wanted
        if category not in already
    ]
    for consent in given:
        consent.save()
        access.grant(
            client.pk,
            organisation,
            region_id=client.region_id,
            layer=Layer.REFERENCE,
            categories=[consent.category],
            legal_basis=LegalBasis.CONSENT,
            source_kind=SOURCE,
            source_id=consent.pk,
            actor=actor,
        )
    _log("consent.give", client, organisation, given, actor)
    return given


@transaction.atomic
def withdraw(
    client: Client, organisation: Organisation, actor: Actor, categories: Iterable[DataCategory] | None = None
) -> int:
    """End the consents of the person for this organisation (all, or of some categories), and what they opened.

    What rests on consent (a referral) ends when none is left. Returns how many consents ended.
    """
    open_ones = list(
        Consent.objects.select_for_update()
        .filter(client=client, organisation=organisation, withdrawn_at__isnull=True)
        .order_by("pk")
    )
    wanted = None if categories is None else {str(category) for category in categories}
    ended = [consent for consent in open_ones if wanted is None or consent.category in wanted]
    now = clock.now()
    for consent in ended:
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        access.end_grants(source_kind=SOURCE, source_id=consent.pk)
    for listener in _listeners if len(ended) == len(open_ones) else ():
        listener(client.pk, organisation.pk, actor)
    _log("consent.withdraw", client, organisation, ended, actor)
    return len(ended)


def _moment(said_on: date | None) -> datetime:
    """Return now, or noon of an earlier day: the hour of a talk is not known."""
    if said_on is None or said_on >= clock.today():
        return clock.now()
    return datetime.combine(said_on, time(12), timezone.get_current_timezone())


def _log(action: str, client: Client, organisation: Organisation, touched: list[Consent], actor: Actor) -> None:
    log.record(
        action,
        object_kind="consent",
        object_ids=[consent.pk for consent in touched],
        client_ids=[client.pk],
        fields=[consent.category for consent in touched],
        organisation_id=organisation.pk,
        actor=actor,
    )
