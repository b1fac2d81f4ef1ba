"""What the dossier shows of work and appointments, brought along in the question that reads the case."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from intake.models import (
    Aftercare,
    AftercareKind,
    AftercareResult,
    Appointment,
    AppointmentWay,
    Case,
    ContractKind,
    HowItGoes,
    Placement,
)
from intake.models.case import CaseQuerySet
from rmt_portal import clock

MOST_APPOINTMENTS = 5


@dataclass(frozen=True)
class Moment:
    """A moment of aftercare of the work that runs."""

    kind: AftercareKind
    due_on: date
    held_on: date | None
    result: str
    going: str

    @property
    def is_missed(self) -> bool:
        """Whether it should have been before today."""
        return self.held_on is None and self.due_on < clock.today()


@dataclass(frozen=True)
class Coming:
    """An appointment that is still to come."""

    public_id: UUID
    at: datetime
    way: str
    place: str


def with_outcomes(cases: CaseQuerySet) -> CaseQuerySet:
    """Bring along the work that runs, its aftercare, and the appointments that are still to come."""
    works = Placement.objects.running().filter(case=OuterRef("pk")).order_by("pk")
    moments = Aftercare.objects.filter(placement__case=OuterRef("pk"), placement__ended_on__isnull=True)
    coming = Appointment.objects.coming().filter(case=OuterRef("pk"))[:MOST_APPOINTMENTS]
    return cases.annotate(
        work=_rows(works, "function", "employer_name", "contract", "hours", "starts_on", "is_work_to_work"),
        moments=_rows(moments.order_by("due_on", "pk"), "kind", "due_on", "held_on", "result", "going"),
        coming=_rows(coming, "public_id", "at", "way", "place"),
    )


def work_of(case: Case) -> dict[str, Any] | None:
    """Return the work that runs, in words."""
    for row in cast("Any", case).work:
        contract, starts_on = ContractKind(row["contract"]).label, date.fromisoformat(row["starts_on"])
        return row | {"contract": contract, "starts_on": starts_on}
    return None


def moments_of(case: Case) -> list[Moment]:
    """Return the aftercare of the work that runs, the first moment first."""
    return [
        Moment(
            kind=AftercareKind(row["kind"]),
            due_on=date.fromisoformat(row["due_on"]),
            held_on=date.fromisoformat(row["held_on"]) if row["held_on"] else None,
            result=str(AftercareResult(row["result"]).label) if row["result"] else "",
            going=str(HowItGoes(row["going"]).label) if row["going"] else "",
        )
        for row in cast("Any", case).moments
    ]


def coming_of(case: Case) -> list[Coming]:
    """Return the appointments that are still to come, the first one first."""
    return [
        Coming(
            public_id=UUID(row["public_id"]),
            at=datetime.fromisoformat(row["at"]),
            way=str(AppointmentWay(row["way"]).label),
            place=row["place"],
        )
        for row in cast("Any", case).coming
    ]


def _rows(found: Any, *columns: str) -> ArraySubquery:
    return ArraySubquery(found.values(what=JSONObject(**{name: name for name in columns})))
