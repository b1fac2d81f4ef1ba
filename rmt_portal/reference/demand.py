"""How much work there is: tightness of an occupation group, outlook of a sector, each with source and date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Q

from rmt_portal.reference.models import (
    BrcGroup,
    LabourRegion,
    Sector,
    SectorOutlook,
    Tightness,
    TightnessClass,
)

Figure = TypeVar("Figure", Tightness, SectorOutlook)


@dataclass(frozen=True)
class Demand:
    """A tightness ratio (open vacancies per person less than six months in WW) and whose figure of when it is.

    ``region`` is None for a figure of the whole Netherlands; ``word`` is the class ("krap"), empty without typology.
    """

    ratio: float
    word: str
    quarter: str
    region: str | None
    source: str
    published_on: date
    is_demo: bool


def tightness(brc: BrcGroup | None, region: LabourRegion | None) -> Demand | None:
    """Return the latest tightness of an occupation group (None: all work) for a region, else for the Netherlands."""
    figures = Tightness.objects.filter(brc=brc).filter(Q(region=region) | Q(region=None)).select_related("region")
    best = _best(figures, period="quarter")
    return _as_demand(best, _classes()) if best else None


def tightness_by_brc(region: LabourRegion | None) -> dict[str, Demand]:
    """Return the latest tightness per BRC code, as :func:`tightness` does, in two queries for all groups."""
    figures = Tightness.objects.exclude(brc=None).filter(Q(region=region) | Q(region=None))
    per_group: dict[str, list[Tightness]] = {}
    for figure in figures.select_related("region", "brc").order_by("pk"):
        if figure.brc is not None:
            per_group.setdefault(figure.brc.code, []).append(figure)
    classes = _classes()
    return {code: _as_demand(best, classes) for code, own in per_group.items() if (best := _best(own, "quarter"))}


def outlook(sector: Sector | None, region: LabourRegion | None) -> SectorOutlook | None:
    """Return the latest outlook of a sector for a region: of the division, else of its section; the region first.

    None when nobody has said anything about it, which is not the same as stable.
    """
    if sector is None:
        return None
    figures = SectorOutlook.objects.filter(Q(region=region) | Q(region=None)).select_related("region", "sector")
    own = _best(figures.filter(sector=sector), period="period")
    if own is None and sector.section_id is not None:
        return _best(figures.filter(sector_id=sector.section_id), period="period")
    return own


def outlook_by_sector(region: LabourRegion | None) -> dict[int, SectorOutlook]:
    """Return the latest outlook per sector id, as :func:`outlook` does, in two queries for all sectors."""
    figures = SectorOutlook.objects.filter(Q(region=region) | Q(region=None)).select_related("region", "sector")
    per_sector: dict[int, list[SectorOutlook]] = {}
    for figure in figures.order_by("pk"):
        per_sector.setdefault(figure.sector_id, []).append(figure)
    own = {sector: best for sector, all_of_it in per_sector.items() if (best := _best(all_of_it, "period"))}
    sections = Sector.objects.exclude(section=None).values_list("pk", "section_id")
    return {pk: own[section] for pk, section in sections if pk not in own and section in own} | own


def _best(figures: Iterable[Figure], period: str) -> Figure | None:
    """Return the figure of the region before one of the Netherlands, published before demo, and then the latest."""
    key = lambda f: (f.region_id is not None, not f.is_demo, getattr(f, period), f.pk)  # noqa: E731
    return max(figures, key=key, default=None)


def _classes() -> list[TightnessClass]:
    return list(TightnessClass.objects.order_by("-ratio_from"))


def _as_demand(figure: Tightness, classes: list[TightnessClass]) -> Demand:
    return Demand(
        ratio=figure.ratio,
        word=next((one.name for one in classes if figure.ratio >= one.ratio_from), ""),
        quarter=figure.quarter,
        region=figure.region.name if figure.region else None,
        source=figure.source,
        published_on=figure.published_on,
        is_demo=figure.is_demo,
    )
