"""Measures placements at two sizes of city, one by one and in bulk, beside bare shapely trees that answer less.

Ours is the full answer of the contract: datum, plane, winner, status, candidates with shares, flags. The bare trees are
asked which cell covers a point of the plane and which roads lie within 50 m, nothing else.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely

from app.areas.index import AreaIndex
from app.areas.shapes import Cell, Segment
from scripts.bench import city
from scripts.bench.table import show, verdict

SIZES = {"300 segments, 5,000 cells": city.SMALL, "10,000 segments, 100,000 cells": city.LARGE}
PLACES = 2_000
BULK = 20_000
ROUNDS = 5
ROAD_WITHIN_M = 50.0
DEPTH_M = 15.0
AIM_US = 100.0
"""For one placement at the large size."""

Place = tuple[float, float, float]
Row = list[str]


def measure() -> bool:
    """Prints the table; says whether the aim was kept."""
    rows: list[Row] = []
    kept = True
    for name, size in SIZES.items():
        index, places = built(size), city.places(size, BULK)
        aim = AIM_US if size is city.LARGE else None
        one_us, bare_us = _one_by_one(index, places[:PLACES])
        kept = kept and (aim is None or one_us <= aim)
        rows.append(_row(name, "one point", one_us, bare_us, aim))
        columns_us, objects_us, bare_us = _in_bulk(index, places)
        rows.append(_row(name, "bulk, in columns", columns_us, bare_us, None))
        rows.append(_row(name, "bulk, an object each", objects_us, bare_us, None))
    heads = ["", "", "µs each", "per s", "bare STRtree µs", "of bare", "aim µs", ""]
    show("Placement: the full answer beside two bare tree queries (cell, roads within 50 m)", heads, rows)
    return kept


def built(size: city.City) -> AreaIndex:
    """The index of a synthetic city."""
    segments = [Segment(code, name, DEPTH_M, shapely.LineString(line)) for code, name, line in city.segments(size)]
    cells = [Cell(code, shapely.Polygon(ring)) for code, ring in city.cells(size)]
    outline = [city.degrees(0, 0), city.degrees(size.width_m, 0), city.degrees(size.width_m, size.height_m)]
    limits = shapely.LinearRing([*outline, city.degrees(0, size.height_m)])
    return AreaIndex(segments, cells, shapely.LineString(limits.coords))


def _one_by_one(index: AreaIndex, places: Sequence[Place]) -> tuple[float, float]:
    plane = [index.plane.forward(lon, lat) for lon, lat, _ in places]
    cells, roads = index.cells.tree, index.segments.tree

    def ours() -> None:
        for lon, lat, accuracy_m in places:
            index.place(lon, lat, accuracy_m)

    def bare() -> None:
        for x, y in plane:
            point = shapely.points(x, y)
            cells.query(point, predicate="intersects")
            roads.query(point, predicate="dwithin", distance=ROAD_WITHIN_M)

    return _us(ours, len(places)), _us(bare, len(places))


def _in_bulk(index: AreaIndex, places: Sequence[Place]) -> tuple[float, float, float]:
    """Microseconds each: winners, statuses and shares as columns; the same with every answer made; the bare trees."""
    degrees = np.array([(lon, lat) for lon, lat, _ in places])
    accuracies = np.array([accuracy_m for _, _, accuracy_m in places])
    points: Any = shapely.points(index.plane.forward_array(degrees))
    cells, roads = index.cells.tree, index.segments.tree

    def bare() -> None:
        cells.query(points, predicate="intersects")
        roads.query(points, predicate="dwithin", distance=ROAD_WITHIN_M)

    columns_us = _us(lambda: index.place_many(degrees, accuracies), len(places))
    objects_us = _us(lambda: list(index.place_many(degrees, accuracies)), len(places))
    return columns_us, objects_us, _us(bare, len(places))


def _us(work: Callable[[], object], count: int) -> float:
    """Median microseconds for one of `count`, after a round that only warms up."""
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) / count * 1e6


def _row(name: str, way: str, ours_us: float, bare_us: float, aim_us: float | None) -> Row:
    aim = ["", ""] if aim_us is None else [f"≤ {aim_us:.0f}", verdict(ours_us, aim_us)]
    return [name, way, f"{ours_us:.1f}", f"{1e6 / ours_us:,.0f}", f"{bare_us:.1f}", f"{ours_us / bare_us:.1f}×", *aim]
