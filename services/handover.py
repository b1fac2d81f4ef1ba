"""Which referrals a colleague who leaves has in hand (see :mod:`partners.handover`).

Help that goes on keeps a person: only what still waits for an answer can go to the team. After a no the sender is to
move, so that goes to somebody too.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.handover import Holding
from partners.models import User
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from services.models import Referral
from services.referrals.lifecycle import OPEN, RUNNING, UNHELPED, WAITING
from services.referrals.roles import MAY_RECEIVE, MAY_SEND


def _sent(user_id: int, organisation_id: int) -> QuerySet[Referral]:
    to_move = Q(state__in=[*OPEN, "draft"]) | Q(state__in=UNHELPED, followed_up_at=None)
    return Referral.objects.filter(to_move, sender=user_id, sender_organisation=organisation_id)


def _received(user_id: int, organisation_id: int, states: Iterable[str]) -> QuerySet[Referral]:
    return Referral.objects.filter(receiver=user_id, receiver_organisation=organisation_id, state__in=states)


def _give_sent(user: User, organisation_id: int, to: User | None, actor: Actor) -> None:
    if to is None:
        raise ValueError("a referral has a sender")
    rows = list(_sent(user.pk, organisation_id))
    Referral.objects.filter(pk__in=[row.pk for row in rows]).update(sender=to)
    _record(rows, "sender", actor)


def _give_waiting(user: User, organisation_id: int, to: User | None, actor: Actor) -> None:
    _give_received(list(_received(user.pk, organisation_id, WAITING)), to, actor)


def _give_running(user: User, organisation_id: int, to: User | None, actor: Actor) -> None:
    if to is None:
        raise ValueError("who is helped has somebody who helps")
    _give_received(list(_received(user.pk, organisation_id, RUNNING)), to, actor)


def _give_received(rows: list[Referral], to: User | None, actor: Actor) -> None:
    Referral.objects.filter(pk__in=[row.pk for row in rows]).update(receiver=to)
    _record(rows, "receiver", actor)


def _record(rows: list[Referral], field: str, actor: Actor) -> None:
    log.record(
        "referral.hand_over",
        object_kind="services.referral",
        object_ids=[row.pk for row in rows],
        client_ids=[row.client_id for row in rows],
        fields=[field],
        actor=actor,
    )


HOLDINGS = (
    Holding(
        "referrals_sent",
        _("Verwijzingen die deze collega verstuurde"),
        [role.value for role in MAY_SEND],
        False,
        lambda user, organisation: _sent(user, organisation).count(),
        _give_sent,
    ),
    Holding(
        "referrals_received",
        _("Verwijzingen die bij deze collega op antwoord wachten"),
        [role.value for role in MAY_RECEIVE],
        True,
        lambda user, organisation: _received(user, organisation, WAITING).count(),
        _give_waiting,
    ),
    Holding(
        "referrals_running",
        _("Mensen die deze collega na een verwijzing helpt"),
        [role.value for role in MAY_RECEIVE],
        False,
        lambda user, organisation: _received(user, organisation, RUNNING).count(),
        _give_running,
    ),
)
