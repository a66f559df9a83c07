"""Decides how far apart two places are. Pure."""

from __future__ import annotations

import math

from app.reports.rules import METRES_PER_DEGREE, degree_shrink


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two places in degrees, right to a hundredth within a city; the shorter way around the globe."""
    across = abs(lon - other_lon)
    width = min(across, 360.0 - across) * degree_shrink((lat + other_lat) / 2)
    return METRES_PER_DEGREE * math.hypot(width, lat - other_lat)
