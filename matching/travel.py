"""How far and how long: as the crow flies, by the person's own transport. Rough on purpose, and said to be."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from django.utils.translation import gettext_lazy as _

from intake.models import Transport

EARTH_RADIUS_KM = 6371.0
KM_PER_MINUTE = {
    Transport.CAR.value: 0.75,
    Transport.MOPED.value: 0.45,
    Transport.PUBLIC.value: 0.40,
    Transport.BICYCLE.value: 0.22,
}
"""Km as the crow flies per minute from door to door, rounded down."""
FARTHEST_BY_BICYCLE_KM = 15.0
WITH = {
    Transport.CAR.value: _("met de auto"),
    Transport.MOPED.value: _("met de scooter"),
    Transport.PUBLIC.value: _("met bus of trein"),
    Transport.BICYCLE.value: _("met de fiets"),
}


def distance_km(from_latitude: float, from_longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the distance in km as the crow flies between two points in degrees (haversine)."""
    a, b = radians(from_latitude), radians(to_latitude)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(to_longitude - from_longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


def reach_km(transport: Sequence[str] | None, max_km: int | None, max_minutes: int | None) -> float | None:
    """Return the person's own limit in km as the crow flies, or None when they gave none.

    Minutes count by their fastest own transport; without one, as for a bus or train.
    """
    speed = max((KM_PER_MINUTE[kind] for kind in transport or ()), default=KM_PER_MINUTE[Transport.PUBLIC.value])
    limits = [limit for limit in (max_km, max_minutes and max_minutes * speed) if limit]
    return min(limits) if limits else None


def fastest(transport: Sequence[str] | None) -> tuple[str, float]:
    """Return the fastest way this person has, and its km per minute: what :func:`reach_km` counts with."""
    way = max(transport or [Transport.PUBLIC.value], key=lambda kind: KM_PER_MINUTE[kind])
    return way, KM_PER_MINUTE[way]


def way_and_minutes(km: float, transport: Sequence[str] | None) -> tuple[str, int]:
    """Return how this person would go there and about how many minutes that takes, in steps of five.

    A bicycle when they have one and it is near, else their fastest way; without any, bus or train.
    """
    own = list(transport or [Transport.PUBLIC.value])
    if Transport.BICYCLE.value in own and km <= FARTHEST_BY_BICYCLE_KM / 3:
        way = Transport.BICYCLE.value
    else:
        way = max(own, key=lambda kind: KM_PER_MINUTE[kind])
    return way, max(5, round(km / KM_PER_MINUTE[way] / 5) * 5)
