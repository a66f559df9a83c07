"""Decides where an area of cells ends: the stretches of border that have no neighbour behind them. Knows no tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.shapes import Cell

_APART = 5e-7
"""Degrees, 5 cm: borders this near are one border. Files are often rounded to 1e-7° (1 cm), which moves a corner off its
neighbour's straight side."""


def area_limits(cells: Sequence[Cell]) -> Any:
    """A MultiLineString (WGS-84) of all borders without a neighbour behind them, None when there are none.

    Sides that two cells share corner by corner cancel each other at once; of the others only what is farther than
    5 cm from every other cell is kept.
    """
    polygons = np.array([cell.polygon for cell in cells] + [None], dtype=object)[:-1]
    sides, owners = _single_sides(polygons)
    if not len(sides):
        return None
    kept = _without_neighbours(sides, owners, polygons)
    lines = [line for line in shapely.get_parts(kept) if not line.is_empty]
    return shapely.MultiLineString(lines) if lines else None


def _single_sides(polygons: Any) -> tuple[Any, NDArray[np.intp]]:
    """Straight sides that occur once in the whole layer, and the rows of their cells."""
    parts, row_of_part = shapely.get_parts(polygons, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    start, end = coords[:-1][within], coords[1:][within]
    corners = np.concatenate((start, end))  # rounded when they were stored, so equal corners are equal numbers
    _, corner = np.unique(corners[:, 0] + 1j * corners[:, 1], return_inverse=True)
    one, other = corner[: len(start)], corner[len(start) :]
    side = np.minimum(one, other) * (len(corners) + 1) + np.maximum(one, other)
    _, inverse, counts = np.unique(side, return_inverse=True, return_counts=True)
    single = counts[inverse] == 1
    owners = row_of_part[part_of_ring[ring[:-1][within][single]]]
    return shapely.linestrings(np.stack((start[single], end[single]), axis=1)), owners


def _without_neighbours(sides: Any, owners: NDArray[np.intp], polygons: Any) -> Any:
    """What remains of each side when every stretch beside another cell is taken away."""
    side, cell = shapely.STRtree(polygons).query(sides, predicate="dwithin", distance=_APART)
    foreign = cell != owners[side]
    side, cell = side[foreign], cell[foreign]
    remaining = sides.copy()
    turn = np.arange(len(side)) - np.searchsorted(side, side)
    for number in range(int(turn.max(initial=-1)) + 1):  # the first neighbour of every side, then the second …
        now = turn == number
        beside = shapely.buffer(polygons[cell[now]], _APART, quad_segs=1, join_style="mitre")
        remaining[side[now]] = shapely.difference(remaining[side[now]], beside)
    full, left = shapely.length(sides), shapely.length(remaining)
    remaining = np.where(left > full - 4 * _APART, sides, remaining)
    return remaining[left > 4 * _APART]
