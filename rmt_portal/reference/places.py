"""Where a postcode lies, how far two places are apart, and about how long the way takes."""

import math
import re
import unicodedata
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rmt_portal.reference.models import Postcode

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""
DETOUR = {"car": 1.3, "moped": 1.3, "bicycle": 1.25, "public": 1.4}
"""Kilometres of way per kilometre as the crow flies. Circuity of Dutch roads lies between 1.2 and 1.4; our choice."""
# Minutes that pass before and after the ride (walk, park, wait), and kilometres per hour on the way: our assumptions
# for a rural region, kept simple on purpose; a planner of public transport would need its timetable.
FIXED_MINUTES = {"car": 5.0, "moped": 3.0, "bicycle": 2.0, "public": 15.0}
SPEED = {"car": 38.0, "moped": 28.0, "bicycle": 16.0, "public": 28.0}
FAST_SPEED = {"car": 80.0, "public": 50.0}
FAST_FROM_KM = 15.0
"""From here on the way goes by main road or train."""


@dataclass(frozen=True)
class Place:
    """A four-digit postcode with its place, municipality, labour-market region and point (degrees, WGS 84)."""

    postcode: str
    name: str
    municipality_id: int
    municipality_code: str
    municipality: str
    region_id: int
    region_code: str
    region: str
    latitude: float
    longitude: float
    is_address: bool


def four_digits(text: str) -> str | None:
    """Return the four digits of a Dutch postcode typed in any way ("7001 ab", "7001AB", "7001"), or None."""
    plain = unicodedata.normalize("NFKC", text)[:20].strip()
    match = re.fullmatch(r"([1-9][0-9]{3})[\s-]*(?:(?!SA|SD|SS)[A-Z]{2})?", plain.upper(), re.ASCII)
    return match.group(1) if match else None


def find(postcode: str) -> Place | None:
    """Return where a postcode lies, or None when it is no postcode or not a known one. Asks one query."""
    code = four_digits(postcode)
    found = Postcode.objects.select_related("municipality", "region").filter(code=code).first() if code else None
    if found is None:
        return None
    return Place(
        postcode=found.code,
        name=found.place,
        municipality_id=found.municipality_id,
        municipality_code=found.municipality.code,
        municipality=found.municipality.name,
        region_id=found.region_id,
        region_code=found.region.code,
        region=found.region.name,
        latitude=found.latitude,
        longitude=found.longitude,
        is_address=found.is_address,
    )


def distance_km(latitude: Any, longitude: Any, to_latitude: Any, to_longitude: Any, fn: ModuleType = math) -> Any:
    """Return the distance in kilometres along a great circle (haversine formula), points in degrees (WGS 84).

    With ``fn=numpy`` the points may be arrays of any shapes that broadcast, and so is the answer.
    """
    phi, to_phi = fn.radians(latitude), fn.radians(to_latitude)
    half_phi, half_lambda = (to_phi - phi) / 2, fn.radians(to_longitude - longitude) / 2
    chord = fn.sin(half_phi) ** 2 + fn.cos(phi) * fn.cos(to_phi) * fn.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * fn.asin(fn.sqrt(chord))


def minutes(km: float, transport: str) -> int:
    """Return about how many minutes a way of ``km`` kilometres as the crow flies takes, door to door.

    ``transport`` is car, moped, bicycle or public (intake's ``Transport``); raises ``KeyError`` for another one.
    An estimate, to be called "ongeveer": fixed minutes, plus the way with its detour at a plain speed, and above
    15 km of way at the speed of main roads (car) or trains (public).
    """
    way = km * DETOUR[transport]
    fast = max(0.0, way - FAST_FROM_KM) if transport in FAST_SPEED else 0.0
    hours = (way - fast) / SPEED[transport] + (fast / FAST_SPEED[transport] if fast else 0.0)
    return round(FIXED_MINUTES[transport] + 60 * hours)
