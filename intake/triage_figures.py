"""Figures of the triage for coordinator and manager: who was helped, who was turned away and why, and how quickly.

Cells below SMALL_CELL people are not shown. When exactly one cell of a table would be hidden the next smallest is
hidden too, because otherwise the total tells it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count, DateField, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils.functional import Promise

from intake import information
from intake.models import Case, CaseState, FirstMeeting, Outcome, Subject, TriageDecision, TriageReason
from rmt_portal import row_security


@dataclass(frozen=True)
class Cell:
    """A figure with its label; ``count`` None is hidden because it is about too few people."""

    label: str | Promise
    count: int | None


@dataclass(frozen=True)
class Figures:
    """What happened with the registrations of a period in a region."""

    registered: int | None
    outcomes: list[Cell]
    turned_away: list[Cell]
    in_time: int | None
    due: int | None
    waiting: int | None
    followed_percent: int | None
    questions: list[Cell]
    """Questions that were answered without a dossier, per subject, in the whole months of the period."""

    @property
    def in_time_percent(self) -> int | None:
        """Of a hundred people whose term has passed, how many had their first meeting in time."""
        return None if self.in_time is None or not self.due else round(100 * self.in_time / self.due)


def of(region_ids: Iterable[int], first: date, last: date, today: date) -> Figures:
    """Count the registrations of a period (both days included); nobody is shown, so it is asked by the house."""
    regions = list(region_ids)
    with row_security.house("figures"):
        cases = Case.objects.filter(region__in=regions, opened_at__date__range=(first, last))
        cases = cases.exclude(state=CaseState.MERGED)
        held = FirstMeeting.objects.filter(case=OuterRef("pk"), held_at__isnull=False).order_by()
        met = Subquery(held.values("case").annotate(first=Min("held_at")).values("first")[:1])
        counted = cases.annotate(met_on=Cast(met, DateField())).aggregate(
            registered=Count("pk"),
            due=Count("pk", filter=Q(first_meeting_due_on__lt=today) & ~Q(state__in=_NO_MEETING)),
            in_time=Count("pk", filter=Q(first_meeting_due_on__lt=today) & Q(met_on__lte=F("first_meeting_due_on"))),
        )
        decisions = TriageDecision.objects.filter(case__in=cases, undone_at__isnull=True)
        per_reason = {
            (row["outcome"], row["reason"]): row["n"]
            for row in decisions.order_by().values("outcome", "reason").annotate(n=Count("pk"))
        }
        followed = decisions.filter(outcome=F("proposed")).count()
        waiting = Case.objects.filter(region__in=regions, state=CaseState.WAITLISTED).count()
    asked = information.by_subject(regions, first, last)
    made = sum(per_reason.values())
    outcomes = [(o.label, sum(n for (out, _r), n in per_reason.items() if out == o)) for o in Outcome]
    away = [(TriageReason(reason).label, n) for (out, reason), n in sorted(per_reason.items()) if out != Outcome.ADMIT]
    return Figures(
        registered=shown(counted["registered"]),
        outcomes=suppressed(outcomes),
        turned_away=suppressed(away),
        in_time=shown_part(counted["in_time"], counted["due"]),
        due=shown(counted["due"]),
        waiting=shown(waiting),
        followed_percent=round(100 * followed / made)
        if shown_part(followed, made) is not None and shown(made) is not None and made
        else None,
        questions=suppressed([(Subject(code).label, n) for code, n in asked.items()]),
    )


_NO_MEETING = (CaseState.REGULAR_REFERRED, CaseState.INFORMED, CaseState.WITHDRAWN, CaseState.NO_CONTACT)


def shown(count: int) -> int | None:
    """Return a count, or None when it is about somebody and about too few people; nobody is no secret."""
    return count if count == 0 or count >= settings.SMALL_CELL else None


def shown_part(part: int, whole: int) -> int | None:
    """Return a part of a whole, or None when the part or what is left of the whole is about too few people."""
    return part if shown(part) is not None and shown(whole - part) is not None else None


def suppressed(cells: Sequence[tuple[Any, int]]) -> list[Cell]:
    """Hide small cells, and the next smallest when only one would be hidden; the largest stands first."""
    ranked = sorted(cells, key=lambda cell: (-cell[1], str(cell[0])))
    hidden = {index for index, (_label, n) in enumerate(ranked) if shown(n) is None}
    if len(hidden) == 1:
        rest = [index for index, (_label, n) in enumerate(ranked) if index not in hidden and n > 0]
        hidden |= {rest[-1]} if rest else set()
    return [Cell(label, None if index in hidden else n) for index, (label, n) in enumerate(ranked)]
