"""Asking for erasure and deciding about it: the client asks or takes it back, two colleagues decide within a month."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from intake.erasing import DO
from intake.models import ERASURE_LIFECYCLE, LIVING, Client, Erasure, ErasureState
from partners import access
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import SYSTEM, Actor, StateConflict, advance, begin
from rmt_portal.outbox import queue

DECIDE = "erasure.decide"
CONFIRM = "erasure.confirm"
access.allow(DECIDE, [Role.PRIVACY_OFFICER, Role.COORDINATOR])
access.allow(CONFIRM, [Role.PRIVACY_OFFICER])


class SameEyes(Exception):
    """The colleague who agreed first can not be the second."""


def living(client_id: int) -> Erasure | None:
    """Return the erasure of a person that is under way."""
    return Erasure.objects.filter(client=client_id, state__in=LIVING).first()


@transaction.atomic
def ask(client: Client, request: Any = None) -> Erasure:
    """Ask that everything goes; a second click finds the question that stands already."""
    Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    standing = living(client.pk)
    if standing is not None and standing.why == Erasure.Why.ASKED:
        return standing
    if standing is not None:  # a term was running out; the person's own wish comes first
        advance(standing, ERASURE_LIFECYCLE, "withdraw", SYSTEM)
    erasure = Erasure(client=client, why=Erasure.Why.ASKED, due_on=month_later(clock.today()))
    begin(erasure, ERASURE_LIFECYCLE, "ask", SYSTEM)
    _log("erasure.ask", erasure, SYSTEM, request)
    return erasure


@transaction.atomic
def take_back(client: Client, request: Any = None) -> bool:
    """Withdraw the own question, as long as nothing was erased; returns whether there was one."""
    erasure = Erasure.objects.select_for_update(of=("self",)).filter(
        client=client, state__in=LIVING, why=Erasure.Why.ASKED
    )
    found = erasure.first()
    if found is None:
        return False
    advance(found, ERASURE_LIFECYCLE, "withdraw", SYSTEM)
    _log("erasure.withdraw", found, SYSTEM, request)
    return True


@transaction.atomic
def agree(erasure: Erasure, actor: Actor, request: Any = None) -> Erasure:
    """Agree as the first or as the second pair of eyes; with the second it is decided and the work is asked for.

    Raises:
        Refused: not the role for it (the second is always a privacy officer), or another region.
        SameEyes: the same person agreed already.
        StateConflict: it was decided or taken back meanwhile.
    """
    second = erasure.state == ErasureState.AGREED
    _require(actor, CONFIRM if second else DECIDE, erasure)
    if not second:
        advance(erasure, ERASURE_LIFECYCLE, "agree", actor, agreed_by=actor.user)
        _log("erasure.agree", erasure, actor, request)
        return erasure
    if erasure.agreed_by_id == actor.user.pk:
        raise SameEyes
    if erasure.why == Erasure.Why.ASKED:
        advance(erasure, ERASURE_LIFECYCLE, "confirm", actor, confirmed_by=actor.user, due_on=clock.today())
        queue.put(DO, f"{DO}:{erasure.pk}", {"erasure": erasure.pk})
    else:  # the term itself is awaited: retention erases on the day
        advance(erasure, ERASURE_LIFECYCLE, "confirm", actor, confirmed_by=actor.user)
    _log("erasure.confirm", erasure, actor, request)
    return erasure


@transaction.atomic
def refuse(erasure: Erasure, answer: str, actor: Actor, request: Any = None) -> None:
    """Do not erase, with an explanation that the client reads.

    Raises:
        Refused: not the role for it, or another region.
        StateConflict: it was decided or taken back meanwhile.
        ValueError: there is no explanation.
    """
    _require(actor, DECIDE, erasure)
    if not answer.strip():
        raise ValueError(_("Leg uit waarom niet."))
    advance(erasure, ERASURE_LIFECYCLE, "refuse", actor, answer=answer.strip()[:500])
    _log("erasure.refuse", erasure, actor, request)


def month_later(day: date) -> date:
    """Return the same day of the next month, or its last day (GDPR article 12.3: within a month)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def _require(actor: Actor, action: str, erasure: Erasure) -> None:
    access.insist(access.may(actor.user, action, region_id=erasure.client.region_id))


def _log(action: str, erasure: Erasure, actor: Actor, request: Any) -> None:
    log.record(
        action,
        object_kind="erasure",
        object_ids=[erasure.pk],
        client_ids=[erasure.client_id],
        reasons=[erasure.why],
        request=request,
        actor=actor if actor.user is not None else None,
    )


__all__ = ["SameEyes", "StateConflict", "agree", "ask", "living", "month_later", "refuse", "take_back"]
