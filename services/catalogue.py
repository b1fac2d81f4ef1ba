"""Reading the catalogue of the own regions, and saying as a professional what a service was like."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Role, User
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import Service, ServiceRating
from services.models.catalogue import ServiceQuerySet

RATES = frozenset(
    str(role)
    for role in (
        Role.COACH, Role.INTAKE_WORKER, Role.REFERRER, Role.DEBT_WORKER, Role.SCHOOL_MENTOR, Role.SBB_ADVISER,
        Role.RECEIVER,
    )
)  # fmt: skip
"""Who works with clients, and so knows how a service turned out."""
MOST_WORDS = 6


def readable_by(user: User) -> ServiceQuerySet:
    """Return what can be chosen today in the regions this person works in."""
    regions = {membership.region_id for membership in reach_of(user).memberships}
    return Service.objects.offered().filter(region__in=regions)


def search(services: ServiceQuerySet, words: str) -> ServiceQuerySet:
    """Keep the services in whose texts every word stands (the first :data:`MOST_WORDS` count)."""
    for word in words.split()[:MOST_WORDS]:
        services = services.filter(
            Q(name__icontains=word) | Q(summary__icontains=word) | Q(aim__icontains=word) | Q(for_whom__icontains=word)
            | Q(provider__name__icontains=word) | Q(paid_by__icontains=word)
        )  # fmt: skip
    return services


def may_rate(user: User, service: Service) -> bool:
    """Say whether this person may rate a service: who works with clients in its region, and not for the provider."""
    here = [m for m in reach_of(user).memberships if m.region_id == service.region_id]
    works_there = any(m.organisation_id == service.provider_id for m in here)
    return not works_there and any(m.role in RATES for m in here)


@transaction.atomic
def rate(actor: Actor, service: Service, stars: int, note: str = "", *, request: Any = None) -> ServiceRating:
    """Say what a service was like; who did so before replaces what was said then.

    Raises:
        Refused: somebody of the provider, of another region or without clients; or no number from 1 to 5.
    """
    assert actor.user is not None
    if not may_rate(actor.user, service):
        raise Refused(_("Je kunt een dienst beoordelen als je met kandidaten werkt, en niet voor de aanbieder."))
    if not 1 <= stars <= 5:
        raise Refused(_("Kies een cijfer van 1 tot en met 5."))
    organisation_id = actor.organisation_id or next(
        m.organisation_id for m in reach_of(actor.user).memberships if m.region_id == service.region_id
    )
    rating, _new = ServiceRating.objects.update_or_create(
        service=service,
        user=actor.user,
        defaults={"stars": stars, "note": note.strip(), "organisation_id": organisation_id, "at": clock.now()},
    )
    log.record(
        "service.rate", object_kind="services.service", object_ids=[service.pk], fields=["stars", "note"],
        actor=actor, request=request,
    )  # fmt: skip
    return rating
