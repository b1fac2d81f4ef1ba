"""What an explanation needs to know of a region, whoever it is about; kept in the process until something changes.

Eleven small questions that have the same answer for every client of a region, in place of one that asks whether
anything changed. Whoever asks reads what is in here and changes nothing of it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from matching import markers
from rmt_portal.reference.models import (
    OccupationRequirement,
    Requirement,
    SectorOutlook,
    SkillGroup,
    Tightness,
    TightnessClass,
)
from rmt_portal.reference.requirements import language_asked
from services.models import Service

KEPT_REGIONS = 3


@dataclass(frozen=True)
class RegionFacts:
    """The region's figures, its catalogue and the names of what work asks, by their keys."""

    marker: str
    groups: Mapping[int, str]
    """Dutch names of skill groups."""
    languages: list[tuple[int, tuple[str, int]]]
    """Requirement -> the language and the least level it asks."""
    asked_by_work: Mapping[int, list[OccupationRequirement]]
    """ISCO group -> what work in it asks, by law or custom."""
    tightness: Mapping[int, Tightness]
    """BRC group -> newest figure, of the region before the Netherlands."""
    tightness_words: list[tuple[float, str]]
    outlooks: Mapping[int, SectorOutlook]
    """Sector -> its newest outlook, the region's before the Netherlands'."""
    teaches: Mapping[int, list[Service]]
    """Skill group -> services that teach it, the shortest first."""
    gives: Mapping[int, list[Service]]
    """Requirement -> services that give it, the shortest first."""


_kept: dict[int, RegionFacts] = {}


def of_region(region_id: int) -> RegionFacts:
    """Return what is known of a region: from memory in one query when nothing changed, with eleven more otherwise."""
    marker = markers.told(region_id)
    found = _kept.get(region_id)
    if found is None or found.marker != marker:
        found = _read(region_id, marker)
        _kept.pop(region_id, None)
        _kept[region_id] = found
        while len(_kept) > KEPT_REGIONS:
            _kept.pop(next(iter(_kept)), None)
    return found


def _read(region_id: int, marker: str) -> RegionFacts:
    here_or_everywhere = Q(region_id=region_id) | Q(region=None)
    asked: dict[int, list[OccupationRequirement]] = defaultdict(list)
    for row in OccupationRequirement.objects.select_related("requirement").order_by("pk"):
        asked[row.isco_id].append(row)
    tightness: dict[int, Tightness] = {}
    figures = Tightness.objects.filter(here_or_everywhere)
    for figure in sorted(figures, key=lambda row: (row.region_id is not None, row.quarter)):
        if figure.brc_id is not None:
            tightness[figure.brc_id] = figure
    outlooks: dict[int, SectorOutlook] = {}
    told = SectorOutlook.objects.filter(here_or_everywhere)
    for outlook in sorted(told, key=lambda row: (row.region_id is not None, row.period)):
        outlooks[outlook.sector_id] = outlook
    services = _services(region_id)
    languages = Requirement.objects.filter(kind=Requirement.Kind.LANGUAGE)
    return RegionFacts(
        marker=marker,
        groups={group.pk: group.label_nl for group in SkillGroup.objects.exclude(label_nl="")},
        languages=[(r.pk, spoken) for r in languages if (spoken := language_asked(r)) is not None],
        asked_by_work=dict(asked),
        tightness=tightness,
        tightness_words=list(TightnessClass.objects.order_by("ratio_from").values_list("ratio_from", "name")),
        outlooks=outlooks,
        teaches=_by_group(services),
        gives=_by_requirement(services),
    )


def _services(region_id: int) -> list[Service]:
    offered = Service.objects.offered().filter(region_id=region_id, months__isnull=False)
    return list(offered.prefetch_related("teaches__children__children", "gives").order_by("months", "pk"))


def _by_group(services: list[Service]) -> dict[int, list[Service]]:
    """Return who teaches a skill group, the shortest first; who teaches a wide group teaches the groups in it."""
    found: dict[int, list[Service]] = defaultdict(list)
    for service in services:
        wide = list(service.teaches.all())
        narrower = [child for group in wide for child in group.children.all()]
        narrowest = [child for group in narrower for child in group.children.all()]
        for pk in dict.fromkeys(group.pk for group in (*wide, *narrower, *narrowest)):
            found[pk].append(service)
    return dict(found)


def _by_requirement(services: list[Service]) -> dict[int, list[Service]]:
    found: dict[int, list[Service]] = defaultdict(list)
    for service in services:
        for requirement in service.gives.all():
            found[requirement.pk].append(service)
    return dict(found)
