"""The ground a shop answers for: on its own side, as long and as deep as was said, along the bends of its road."""

from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from app.shops.frontage import Ends, abreast, ends_around, length_of, polygon_of

STRAIGHT = shapely.LineString([(0, 0), (200, 0)])
WINDING = shapely.LineString([(0, 0), (60, 0), (110, 30), (160, 30), (220, 0)])
ANGLES = st.floats(0, 2 * math.pi)
METRES = st.floats(-500, 500)


def turned(shape: shapely.Geometry, angle: float, x: float, y: float) -> shapely.Geometry:
    return shapely.affinity.translate(shapely.affinity.rotate(shape, angle, origin=(0, 0), use_radians=True), x, y)


@given(
    ANGLES, METRES, METRES, st.floats(10, 150), st.floats(4, 40), st.floats(1, 20), st.floats(0.5, 30), st.sampled_from([1, -1])
)
def test_along_a_straight_road_it_is_a_rectangle_behind_the_kerb_on_the_side_of_the_shop(
    angle: float, x: float, y: float, from_m: float, length_m: float, away_m: float, depth_m: float, side: int
) -> None:
    line = turned(STRAIGHT, angle, x, y)
    point = turned(shapely.Point(from_m + length_m / 2, side * away_m), angle, x, y)
    polygon = polygon_of(line, point, Ends(from_m, from_m + length_m), depth_m)
    assert polygon.is_valid
    assert polygon.area == pytest.approx(length_m * depth_m, abs=0.1)
    assert polygon.distance(line) == pytest.approx(away_m, abs=0.003)
    assert polygon.distance(point) == pytest.approx(0, abs=0.003)
    for corner in polygon.exterior.coords:
        seen = abreast(line, shapely.Point(corner))
        assert seen.side == side
        assert away_m - 0.003 <= seen.away_m <= away_m + depth_m + 0.003


@given(st.floats(5, 200), st.floats(5, 40), st.floats(2, 8), st.floats(1, 6), st.sampled_from([1, -1]))
def test_it_follows_the_bends_of_the_road_and_never_crosses_to_the_other_side(
    at_m: float, length_m: float, away_m: float, depth_m: float, side: int
) -> None:
    whole = length_of(WINDING)
    foot, ahead = WINDING.interpolate(at_m), WINDING.interpolate(at_m + 0.01)
    turn = math.atan2(ahead.y - foot.y, ahead.x - foot.x) + side * math.pi / 2
    point = shapely.Point(foot.x + away_m * math.cos(turn), foot.y + away_m * math.sin(turn))
    seen = abreast(WINDING, point)
    assume(abs(seen.along_m - at_m) < 0.1)
    ends = Ends(max(0.0, at_m - length_m / 2), min(whole, at_m + length_m / 2))
    polygon = polygon_of(WINDING, point, ends, depth_m)
    assert polygon.is_valid
    inside = polygon.representative_point()
    assert abreast(WINDING, inside).side == side
    assert not polygon.buffer(-1e-6).intersects(WINDING)
    assert polygon.distance(WINDING) >= 0.98 * away_m  # buffers leave out bends of a hundredth of their reach
    most_bent = 2 * math.tan(math.atan2(30, 50) / 2) * (away_m + depth_m)
    assert (ends.to_m - ends.from_m) * depth_m == pytest.approx(polygon.area, abs=2 * most_bent * depth_m + 1e-6)


def test_a_bend_of_the_road_is_a_bend_of_the_ground() -> None:
    corner = shapely.LineString([(0, 0), (100, 0), (100, 100)])
    inside = polygon_of(corner, shapely.Point(92, 8), Ends(80, 120), 5)
    assert inside.area == pytest.approx(5 * (12 + 12) - 25, abs=0.1)
    outside = polygon_of(corner, shapely.Point(90, -8), Ends(80, 120), 5)
    assert outside.area == pytest.approx(5 * (20 + 8 + 20 + 8) + 25, abs=0.1)


def test_a_point_on_the_middle_of_the_road_has_no_side_and_a_far_one_no_frontage() -> None:
    assert polygon_of(STRAIGHT, shapely.Point(50, 0.01), Ends(40, 60), 5) is None
    assert polygon_of(STRAIGHT, shapely.Point(50, 300), Ends(40, 60), 5) is None


def test_a_frontage_does_not_jump_over_a_gap_in_the_road() -> None:
    two = shapely.MultiLineString([[(0, 0), (50, 0)], [(100, 0), (150, 0)]])
    polygon = polygon_of(two, shapely.Point(110, 5), Ends(40, 70), 4)
    assert polygon.bounds == pytest.approx((100, 5, 120, 9), abs=0.003)
    assert abreast(two, shapely.Point(110, 5)).along_m == pytest.approx(60)


@given(st.floats(-50, 250), st.floats(0.5, 200))
def test_ends_around_a_shop_stay_on_the_segment(at_m: float, length_m: float) -> None:
    ends = ends_around(STRAIGHT, shapely.Point(at_m, 5), length_m)
    assert ends.to_m - ends.from_m == pytest.approx(length_m)
    assert ends.from_m >= -1e-9
    assert ends.to_m <= 200 + 1e-9
