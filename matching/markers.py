"""What changed since it was last ranked: *version now* against *version matched*.

Imports no engine: the web process asks too.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import Q, TextChoices

from intake.models import ENDED_STATES
from matching.models import MatchRun
from rmt_portal import clock

Marks = dict[str, Any]

_MARKED = (
    ("reference_loadedfile", ""),
    ("reference_requirement", ""),
    ("reference_occupationrequirement", ""),
    ("reference_tightness", "WHERE region_id IS NULL OR region_id = %(region)s"),
    ("reference_sectoroutlook", "WHERE region_id IS NULL OR region_id = %(region)s"),
    ("matching_movetable", "WHERE region_id = %(region)s"),
    ("services_service", "WHERE region_id = %(region)s"),
    ("services_service_teaches", ""),
    ("services_service_gives", ""),
)
_TOLD = (
    *_MARKED,
    ("reference_skillgroup", ""),
    ("reference_skillgroup_parents", ""),
    ("reference_tightnessclass", ""),
    ("partners_organisation", ""),
)
"""What an explanation tells besides: names, words, and who delivers a service."""


def _hashes(tables: Sequence[tuple[str, str]]) -> str:
    return " UNION ALL ".join(
        f"SELECT count(*), coalesce(sum(hashtextextended(t::text, 0) %% 1000000007), 0) FROM {table} t {where}"  # noqa: S608
        for table, where in tables
    )


_VACANCIES = """SELECT count(*), coalesce(sum(version), 0), coalesce(max(id), 0),
    coalesce((extract(epoch FROM max(changed_at)) * 1000000)::bigint, 0)
  FROM matching_vacancy WHERE region_id = %s AND state <> 'draft'"""


def reference(region_id: int) -> str:
    """Return a mark that changes with the reference data or the catalogue: one quick query over small tables."""
    return _mark(_MARKED, region_id)


def told(region_id: int) -> str:
    """Return a mark that changes with anything of a region that an explanation tells; a day opens and ends services."""
    return f"{clock.today().isoformat()} {_mark(_TOLD, region_id)}"


def _mark(tables: Sequence[tuple[str, str]], region_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_hashes(tables), {"region": region_id})
        return sha256(repr(cursor.fetchall()).encode()).hexdigest()[:16]


def vacancies(region_id: int) -> str:
    """Return a mark that changes whenever a vacancy of the region is opened, changed, closed or deleted."""
    with connection.cursor() as cursor:
        cursor.execute(_VACANCIES, [region_id])
        count, versions, newest, changed = cursor.fetchone()
    return f"{count}-{versions}-{newest}-{changed}"


def decisions(client_id: int) -> str:
    """Return a mark that changes with every decision about an opportunity of a client."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(version), 0) FROM matching_matchdecision WHERE client_id = %s", [client_id]
        )
        count, versions = cursor.fetchone()
    return f"{count}-{versions}"


def of_region(region_id: int, weight_set_id: int) -> Marks:
    """Return the marks of everything that touches all clients of a region; the day closes vacancies too."""
    return {
        "vacancies": vacancies(region_id),
        "reference": reference(region_id),
        "weights": weight_set_id,
        "day": clock.today().isoformat(),
    }


def client_ids(region_id: int) -> list[int]:
    """Return who is ranked: clients of the region with an open case and a work profile, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT k.client_id FROM intake_case k JOIN intake_workprofile p ON p.client_id = k.client_id
               WHERE k.region_id = %s AND NOT (k.state = ANY(%s)) ORDER BY 1""",
            [region_id, [state.value for state in ENDED_STATES]],
        )
        return [row[0] for row in cursor.fetchall()]


def regions_of(clients: list[int]) -> list[tuple[int, int]]:
    """Return region and client of each of these clients, ascending."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT region_id, id FROM intake_client WHERE id = ANY(%s) ORDER BY 1, 2", [clients])
        return cursor.fetchall()


class Reach(TextChoices):
    """Whom a run ranks: everybody, whom changed vacancies touch, or whose own profile changed."""

    EVERYBODY = "everybody"
    BY_VACANCIES = "vacancies"
    BY_PROFILE = "profiles"


def to_rank(region_id: int, marks: Marks, plan: int | None, *, everybody: bool) -> tuple[Reach, list[int]]:
    """Return why and which clients must be ranked, ascending; ``plan`` is how the new run spreads vacancies.

    What only vacancies changed is worked out per client (:mod:`matching.touched`); afterwards every list is up to date
    as if all had been ranked, so the next run goes on from there.
    """
    done = [MatchRun.State.PUBLISHED, MatchRun.State.SUPERSEDED]
    whole = Q(inputs__everybody=True) | Q(inputs__reach=Reach.BY_VACANCIES)
    last = MatchRun.objects.filter(whole, region_id=region_id, state__in=done).order_by("-pk").first()
    if everybody or last is None:
        return Reach.EVERYBODY, client_ids(region_id)
    before = last.inputs.get("marks", {})
    if before == marks:
        return Reach.BY_PROFILE, _changed(client_ids(region_id))
    if before | {"vacancies": ""} == marks | {"vacancies": ""} and last.inputs.get("spread_plan") == plan:
        from matching import touched  # noqa: PLC0415 only workers load the arrays

        found = touched.clients(region_id, last, marks["weights"])
        if found is not None:
            return Reach.BY_VACANCIES, sorted({*found, *_changed(client_ids(region_id))})
    return Reach.EVERYBODY, client_ids(region_id)


def _changed(clients: list[int]) -> list[int]:
    """Return those whose newest published list was made from another version of the profile, or who have none."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT p.client_id FROM intake_workprofile p
               LEFT JOIN LATERAL (
                 SELECT l.profile_version FROM matching_matchlist l JOIN matching_matchrun r ON r.id = l.run_id
                 WHERE l.client_id = p.client_id AND r.state = 'published' ORDER BY l.run_id DESC LIMIT 1) seen ON true
               WHERE p.client_id = ANY(%s) AND seen.profile_version IS DISTINCT FROM p.version ORDER BY 1""",
            [clients],
        )
        return [row[0] for row in cursor.fetchall()]
