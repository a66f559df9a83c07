"""Decides what is known of a shop's ground and its neighbours when a pledge is kept: enough to draw it, for ever the same.

Everything is in metres as who stands on the road before the shop sees it: the first number goes to the right, the second from
the middle of the road towards the shop. Of neighbours only the doors are told. Reads only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import shapely
from shapely.ops import substring
from sqlalchemy import select

from app.areas import queries as areas
from app.areas.plane import Plane
from app.core.db import db
from app.shops.frontage import FARTHEST_M, abreast
from app.shops.models import Shop
from app.shops.rules import ShopStatus, door_of

Sketch = dict[str, Any]
REACH_M: Final = 40.0
"""So far to either side the road is told; a front is seldom longer."""
NEXT_M: Final = 150.0
"""So far to either side the next door is: beyond it nobody would say next."""
_DECIMALS: Final = 1
"""Nobody measures a front more exactly than to ten centimetres."""


def sketch_of(shop: Shop) -> Sketch | None:
    """{street, north, line, kerb, ring, door, left, right, length_m, depth_m}; None for a shop that lies beside no segment.

    `door`, `left` and `right` are {door, at}, the latter two null where nobody is next; `ring` is null until the front is
    measured, `north` is a direction of length one.
    """
    index = areas.current_index()
    line = areas.line_in(index, shop.segment_code) if shop.segment_code else None
    if line is None or not index.plane.reaches(shop.lon, shop.lat):
        return None
    point = shapely.Point(index.plane.forward(shop.lon, shop.lat))
    seen = abreast(line, point)
    if seen.side == 0 or seen.away_m > FARTHEST_M:
        return None
    view = _view(line, point, index.plane)
    part = min(shapely.get_parts(line).tolist(), key=lambda one: float(one.distance(point)))
    at_m = float(part.project(point))
    road = substring(part, max(at_m - REACH_M, 0.0), min(at_m + REACH_M, part.length))
    kerb = road.offset_curve(seen.side * seen.away_m, join_style="mitre")
    from_m, to_m = shop.segment_from_m, shop.segment_to_m
    left, right = _next_doors(shop, line, view)
    return {
        "street": shop.street,
        "north": [round(view.right[1], 3), round(view.ahead[1], 3)],
        "line": view.of(road.coords),
        "kerb": view.of(kerb.coords) if kerb.geom_type == "LineString" else [],
        "ring": view.of(index.plane.forward(*corner) for corner in shop.frontage) if shop.frontage else None,
        "door": {"door": door_of(shop.door, shop.street), "at": view.at(shop)},
        "left": left,
        "right": right,
        "length_m": None if from_m is None or to_m is None else round(to_m - from_m, 2),
        "depth_m": shop.depth_m,
    }


@dataclass(frozen=True)
class _View:
    """How who stands at `foot` on the road sees the plane: two directions of length one."""

    foot: tuple[float, float]
    right: tuple[float, float]
    ahead: tuple[float, float]
    plane: Plane

    def at(self, shop: Shop) -> list[float]:
        """Where a shop is."""
        return self.of([self.plane.forward(shop.lon, shop.lat)])[0]

    def of(self, points: Iterable[Any]) -> list[list[float]]:
        """Points of the plane, to ten centimetres."""
        seen = []
        for x, y, *_ in points:
            east, north = x - self.foot[0], y - self.foot[1]
            metres = (east * self.right[0] + north * self.right[1], east * self.ahead[0] + north * self.ahead[1])
            seen.append([round(one, _DECIMALS) + 0.0 for one in metres])
        return seen


def _view(line: Any, point: Any, plane: Plane) -> _View:
    part = min(shapely.get_parts(line).tolist(), key=lambda one: float(one.distance(point)))
    foot = part.interpolate(part.project(point))
    away = math.hypot(point.x - foot.x, point.y - foot.y)
    ahead = ((point.x - foot.x) / away, (point.y - foot.y) / away)
    return _View((foot.x, foot.y), (ahead[1], -ahead[0]), ahead, plane)


def _next_doors(shop: Shop, line: Any, view: _View) -> tuple[Sketch | None, Sketch | None]:
    """The next open shops on the same side that are not too far, to the left and to the right."""
    others = select(Shop).where(Shop.segment_code == shop.segment_code, Shop.status == ShopStatus.OPEN)
    others = others.where(Shop.merged_into.is_(None), Shop.id != shop.id, Shop.door != shop.door)
    own_side = abreast(line, shapely.Point(view.plane.forward(shop.lon, shop.lat))).side
    beside: list[tuple[float, Sketch]] = []
    for other in db.session.scalars(others):
        if abreast(line, shapely.Point(view.plane.forward(other.lon, other.lat))).side == own_side:
            at = view.at(other)
            beside.append((at[0], {"door": door_of(other.door, other.street), "at": at}))
    left = max((one for one in beside if -NEXT_M <= one[0] < 0), key=lambda one: one[0], default=None)
    right = min((one for one in beside if 0 < one[0] <= NEXT_M), key=lambda one: one[0], default=None)
    return left[1] if left else None, right[1] if right else None
