"""What a colleague who leaves has in hand, and to whom it goes; higher floors register what they know of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise

from partners import access
from partners.models import Membership, Organisation, User
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

TEAM = "team"
"""The choice to leave work with the team until a colleague takes it."""


@dataclass(frozen=True)
class Holding:
    """A kind of work somebody can have in hand for an organisation.

    ``count(user_id, organisation_id)`` says how much; ``give(user, organisation_id, to, actor)`` hands all of it to a
    colleague, or to the team when ``to`` is None and ``to_team`` allows that. ``roles`` can take it over.
    """

    slug: str
    title: str | Promise
    roles: Iterable[str]
    to_team: bool
    count: Callable[[int, int], int]
    give: Callable[[User, int, User | None, Actor], None]


@dataclass(frozen=True)
class InHand:
    """How much of one kind somebody has, and the colleagues who may take it."""

    holding: Holding
    count: int
    colleagues: list[User]


class NotHandedOver(Exception):
    """Something is still in hand, or was given to somebody who can not take it; ``slugs`` says what."""

    def __init__(self, slugs: Iterable[str]) -> None:
        self.slugs = list(slugs)
        super().__init__(", ".join(self.slugs))


class LastAdministrator(Exception):
    """The organisation would be left without an administrator."""


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Add a kind of work; called once at start-up. It is handed over in the order of registration."""
    if holding.slug in _holdings:
        raise ValueError(f"{holding.slug!r} is registered twice")
    _holdings[holding.slug] = holding


def in_hand(user: User, organisation: Organisation) -> list[InHand]:
    """Return what somebody has in hand for an organisation: one query per kind and one for the colleagues."""
    here = Membership.objects.active().filter(organisation=organisation).exclude(user=user)
    colleagues = list(here.select_related("user").order_by("user__name", "user_id", "role"))
    found = []
    for holding in _holdings.values():
        with row_security.house("handover"):  # how much, never who
            count = holding.count(user.pk, organisation.pk)
        if count:
            able = {m.user_id: m.user for m in colleagues if m.role in holding.roles}
            found.append(InHand(holding, count, list(able.values())))
    return found


def leave(
    user: User,
    organisation: Organisation,
    last_day: date,
    choices: Mapping[str, str],
    actor: Actor,
    *,
    request: Any = None,
) -> None:
    """End every role of somebody at an organisation after ``last_day``, once all work is handed over.

    ``choices`` gives per kind the id of a colleague, or :data:`TEAM`. A last day before today takes access at once; an
    account without a role anywhere is closed then, and with it every session.

    Raises:
        Refused: the actor does not look after the people of this organisation.
        NotHandedOver: a kind of work has no (able) new owner.
        LastAdministrator: somebody else must be made administrator first.
    """
    access.insist(access.may(actor.user, "people.manage", organisation_id=organisation.pk))
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            with row_security.house("handover"):
                _give_all(user, organisation, choices, actor)
            _end_roles(user, organisation, last_day)
            closed = close_without_role(user)
            log.record(
                "people.leave",
                object_kind="partners.user",
                object_ids=[user.pk],
                fields=["active_until", *(["is_active"] if closed else [])],
                organisation_id=organisation.pk,
                actor=actor,
                request=request,
            )
    except IntegrityError as error:
        if "organisation_keeps_administrator" in str(error) or "without an administrator" in str(error):
            raise LastAdministrator from error
        raise


def close_without_role(user: User) -> bool:
    """Close the account of somebody whose every role has ended; the next request of each session is refused."""
    held = Membership.objects.filter(user=user)
    if user.is_superuser or not user.is_active or not held.exists():
        return False
    if held.exclude(active_until__lt=clock.today()).exists():
        return False
    user.is_active = False
    user.save(update_fields=["is_active"])
    return True


def _give_all(user: User, organisation: Organisation, choices: Mapping[str, str], actor: Actor) -> None:
    found = in_hand(user, organisation)
    takers: dict[str, User | None] = {}
    for item in found:
        chosen, able = choices.get(item.holding.slug, ""), {str(u.pk): u for u in item.colleagues}
        if chosen in able:
            takers[item.holding.slug] = able[chosen]
        elif chosen == TEAM and item.holding.to_team:
            takers[item.holding.slug] = None
    if missing := [item.holding.slug for item in found if item.holding.slug not in takers]:
        raise NotHandedOver(missing)
    for item in found:
        item.holding.give(user, organisation.pk, takers[item.holding.slug], actor)
    if left := [item.holding.slug for item in in_hand(user, organisation)]:
        raise NotHandedOver(left)


def _end_roles(user: User, organisation: Organisation, last_day: date) -> None:
    """End the roles; one that began after the last day never held, and ends on the day it began."""
    held = Membership.objects.filter(user=user, organisation=organisation).exclude(active_until__lt=clock.today())
    for membership in held:
        membership.active_from = min(membership.active_from, last_day)
        membership.active_until = last_day
        membership.save(update_fields=["active_from", "active_until"])


def yesterday() -> date:
    """Return the last day of somebody who goes at once."""
    return clock.today() - timedelta(days=1)
