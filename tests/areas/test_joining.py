"""Ways of one name become streets; carriageways stay what they are. All in metres."""

from __future__ import annotations

import math
import random

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.areas.joining import Way, cut, join

Points = list[tuple[float, float]]


def two_way(*points: tuple[float, float]) -> Way:
    return Way(shapely.LineString(points))


def one_way(*points: tuple[float, float]) -> Way:
    return Way(shapely.LineString(points), oneway=True)


def coords(lines: list[shapely.LineString]) -> list[Points]:
    return [list(line.coords) for line in lines]


def test_ways_whose_ends_touch_are_one_street_from_west_to_east() -> None:
    streets = join([two_way((200, 0), (100, 0)), two_way((200, 0), (300, 5)), two_way((0, 0), (100, 0))])
    assert coords(streets) == [[(0, 0), (100, 0), (200, 0), (300, 5)]]


def test_ends_a_hand_apart_do_not_touch_but_rounded_ones_do() -> None:
    assert len(join([two_way((0, 0), (100, 0)), two_way((100.2, 0), (200, 0))])) == 2
    assert len(join([two_way((0, 0), (100, 0)), two_way((100.02, 0), (200, 0))])) == 1


def test_a_way_that_meets_the_middle_of_another_is_not_joined_to_it() -> None:
    assert len(join([two_way((0, 0), (100, 0)), two_way((50, 0), (50, 80))])) == 2


def test_two_carriageways_that_meet_at_both_ends_stay_two() -> None:
    east, west = one_way((0, 0), (50, -8), (450, -8), (500, 0)), one_way((500, 0), (450, 8), (50, 8), (0, 0))
    assert len(join([east, west])) == 2


def test_carriageways_without_direction_that_meet_at_a_point_stay_two() -> None:
    assert len(join([two_way((0, 0), (50, -8), (450, -8), (500, 0)), two_way((500, 0), (450, 8), (50, 8), (0, 0))])) == 2


@pytest.mark.parametrize("kind", [one_way, two_way])
def test_a_crossover_between_two_carriageways_never_laces_them_into_one(kind: type[Way]) -> None:
    ways = [kind((0, -10), (300, -10)), kind((300, -10), (300, 10)), kind((300, 10), (0, 10))]
    assert len(join(ways)) == 3


def test_where_carriageways_part_from_the_undivided_road_all_three_stay_apart() -> None:
    undivided = two_way((0, 0), (200, 0))
    streets = join([undivided, one_way((200, 0), (240, -8), (500, -8)), one_way((500, 8), (240, 8), (200, 0))])
    assert len(streets) == 3


def test_each_carriageway_goes_on_through_a_crossing() -> None:
    ways = [one_way((0, -8), (200, -8)), one_way((200, -8), (400, -8)), one_way((400, 8), (200, 8)), one_way((200, 8), (0, 8))]
    assert coords(join(ways)) == [[(0, 8), (200, 8), (400, 8)], [(0, -8), (200, -8), (400, -8)]]


def test_at_a_branch_of_one_name_the_straightest_ways_are_the_street() -> None:
    streets = join([two_way((0, 0), (100, 0)), two_way((100, 0), (200, 10)), two_way((100, 0), (110, 100))])
    assert coords(streets) == [[(0, 0), (100, 0), (200, 10)], [(100, 0), (110, 100)]]


def test_a_street_may_turn_a_corner_but_not_back_beside_itself() -> None:
    assert len(join([two_way((0, 0), (100, 0)), two_way((100, 0), (100, 100))])) == 1
    assert len(join([two_way((0, 0), (100, 0)), two_way((100, 0), (10, 30))])) == 2


def test_a_ring_of_ways_is_closed_and_starts_in_the_west() -> None:
    corners = [(0.0, 0.0), (100.0, -100.0), (200.0, 0.0), (100.0, 100.0)]
    ways = [two_way(corners[n], corners[(n + 1) % 4]) for n in (2, 0, 3, 1)]
    (ring,) = join(ways)
    assert coords([ring]) == [[*corners, corners[0]]]


def test_a_closed_way_stays_a_ring_of_its_own() -> None:
    ring = one_way((0, 0), (40, -40), (80, 0), (40, 40), (0, 0))
    assert len(join([ring, two_way((-200, 0), (0, 0))])) == 2


def _town(draw: random.Random) -> list[Way]:
    """Broken streets in a net; every line is a way or two."""
    ways = []
    for at in range(0, 500, 100):
        for points in ([(float(x), float(at)) for x in range(0, 501, 50)], [(at + 7.0, float(y)) for y in range(0, 501, 50)]):
            middle = draw.randint(1, len(points) - 2)
            ways += [Way(shapely.LineString(part), draw.random() < 0.3) for part in (points[: middle + 1], points[middle:])]
    return ways


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_neither_order_nor_direction_of_two_way_ways_changes_the_streets(seed: int) -> None:
    draw = random.Random(seed)
    ways = _town(draw)
    expected = [line.wkb for line in join(ways)]
    turned = [way if way.oneway or draw.random() < 0.5 else Way(shapely.reverse(way.line)) for way in ways]
    draw.shuffle(turned)
    assert [line.wkb for line in join(turned)] == expected
    assert sum(way.line.length for way in ways) == pytest.approx(sum(line.length for line in join(ways)))


@pytest.mark.parametrize(("length", "parts"), [(499.0, 1), (500.0, 1), (500.0004, 1), (500.002, 2), (1000.0, 2), (1750.0, 4)])
def test_a_line_over_500_m_is_cut_into_equal_parts(length: float, parts: int) -> None:
    bend = shapely.LineString([(0, 0), (length / 3, 0), (length / 3, length * 2 / 3)])
    made = cut(bend)
    assert len(made) == parts
    assert all(math.isclose(part.length, length / parts) for part in made)
    assert all(one.coords[-1] == pytest.approx(other.coords[0]) for one, other in zip(made, made[1:], strict=False))
