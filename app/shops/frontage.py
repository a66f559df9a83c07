"""Decides what ground a shop answers for: along the road from one end to the other, from the kerb to its wall. Knows no table.

Everything is in metres of a plane (`app/areas/plane.py`). The kerb is where the shop's point lies; the frontage follows the
bends of the road on that side of it.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import shapely
from shapely.ops import substring

SHORTEST_M: Final = 0.5
LONGEST_M: Final = 500.0
"""No segment is longer; neither is what one shop answers for."""
SHALLOWEST_M: Final = 0.5
DEEPEST_M: Final = 50.0
ON_THE_LINE_M: Final = 0.1
"""Nearer to the middle of the road nobody can say which side a shop is on: as exact as a point is drawn."""
FARTHEST_M: Final = 200.0
"""A shop farther from the middle of its road stands at another one."""
_GRAIN_M: Final = 0.001
"""Edges of both strips that lie upon each other within a millimetre are one: else a splinter remains between them."""
_CORNERS: Final[dict[str, Any]] = {"cap_style": "flat", "join_style": "mitre", "mitre_limit": 2.0}
"""A corner reaches out no farther than twice the offset; a right angle needs 1.42 of it."""


class Ends(NamedTuple):
    """Where a frontage begins and ends, in metres along the line of its segment; `from_m` < `to_m`."""

    from_m: float
    to_m: float


class Abreast(NamedTuple):
    """A place seen from the line: how far along it, how far from it, and on which side (1 left, -1 right, 0 on it)."""

    along_m: float
    away_m: float
    side: int


def length_of(line: Any) -> float:
    """Metres of a line, all its parts together."""
    return float(shapely.length(line))


def abreast(line: Any, point: Any) -> Abreast:
    """Where a point lies beside a line (LineString or MultiLineString, whose parts follow each other)."""
    part, before_m = _nearest_part(line, point)
    along_m, away_m = float(part.project(point)), float(part.distance(point))
    return Abreast(before_m + along_m, away_m, _side(part, point, along_m) if away_m >= ON_THE_LINE_M else 0)


def ends_around(line: Any, point: Any, length_m: float) -> Ends:
    """The ends of a frontage of this length with the point in its middle, moved as far as the line reaches."""
    whole_m, at_m = length_of(line), abreast(line, point).along_m
    from_m = max(0.0, min(at_m - length_m / 2, whole_m - length_m))
    return Ends(from_m, min(from_m + length_m, whole_m))


def polygon_of(line: Any, point: Any, ends: Ends, depth_m: float) -> Any:
    """The ground between the kerb and the wall as a Polygon, None where the point does not say which side it is on.

    `ends` are cut to the part of the line that the point is abreast of; a frontage does not jump over a gap.
    """
    part, before_m = _nearest_part(line, point)
    seen = abreast(line, point)
    piece = substring(part, max(ends.from_m - before_m, 0.0), min(ends.to_m - before_m, part.length))
    if seen.side == 0 or seen.away_m > FARTHEST_M or piece.length < SHORTEST_M:
        return None
    straight = _rectangle(piece, seen, depth_m)
    if straight is not None and part.distance(straight) >= seen.away_m - _GRAIN_M:
        return straight  # nearly every front: nothing of the road comes nearer, so nothing has to be cut
    strip = shapely.make_valid(piece.buffer(seen.side * (seen.away_m + depth_m), single_sided=True, **_CORNERS))
    ground = shapely.difference(strip, part.buffer(seen.away_m, **_CORNERS), grid_size=_GRAIN_M)
    polygons = [one for one in shapely.get_parts(ground).tolist() if one.geom_type == "Polygon"]
    return max(polygons, key=lambda one: float(one.area), default=None)


def _rectangle(piece: Any, seen: Abreast, depth_m: float) -> Any:
    """The ground along a piece of the road without a bend, None along another."""
    (x1, y1), *between, (x2, y2) = piece.coords
    if between:
        return None
    away = seen.side / math.hypot(x2 - x1, y2 - y1)
    east, north = (y1 - y2) * away, (x2 - x1) * away
    near, far = seen.away_m, seen.away_m + depth_m
    corners = ((x1, y1, far), (x2, y2, far), (x2, y2, near), (x1, y1, near))
    return shapely.Polygon([(x + east * metres, y + north * metres) for x, y, metres in corners])


def _nearest_part(line: Any, point: Any) -> tuple[Any, float]:
    """The part of the line that is nearest to the point, and how many metres of it come before."""
    parts = shapely.get_parts(line).tolist()
    at = min(range(len(parts)), key=lambda place: float(parts[place].distance(point)))
    return parts[at], sum(float(one.length) for one in parts[:at])


def _side(part: Any, point: Any, along_m: float) -> int:
    """1 left or -1 right of the direction in which the line runs where the point is abreast of it."""
    foot = part.interpolate(along_m)
    step_m = min(1.0, part.length / 4)
    before, after = part.interpolate(max(along_m - step_m, 0.0)), part.interpolate(min(along_m + step_m, part.length))
    turn = (after.x - before.x) * (point.y - foot.y) - (after.y - before.y) * (point.x - foot.x)
    return 1 if turn > 0 else -1
