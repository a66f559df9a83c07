"""Asks trees about one place. Geometries go in as arrays of one: numpy takes microseconds to see that a bare one is no list."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely


def point_at(x: float, y: float) -> Any:
    """A point as an array of one."""
    return shapely.points(np.array(((x, y),)))


def rows_in_box(tree: Any, x: float, y: float, reach: float) -> Any:
    """Rows whose boxes meet a square of twice `reach`: a coarser question than a distance, but half as dear."""
    box = np.empty(1, dtype=object)
    box[0] = shapely.box(x - reach, y - reach, x + reach, y + reach)
    return tree.query(box)[1]


def rows_within(tree: Any, point: Any, metres: float) -> Any:
    """Rows of geometries at most this far from a point (an array of one)."""
    return tree.query(point, predicate="dwithin", distance=metres)[1]
