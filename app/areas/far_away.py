"""Decides which shapes cannot be of the same city as the others of their layer, and the plane that those others have.

A record at 0, 0 or a corner that slipped would move the origin of all measuring away from the city, and fill the memory of
a phone. Works on boxes in WGS-84 degrees; knows no files and no tables.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.plane import Plane, origin_of
from app.areas.topology import Fault, Finding, Severity

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
BEYOND_M = 1_000_000.0
"""From the median of all shapes. The farthest districts of the widest prefecture-level cities (Nagqu, Hulunbuir, Sansha) lie
some 800 km from the others; beyond that it is another city or a slip."""
LOOK_M = 100_000.0
"""From here on it may be another city, or a county of a wide one: measures hold (a shift of the origin by 500 km changes
30 m by 9 cm), so it is only told."""
WIDEST_M = 100_000.0
"""Of one shape. A cell is some streets; even where it is a whole township, people do not walk one that is wider."""
MOST_CODES = 10
"""Told with one finding about all that may be another city."""
_DEGREE_M = 111_200.0
_DECIMALS = 7


def plane_of(shapes: Any) -> Plane:
    """The plane around shapes (WGS-84 degrees, None allowed): around all of them but those that are beyond."""
    return Plane(*origin_around(shapes))


def origin_around(shapes: Any) -> tuple[float, float]:
    """The origin of that plane; 0, 0 without any shape."""
    boxes = shapely.bounds(shapes)
    boxes = boxes[~np.isnan(boxes).any(axis=1)]
    if not len(boxes):
        return 0.0, 0.0
    near = _gaps(boxes) <= BEYOND_M
    kept = boxes[near] if near.any() else boxes
    (west, south), (east, north) = kept[:, :2].min(axis=0).tolist(), kept[:, 2:].max(axis=0).tolist()
    return origin_of((west, south, east, north))


def look_for_far_ones(codes: Sequence[str], shapes: Any) -> tuple[list[Finding], Mask]:
    """Findings about shapes that are far away or too wide, and which shapes are worth a further look. `shapes` are an array."""
    boxes = shapely.bounds(shapes)
    gaps, widths = _gaps(boxes), _widths(boxes)
    too_far = (gaps > BEYOND_M) | (widths > WIDEST_M)
    must = [
        _finding(Severity.MUST, (codes[row],), boxes[row], float(max(gaps[row], widths[row])))
        for row in np.flatnonzero(too_far).tolist()
    ]
    look = np.flatnonzero((gaps > LOOK_M) & ~too_far)
    if not len(look):
        return must, ~too_far
    farthest = int(look[np.argmax(gaps[look])])
    told = tuple(dict.fromkeys(codes[row] for row in (farthest, *look.tolist())))[:MOST_CODES]
    return [*must, _finding(Severity.MAY, told, boxes[farthest], float(gaps[farthest]))], ~too_far


def _finding(severity: Severity, codes: tuple[str, ...], box: Array, metres: float) -> Finding:
    lon, lat = np.round((box[:2] + box[2:]) / 2.0, _DECIMALS).tolist()
    return Finding(Fault.FAR_AWAY, severity, codes, (lon, lat), metres=round(metres))


def _gaps(boxes: Array) -> Array:
    """Metres, roughly, from the median of all centres to each box."""
    middle = np.median((boxes[:, :2] + boxes[:, 2:]) / 2.0, axis=0)
    return _length(np.maximum(np.maximum(boxes[:, :2] - middle, middle - boxes[:, 2:]), 0.0), float(middle[1]))


def _widths(boxes: Array) -> Array:
    """Diagonals in metres, roughly."""
    return _length(boxes[:, 2:] - boxes[:, :2], float(np.median(boxes[:, 1])))


def _length(degrees: Array, lat: float) -> Array:
    found: Array = np.hypot(degrees[:, 0] * math.cos(math.radians(lat)), degrees[:, 1]) * _DEGREE_M
    return found
