"""What a road record says beside code and name, through joining, turning round and cutting."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from app.areas.import_report import ImportReport, Kind
from app.areas.plane import Plane
from app.areas.read_geojson import features_of
from app.areas.road_attributes import AttributeFields
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.shapes import Segment
from tests.areas.files import feature, way

PLANE = Plane(113.7, 34.7)
FIELDS = AttributeFields("side", "from", "to", "depth", "street", "community")


def metres(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Degrees of places in metres."""
    return [
        (round(lon, 9), round(lat, 9)) for lon, lat in PLANE.inverse_array(shapely.get_coordinates(shapely.LineString(points)))
    ]


def prepare(*features: Any, fields: AttributeFields = FIELDS) -> tuple[list[Segment], ImportReport]:
    report = ImportReport("segments", "test.geojson")
    file = features_of({"type": "FeatureCollection", "features": list(features)}, "test.geojson")
    return prepare_segments(file.features, RoadOptions("990103", 15.0, fields=fields), lambda name: 1, report), report


def north(**properties: Any) -> Any:
    return way(metres((0, 0), (3, 200)), code="A", **properties)


def test_a_coded_road_keeps_all_that_is_said_of_it() -> None:
    said = {"side": "左侧", "from": "文渠路", "to": "安澜路", "depth": "6.5 米", "street": "望河街道", "community": "文渠社区"}
    (one,), _ = prepare(north(name="槐荫路", **said))
    assert (one.side, one.from_name, one.to_name, one.depth_m) == ("left", "文渠路", "安澜路", 6.5)
    assert (one.street, one.community) == ("望河街道", "文渠社区")


def test_without_columns_nothing_is_said() -> None:
    (one,), report = prepare(north(side="left", depth=3), fields=AttributeFields())
    assert one == Segment("A", None, 15.0, one.line)
    assert report.happened == {}


@pytest.mark.parametrize(
    ("line", "side", "expected"),
    [
        (((0, 0), (3, 200)), "东侧", "right"),
        (((3, 200), (0, 0)), "东侧", "left"),
        (((0, 0), (3, 200)), "West", "left"),
        (((0, 0), (200, 20)), "路南", "right"),
        (((200, 20), (0, 0)), "n", "right"),
        (((0, 0), (140, 140)), "东", "right"),
        (((0, 0), (140, 140)), "北", "left"),
        (((0, 0), (3, 200)), "两侧", "both"),
        (((0, 0), (3, 200)), None, "both"),
    ],
)
def test_a_side_by_the_compass_becomes_left_or_right_of_the_line(line: Any, side: str | None, expected: str) -> None:
    (one,), report = prepare(way(metres(*line), code="A", side=side, depth=9))
    assert one.side == expected
    assert report.happened == {}


def test_a_side_the_street_does_not_have_is_told_and_both_taken() -> None:
    (one,), report = prepare(north(side="南侧", depth=9))
    assert one.side == "both"
    assert list(report.happened[Kind.REPAIRED]) == ["a street along which there is no south side, both taken"]


def test_unknown_sides_and_impossible_depths_are_told_and_the_usual_taken() -> None:
    odd = [
        way(metres((0, y), (100, y)), code=f"R{y}", side=side, depth=depth)
        for y, (side, depth) in enumerate(
            [("somewhere", 9), ("双侧", None), ("双侧", 0), ("双侧", 201), ("双侧", "wide"), ("双侧", "nan")]
        )
    ]
    made, report = prepare(*odd)
    assert [(one.side, one.depth_m) for one in made] == [("both", 9.0)] + [("both", 15.0)] * 5
    assert {reason: tally.count for reason, tally in report.happened[Kind.REPAIRED].items()} == {
        "an unknown side, both taken": 1,
        "no depth, the usual one taken": 1,
        "a depth that is no number up to 200 m, the usual taken": 4,
    }


def test_a_cut_road_has_its_start_on_the_first_part_and_its_end_on_the_last() -> None:
    made, _ = prepare(way(metres((0, 0), (1200, 0)), code="A", depth=9, side="right", **{"from": "文渠路", "to": "安澜路"}))
    assert [(one.from_name, one.to_name) for one in made] == [("文渠路", None), (None, None), (None, "安澜路")]
    assert {(one.side, one.depth_m) for one in made} == {("right", 9.0)}


def test_ways_that_are_joined_and_turned_keep_ends_and_sides_where_they_are() -> None:
    ways = [  # drawn from east to west; the street made of them runs from west to east
        way(metres((300, 0), (150, 0)), name="槐荫路", side="left", depth=9, **{"from": "安澜路", "to": "中巷"}),
        way(metres((150, 0), (0, 0)), name="槐荫路", side="left", depth=9, **{"from": "中巷", "to": "文渠路"}),
    ]
    (one,), _ = prepare(*ways)
    start, end = PLANE.forward_array(shapely.get_coordinates(one.line))[[0, -1]].tolist()
    assert start[0] < end[0]
    assert (one.from_name, one.to_name, one.side) == ("文渠路", "安澜路", "right")


def test_a_part_of_a_street_takes_what_the_record_at_its_middle_says() -> None:
    made, _ = prepare(
        way(metres((0, 0), (450, 0)), name="槐荫路", depth=9, street="望河街道"),
        way(metres((450, 0), (900, 0)), name="槐荫路", depth=12, street="北关街道"),
    )
    assert [(one.depth_m, one.street) for one in made] == [(9.0, "望河街道"), (12.0, "北关街道")]


def test_the_two_sides_of_one_line_are_two_segments() -> None:
    line = metres((0, 0), (3, 200))
    both, _ = prepare(way(line, code="A", side="东侧", depth=9), way(line[::-1], code="B", side="西侧", depth=9))
    assert [(one.code, one.side) for one in both] == [("A", "right"), ("B", "right")]
    uncoded, _ = prepare(way(line, name="槐荫路", side="东侧", depth=9), way(line, name="槐荫路", side="西侧", depth=9))
    assert [(one.code, one.side) for one in uncoded] == [("990103-000-R001-S01", "right"), ("990103-000-R001-S02", "left")]
    twice, report = prepare(way(line, code="A", side="左", depth=9), way(line[::-1], code="B", side="右", depth=9))
    assert [one.code for one in twice] == ["A"]
    assert report.count(Kind.SKIPPED) == 1


def test_parts_of_one_record_that_lie_apart_start_and_end_with_it() -> None:
    (one,), _ = prepare(
        feature(
            "MultiLineString",
            [metres((0, 0), (100, 0)), metres((150, 0), (250, 0))],
            code="A",
            depth=9,
            **{"from": "甲", "to": "乙"},
        )
    )
    assert (one.from_name, one.to_name, one.line.geom_type) == ("甲", "乙", "MultiLineString")
