"""Decides where polygons leave room between them or lie on each other: the faces of the net of their unshared sides.

A side that two polygons run along in opposite directions is shared and drops out; a sound layer leaves its outline and
nothing else. What remains is cut at its crossings into faces, and every face is asked how many polygons hold it: none is
a gap, more than one an overlap. Works in metres; knows no codes and no degrees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.topology import Progress
from app.areas.unshared_sides import unshared_sides

Array = NDArray[np.float64]
Rows = NDArray[np.intp]
STEP = "borders"
_NODE_M = 0.01
"""Sides meet on a lattice of this size: borders that run side by side within a rounding fall together instead of crossing
each other all the way, and the foot of a bridge lies on its side."""


@dataclass(frozen=True, slots=True)
class Face:
    """A gap with the rows of the polygons around it, or an overlap with the rows of its two polygons."""

    shape: Any
    rows: tuple[int, ...]


def mean_width(shapes: Any) -> Array:
    """Metres: of a long band the width, of other shapes less than that."""
    around = shapely.length(shapes)
    width: Array = np.divide(2.0 * shapely.area(shapes), around, out=np.zeros(len(around)), where=around > 0.0)
    return width


def gaps_and_overlaps(polygons: Any, narrowest_m: float, mouth_m: float, progress: Progress) -> tuple[list[Face], list[Face]]:
    """Gaps and overlaps wider than `narrowest_m` among valid polygons (metres, rounded to the millimetre).

    A gap that is open to the outside counts where its mouth is at most `mouth_m` wide.
    """
    steps = 4
    sides, owners = unshared_sides(polygons, narrowest_m / 2.0)
    progress(STEP, 1, steps)
    tree = shapely.STRtree(polygons)
    bridges = _bridges(sides, owners, narrowest_m, mouth_m)
    net = shapely.union_all(np.concatenate((shapely.linestrings(sides), bridges)), grid_size=_NODE_M)
    progress(STEP, 2, steps)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    faces = faces[mean_width(faces) > narrowest_m / 2.0]
    progress(STEP, 3, steps)
    holders = _holders(faces, polygons, tree)
    gaps = _gaps(faces[holders == 0], tree, narrowest_m)
    overlaps = _overlaps(faces[holders > 1], polygons, tree, narrowest_m)
    progress(STEP, steps, steps)
    return gaps, overlaps


def _bridges(sides: Array, owners: Rows, narrowest_m: float, mouth_m: float) -> Any:
    """Lines that close the mouths of gaps: from corners to the nearest side of each other polygon this near."""
    lines, corners = shapely.linestrings(sides), shapely.points(sides[:, 0])
    corner, side = shapely.STRtree(lines).query(corners, predicate="dwithin", distance=mouth_m)
    foreign = owners[corner] != owners[side]
    corner, side = corner[foreign], side[foreign]
    far = shapely.distance(corners[corner], lines[side])
    wide = far > narrowest_m
    corner, side, far = corner[wide], side[wide], far[wide]
    order = np.lexsort((far, owners[side], corner))
    corner, side = corner[order], side[order]
    first = np.ones(len(corner), dtype=bool)
    first[1:] = (corner[1:] != corner[:-1]) | (owners[side[1:]] != owners[side[:-1]])
    return shapely.shortest_line(corners[corner[first]], lines[side[first]])


def _holders(faces: Any, polygons: Any, tree: Any) -> Rows:
    """How many polygons hold each face. It is the same all over a face, so one place in it is asked."""
    places = shapely.point_on_surface(faces)
    touching, row = tree.query(places, predicate="intersects")
    on_border = np.setdiff1d(touching, _single(touching, tree.query(places, predicate="within")[0]))
    if len(on_border):  # between two polygons that share a side: a place within one of them instead
        first = row[np.searchsorted(touching, on_border)]
        places[on_border] = shapely.point_on_surface(shapely.intersection(faces[on_border], polygons[first]))
    held: Rows = np.bincount(tree.query(places, predicate="within")[0], minlength=len(faces))
    return held


def _single(touching: Rows, within: Rows) -> Rows:
    """Places that lie within all polygons they touch."""
    count = int(touching.max(initial=-1)) + 1
    same = np.bincount(touching, minlength=count) == np.bincount(within, minlength=count)
    found: Rows = np.flatnonzero(same)
    return found


def _gaps(faces: Any, tree: Any, narrowest_m: float) -> list[Face]:
    """Faces without a polygon, those that touch as one, with the rows around them."""
    shapes = shapely.get_parts(shapely.union_all(faces)) if len(faces) else np.empty(0, dtype=object)
    shapes = shapes[mean_width(shapes) > narrowest_m]
    around: list[list[int]] = [[] for _ in shapes]
    for shape, row in tree.query(shapes, predicate="dwithin", distance=narrowest_m).T.tolist():
        around[shape].append(row)
    return [Face(shape, tuple(sorted(rows))) for shape, rows in zip(shapes, around, strict=True)]


def _overlaps(faces: Any, polygons: Any, tree: Any, narrowest_m: float) -> list[Face]:
    """What pairs of polygons in these faces have in common."""
    rows = np.unique(tree.query(faces, predicate="intersects")[1])
    bounds = shapely.bounds(polygons[rows]) + np.array([1.0, 1.0, -1.0, -1.0]) * (narrowest_m / 2.0)
    shrunk = shapely.box(*bounds.T)
    one, other = shapely.STRtree(shrunk).query(shrunk)
    one, other = rows[one[one < other]], rows[other[one < other]]
    common, pair = shapely.get_parts(shapely.intersection(polygons[one], polygons[other]), return_index=True)
    wide = mean_width(common) > narrowest_m
    pairs = zip(common[wide], one[pair[wide]].tolist(), other[pair[wide]].tolist(), strict=True)
    return [Face(shape, (a, b)) for shape, a, b in pairs]
