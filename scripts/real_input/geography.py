"""Says where a report is made and what the answer must be, computed apart from the product.

Distances are taken in a flat approximation around the point itself and GCJ-02 is the published forward formula, so
neither the product's plane nor its conversion can hide a mistake of its own.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, Point, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import transform, unary_union

MOST_OFFSET_M = 3.0
"""A report is made on the carriageway or its edge."""
TIE_M = 0.5
"""Two roads nearer to each other than this, seen from a point, are equally near: both names are right."""
M_PER_DEGREE = 111_194.9
"""Mean length of a degree of a great circle (R = 6,371,008.8 m); good to 0.3 %, which is millimetres at 3 m."""

Degrees = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A named road line in WGS-84 degrees."""

    name: str
    line: tuple[Degrees, ...]


@dataclass(frozen=True)
class Spot:
    """A place on a named way, `offset_m` to its side."""

    lon: float
    lat: float
    way: Way
    offset_m: float


class Around:
    """Metres east and north of one point."""

    def __init__(self, lon: float, lat: float) -> None:
        self._lon, self._lat = lon, lat
        self._east = M_PER_DEGREE * math.cos(math.radians(lat))

    def metres(self, lon: float, lat: float) -> Degrees:
        """Metres of degrees."""
        return (lon - self._lon) * self._east, (lat - self._lat) * M_PER_DEGREE

    def degrees(self, x: float, y: float) -> Degrees:
        """Degrees of metres."""
        return self._lon + x / self._east, self._lat + y / M_PER_DEGREE


def named_ways(path: Path, datum: str) -> list[Way]:
    """The named lines of a GeoJSON file. Only WGS-84 can be taken as it is; others are moved by the approximate inverse."""
    back = {"wgs84": lambda pair: pair, "gcj02": _unshift(gcj02), "bd09": _unshift(lambda pair: bd09(gcj02(pair)))}[datum]
    found = []
    for feature in _features(path):
        name = str((feature.get("properties") or {}).get("name") or "").strip()
        for line in _lines(feature.get("geometry") or {}) if name else ():
            found.append(Way(name, tuple(back((float(lon), float(lat))) for lon, lat, *_ in line)))
    return [way for way in found if len(way.line) > 1]


def spots(ways: list[Way], count: int, seed: int = 1) -> list[Spot]:
    """`count` places spread over all ways by their length, each up to `MOST_OFFSET_M` to the side; always the same."""
    chance = random.Random(seed)
    lengths = [_flat(way, *way.line[0]).length for way in ways]
    return [_spot(chance, chance.choices(ways, lengths)[0]) for _ in range(count)]


def nearest_names(ways: Iterable[Way], lon: float, lat: float) -> set[str]:
    """The names of the ways that are nearest to a point, ties within `TIE_M` included."""
    here = Point(0.0, 0.0)
    distances = [(_flat(way, lon, lat).distance(here), way.name) for way in ways]
    least = min(distance for distance, _ in distances)
    return {name for distance, name in distances if distance <= least + TIE_M}


class District:
    """The district's polygon in its own datum; points are moved to it, never it to the points."""

    def __init__(self, path: Path, datum: str) -> None:
        self._polygon: BaseGeometry = unary_union([shape(feature["geometry"]).buffer(0) for feature in _features(path)])
        self._forward = {"wgs84": lambda pair: pair, "gcj02": gcj02, "bd09": lambda pair: bd09(gcj02(pair))}[datum]

    def distance_outside_m(self, lon: float, lat: float) -> float:
        """0 inside; outside, the metres to the polygon."""
        x, y = self._forward((lon, lat))
        if self._polygon.covers(Point(x, y)):
            return 0.0
        around = Around(x, y)
        flat = transform(lambda xs, ys: _each(around.metres, xs, ys), self._polygon)
        return float(flat.distance(Point(0.0, 0.0)))


def gcj02(pair: Degrees) -> Degrees:
    """GCJ-02 of WGS-84 by the published formula (Krasovsky ellipsoid); for places in China."""
    lon, lat = pair
    x, y = lon - 105.0, lat - 35.0
    waves = 20.0 * (_sin(6.0 * x) + _sin(2.0 * x)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + waves
    north += (20.0 * _sin(y) + 40.0 * _sin(y / 3.0) + 160.0 * _sin(y / 12.0) + 320.0 * _sin(y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + waves
    east += (20.0 * _sin(x) + 40.0 * _sin(x / 3.0) + 150.0 * _sin(x / 12.0) + 300.0 * _sin(x / 30.0)) * 2.0 / 3.0
    a, ee, phi = 6_378_245.0, 0.00669342162296594323, math.radians(lat)
    w = 1.0 - ee * math.sin(phi) ** 2
    meridian, parallel = a * (1.0 - ee) / w**1.5, a / math.sqrt(w) * math.cos(phi)
    return lon + math.degrees(east / parallel), lat + math.degrees(north / meridian)


def bd09(pair: Degrees) -> Degrees:
    """BD-09 of GCJ-02."""
    lon, lat = pair
    twist = math.pi * 3000.0 / 180.0
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * twist)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * twist)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _unshift(forward: Callable[[Degrees], Degrees]) -> Callable[[Degrees], Degrees]:
    """The inverse of a small shift by fixed-point steps; twelve leave far less than a millimetre."""

    def back(pair: Degrees) -> Degrees:
        lon, lat = pair
        for _ in range(12):
            there = forward((lon, lat))
            lon, lat = lon + pair[0] - there[0], lat + pair[1] - there[1]
        return lon, lat

    return back


def _spot(chance: random.Random, way: Way) -> Spot:
    around = Around(*way.line[0])
    line = LineString([around.metres(*pair) for pair in way.line])
    along, offset = chance.uniform(0.0, line.length), chance.uniform(-MOST_OFFSET_M, MOST_OFFSET_M)
    here, ahead = line.interpolate(along), line.interpolate(along + 0.5)
    behind = line.interpolate(max(0.0, along - 0.5))
    dx, dy = ahead.x - behind.x, ahead.y - behind.y
    stretch = math.hypot(dx, dy) or 1.0
    lon, lat = around.degrees(here.x - dy / stretch * offset, here.y + dx / stretch * offset)
    return Spot(lon, lat, way, offset)


def _flat(way: Way, lon: float, lat: float) -> LineString:
    around = Around(lon, lat)
    return LineString([around.metres(*pair) for pair in way.line])


def _features(path: Path) -> list[dict[str, Any]]:
    content = json.loads(path.read_text("utf-8"))
    if content.get("type") == "FeatureCollection":
        return list(content["features"])
    return [content if content.get("type") == "Feature" else {"type": "Feature", "properties": {}, "geometry": content}]


def _lines(geometry: dict[str, Any]) -> list[list[list[float]]]:
    if geometry.get("type") == "LineString":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"]) if geometry.get("type") == "MultiLineString" else []


def _each(step: Callable[[float, float], Degrees], xs: Iterable[float], ys: Iterable[float]) -> Any:
    return tuple(zip(*(step(x, y) for x, y in zip(xs, ys, strict=True)), strict=True))


def _sin(half_turns: float) -> float:
    return math.sin(half_turns * math.pi)
