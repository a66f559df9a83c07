"""Decides which sides of polygons are a common border of exactly two: those that both run along, in opposite directions.

Neighbours drawn by different hands share their border but not every corner of it, nor the last digit. So corners that
nearly coincide become one, and a corner on a neighbour's side divides it, before sides are compared. Works in metres.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]
Rows = NDArray[np.intp]


def unshared_sides(polygons: Any, near_m: float) -> tuple[Array, Rows]:
    """Straight sides, (n, 2, 2), that are not the common border of two polygons, and the rows of their polygons.

    Corners move by at most `near_m`, and only where polygons do not share theirs already.
    """
    sides, owners = _sides(polygons)
    corners, ends = _numbered(sides)
    unshared = _unshared(ends)
    corners, ends = _numbered(sides[unshared])
    owners = owners[unshared]
    ends = _as_one(corners, near_m)[ends]
    ends, owners = _divided(corners, ends, owners, near_m)
    unshared = _unshared(ends)
    return corners[ends[unshared]], owners[unshared]


def _sides(polygons: Any) -> tuple[Array, Rows]:
    """All sides with the inside on their left, and the rows of their polygons."""
    parts, row = shapely.get_parts(shapely.orient_polygons(polygons), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    within = ring[1:] == ring[:-1]
    return np.stack((coords[:-1][within], coords[1:][within]), axis=1), row[part[ring[:-1][within]]]


def _numbered(sides: Array) -> tuple[Array, Rows]:
    """Different corners, (m, 2), and the numbers of both ends of every side, (n, 2)."""
    corners, number = np.unique((sides[..., 0] + 1j * sides[..., 1]).ravel(), return_inverse=True)
    return np.column_stack((corners.real, corners.imag)), number.reshape(-1, 2)


def _unshared(ends: Rows) -> NDArray[np.bool_]:
    """Which sides are not run along exactly once in each direction."""
    start, end = ends.T
    key = np.minimum(start, end) * (int(ends.max(initial=0)) + 1) + np.maximum(start, end)
    _, which = np.unique(key, return_inverse=True)
    count = int(which.max(initial=-1)) + 1
    once = [np.bincount(which, weights=direction, minlength=count) == 1 for direction in (start < end, start > end)]
    unshared: NDArray[np.bool_] = ~(once[0] & once[1])[which] & (start != end)
    return unshared


def _as_one(corners: Array, near_m: float) -> Rows:
    """For each corner the number of the one that stands for it and all that nearly coincide with it.

    A row of corners each near the next (a finely drawn curve) would fall together from end to end: such rows stay.
    """
    label = np.arange(len(corners))
    points = shapely.points(corners)
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=near_m)
    while True:
        lower = label.copy()
        np.minimum.at(lower, one, label[other])
        if np.array_equal(lower, label):
            break
        label = lower
    low, high = np.full_like(corners, np.inf), np.full_like(corners, -np.inf)
    np.minimum.at(low, label, corners)
    np.maximum.at(high, label, corners)
    wide = (high - low).max(axis=1) > 2.0 * near_m
    stands_for: Rows = np.where(wide[label], np.arange(len(corners)), label)
    return stands_for


def _divided(corners: Array, ends: Rows, owners: Rows, near_m: float) -> tuple[Rows, Rows]:
    """Sides divided at the corners that lie on them."""
    long = ends[:, 0] != ends[:, 1]
    ends, owners = ends[long], owners[long]
    there = np.unique(ends)
    lines = shapely.linestrings(corners[ends])
    side, found = shapely.STRtree(shapely.points(corners[there])).query(lines, predicate="dwithin", distance=near_m)
    corner = there[found]
    start, step = corners[ends[side, 0]], corners[ends[side, 1]] - corners[ends[side, 0]]
    along = ((corners[corner] - start) * step).sum(axis=1) / (step * step).sum(axis=1)
    inner = (corner != ends[side, 0]) & (corner != ends[side, 1]) & (along > 0.0) & (along < 1.0)
    every = np.arange(len(ends))
    which = np.concatenate((every, side[inner], every))
    at = np.concatenate((np.zeros(len(ends)), along[inner], np.ones(len(ends))))
    number = np.concatenate((ends[:, 0], corner[inner], ends[:, 1]))
    order = np.lexsort((at, which))
    which, number = which[order], number[order]
    same = which[1:] == which[:-1]
    return np.column_stack((number[:-1][same], number[1:][same])), owners[which[:-1][same]]
