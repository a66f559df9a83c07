"""Decides which datum a file's degrees are probably in: under the right one its shapes lie on the areas already known.

GCJ-02 moves everything by some 500 m and BD-09 by as much again, so the three answers differ clearly wherever the file
and the known areas draw the same streets or borders. Knows no tables; a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.datum import Datum, array_to_wgs84
from app.areas.far_away import plane_of
from app.areas.features import FeatureFile, as_drawn
from app.areas.plane import FARTHEST, Plane

Array = NDArray[np.float64]
_PLACES = 5000
"""Places along the file's shapes that are compared."""
_NEAR_M = 100.0
"""Places that are farther than this from everything known under all datums tell nothing: a file often covers more than we
know, and roads that we do not have must not drown those we have."""
_FARTHEST_M = 2000.0
"""More than the datums are apart; a place is not looked for beyond."""
_ENOUGH = 50
"""Places that must be near something known, else the file is about another district."""
CLEAR_M, CLEAR_TIMES = 50.0, 3.0
"""A datum is clear when its median is at most 50 m (a wide crossing) and a third of the next: bus lines on a map of only
the larger roads come to some 35 m, and to 180 m under the wrong ones."""


def datum_distances(file: FeatureFile, known: Sequence[Any]) -> dict[Datum, float | None]:
    """Metres (median, to the decimetre) from the file's lines and borders to the known ones under each datum.

    `known` are lines or polygons in WGS-84 degrees. Only places count that are near them under some datum; None: too few
    are. Raises UnusableFile when the file's coordinates are no degrees.
    """
    degrees = _places(as_drawn(file))
    drawn = _outlines(known)
    if not len(degrees) or not len(drawn):
        return dict.fromkeys(Datum)
    plane = plane_of(drawn)
    tree = shapely.STRtree(shapely.transform(drawn, plane.forward_array))
    metres = np.stack([_gaps(array_to_wgs84(degrees, datum), plane, tree) for datum in Datum])
    near = metres[:, metres.min(axis=0) <= _NEAR_M]
    if near.shape[1] < _ENOUGH:
        return dict.fromkeys(Datum)
    return {datum: round(float(np.median(row)), 1) for datum, row in zip(Datum, near, strict=True)}


def clear_datum(distances: Mapping[Datum, float | None]) -> Datum | None:
    """The datum that distances leave no doubt about, None when they do."""
    known = sorted((metres, datum) for datum, metres in distances.items() if metres is not None)
    if not known or known[0][0] > CLEAR_M:
        return None
    return known[0][1] if len(known) == 1 or known[1][0] >= CLEAR_TIMES * max(known[0][0], 1.0) else None


def _outlines(shapes: Sequence[Any]) -> Any:
    """Lines as they are, of polygons the borders."""
    every = np.array([*shapes, None], dtype=object)[:-1]
    areas = shapely.get_dimensions(every) == 2
    every[areas] = shapely.boundary(every[areas])
    return every[shapely.length(every) > 0.0]


def _places(shapes: Sequence[Any]) -> Array:
    """Degrees, (n, 2), of places evenly spread over all lines and borders, shares by length."""
    outlines = _outlines(shapes)
    if not len(outlines):
        return np.empty((0, 2))
    ends = np.cumsum(shapely.length(outlines))
    at = (np.arange(_PLACES) + 0.5) / _PLACES * ends[-1]
    row = np.searchsorted(ends, at)
    along = at - np.concatenate(([0.0], ends))[row]
    places: Array = shapely.get_coordinates(shapely.line_interpolate_point(outlines[row], along))
    return places


def _gaps(degrees: Array, plane: Plane, tree: Any) -> Array:
    """Metres from each place to what is known, at most 2 km."""
    gaps = np.full(len(degrees), _FARTHEST_M)
    within = np.flatnonzero((np.abs(degrees - (plane.origin_lon, plane.origin_lat)) < FARTHEST).all(axis=1))
    points = shapely.points(plane.forward_array(degrees[within]))
    (place, _), metres = tree.query_nearest(points, max_distance=_FARTHEST_M, return_distance=True, all_matches=False)
    gaps[within[place]] = metres
    return gaps
