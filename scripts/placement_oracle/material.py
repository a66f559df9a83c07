"""Reads a folder of GeoJSON files into cities: every line a segment, every polygon a cell, moved to WGS-84.

A file's datum is the one its name contains (gcj02, bd09), else WGS-84. Files whose boxes overlap are one city.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from app.areas.shapes import Cell, Segment
from scripts.placement_oracle.shifts import unshifted

DEPTHS_M = (8.0, 12.0, 15.0, 15.0, 15.0, 20.0)
SIDES = ("both",) * 8 + ("left", "right")
DECIMALS = 9
"""Degrees as the product keeps them."""


@dataclass
class City:
    """What lies together."""

    files: list[str] = field(default_factory=list)
    lines: list[tuple[str | None, Any]] = field(default_factory=list)
    polygons: list[Any] = field(default_factory=list)
    left_out: int = 0

    def segments(self) -> list[Segment]:
        """Segments with depths and sides that a seed chose; in the order of the files."""
        draw = random.Random(len(self.lines))
        return [
            Segment(f"R{number:05d}", name, draw.choice(DEPTHS_M), line, side=draw.choice(SIDES))
            for number, (name, line) in enumerate(self.lines)
        ]

    def cells(self) -> list[Cell]:
        """Cells in an order that is not the one of the file, so that the lower code is anywhere."""
        order = list(range(len(self.polygons)))
        random.Random(len(order)).shuffle(order)
        return [Cell(f"C{number:05d}", self.polygons[at]) for number, at in enumerate(order)]


def cities_in(folder: Path) -> list[City]:
    """All cities with at least one line or polygon. Polygons that are no valid shape or are there twice are left out."""
    read = [one for path in sorted((*folder.glob("*.geojson"), *folder.glob("*.json"))) for one in [_file(path)] if one]
    cities: list[tuple[Any, City]] = []
    for box, city in read:
        together = [one for one in cities if one[0].intersects(box)]
        cities = [one for one in cities if one not in together]
        for other_box, other in together:
            box, city = box.union(other_box).envelope, _both(other, city)
        cities.append((box, city))
    return [_without_twins(city) for _, city in cities]


def _file(path: Path) -> tuple[Any, City] | None:
    datum = next((word for word in ("gcj02", "bd09") if word in path.name), "wgs84")
    city = City([path.name])
    for feature in json.loads(path.read_text("utf-8")).get("features", ()):
        geometry = shape(feature["geometry"])
        for part in shapely.get_parts(geometry).tolist():
            moved = shapely.transform(part, lambda pairs: _in_wgs84(pairs, datum))
            if part.geom_type == "LineString" and moved.length > 0.0:
                city.lines.append(((feature.get("properties") or {}).get("name"), shapely.remove_repeated_points(moved)))
            elif part.geom_type == "Polygon" and moved.is_valid:
                city.polygons.append(moved)
            elif part.geom_type == "Polygon":
                city.left_out += 1
    shapes = [line for _, line in city.lines] + city.polygons
    return (shapely.box(*shapely.total_bounds(shapes)), city) if shapes else None


def _in_wgs84(pairs: Any, datum: str) -> Any:
    moved = [unshifted((lon, lat), datum) for lon, lat in pairs.tolist()]
    return np.round(np.array(moved), DECIMALS)


def _both(one: City, other: City) -> City:
    return City(one.files + other.files, one.lines + other.lines, one.polygons + other.polygons, one.left_out + other.left_out)


def _without_twins(city: City) -> City:
    kept = {shapely.to_wkb(shapely.normalize(one)): one for one in city.polygons}
    city.left_out += len(city.polygons) - len(kept)
    city.polygons = list(kept.values())
    return city
