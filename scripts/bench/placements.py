"""Measures placements at two sizes of city, one by one and in bulk, beside bare shapely trees and PostGIS.

Ours is the full answer of the contract: datum, plane, winner, status, candidates with shares, flags. The trees, given a
point of the plane, and PostGIS, given degrees, are asked which cell covers it and which road is nearest within 50 m. Beside the
trees processor time counts: what else the machine does falls out. Beside PostGIS the time that passes does, as who asks
it waits for the round trip; processor time, the server's and its client's together, stands beside it. All sides take turns.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from app.areas.bulk import PlacementTable
from app.areas.index import AreaIndex
from app.areas.shapes import Cell, Segment
from scripts.bench import city, postgis
from scripts.bench.table import show, verdict

LARGE_NAME = "10,000 segments, 100,000 cells"
SIZES = {"300 segments, 5,000 cells": city.SMALL, LARGE_NAME: city.LARGE}
PLACES = 2_000
BULK = 20_000
ROUNDS = 5
ROAD_WITHIN_M = 50.0
DEPTH_M = 15.0
AIM_US = 60.0
"""For one placement at the large size."""
AIM_OF_BULK = 2.0
"""In columns, as a multiple of the bare trees."""
AIM_AHEAD = 3.0
"""Of PostGIS, for one placement at the large size, in time that passes."""

Place = tuple[float, float, float]
Row = list[str]


def measure() -> bool:
    """Prints the tables; says whether the aims were kept."""
    rows: list[Row] = []
    kept = beside = False
    for name, size in SIZES.items():
        before = _resident_mb()
        index, places = built(size), city.places(size, BULK)
        grown = _resident_mb() - before
        large = size is city.LARGE
        one_us, bare_us = _one_by_one(index, places[:PLACES])
        rows.append(_row(name, "one point", one_us, bare_us, AIM_US if large else None))
        columns_us, objects_us, bulk_us = _in_bulk(index, places)
        rows.append(_row(name, "bulk, in columns", columns_us, bulk_us, AIM_OF_BULK * bulk_us if large else None))
        rows.append(_row(name, "bulk, an object each", objects_us, bulk_us, None))
        rows.append([name, "memory of the index", f"{grown:.0f} MB", "", "", "", "", ""])
        if large:
            kept = one_us <= AIM_US and columns_us <= AIM_OF_BULK * bulk_us
            beside = _beside_postgis(index, places)
    heads = ["", "", "CPU µs each", "per s", "bare STRtree µs", "of bare", "aim µs", ""]
    show("Placement: the full answer beside two bare tree queries (cell, nearest road within 50 m)", heads, rows)
    return beside and kept


def _beside_postgis(index: AreaIndex, places: Sequence[Place]) -> bool:
    """Prints ours beside PostGIS, or why it is skipped; whether the aim was kept."""
    try:
        with postgis.started() as other:
            return _ahead_of(other, index, places)
    except postgis.NotFound as missing:
        print(f"\nPlacement beside PostGIS: skipped, {missing}")
        return True


def _ahead_of(other: postgis.PostGis, index: AreaIndex, places: Sequence[Place]) -> bool:
    asked = [(lon, lat) for lon, lat, _ in places]
    other.load(index, asked)
    degrees, accuracies = _columns(places)
    few = asked[:PLACES]
    one = _beside(PLACES, lambda: _place(index, places[:PLACES]), lambda: other.one_by_one(few), other.cpu_s)
    bulk = _beside(BULK, lambda: index.place_many(degrees, accuracies), lambda: other.in_bulk(0, BULK), other.cpu_s)
    kept = one[1] >= AIM_AHEAD * one[0]
    show(
        f"Placement beside PostGIS at {LARGE_NAME}: our full answer, its cell (ST_Covers) and nearest road within 50 m",
        ["", "ours, µs", "PostGIS, µs, round trip included", "ahead", "aim", "", "CPU: ours, µs", "PostGIS, µs", "ahead"],
        [
            ["one point", *_told(*one[:2]), f"≥ {AIM_AHEAD:.0f}×", "ok" if kept else "MISSED", *_told(*one[2:])],
            ["bulk", *_told(*bulk[:2]), "", "", *_told(*bulk[2:])],
        ],
    )
    return kept


def _told(ours_us: float, their_us: float) -> Row:
    return [f"{ours_us:.1f}", f"{their_us:.1f}", f"{their_us / ours_us:.1f}×"]


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

    def bare() -> None:
        for x, y in plane:
            point = shapely.points(x, y)
            cells.query(point, predicate="intersects")
            roads.query_nearest(point, max_distance=ROAD_WITHIN_M, all_matches=False)

    ours_us, bare_us = _turns(len(places), lambda: _place(index, places), bare)
    return ours_us, bare_us


def _place(index: AreaIndex, places: Sequence[Place]) -> None:
    for lon, lat, accuracy_m in places:
        index.place(lon, lat, accuracy_m)


def _in_bulk(index: AreaIndex, places: Sequence[Place]) -> tuple[float, float, float]:
    """Microseconds each: winners, statuses and shares as columns; the same with every answer made; the bare trees."""
    degrees, accuracies = _columns(places)
    points: Any = shapely.points(index.plane.forward_array(degrees))
    cells, roads = index.cells.tree, index.segments.tree

    def bare() -> None:
        cells.query(points, predicate="intersects")
        roads.query_nearest(points, max_distance=ROAD_WITHIN_M, all_matches=False)

    def columns() -> PlacementTable:
        return index.place_many(degrees, accuracies)

    columns_us, objects_us, bare_us = _turns(len(places), columns, lambda: list(columns()), bare)
    return columns_us, objects_us, bare_us


def _columns(places: Sequence[Place]) -> tuple[Any, Any]:
    return np.array([(lon, lat) for lon, lat, _ in places]), np.array([accuracy_m for _, _, accuracy_m in places])


def _turns(count: int, *works: Callable[[], object]) -> list[float]:
    """Microseconds of processor time for one of `count` places by each way, the least of the rounds, in turns.

    What disturbs a round only ever adds: on shared machines the same work was seen to take twice the time in every other
    round, so that a median falls on either side by chance. The first round warms up.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS + 1):
        for work, times in zip(works, taken, strict=True):
            started = time.process_time()
            work()
            times.append((time.process_time() - started) / count * 1e6)
    return [min(times[1:]) for times in taken]


def _beside(
    count: int, ours: Callable[[], object], theirs: Callable[[], object], their_server_s: Callable[[], float]
) -> tuple[float, float, float, float]:
    """Microseconds for one of `count` places: elapsed ours and theirs (the least of rounds in turns), then processor time.

    Processor time is a mean, because a server's is counted in hundredths of a second; theirs is the server's and this
    process's together.
    """
    elapsed: tuple[list[float], list[float]] = ([], [])
    cpu = [0.0, 0.0]
    for round_ in range(ROUNDS + 1):
        for side, work in enumerate((ours, theirs)):
            began, cpu_began = time.perf_counter(), time.process_time() + their_server_s()
            work()
            took, cpu_took = time.perf_counter() - began, time.process_time() + their_server_s() - cpu_began
            if round_ > 0:  # the first warms up
                elapsed[side].append(took / count * 1e6)
                cpu[side] += cpu_took / ROUNDS / count * 1e6
    return min(elapsed[0]), min(elapsed[1]), cpu[0], cpu[1]


def _resident_mb() -> float:
    """What this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _row(name: str, way: str, ours_us: float, bare_us: float, aim_us: float | None) -> Row:
    aim = ["", ""] if aim_us is None else [f"≤ {aim_us:.0f}", verdict(ours_us, aim_us)]
    return [name, way, f"{ours_us:.1f}", f"{1e6 / ours_us:,.0f}", f"{bare_us:.1f}", f"{ours_us / bare_us:.1f}×", *aim]
