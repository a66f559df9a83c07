"""Straight pieces of many shapes as plain arrays: distances, sides and insides by looking at every piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Outlines:
    """Lines (or rings) of n shapes in metres; shapes[i] is a list of (k, 2) arrays. A shape without any is infinitely far."""

    def __init__(self, shapes: Sequence[Sequence[Array]]) -> None:
        starts, ends, owners = [], [], []
        for owner, lines in enumerate(shapes):
            for line in lines:
                starts.append(line[:-1])
                ends.append(line[1:])
                owners.append(np.full(len(line) - 1, owner))
        self.count = len(shapes)
        self.a: Array = np.concatenate(starts) if starts else np.empty((0, 2))
        self.b: Array = np.concatenate(ends) if ends else np.empty((0, 2))
        self.owner = np.concatenate(owners) if owners else np.empty(0, dtype=np.int64)

    def only(self, rows: Sequence[int]) -> Outlines:
        """The outlines of some shapes, renumbered in that order."""
        some = Outlines([])
        chosen = [self._pieces(row) for row in rows]
        some.count = len(rows)
        some.a = np.concatenate([self.a[one] for one in chosen]) if chosen else some.a
        some.b = np.concatenate([self.b[one] for one in chosen]) if chosen else some.b
        some.owner = np.repeat(np.arange(len(rows)), [one.stop - one.start for one in chosen])
        return some

    def distances(self, points: Array) -> Array:
        """(shapes, points) metres to the nearest piece of every shape."""
        found = np.full((self.count, len(points)), np.inf)
        owners, first = np.unique(self.owner, return_index=True)
        if len(owners):
            found[owners] = np.minimum.reduceat(_to_pieces(self.a, self.b, points), first, axis=0)
        return found

    def inside(self, points: Array) -> NDArray[np.bool_]:
        """(shapes, points): whether a ray to the east crosses the rings an odd number of times."""
        x, y = points[:, 0], points[:, 1]
        ax, ay, bx, by = (column[:, None] for column in (*self.a.T, *self.b.T))
        passes = (ay > y) != (by > y)
        # The point is west of the piece when it lies on the left of the piece seen upwards.
        left = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        crosses = passes & ((left > 0) == (by > ay))
        odd = np.zeros((self.count, len(points)), dtype=np.bool_)
        owners, first = np.unique(self.owner, return_index=True)
        if len(owners):
            odd[owners] = np.add.reduceat(crosses.astype(np.int64), first, axis=0) % 2 == 1
        return odd

    def left_of(self, row: int, points: Array) -> Array:
        """Metres to the left of a shape's line (negative: right), by the nearest piece that the point is farthest off."""
        a, b = self.a[self._pieces(row)], self.b[self._pieces(row)]
        far = _to_pieces(a, b, points)
        step = (b - a)[:, :, None]
        x, y = points[:, 0] - a[:, 0, None], points[:, 1] - a[:, 1, None]
        off = (step[:, 0] * y - step[:, 1] * x) / np.hypot(step[:, 0], step[:, 1])
        off = np.where(far <= far.min(axis=0) + 1e-6, off, 0.0)
        highest, lowest = off.max(axis=0), off.min(axis=0)
        found: Array = np.where(highest > -lowest, highest, lowest)
        return found

    def nearest_steps(self, row: int, point: Array) -> Array:
        """East and north of the pieces of a shape that are nearest to a point."""
        a, b = self.a[self._pieces(row)], self.b[self._pieces(row)]
        far = _to_pieces(a, b, point[None, :])[:, 0]
        steps: Array = (b - a)[far <= far.min() + 1e-6]
        return steps

    def _pieces(self, row: int) -> slice:
        start, stop = np.searchsorted(self.owner, (row, row + 1))
        return slice(int(start), int(stop))


def _to_pieces(a: Array, b: Array, points: Array) -> Any:
    """(pieces, points) metres: to the foot of the perpendicular where there is one, else to the nearer end."""
    step = b - a
    length = np.hypot(step[:, 0], step[:, 1])[:, None]
    east, north = (step / np.where(length > 0.0, length, 1.0)).T[:, :, None]
    x, y = points[:, 0] - a[:, 0, None], points[:, 1] - a[:, 1, None]
    along, off = x * east + y * north, x * north - y * east
    beyond = np.maximum(np.maximum(-along, along - length), 0.0)
    return np.where(length > 0.0, np.hypot(off, beyond), np.hypot(x, y))
