"""Decides how far a place is from straight pieces, on which side of a line it lies, and what a segment of one side is.

A one-sided segment covers the places within its depth on its own side and on the line itself. Across the line its
distance counts twice, because from there one has to cross the line and go as far again: so the margin between the two
sides of a street is the distance to the line between them, as it is for the border of two cells.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LEFT, BOTH, RIGHT = 1, 0, -1
WORDS = {"left": LEFT, "right": RIGHT}
"""How segments say it, seen along the line; everything else is both."""
NEAREST_M = 1e-6
"""Pieces whose distances differ by less are equally near: two that share a corner round differently."""


def pieces_of(lines: Any) -> tuple[Array, list[int]]:
    """Straight pieces of all lines as rows ax, ay, dx, dy, length² of a (5, n) array, and the first piece per line."""
    parts, row_of_part = shapely.get_parts(lines, return_index=True)
    coords, part = shapely.get_coordinates(parts, return_index=True)
    joined = part[1:] == part[:-1]
    start, step = coords[:-1][joined], (coords[1:] - coords[:-1])[joined]
    row = row_of_part[part[:-1][joined]]
    square = step[:, 0] * step[:, 0] + step[:, 1] * step[:, 1]
    square[square == 0.0] = 1.0  # a repeated corner is a piece of no length: whatever divides nought
    pieces = np.vstack((start.T, step.T, square[None, :]))
    return np.ascontiguousarray(pieces), np.searchsorted(row, np.arange(len(lines) + 1)).tolist()


def squared_distances(pieces: Array, px: Array, py: Array) -> Array:
    """Squared distances in m², (pieces, points). The phone does the same operations in the same order."""
    dx, dy = pieces[2, :, None], pieces[3, :, None]
    ex, ey = px - pieces[0, :, None], py - pieces[1, :, None]
    along = (ex * dx + ey * dy) / pieces[4, :, None]
    np.minimum(along, 1.0, out=along)
    np.maximum(along, 0.0, out=along)
    ex -= along * dx
    ey -= along * dy
    ex *= ex
    ey *= ey
    ex += ey
    return ex


def nearest_pieces(pieces: Array, px: Array, py: Array) -> NDArray[np.bool_]:
    """Which pieces are nearest to which points, (pieces, points); at a corner both that meet there."""
    far = np.sqrt(squared_distances(pieces, px, py))
    nearest: NDArray[np.bool_] = far <= far.min(axis=0) + NEAREST_M
    return nearest


def sides_of(pieces: Array, px: Array, py: Array) -> Ints:
    """LEFT, RIGHT or nought (on the line or straight beyond its end, to the millimetre) for every point.

    Behind a sharp bend the two pieces that meet there may disagree; the one whose straight the point is farther from
    is right.
    """
    dx, dy = pieces[2, :, None], pieces[3, :, None]
    off = (dx * (py - pieces[1, :, None]) - dy * (px - pieces[0, :, None])) / np.sqrt(pieces[4, :, None])
    chosen = np.where(nearest_pieces(pieces, px, py), np.abs(off), -1.0).argmax(axis=0)
    aside = off[chosen, np.arange(len(px))]
    found: Ints = np.where(np.floor(np.abs(aside) * 1000.0 + 0.5) > 0.0, np.sign(aside), 0.0).astype(np.int64)
    return found


def across(side: int, pieces: Array, px: Any, py: Any) -> NDArray[np.bool_]:
    """Which points lie across the line from a segment of one side."""
    found: NDArray[np.bool_] = sides_of(pieces, np.atleast_1d(px), np.atleast_1d(py)) == -side
    return found
