"""The index gives the contract's answer: for every place of the synthetic city the one of an independent oracle."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from app.areas.datum import Datum, from_wgs84
from app.areas.index import AreaIndex
from app.areas.limits import area_limits
from app.areas.placement import DecidedBy, Placement, Status
from app.areas.shapes import Cell, Segment
from scripts.placement_oracle.cities import oracle_of
from scripts.placement_oracle.judging import compact
from scripts.placement_oracle.oracle import Question
from tests.areas import make_vectors
from tests.areas.make_vectors import FIELDS
from tests.areas.synthetic_city import ORIGIN, area, box, cells, degrees, road, segments, spots

VECTORS = Path(__file__).parents[1] / "contract/placement_vectors.json"
GROUPS = 4
"""The oracle takes milliseconds a place: spread over workers, every second place."""


@cache
def city() -> AreaIndex:
    return make_vectors.index()


def at(x: float, y: float, accuracy: float | None, index: AreaIndex, **more: Any) -> Placement:
    """The placement of a place given in metres."""
    lon, lat = ORIGIN.inverse_array(shapely.get_coordinates(shapely.Point(x, y)))[0].tolist()
    return index.place(lon, lat, accuracy, **more)


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_answer_is_the_independent_oracles(group: int) -> None:
    oracle = oracle_of(segments(), cells())
    near = [spot for spot in spots() if abs(spot[0] - 113.7) < 1.0]
    for spot in near[group :: GROUPS * 2]:
        lon, lat, accuracy, datum, own, heading = spot
        expected = oracle.place(Question(lon, lat, accuracy, datum.value, own, heading))
        assert compact(city().place(*spot)) == expected, spot


def test_the_shared_vectors_are_what_the_server_answers() -> None:
    assert json.loads(VECTORS.read_text("utf-8")) == json.loads(json.dumps(make_vectors.placement_vectors()))


def test_the_synthetic_city_has_every_kind_of_answer() -> None:
    seen = {(row[6], row[7], row[8]) for row in json.loads(VECTORS.read_text("utf-8"))["points"]}
    assert {status for statuses in seen for status in statuses} == {*Status}
    assert len(seen) >= 14
    assert len(spots()) >= 2000


def test_the_synthetic_city_has_ties_that_own_segments_and_headings_decide() -> None:
    decided = [row[FIELDS.index("decided_by")] for row in json.loads(VECTORS.read_text("utf-8"))["points"]]
    assert min(decided.count(word) for word in DecidedBy) >= 10


def test_near_the_limit_is_flagged_within_the_accuracy_and_nowhere_else() -> None:
    outline = shapely.union_all(
        [shapely.transform(cell.polygon, ORIGIN.forward_array).buffer(0.03, join_style="mitre") for cell in cells()]
    )
    for lon, lat, accuracy, datum, _, _ in spots():
        if datum is not Datum.WGS84 or accuracy is None or abs(lon - 113.7) > 1.0:
            continue
        placement = city().place(lon, lat, accuracy)
        gap = shapely.distance(outline.boundary, shapely.Point(*ORIGIN.forward(lon, lat))) - 0.03
        if placement.cell and abs(gap - accuracy) > 0.1:
            assert ("near-area-limit" in placement.flags) == (gap < accuracy), (lon, lat, accuracy)


def test_a_shared_border_belongs_to_the_lower_code_and_is_never_inside() -> None:
    pair = [Cell("2", area(box(0.0, 0.0, 100.0, 100.0))), Cell("1", area(box(100.0, 0.0, 200.0, 100.0)))]
    index = AreaIndex([], pair, area_limits(pair))
    lon, lat = (degrees((100.0, 0.0)) + degrees((100.0, 100.0)))[0] / 2.0  # where the stored border really runs
    a_third_of_a_millimetre = 3.6e-9
    for accuracy in (0.0, 5.0, 30.0):
        for step in (-a_third_of_a_millimetre, 0.0, a_third_of_a_millimetre):
            placement = index.place(lon + step, lat, accuracy)
            assert placement.cell == "1"
            assert placement.cell_status is not Status.INSIDE
    assert index.place(lon - 1e-7, lat, 0.0).cell == "2"


def test_not_covered_by_a_cell_is_never_snapped_to_one() -> None:
    index = AreaIndex([], [Cell("1", area(box(0.0, 0.0, 100.0, 100.0)))])
    assert at(-0.5, 50.0, 30.0, index).cell is None


def test_a_road_wins_up_to_thirty_metres_even_with_a_better_accuracy() -> None:
    index = AreaIndex([Segment("1", "路", 5.0, road((0.0, 0.0), (100.0, 0.0)))], [])
    assert at(50.0, 29.9, 3.0, index).segment_status is Status.INSIDE
    outside = at(50.0, 30.1, 3.0, index)
    assert outside.status is Status.OUTSIDE
    assert outside.nearest is not None
    assert outside.nearest.distance_m == pytest.approx(30.1, abs=0.01)
    assert at(50.0, 45.0, 50.0, index).segment_status is Status.INSIDE
    assert at(50.0, 201.0, 3.0, index).nearest is None


def test_own_segments_decide_only_differences_of_a_millimetre() -> None:
    index = AreaIndex([Segment(code, None, 15.0, road((0.0, y), (100.0, y))) for code, y in (("1", 0.0), ("2", 20.0))], [])
    middle = 10.0  # rounding of stored degrees moves the lines by millimetres, so look for the place between
    exact = next(y for y in (middle + step / 2000 for step in range(-40, 41)) if _tie(at(50.0, y, 8.0, index)))
    assert at(50.0, exact, 8.0, index).segment.code in {"1", "2"}  # type: ignore[union-attr]
    for code in ("1", "2"):
        placement = at(50.0, exact, 8.0, index, own={code})
        assert placement.segment.code == code  # type: ignore[union-attr]
        assert placement.decided_by is DecidedBy.OWN
    clear = at(50.0, 5.0, 8.0, index, own={"2"})
    assert (clear.segment.code, clear.decided_by) == ("1", None)  # type: ignore[union-attr]
    assert at(50.0, exact, 8.0, index, own={"1", "2"}).decided_by is None


def _tie(placement: Placement) -> bool:
    first, second = placement.candidates[:2]
    return abs(first.distance_m - second.distance_m) < 0.0005


def test_a_course_decides_between_streets_of_clearly_different_directions_only() -> None:
    streets = {"1": ((0.0, 0.0), (100.0, 0.0)), "2": ((0.0, 0.0), (0.0, 100.0)), "3": ((0.0, 0.0), (-100.0, 10.0))}
    index = AreaIndex([Segment(code, None, 15.0, road(*line)) for code, line in streets.items()], [])
    corner = road((0.0, 0.0), (1.0, 1.0)).coords[0]
    found = {heading: index.place(*corner, 8.0, heading_deg=heading) for heading in (None, 0.0, 90.0, 180.0, 300.0, 45.0)}
    told = {heading: (one.segment.code, one.decided_by) for heading, one in found.items()}  # type: ignore[union-attr]
    course = DecidedBy.HEADING
    assert told == {
        None: ("1", None),
        0.0: ("2", course),
        90.0: ("1", course),
        180.0: ("2", course),
        300.0: ("1", course),
        45.0: ("1", None),
    }
    assert index.place(*corner, 8.0, own={"3"}, heading_deg=0.0).decided_by is DecidedBy.OWN
    assert index.place(*corner, 8.0, heading_deg=float("nan")) == found[None]


def test_a_segment_of_one_side_covers_that_side_and_is_inside_when_the_circle_does_not_reach_the_line() -> None:
    line = road((0.0, 0.0), (0.0, 200.0))  # northward: east is right
    index = AreaIndex([Segment("1", "东侧", 20.0, line, side="right"), Segment("2", "西侧", 20.0, line, side="left")], [])
    for x, code in ((10.0, "1"), (-10.0, "2")):
        placement = at(x, 100.0, 8.0, index)
        assert (placement.segment.code, placement.status) == (code, Status.INSIDE)  # type: ignore[union-attr]
        assert placement.segment.distance_m == pytest.approx(10.0, abs=0.01)  # type: ignore[union-attr]
        assert at(x, 100.0, 12.0, index).status is Status.NEAR_EDGE
        assert at(x / 5, 100.0, 12.0, index).status is Status.AMBIGUOUS


def test_behind_a_sharp_bend_the_side_is_that_of_the_piece_one_is_farther_off() -> None:
    bend = road((0.0, 0.0), (100.0, 0.0), (0.0, 20.0))
    index = AreaIndex([Segment("1", None, 15.0, bend, side="right"), Segment("2", None, 15.0, bend, side="left")], [])
    for x, y, code in ((110.0, -3.0, "1"), (110.0, 5.0, "1"), (50.0, 4.0, "2"), (50.0, -4.0, "1"), (50.0, 16.0, "1")):
        assert at(x, y, 1.0, index).segment.code == code, (x, y)  # type: ignore[union-attr]


def test_a_position_that_is_no_number_is_missing() -> None:
    assert city().place(float("nan"), 34.7, 5.0).flags == ("position-missing",)


def test_without_areas_everything_is_outside() -> None:
    empty = AreaIndex([], [])
    assert empty.place(113.7, 34.7, 8.0).as_dict()["status"] == "outside"
    assert empty.place(0.0, 0.0, None).flags == ("accuracy-missing",)


def test_datums_are_undone_before_placing() -> None:
    lon, lat = 113.706, 34.7035
    plain = city().place(lon, lat, 8.0)
    for datum in Datum:
        assert city().place(*from_wgs84(lon, lat, datum), 8.0, datum) == plain


@pytest.mark.parametrize("datum", [*Datum])
@pytest.mark.parametrize("drawn", [True, False])
def test_many_at_once_get_the_answers_of_one_by_one(datum: Datum, drawn: bool) -> None:
    plain = [Segment(one.code, one.name, one.depth_m, one.line) for one in segments()]  # neither drawn nor one-sided
    index = city() if drawn else AreaIndex(plain, cells(), area_limits(cells()))
    chosen = [spot for spot in spots() if spot[3] is datum][:: 8 if drawn else 1]
    accuracies = np.array([np.nan if accuracy is None else accuracy for _, _, accuracy, *_ in chosen])
    table = index.place_many(np.array([spot[:2] for spot in chosen]), accuracies, datum)
    assert len(table) == len(chosen)
    assert list(table) == [index.place(*spot[:4]) for spot in chosen]


def test_many_without_accuracies_or_without_areas_or_none_at_all() -> None:
    degrees_of_two = np.array([(113.7, 34.7), (113.71, 34.71)])
    assert list(city().place_many(degrees_of_two)) == [city().place(lon, lat) for lon, lat in degrees_of_two.tolist()]
    assert [one.status for one in AreaIndex([], []).place_many(degrees_of_two)] == [Status.OUTSIDE] * 2
    assert list(city().place_many(np.empty((0, 2)))) == []
    with pytest.raises(IndexError):
        city().place_many(degrees_of_two)[2]
