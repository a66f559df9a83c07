"""Decides how WGS-84, GCJ-02 and BD-09 degrees turn into each other. Must not know files, tables or planes.

The public approximation of GCJ-02 and the BD-09 twist, both with inverses that are iterated until nothing moves, so
that a round trip is exact to far below a millimetre. Coordinates outside the box of GCJ-02 are the same in both.
Every formula is written once and runs on floats (`math`) and on arrays (`numpy`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Step = Callable[[Any, Any, Any], tuple[Any, Any]]


class Datum(StrEnum):
    """What a pair of degrees refers to."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


BOX = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of GCJ-02, limits included; published implementations agree on these figures."""
_A = 6378245.0
"""Semi-major axis of the Krasovsky ellipsoid in metres, on which GCJ-02 is defined."""
_EE = 0.00669342162296594323
_BD_PI = math.pi * 3000.0 / 180.0
_STILL = 1e-13
"""Degrees (10 nm): the iteration gains two digits a step, so what is left is far below this."""
_MAX_STEPS = 20


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 degrees of WGS-84 degrees; outside the box unchanged."""
    return _gcj02(lon, lat, math) if _in_box(lon, lat) else (lon, lat)


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """WGS-84 degrees of GCJ-02 degrees; outside the box unchanged."""
    return _undo(_gcj02, lon, lat) if _in_box(lon, lat) else (lon, lat)


def gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """BD-09 degrees of GCJ-02 degrees."""
    return _bd09(lon, lat, math)


def bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """GCJ-02 degrees of BD-09 degrees."""
    return _undo(_bd09, lon, lat)


def to_wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """WGS-84 degrees of a pair in `datum`."""
    if datum is Datum.BD09:
        lon, lat = bd09_to_gcj02(lon, lat)
    return (lon, lat) if datum is Datum.WGS84 else gcj02_to_wgs84(lon, lat)


def from_wgs84(lon: float, lat: float, datum: Datum) -> tuple[float, float]:
    """The pair in `datum` of WGS-84 degrees."""
    if datum is Datum.WGS84:
        return lon, lat
    lon, lat = wgs84_to_gcj02(lon, lat)
    return gcj02_to_bd09(lon, lat) if datum is Datum.BD09 else (lon, lat)


def array_to_wgs84(degrees: Array, datum: Datum) -> Array:
    """WGS-84 of an (n, 2) array of lon, lat in `datum`; the same answers as `to_wgs84`."""
    if datum is Datum.WGS84:
        return degrees
    if datum is Datum.BD09:
        degrees = _undo_array(_bd09, degrees)
    moved = _undo_array(_gcj02, degrees)
    west, south, east, north = BOX
    lon, lat = degrees[:, 0], degrees[:, 1]
    inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return np.where(inside[:, None], moved, degrees)


def _in_box(lon: float, lat: float) -> bool:
    west, south, east, north = BOX
    return west <= lon <= east and south <= lat <= north


def _gcj02(lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """The published forward formula; `m` is `math` or `numpy`."""
    x, y = lon - 105.0, lat - 35.0
    pi, root = math.pi, m.sqrt(abs(x))
    wave = 20.0 * m.sin(6.0 * x * pi) + 20.0 * m.sin(2.0 * x * pi)
    d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    d_lat = d_lat + (wave + 20.0 * m.sin(y * pi) + 40.0 * m.sin(y / 3.0 * pi)) * 2.0 / 3.0
    d_lat = d_lat + (160.0 * m.sin(y / 12.0 * pi) + 320.0 * m.sin(y * pi / 30.0)) * 2.0 / 3.0
    d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    d_lon = d_lon + (wave + 20.0 * m.sin(x * pi) + 40.0 * m.sin(x / 3.0 * pi)) * 2.0 / 3.0
    d_lon = d_lon + (150.0 * m.sin(x / 12.0 * pi) + 300.0 * m.sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = lat / 180.0 * pi
    magic = 1.0 - _EE * m.sin(phi) * m.sin(phi)
    root = m.sqrt(magic)
    d_lat = d_lat * 180.0 / (_A * (1.0 - _EE) / (magic * root) * pi)
    d_lon = d_lon * 180.0 / (_A / root * m.cos(phi) * pi)
    return lon + d_lon, lat + d_lat


def _bd09(lon: Any, lat: Any, m: Any) -> tuple[Any, Any]:
    """BD-09 of GCJ-02; the twist uses pi * 3000 / 180, which some libraries shorten wrongly to pi."""
    z = m.sqrt(lon * lon + lat * lat) + 0.00002 * m.sin(lat * _BD_PI)
    theta = m.atan2(lat, lon) + 0.000003 * m.cos(lon * _BD_PI)
    return z * m.cos(theta) + 0.0065, z * m.sin(theta) + 0.006


def _undo(step: Step, lon: float, lat: float) -> tuple[float, float]:
    u, v = lon, lat
    for _ in range(_MAX_STEPS):
        x, y = step(u, v, math)
        du, dv = lon - x, lat - y
        u, v = u + du, v + dv
        if abs(du) < _STILL and abs(dv) < _STILL:
            break
    return u, v


def _undo_array(step: Step, degrees: Array) -> Array:
    moved = degrees.copy()
    for _ in range(_MAX_STEPS):
        left = degrees - np.column_stack(step(moved[:, 0], moved[:, 1], np))
        moved = moved + left
        if not np.any(np.abs(left) >= _STILL):
            break
    return moved
