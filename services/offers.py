"""What an organisation says about its own services: how long people wait, how many can come, and stopping a while."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partners.models import Role, User
from partners.reach import reach_of
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.changing import Refused
from rmt_portal.lifecycle import Actor
from services.models import Service
from services.models.catalogue import ServiceQuerySet
from services.referrals.roles import MAY_RECEIVE

LOOKS_AFTER = frozenset({*(role.value for role in MAY_RECEIVE), Role.ADMINISTRATOR.value})


def of(user: User) -> ServiceQuerySet:
    """Return the services of the organisations this person looks after, in the regions of that work."""
    places = {(m.organisation_id, m.region_id) for m in reach_of(user).memberships if m.role in LOOKS_AFTER}
    found = Service.objects.none()
    for organisation_id, region_id in sorted(places):
        found = found | Service.objects.filter(provider=organisation_id, region=region_id, is_active=True)
    return found


@transaction.atomic
def check(actor: Actor, service: Service, waiting_weeks: int | None, capacity: int | None) -> None:
    """Say how long people wait and how many can come, today and in the name of who says it.

    Raises:
        Refused: somebody of another organisation.
    """
    _must_be_own(actor, service)
    service.waiting_weeks, service.capacity = waiting_weeks, capacity
    service.checked_on, service.checked_by = clock.today(), actor.user
    service.save(update_fields=["waiting_weeks", "capacity", "checked_on", "checked_by"])
    _log("service.check", actor, service, ["waiting_weeks", "capacity"])


@transaction.atomic
def stop(actor: Actor, service: Service, stopped: bool) -> None:
    """Let nobody new come for a while, or open again. Referrals that were sent go on.

    Raises:
        Refused: somebody of another organisation.
    """
    _must_be_own(actor, service)
    service.is_stopped, service.checked_on, service.checked_by = stopped, clock.today(), actor.user
    service.save(update_fields=["is_stopped", "checked_on", "checked_by"])
    _log("service.stop" if stopped else "service.open", actor, service, ["is_stopped"])


def _must_be_own(actor: Actor, service: Service) -> None:
    if not of(actor.user).filter(pk=service.pk).exists():
        raise Refused(_("Dit is een dienst van een andere organisatie."))


def _log(action: str, actor: Actor, service: Service, fields: list[str]) -> None:
    log.record(
        action,
        object_kind="service",
        object_ids=[service.pk],
        fields=fields,
        actor=actor,
        organisation_id=service.provider_id,
    )
