"""On which days somebody who found work is asked how it goes: after a week, a month, three months and half a year."""

from calendar import monthrange
from datetime import date, timedelta

from intake.models import Aftercare, AftercareKind, Placement
from rmt_portal import clock, working_days

_K = AftercareKind
MONTHS = {_K.MONTH: 1, _K.QUARTER: 3, _K.HALF_YEAR: 6}


def due_on(kind: AftercareKind, starts_on: date) -> date:
    """Return the working day on or after which this moment is due, counted from the first working day."""
    exact = starts_on + timedelta(days=7) if kind == _K.WEEK else months_after(starts_on, MONTHS[kind])
    return working_days.add(exact, 0)


def months_after(day: date, months: int) -> date:
    """Return the same day some months later; the last of the month when that month is shorter."""
    total = day.year * 12 + day.month - 1 + months
    year, month = total // 12, total % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def plan(placement: Placement) -> None:
    """Make the moments of new work. What lies in the past already is asked once: the newest of those, today."""
    Aftercare.objects.bulk_create(
        Aftercare(placement=placement, kind=kind, due_on=day) for kind, day in _days(placement.starts_on).items()
    )


def move(placement: Placement) -> None:
    """Give the open moments the days that belong to another first working day."""
    for kind in AftercareKind:
        placement.aftercare.open().filter(kind=kind).update(due_on=due_on(kind, placement.starts_on))


def drop(placement: Placement) -> None:
    """Take the open moments out: the work stopped, or the case ended."""
    Aftercare.objects.open().filter(placement=placement).update(dropped_at=clock.now())


def next_of(placement: Placement) -> Aftercare | None:
    """Return the first moment that is still open."""
    return Aftercare.objects.open().filter(placement=placement).order_by("due_on", "pk").first()


def in_words(moment: Aftercare) -> str:
    """Say what a coach does at this moment, as a next action."""
    return f"Nazorg {AftercareKind(moment.kind).label}"


def _days(starts_on: date) -> dict[AftercareKind, date]:
    days = {kind: due_on(kind, starts_on) for kind in AftercareKind}
    past = [kind for kind, day in days.items() if day < clock.today()]
    for kind in past[:-1]:
        del days[kind]
    if past:
        days[past[-1]] = working_days.add(clock.today(), 0)
    return days
