"""Decides how far apart two places are, as well as a suspicion needs it: on a sphere, degree by degree. Knows no table."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

METRES_PER_DEGREE: Final = 111_195.0
"""Of latitude, on a sphere of 6,371 km."""


class Box(NamedTuple):
    """Degrees."""

    west: float
    south: float
    east: float
    north: float


def box(lon: float, lat: float, radius_m: float) -> Box:
    """What lies within a distance of a place lies in here."""
    d_lat = radius_m / METRES_PER_DEGREE
    d_lon = d_lat / _shrink(lat)
    return Box(lon - d_lon, lat - d_lat, lon + d_lon, lat + d_lat)


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Between two places that are near each other."""
    north = (other_lat - lat) * METRES_PER_DEGREE
    east = (other_lon - lon) * METRES_PER_DEGREE * _shrink(lat)
    return math.hypot(north, east)


def _shrink(lat: float) -> float:
    """How much shorter a degree of longitude is than one of latitude; near the poles never below a hundredth."""
    return max(math.cos(math.radians(lat)), 0.01)
