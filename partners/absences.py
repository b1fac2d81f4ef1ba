"""Somebody is away: a colleague sees the dossiers of that person until the last day, and not a day longer."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners import access
from partners.models import Absence, AccessGrant, Membership, Organisation, Role, User
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor

SOURCE = "absence"
OWN_SOURCE = "assignment"
"""What a person guides: the grants that came from being assigned."""

LONGEST = timedelta(days=366)
GUIDES = (Role.COACH, Role.INTAKE_WORKER)


class CanNotStandIn(ValueError):
    """The deputy does not work for the organisation, or the days are not in order."""


@transaction.atomic
def begin(
    user: User,
    organisation: Organisation,
    deputy: User,
    days: tuple[date, date],
    actor: Actor,
    *,
    request: Any = None,
) -> Absence:
    """Note that somebody is away from the first to the last day, and let the deputy see that person's dossiers.

    A person may do this for himself, an administrator for the people of the organisation.

    Raises:
        Refused: the actor is neither.
        CanNotStandIn: the deputy does not do the same work there, or the days are not in order.
    """
    if actor.user != user:
        access.insist(access.may(actor.user, "people.manage", organisation_id=organisation.pk))
    first, last = days
    if not (clock.today() <= last and first <= last <= first + LONGEST) or deputy not in deputies(user, organisation):
        raise CanNotStandIn
    absence = Absence.objects.create(user=user, organisation=organisation, deputy=deputy, from_on=first, until_on=last)
    log.record(
        "people.absent",
        object_kind="partners.absence",
        object_ids=[absence.pk, user.pk, deputy.pk],
        organisation_id=organisation.pk,
        actor=actor,
        request=request,
    )
    renew(absence, actor)
    return absence


@transaction.atomic
def stop(absence: Absence, actor: Actor, *, request: Any = None) -> None:
    """End an absence before its last day; the deputy's access stops at once.

    Raises:
        Refused: the actor is neither this person nor an administrator there.
    """
    if actor.user != absence.user:
        access.insist(access.may(actor.user, "people.manage", organisation_id=absence.organisation_id))
    Absence.objects.filter(pk=absence.pk, ended_at__isnull=True).update(ended_at=clock.now())
    access.end_grants(SOURCE, absence.pk, actor=actor)
    log.record("people.back", object_kind="partners.absence", object_ids=[absence.pk], actor=actor, request=request)


def deputies(user: User, organisation: Organisation) -> list[User]:
    """Return the colleagues at the same organisation, in a region of this person, who can do the same work.

    For who guides somebody who guides, for a debt worker a debt worker; for who receives or refers also a colleague
    with that role, or somebody who guides.
    """
    own = Membership.objects.active().filter(user=user, organisation=organisation)
    here = Membership.objects.active().filter(
        organisation=organisation, region__in=own.values("region"), role__in=_roles_that_stand_in({m.role for m in own})
    )
    found = User.objects.filter(pk__in=here.values("user")).exclude(pk=user.pk)
    return list(found.order_by("name", "pk"))


def _roles_that_stand_in(roles: set[str]) -> set[str]:
    for strictest in (set(GUIDES), {Role.DEBT_WORKER}):
        if roles & strictest:
            return {str(role) for role in strictest}
    return {*roles, *map(str, GUIDES)}


@transaction.atomic
def renew(absence: Absence, actor: Actor = SYSTEM) -> int:
    """Let the deputy see exactly what the absent person guides now, from the first until after the last day.

    Run again it adds what came in meanwhile and ends what went to somebody else. Returns how many were added.
    """
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.ended_at is not None or absence.until_on < clock.today():
        return 0
    starts, ends = max(clock.now(), _midnight(absence.from_on)), _midnight(absence.until_on + timedelta(days=1))
    guided = AccessGrant.objects.active().filter(
        member=absence.user_id, organisation=absence.organisation_id, source_kind=OWN_SOURCE
    )
    theirs = {grant.client_id: grant for grant in guided}
    given = AccessGrant.objects.from_source(SOURCE, absence.pk).filter(ends_at__gt=clock.now())
    have = set(given.values_list("client_id", flat=True))
    for stale in given.exclude(client_id__in=theirs):
        stale.ends_at = max(clock.now(), stale.granted_at)
        stale.save(update_fields=["ends_at"])
    new = [theirs[client] for client in sorted(theirs.keys() - have)]
    AccessGrant.objects.bulk_create(
        AccessGrant(
            client_id=grant.client_id,
            region_id=grant.region_id,
            organisation_id=grant.organisation_id,
            member_id=absence.deputy_id,
            layer=grant.layer,
            purpose=grant.purpose,
            legal_basis=grant.legal_basis,
            granted_at=starts,
            ends_at=ends,
            source_kind=SOURCE,
            source_id=absence.pk,
        )
        for grant in new
    )
    if new:
        log.record(
            "access.grant",
            object_kind=SOURCE,
            object_ids=[absence.pk],
            client_ids=[grant.client_id for grant in new],
            reasons=[f"organisation:{absence.organisation_id}"],
            actor=actor,
        )
    return len(new)


def renew_all() -> None:
    """Look at every absence that runs or is still to come; the nightly task."""
    for absence in Absence.objects.filter(ended_at__isnull=True, until_on__gte=clock.today()):
        renew(absence)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_current_timezone())
