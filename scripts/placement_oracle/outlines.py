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
        chosen = [np.flatnonzero(self.owner == row) for row in rows]
        some.count = len(rows)
        picked = np.concatenate(chosen) if chosen else np.empty(0, dtype=np.int64)
        some.a, some.b = self.a[picked], self.b[picked]
        some.owner = np.repeat(np.arange(len(rows)), [len(one) for one in chosen])
        return some

    def distances(self, points: Array) -> Array:
        """(shapes, points) metres to the nearest piece of every shape."""
        found = np.full((self.count, len(points)), np.inf)
        np.minimum.at(found, self.owner, self._to_pieces(points))
        return found

    def inside(self, points: Array) -> NDArray[np.bool_]:
        """(shapes, points): whether a ray to the east crosses the rings an odd number of times."""
        x, y = points[:, 0], points[:, 1]
        ax, ay, bx, by = (column[:, None] for column in (*self.a.T, *self.b.T))
        passes = (ay > y) != (by > y)
        # The point is west of the piece when it lies on the left of the piece seen upwards.
        left = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        crosses = passes & ((left > 0) == (by > ay))
        counted = np.zeros((self.count, len(points)), dtype=np.int64)
        np.add.at(counted, self.owner, crosses)
        odd: NDArray[np.bool_] = counted % 2 == 1
        return odd

    def left_of(self, row: int, point: Array) -> float:
        """Metres to the left of a shape's line (negative: right), by the nearest piece that the point is farthest off."""
        mine = self.only([row])
        far = mine._to_pieces(point[None, :])[:, 0]
        step = mine.b - mine.a
        reach = point - mine.a
        off = (step[:, 0] * reach[:, 1] - step[:, 1] * reach[:, 0]) / np.hypot(step[:, 0], step[:, 1])
        nearest = off[far <= far.min() + 1e-6]
        return float(nearest[np.abs(nearest).argmax()])

    def nearest_steps(self, row: int, point: Array) -> Array:
        """East and north of the pieces of a shape that are nearest to a point."""
        mine = self.only([row])
        far = mine._to_pieces(point[None, :])[:, 0]
        steps: Array = (mine.b - mine.a)[far <= far.min() + 1e-6]
        return steps

    def _to_pieces(self, points: Array) -> Any:
        """(pieces, points) metres: to the foot of the perpendicular where there is one, else to the nearer end."""
        step = self.b - self.a
        length = np.hypot(step[:, 0], step[:, 1])[:, None]
        east, north = (step / length).T[:, :, None]
        x, y = points[:, 0] - self.a[:, 0, None], points[:, 1] - self.a[:, 1, None]
        along, off = x * east + y * north, x * north - y * east
        beyond = np.maximum(np.maximum(-along, along - length), 0.0)
        return np.hypot(off, beyond)
