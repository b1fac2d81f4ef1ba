"""How many candidates a person has, per phase, signal and coach: one query, whatever the size of the caseload."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q

from intake.models import Case, CaseAssignment, CaseState
from intake.models.case import CaseQuerySet
from partners import access
from partners.models import Layer, Purpose, Role
from rmt_portal.postgres import judged_once, planning
from rmt_portal.workplace.member import Member
from rmt_portal.workplace.signals import COUNTED, LATE, SILENT

OVERSEES = frozenset({Role.COORDINATOR.value, Role.REGIONAL_MANAGER.value})
MOST_COACHES = 12


@dataclass(frozen=True)
class Caseload:
    """Open cases counted: in all, per signal (by slug) and per state in the order of the life of a case."""

    total: int
    signals: dict[str, int]
    phases: list[tuple[CaseState, int]]


def cases_of(member: Member) -> tuple[CaseQuerySet, bool]:
    """Return the open cases this person looks after, and whether those are their own.

    A coach looks after the people they guide; who only coordinates or manages looks after everyone they may see, but
    for those of whom only what they share is open: a number must not tell how their case goes.
    """
    if Role.COACH in member.roles:
        return Case.objects.dossiers_of(member.user).open().of_coach(member.user), True
    seen = Case.objects.dossiers_of(member.user, Layer.REFERENCE).open()
    return seen.exclude(client__in=access.clients_by_consent_only(member.user, Purpose.GUIDANCE)), False


def count(cases: CaseQuerySet) -> Caseload:
    """Count cases per state and signal."""
    per_signal = {f"n_{i}": Count("pk", filter=signal.condition()) for i, signal in enumerate(COUNTED)}
    per_state = cases.order_by().values("state").annotate(n=Count("pk"), **per_signal)
    rows: dict[str, dict[str, Any]] = {row["state"]: dict(row) for row in per_state}
    return _caseload(rows)


def _caseload(rows: dict[str, dict[str, Any]]) -> Caseload:
    """Put the counts per state (``n``, and ``n_0`` and so on per signal) together."""
    return Caseload(
        total=sum(row["n"] for row in rows.values()),
        signals={s.slug: sum(row[f"n_{i}"] for row in rows.values()) for i, s in enumerate(COUNTED)},
        phases=[(state, rows[state.value]["n"]) for state in CaseState if state.value in rows],
    )


@dataclass(frozen=True)
class CoachLoad:
    """How one coach stands: open candidates, those with an action that is late, and those not spoken for too long."""

    coach: int
    name: str
    candidates: int
    late: int
    silent: int


def oversees(member: Member) -> bool:
    """Say whether somebody looks after the work of others and guides nobody: what to do today is theirs, not mine."""
    return bool(member.roles & OVERSEES) and not member.guides


def count_with_coaches(cases: CaseQuerySet) -> tuple[Caseload, list[CoachLoad]]:
    """Count cases as :func:`count` does, and return the coaches whose candidates wait most, at most ``MOST_COACHES``.

    In one statement: whoever oversees a region has all its cases judged for it, and then once.
    """
    guiding = Q(assignments__until_at=None, assignments__kind=CaseAssignment.Kind.PRIMARY)
    marks = {f"n_{i}": signal.condition() for i, signal in enumerate(COUNTED)}
    rows = cases.annotate(
        guided=FilteredRelation("assignments", condition=guiding),
        coach_id=F("guided__coach_id"),
        coach_name=F("guided__coach__name"),
        **marks,
    )
    numbers = ", ".join(f"count(*) FILTER (WHERE {mark}) AS {mark}" for mark in marks)
    late, silent = f"n_{COUNTED.index(LATE)}", f"n_{COUNTED.index(SILENT)}"
    with planning.whole_tables():  # everybody of a region
        found = judged_once.ask(
            rows,
            ["state", "coach_id", "coach_name", *marks],
            f"""SELECT
            (SELECT json_object_agg(state, to_json(per_state))
                FROM (SELECT state, count(*) AS n, {numbers} FROM seen GROUP BY state) AS per_state),
            (SELECT json_agg(json_build_array(coach_id, name, n, {late}, {silent}))
                FROM (SELECT coach_id, coach_name AS name, count(*) AS n, {numbers} FROM seen
                    WHERE coach_id IS NOT NULL GROUP BY coach_id, coach_name
                    ORDER BY {late} DESC, {silent} DESC, name, coach_id LIMIT %s) AS per_coach)""",  # noqa: S608 -- our own names
            MOST_COACHES,
        )
    per_state, per_coach = found or (None, None)
    return _caseload(per_state or {}), [CoachLoad(*row) for row in per_coach or []]
