"""Everything a region's ranking needs besides people and vacancies; kept in the worker until something changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any

import numpy as np
from django.db import connection

from matching import markers
from matching.engine.fit import World, prepare, with_moves
from matching.engine.inputs import Bridges, Moves
from matching.engine.weights import Weights
from matching.models import MoveTable
from matching.reading.taxonomy import Numbering, read_taxonomy
from rmt_portal.reference.models import OccupationRequirement, Requirement, SectorOutlook, SkillGroup
from rmt_portal.reference.requirements import language_asked
from services.models import Service

MOST_REQUIREMENTS = 64
KEPT_REGIONS = 3
OUTLOOK = {
    SectorOutlook.Outlook.SHRINKING.value: -1.0,
    SectorOutlook.Outlook.STABLE.value: 0.0,
    SectorOutlook.Outlook.SHORTAGE.value: 1.0,
}


class TooManyRequirements(Exception):
    """The engine keeps requirements in 64 bits; merge requirements that mean the same."""


@dataclass(frozen=True)
class RegionWorld:
    """The prepared world of a region and how database keys translate to its rows and bits."""

    marker: str
    world: World
    numbering: Numbering
    bits: dict[int, int]
    """Requirement key -> bit number."""
    ages: dict[int, int]
    """Legal minimum age -> bit number of the requirement that asks it."""
    languages: dict[tuple[str, int], int]
    """(Language, least level) -> bit number of the requirement that asks it."""
    asked_by_work: Any
    """[occupations] uint64: what the work itself asks, by law or custom."""
    outlook: dict[int, float]
    """Sector key -> -1 shrinking, 0 stable, 1 short of people."""
    with_moves: World | None = None
    """The same world with the table of observed moves that the region loaded."""

    def for_weights(self, weights: Weights) -> World:
        """Return the world as these weights read it: without weight, observed moves are not even looked at."""
        return self.with_moves if self.with_moves is not None and weights.values["moves"] > 0 else self.world

    def bit_set(self, requirements: Iterable[int]) -> int:
        """Return requirement keys as a bit set."""
        return reduce(lambda bits, key: bits | 1 << self.bits[key], requirements, 0)


_kept: dict[int, RegionWorld] = {}


def region_world(region_id: int) -> RegionWorld:
    """Return the region's world, from this process's memory when nothing it was read from has changed."""
    marker = markers.reference(region_id)
    kept = _kept.pop(region_id, None)
    if kept is None or kept.marker != marker:
        kept = _read(region_id, marker)
    _kept[region_id] = kept
    while len(_kept) > KEPT_REGIONS:
        del _kept[next(iter(_kept))]
    return kept


def _read(region_id: int, marker: str) -> RegionWorld:
    taxonomy, numbering = read_taxonomy(region_id)
    requirements = list(Requirement.objects.order_by("pk"))
    if len(requirements) > MOST_REQUIREMENTS:
        raise TooManyRequirements(f"{len(requirements)} requirements, at most {MOST_REQUIREMENTS} fit")
    bits = {requirement.pk: bit for bit, requirement in enumerate(requirements)}
    services = list(
        Service.objects.offered().filter(region_id=region_id).prefetch_related("teaches", "gives").order_by("pk")
    )
    bridges = Bridges(
        requirement_months=_requirement_months(services, bits),
        requirement_is_legal=np.array([requirement.is_legal for requirement in requirements], np.bool_),
        group_months=_group_months(services, numbering),
    )
    world = prepare(taxonomy, bridges)
    return RegionWorld(
        marker=marker,
        world=world,
        numbering=numbering,
        bits=bits,
        ages={age: bits[r.pk] for r in requirements if (age := legal_age(r)) is not None},
        languages={spoken: bits[r.pk] for r in requirements if (spoken := language_asked(r)) is not None},
        asked_by_work=_asked_by_work(numbering, bits),
        outlook=_outlooks(region_id),
        with_moves=_with_moves(world, region_id),
    )


def _with_moves(world: World, region_id: int) -> World | None:
    table = MoveTable.objects.filter(region=region_id).first()
    if table is None:
        return None
    origins, destinations = np.array(table.origins, np.int32), np.array(table.destinations, np.int32)
    return with_moves(world, Moves(origins, destinations, np.array(table.counts, np.float32)))


def legal_age(requirement: Requirement) -> int | None:
    """Return the age of a requirement like ``leeftijd-18``; None when it asks no age."""
    digits = requirement.code.rpartition("-")[2]
    return int(digits) if requirement.kind == Requirement.Kind.AGE and digits.isdigit() else None


def _requirement_months(services: list[Service], bits: dict[int, int]) -> Any:
    months = np.full(len(bits), np.nan, np.float32)
    for service in services:
        for requirement in service.gives.all():
            _keep_least(months, bits[requirement.pk], service.months)
    return months


def _group_months(services: list[Service], numbering: Numbering) -> Any:
    """Return months of the shortest training per skill group."""
    months = np.full(len(numbering.groups), np.nan, np.float32)
    for service, groups in taught_groups(services):
        for group in groups:
            _keep_least(months, numbering.groups[group], service.months)
    return months


def taught_groups(services: Iterable[Service]) -> list[tuple[Service, set[int]]]:
    """Return the skill groups each service teaches; who teaches a wide group teaches the groups in it."""
    children: dict[int, list[int]] = {}
    for parent, child in SkillGroup.parents.through.objects.values_list("to_skillgroup_id", "from_skillgroup_id"):
        children.setdefault(parent, []).append(child)
    found = []
    for service in services:
        todo, seen = [group.pk for group in service.teaches.all()], set[int]()
        while todo:
            group = todo.pop()
            if group not in seen:
                seen.add(group)
                todo += children.get(group, [])
        found.append((service, seen))
    return found


def _keep_least(months: Any, place: int, value: Decimal | None) -> None:
    if value is not None:
        months[place] = np.fmin(months[place], np.float32(value))


def _asked_by_work(numbering: Numbering, bits: dict[int, int]) -> Any:
    asked = np.zeros(len(numbering.occupations), np.uint64)
    of_group: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT isco_id, id FROM reference_occupation")
        for isco, occupation in cursor.fetchall():
            of_group.setdefault(isco, []).append(occupation)
    for isco, single, requirement in OccupationRequirement.objects.values_list(
        "isco_id", "occupation_id", "requirement_id"
    ):
        for occupation in [single] if single else of_group.get(isco, []):
            asked[numbering.occupations[occupation]] |= np.uint64(1 << bits[requirement])
    return asked


def _outlooks(region_id: int) -> dict[int, float]:
    """Return the newest outlook per sector, of the region before the Netherlands; a division takes its section's."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT s.id, o.outlook FROM reference_sector s JOIN LATERAL (
                 SELECT outlook FROM reference_sectoroutlook o WHERE o.sector_id IN (s.id, s.section_id)
                   AND (o.region_id IS NULL OR o.region_id = %s)
                 ORDER BY (o.sector_id <> s.id), (o.region_id IS NULL), o.period DESC LIMIT 1) o ON true""",
            [region_id],
        )
        return {sector: OUTLOOK[outlook] for sector, outlook in cursor.fetchall()}
