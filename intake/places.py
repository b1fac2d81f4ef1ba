"""Which region helps somebody: the postcode decides (DECISIONS 11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rmt_portal.reference.models import LabourRegion, Municipality, Postcode, RegionBrand


@dataclass(frozen=True)
class Found:
    """Where a postcode lies; ``brand`` is the team on this site that helps there, None when it is elsewhere."""

    municipality: Municipality | None = None
    region: LabourRegion | None = None
    brand: RegionBrand | None = None

    @property
    def municipality_code(self) -> str:
        """The code of the municipality, empty when it is not known."""
        return self.municipality.code if self.municipality else ""


def of_postcode(postcode: str, here: Sequence[RegionBrand]) -> Found:
    """Find the municipality, the region and the team of a postcode ("7001 AB") among the teams of this site."""
    row = Postcode.objects.filter(code=postcode[:4]).select_related("municipality", "region").first()
    if row is None:
        return Found()
    return Found(row.municipality, row.region, _team(row.region_id, here))


def of_municipality(code: str, here: Sequence[RegionBrand]) -> RegionBrand | None:
    """Return the team of a municipality among the teams of this site."""
    place = Municipality.objects.filter(code=code).first()
    return _team(place.region_id, here) if place else None


def _team(region_id: int, here: Sequence[RegionBrand]) -> RegionBrand | None:
    return next((brand for brand in here if brand.region_id == region_id and brand.is_open), None)
