"""Writes tests/contract/packs.json: packs in both formats, which pytest and vitest both read.

Run it after a change of the pack: .venv/bin/python -m tests.areas.make_packs; `make_vectors` runs it, too
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely

from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from app.areas.pack import FORMATS, complete, write_areas
from app.areas.shapes import Cell, Segment
from tests.areas import synthetic_city

FILE = Path(__file__).parents[1] / "contract/packs.json"
EXTRA = {"shops": [{"id": "s1", "name": "面馆", "door": None, "point": [113.7, 34.7], "status": "open"}]}
City = tuple[tuple[float, float], list[Segment], list[Cell], Any]


def synthetic() -> City:
    """The city that the vectors of placement are about."""
    cells = sorted(synthetic_city.cells(), key=lambda one: one.code)
    segments = sorted(synthetic_city.segments(), key=lambda one: one.code)
    return AreaIndex(segments, cells).origin, segments, cells, area_limits(cells)


def nine_decimals() -> City:
    """A street with ends and sides named, codes that begin alike but not in ASCII, and cells with a hole and two parts."""
    line = shapely.LineString([(113.700000001, 34.7), (113.701, 34.700123456)])
    far = shapely.box(-0.000000003, -0.5, 0.1, 0.000000002)
    holed = shapely.Polygon(
        [(113.7, 34.7), (113.71, 34.7), (113.71, 34.71)], [[(113.705, 34.702), (113.706, 34.702), (113.706, 34.703)]]
    )
    segments = [
        Segment("路1", "一路", 15.0, line, side="left", from_name="甲街", to_name="乙街"),
        Segment("路12", None, 7.25, line, shapely.MultiPolygon([holed, far])),
        Segment("路13", "一路", 7.25, shapely.MultiLineString([line, line.reverse()]), side="right", to_name="丙街"),
    ]
    cells = [
        Cell("A-1", holed),
        Cell("A-12", shapely.MultiPolygon([far, holed])),
        Cell("B", shapely.box(113.70000001, 34.7, 114, 35)),
    ]
    return (113.7, 34.7), segments, cells, shapely.LineString([(113.7, 34.7), (113.71, 34.7)])


def any_decimals() -> City:
    """What was imported before coordinates were rounded: no unit is exact for it."""
    line = shapely.LineString([(113.7 + 1 / 3, 34.7), (113.7 + 2 / 3, 34.7 + 1 / 7)])
    cells = [Cell("1", shapely.box(113.7, 34.7, 113.7 + 1 / 3, 34.75)), Cell("2", shapely.box(113.7 + 1 / 3, 34.7, 114, 34.75))]
    return (113.7, 34.7), [Segment("1", "路", 15.0, line)], cells, line


def nothing() -> City:
    """Before any import."""
    return (0.0, 0.0), [], [], None


CITIES = {one.__name__: one for one in (synthetic, nine_decimals, any_decimals, nothing)}


def packs(city: City) -> list[Any]:
    """The pack of a city in every format."""
    origin, segments, cells, limits = city
    areas = [write_areas("7-0123abcd", origin, segments, cells, limits, form) for form in FORMATS]
    return [json.loads(complete(one, EXTRA).body()) for one in areas]


def made() -> dict[str, list[Any]]:
    """Format 1 and 2 of every city."""
    return {name: packs(make()) for name, make in CITIES.items()}


def main() -> None:
    """Writes the file, one pack a line."""
    lines = [
        f'"{name}":[\n' + ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in both) + "\n]"
        for name, both in made().items()
    ]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
