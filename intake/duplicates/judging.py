"""What a colleague says about a pair, and who may: the list, the verdict that is remembered, and taking it back."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from intake.models import Client, DuplicatePair, Verdict
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

JUDGE = "duplicates.judge"

access.allow(JUDGE, [Role.INTAKE_WORKER, Role.COORDINATOR], Layer.TRIAGE)


def to_do(user: Any) -> QuerySet[DuplicatePair]:
    """Return the pairs this person may look at, both people open to them: to judge, or to merge; strongest first."""
    open_to = Client.objects.visible_to(user, Layer.TRIAGE).values("pk")
    waiting = DuplicatePair.objects.exclude(verdict=Verdict.OTHER).filter(first__in=open_to, second__in=open_to)
    return waiting.select_related("first__municipality", "second__municipality").order_by("-score", "pk")


@transaction.atomic
def judge(pair: DuplicatePair, verdict: str, actor: Actor, *, request: Any = None) -> None:
    """Remember what a colleague says: the same person, somebody else, or "look again" (open).

    Raises:
        Refused: one of the two is not open to the actor, or it is not the actor's role.
        ValueError: there is no such verdict.
    """
    if verdict not in Verdict.values:
        raise ValueError(verdict)
    require(pair.first, actor, JUDGE)
    require(pair.second, actor, JUDGE)
    is_open = verdict == Verdict.OPEN
    DuplicatePair.objects.filter(pk=pair.pk).update(
        verdict=verdict, judged_by=None if is_open else actor.user, judged_at=None if is_open else clock.now()
    )
    log.record(
        JUDGE,
        object_kind="intake.duplicatepair",
        object_ids=[pair.pk],
        client_ids=[pair.first_id, pair.second_id],
        reasons=[verdict],
        actor=actor,
        request=request,
    )


def require(client: Client, actor: Actor, action: str) -> None:
    """Refuse who may not do this with this person.

    Raises:
        Refused: with the reasons.
    """
    access.insist(access.may(actor.user, action, client_id=client.pk, region_id=client.region_id))
