"""Count a question that was answered on the spot: no dossier, no name, only that it was asked (DOMAIN story 15)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from intake.models import InformationCount
from partners import access
from partners.models import Role
from rmt_portal import clock
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor

COUNT = "information.count"
access.allow(COUNT, [Role.COACH, Role.INTAKE_WORKER])


@dataclass(frozen=True)
class Asked:
    """One question: codes of ``Subject``, ``AskedBy`` and ``Answered``."""

    subject: str
    asked_by: str
    answered: str


@transaction.atomic
def count(asked: Asked, region_id: int, actor: Actor, *, request: Any = None) -> InformationCount:
    """Add one to the questions of this kind in this month.

    Raises:
        Refused: not the role for it, or another region.
    """
    return _add(asked, region_id, actor, clock.today().replace(day=1), 1, request=request)


@transaction.atomic
def take_back(counted: InformationCount, actor: Actor, *, request: Any = None) -> None:
    """Take one off again, after a slip; never below zero.

    Raises:
        Refused: not the role for it, or another region or organisation.
    """
    asked = Asked(counted.subject, counted.asked_by, counted.answered)
    _add(asked, counted.region_id, actor, counted.month, -1, request=request)


def _add(asked: Asked, region_id: int, actor: Actor, month: date, step: int, *, request: Any) -> InformationCount:
    access.insist(access.may(actor.user, COUNT, region_id=region_id, organisation_id=actor.works_for))
    counted, _new = InformationCount.objects.get_or_create(
        region_id=region_id,
        organisation_id=actor.works_for,
        month=month,
        subject=asked.subject,
        asked_by=asked.asked_by,
        answered=asked.answered,
    )
    InformationCount.objects.filter(pk=counted.pk, number__gte=max(0, -step)).update(number=F("number") + step)
    log.record(
        COUNT if step > 0 else "information.take_back",
        object_kind="intake.informationcount",
        object_ids=[counted.pk],
        actor=actor,
        request=request,
    )
    counted.refresh_from_db()
    return counted


def of_month(region_id: int, organisation_id: int) -> int:
    """Return how many questions an organisation counted this month."""
    mine = InformationCount.objects.filter(region=region_id, organisation=organisation_id)
    total = mine.filter(month=clock.today().replace(day=1)).aggregate(n=Sum("number"))["n"]
    return int(total or 0)


def by_subject(region_ids: list[int], first: date, last: date) -> dict[str, int]:
    """Return the number of questions per subject in the months of a period, the first and last month whole."""
    counted = InformationCount.objects.filter(region__in=region_ids, month__range=(first.replace(day=1), last))
    rows = counted.order_by().values("subject").annotate(n=Sum("number"))
    return {row["subject"]: row["n"] for row in rows if row["n"]}
