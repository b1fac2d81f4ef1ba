"""Where a vacancy is: a point and a region, by postcode, else by the name of the place."""

from collections import defaultdict
from dataclasses import dataclass

from rmt_portal.clean_text import fold
from rmt_portal.reference.models import Municipality, Postcode


@dataclass(frozen=True)
class Spot:
    """A point in degrees (None: not known) and the region it lies in."""

    postcode4: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    region_id: int | None = None


class Places:
    """Finds places; reads the postcodes once per import."""

    def __init__(self, region_id: int | None) -> None:
        """A place whose name occurs more than once is looked for in ``region_id`` first."""
        self._by_code: dict[str, Spot] = {}
        by_name: dict[str, list[Spot]] = defaultdict(list)
        columns = ("code", "place", "latitude", "longitude", "region_id", "is_address")
        for code, place, latitude, longitude, region, is_address in Postcode.objects.order_by("code").values_list(
            *columns
        ):
            self._by_code[code] = spot = Spot(code, place, latitude, longitude, region)
            if is_address:
                by_name[fold(place)].append(spot)
        for name, latitude, longitude, region in Municipality.objects.values_list(
            "name", "latitude", "longitude", "region_id"
        ):
            if fold(name) not in by_name:
                by_name[fold(name)].append(Spot("", name, latitude, longitude, region))
        self._by_name = {name: _middle(spots, region_id) for name, spots in by_name.items()}

    def find(self, postcode4: str, place: str) -> Spot:
        """Return the spot of a postcode, else of a place by name, else a spot without a point."""
        known = self._by_code.get(postcode4) or self._by_name.get(fold(place).replace(" gem.", "").strip())
        return known or Spot(place=place)


def _middle(spots: list[Spot], region_id: int | None) -> Spot:
    """Return the middle of a place with several postcodes: in the wanted region, else where most of them lie."""
    regions = [spot.region_id for spot in spots]
    chosen = region_id if region_id in regions else max(sorted(set(regions), key=str), key=regions.count)
    inside = [spot for spot in spots if spot.region_id == chosen]
    latitudes = [spot.latitude for spot in inside if spot.latitude is not None]
    longitudes = [spot.longitude for spot in inside if spot.longitude is not None]
    if not latitudes or not longitudes:
        return Spot("", inside[0].place, None, None, chosen)
    middle = round(sum(latitudes) / len(latitudes), 5), round(sum(longitudes) / len(longitudes), 5)
    return Spot("", inside[0].place, *middle, chosen)
