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
from app.areas.features import FeatureFile, as_drawn
from app.areas.plane import FARTHEST, Plane, origin_of

Array = NDArray[np.float64]
_PLACES = 2000
"""Places along the file's shapes that are compared: the median of so many moves by a few percent at most."""
_NEAR_M = 1000.0
"""Places farther than this from everything known tell nothing: the file may cover more than we know."""
_ENOUGH = 0.05
"""Part of the places that must be near something known, else the file is about another district."""
CLEAR_M, CLEAR_TIMES = 25.0, 3.0
"""A datum is clear when its median is at most 25 m (half a wide street) and a third of the next."""


def datum_distances(file: FeatureFile, known: Sequence[Any]) -> dict[Datum, float | None]:
    """Metres (median, to the decimetre) from the file's lines and borders to the known ones under each datum.

    `known` are lines or polygons in WGS-84 degrees. None: too little of the file is anywhere near. Raises UnusableFile
    when the file's coordinates are no degrees.
    """
    degrees = _places(as_drawn(file))
    drawn = _outlines(known)
    if not len(degrees) or not len(drawn):
        return dict.fromkeys(Datum)
    plane = Plane(*origin_of(tuple(shapely.total_bounds(drawn).tolist())))
    tree = shapely.STRtree(shapely.transform(drawn, plane.forward_array))
    return {datum: _median(array_to_wgs84(degrees, datum), plane, tree) for datum in Datum}


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


def _median(degrees: Array, plane: Plane, tree: Any) -> float | None:
    off = np.abs(degrees - (plane.origin_lon, plane.origin_lat))
    points = shapely.points(plane.forward_array(degrees[(off < FARTHEST).all(axis=1)]))
    _, metres = tree.query_nearest(points, max_distance=_NEAR_M, return_distance=True, all_matches=False)
    return round(float(np.median(metres)), 1) if len(metres) >= _ENOUGH * _PLACES else None
