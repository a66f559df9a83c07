"""Turns the demo city's plan, drawn in metres, into WGS-84 degrees. Knows no streets.

The plan is at most two kilometres wide, so a plane that touches the ellipsoid at ORIGIN is true to a
millimetre or two; only the product's own placement decides what lies where.
"""

from math import cos, hypot, radians, sin, sqrt
from typing import NamedTuple

ORIGIN_LON, ORIGIN_LAT = 113.6420, 34.7180
SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_SQUARED = 0.00669437999014


class Point(NamedTuple):
    """A place on the plan: metres east and north of ORIGIN."""

    east_m: float
    north_m: float


Line = tuple[Point, ...]

_curvature = 1 - ECCENTRICITY_SQUARED * sin(radians(ORIGIN_LAT)) ** 2
METRES_PER_DEGREE_LAT = radians(SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / (_curvature * sqrt(_curvature)))
METRES_PER_DEGREE_LON = radians(SEMI_MAJOR_M / sqrt(_curvature) * cos(radians(ORIGIN_LAT)))


def line(*points: tuple[float, float]) -> Line:
    """A polyline from pairs (east, north) in metres."""
    return tuple(Point(*point) for point in points)


def degrees(point: Point) -> tuple[float, float]:
    """Longitude and latitude, rounded to 1e-7 degree like everything the product stores."""
    return (
        round(ORIGIN_LON + point.east_m / METRES_PER_DEGREE_LON, 7),
        round(ORIGIN_LAT + point.north_m / METRES_PER_DEGREE_LAT, 7),
    )


def length_m(of: Line) -> float:
    """The length of a polyline in metres."""
    return sum(hypot(b.east_m - a.east_m, b.north_m - a.north_m) for a, b in zip(of, of[1:], strict=False))


def along(of: Line, distance_m: float, left_m: float = 0.0) -> Point:
    """The point `distance_m` from the start of a polyline and `left_m` to its left (negative: right)."""
    for index, (a, b) in enumerate(zip(of, of[1:], strict=False)):
        step = hypot(b.east_m - a.east_m, b.north_m - a.north_m)
        if distance_m <= step or index == len(of) - 2:
            ux, uy = (b.east_m - a.east_m) / step, (b.north_m - a.north_m) / step
            return Point(
                a.east_m + ux * distance_m - uy * left_m,
                a.north_m + uy * distance_m + ux * left_m,
            )
        distance_m -= step
    raise ValueError("a line has at least two points")


def distance_m(point: Point, to: Line) -> float:
    """How far a point is from the nearest point of a polyline, in metres."""
    return min(_to_piece(point, a, b) for a, b in zip(to, to[1:], strict=False))


def _to_piece(point: Point, a: Point, b: Point) -> float:
    dx, dy = b.east_m - a.east_m, b.north_m - a.north_m
    share = ((point.east_m - a.east_m) * dx + (point.north_m - a.north_m) * dy) / (dx * dx + dy * dy)
    share = min(1.0, max(0.0, share))
    return hypot(point.east_m - a.east_m - share * dx, point.north_m - a.north_m - share * dy)
