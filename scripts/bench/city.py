"""Makes a synthetic city of any size as GeoJSON: a street grid cut into segments, and square cells. No file of anybody's.

Lengths are metres east and north of one corner; streets waver a little so that no line is a perfect box.
"""

from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORNER = (113.5, 34.6)
"""South-west corner in WGS-84 degrees."""
CELL_M = 100.0
SEGMENT_M = 250.0
WAVER_M = 3.0
NEAR_ROAD_SHARE = 0.7
"""Most reports are made on a street; the rest anywhere."""

_M_PER_LAT = 110_900.0
_M_PER_LON = 111_320.0 * math.cos(math.radians(CORNER[1]))

Point = tuple[float, float]


@dataclass(frozen=True)
class City:
    """How large: cells west to east and south to north, and how many streets run each way."""

    columns: int
    rows: int
    eastward_streets: int
    northward_streets: int

    @property
    def width_m(self) -> float:
        """From west to east."""
        return self.columns * CELL_M

    @property
    def height_m(self) -> float:
        """From south to north."""
        return self.rows * CELL_M


SMALL = City(columns=100, rows=50, eastward_streets=5, northward_streets=5)
"""300 segments, 5,000 cells: a district."""
LARGE = City(columns=400, rows=250, eastward_streets=25, northward_streets=60)
"""10,000 segments, 100,000 cells: a large city."""


def segments(city: City) -> list[tuple[str, str, list[Point]]]:
    """(code, name, line in degrees) of every segment."""
    chance = random.Random(20261120)
    found: list[tuple[str, str, list[Point]]] = []
    for street in range(city.eastward_streets):
        y = (street + 0.5) * city.height_m / city.eastward_streets
        found += _street(chance, f"E{street:03d}", f"东西{street + 1}路", city.width_m, lambda t, off, y=y: (t, y + off))
    for street in range(city.northward_streets):
        x = (street + 0.5) * city.width_m / city.northward_streets
        found += _street(chance, f"N{street:03d}", f"南北{street + 1}街", city.height_m, lambda t, off, x=x: (x + off, t))
    return found


def cells(city: City) -> list[tuple[str, list[Point]]]:
    """(15-digit code, closed ring in degrees) of every cell."""
    found = []
    for number in range(city.columns * city.rows):
        x, y = number % city.columns * CELL_M, number // city.columns * CELL_M
        corners = ((x, y), (x + CELL_M, y), (x + CELL_M, y + CELL_M), (x, y + CELL_M), (x, y))
        found.append((f"410104{901001 + number // 999:06d}{number % 999 + 1:03d}", [degrees(*corner) for corner in corners]))
    return found


def places(city: City, count: int) -> list[tuple[float, float, float]]:
    """`count` places as (lon, lat, accuracy in metres), most of them within 15 m of a street."""
    chance = random.Random(count)
    lines = [line for _, _, line in segments(city)]
    found = []
    for _ in range(count):
        if chance.random() < NEAR_ROAD_SHARE:
            lon, lat = _along(chance, chance.choice(lines))
            lon, lat = lon + chance.uniform(-15, 15) / _M_PER_LON, lat + chance.uniform(-15, 15) / _M_PER_LAT
        else:
            lon, lat = degrees(chance.uniform(0, city.width_m), chance.uniform(0, city.height_m))
        found.append((lon, lat, chance.uniform(4.0, 20.0)))
    return found


def write(city: City, folder: Path) -> tuple[Path, Path]:
    """The city as two GeoJSON files for `flask areas import`: segments, cells."""
    lines = [_feature("LineString", line, code=code, name=name) for code, name, line in segments(city)]
    squares = [_feature("Polygon", [ring], code=code) for code, ring in cells(city)]
    paths = folder / "segments.geojson", folder / "cells.geojson"
    for path, features in zip(paths, (lines, squares), strict=True):
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return paths


def degrees(x: float, y: float) -> Point:
    """Degrees of metres from the corner; not exact over a whole city, which nothing here needs."""
    return CORNER[0] + x / _M_PER_LON, CORNER[1] + y / _M_PER_LAT


def _along(chance: random.Random, line: list[Point]) -> Point:
    """Anywhere on a line whose bends are equally far apart."""
    piece, part = chance.randrange(len(line) - 1), chance.random()
    (lon, lat), (next_lon, next_lat) = line[piece], line[piece + 1]
    return lon + (next_lon - lon) * part, lat + (next_lat - lat) * part


def _street(chance: random.Random, code: str, name: str, length_m: float, place: Any) -> list[tuple[str, str, list[Point]]]:
    """A street cut into segments; each has a bend every third of its length and begins where the last one ended."""
    steps = round(length_m / SEGMENT_M) * 3
    bends = [degrees(*place(step * SEGMENT_M / 3, chance.uniform(-WAVER_M, WAVER_M))) for step in range(steps + 1)]
    return [(f"{code}-{at // 3 + 1:03d}", name, bends[at : at + 4]) for at in range(0, steps, 3)]


def _feature(kind: str, coordinates: object, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
