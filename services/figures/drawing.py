"""Draw a month: asked once, counted part by part by a worker, then frozen.

Each report is a row of the outbox and a transaction of its own: a page can say how far it is, a worker that dies goes
on with the same part, and nothing is counted twice into one snapshot.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from intake.models import Case
from partners import access
from partners.models import Role
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue
from rmt_portal.reference.models import LabourRegion
from services.figures.counting import count
from services.figures.months import Month
from services.figures.reports import REPORTS, VERSION
from services.models import FigureSnapshot

PART = "figures.part"
READ = "figures.read"
DRAW = "figures.draw"

access.allow(DRAW, [Role.REGIONAL_MANAGER, Role.COORDINATOR])


class NotOver(Exception):
    """The month is not over, or lies before anything happened in this region: there is nothing to freeze."""


@transaction.atomic
def ask(region_id: int, month: Month, actor: Actor, *, request: Any = None) -> FigureSnapshot:
    """Ask for a month to be drawn (again); who asks while it is being drawn gets that one.

    Raises:
        Refused: not the role for it, or another region.
        NotOver: the month goes on, or nothing was there yet.
    """
    access.insist(access.may(actor.user, DRAW, region_id=region_id))
    if month not in months_of(region_id):
        raise NotOver(month.code)
    snapshot, is_new = _begin(region_id, month)
    if is_new:
        log.record(
            "figures.draw",
            object_kind="services.figuresnapshot",
            object_ids=[snapshot.pk],
            actor=actor,
            request=request,
        )
    return snapshot


def draw_newest() -> int:
    """Ask for the last month of every region that has dossiers and no figures of it yet; returns for how many."""
    month, asked = Month.newest(), 0
    there = FigureSnapshot.objects.filter(month=month.first).values("region")
    born = Case.objects.filter(opened_at__lt=month.until).values("region")
    for region in LabourRegion.objects.filter(pk__in=born).exclude(pk__in=there).order_by("pk"):
        with transaction.atomic():
            asked += _begin(region.pk, month)[1]
    return asked


def draw_part(payload: Mapping[str, Any]) -> None:
    """Outbox: count the next report of a snapshot; the last one freezes it."""
    snapshot = FigureSnapshot.objects.select_for_update().get(pk=payload["snapshot"])
    left = [report for report in REPORTS if report.slug not in snapshot.numbers]
    if snapshot.made_at is not None or not left:
        return
    report = left[0]
    snapshot.numbers[report.slug] = count(report, snapshot.region_id, Month(snapshot.month))
    if len(left) == 1:
        snapshot.made_at = clock.now()
    else:
        _next_part(snapshot, left[1].slug)
    snapshot.save(update_fields=["numbers", "made_at"])


def months_of(region_id: int) -> list[Month]:
    """Return the months of a region that are over and had a dossier, the newest first."""
    with row_security.house("figures"):
        first = Case.objects.filter(region=region_id).aggregate(first=Min("opened_at"))["first"]
    if first is None:
        return []
    found, month, oldest = [], Month.newest(), Month.of(timezone.localdate(first))
    while month >= oldest:
        found.append(month)
        month = month.back(1)
    return found


def _begin(region_id: int, month: Month) -> tuple[FigureSnapshot, bool]:
    """Make the next snapshot of a month, or return the one that is being made."""
    LabourRegion.objects.select_for_update(of=("self",), no_key=True).get(pk=region_id)
    drawn = FigureSnapshot.objects.filter(region=region_id, month=month.first)
    running = drawn.being_made().first()
    if running is not None:
        return running, False
    number = (drawn.aggregate(newest=Max("draw"))["newest"] or 0) + 1
    snapshot = FigureSnapshot.objects.create(
        region_id=region_id, month=month.first, draw=number, definitions=VERSION, asked_at=clock.now()
    )
    _next_part(snapshot, REPORTS[0].slug)
    return snapshot, True


def _next_part(snapshot: FigureSnapshot, report: str) -> None:
    queue.put(PART, f"{PART}:{snapshot.pk}:{report}", {"snapshot": snapshot.pk})
