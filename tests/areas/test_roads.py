"""What of a file becomes segments, under which codes, and what is told of the rest."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import shapely

from app.areas.features import Feature
from app.areas.import_report import ImportReport, Kind
from app.areas.plane import Plane
from app.areas.read_geojson import features_of
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.rules import UnusableFile
from app.areas.shapes import Segment
from tests.areas.files import feature, ring, way

PLANE = Plane(113.7, 34.7)
KILOMETRE = 0.0109300
"""Degrees of longitude at 34.7° north, about."""


def metres(segment: Segment) -> float:
    return float(shapely.transform(segment.line, PLANE.forward_array).length)


def eastward(lon: float, length: float, lat: float = 34.7) -> list[tuple[float, float]]:
    """A straight line of about `length` metres to the east."""
    return [(lon, lat), (round(lon + KILOMETRE * length / 1000.0, 7), lat)]


class Import:
    """One call of prepare_segments with its report; keeps the numbers of names between calls."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.report = ImportReport("segments", "test.geojson")

    def number_of(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers) + 1)

    def __call__(self, *features: Any, **options: Any) -> list[Segment]:
        file = features_of({"type": "FeatureCollection", "features": list(features)}, "test.geojson")
        self.report = ImportReport("segments", "test.geojson")
        return prepare_segments(file.features, RoadOptions("410104", **options), self.number_of, self.report)

    def reasons(self, kind: Kind) -> dict[str, int]:
        return {reason: tally.count for reason, tally in self.report.happened.get(kind.value, {}).items()}


@pytest.fixture
def prepare() -> Import:
    return Import()


def test_a_coded_road_keeps_its_code_and_is_never_joined(prepare: Import) -> None:
    made = prepare(
        way(eastward(113.7, 300.0), code="A1", name="文化路"),
        way(eastward(eastward(113.7, 300.0)[1][0], 300.0), code="A2", name="文化路"),
    )
    assert [(one.code, one.name) for one in made] == [("A1", "文化路"), ("A2", "文化路")]


def test_a_coded_road_over_500_m_is_cut_into_equal_parts_of_its_code(prepare: Import) -> None:
    made = prepare(way(eastward(113.7, 1200.0), code="A1", name="文化路"))
    assert [one.code for one in made] == ["A1-S01", "A1-S02", "A1-S03"]
    assert max(map(metres, made)) - min(map(metres, made)) < 0.03
    assert prepare.reasons(Kind.CUT) == {"roads over 500 m": 1}


def test_lines_of_one_coded_feature_that_touch_become_one_line_and_others_stay_one_segment(prepare: Import) -> None:
    (first, second), (_, third) = eastward(113.7, 100.0), eastward(eastward(113.7, 100.0)[1][0], 100.0)
    touching, apart = prepare(
        feature("MultiLineString", [[first, second], [third, second]], code="A"),
        feature("MultiLineString", [eastward(113.7, 100.0, 34.71), eastward(113.7, 100.0, 34.72)], code="B"),
    )
    assert touching.line.geom_type == "LineString"
    assert (apart.code, apart.line.geom_type) == ("B", "MultiLineString")


def test_uncoded_ways_of_one_name_are_joined_and_cut_and_numbered_under_their_road(prepare: Import) -> None:
    first = eastward(113.7, 700.0)
    made = prepare(
        way(first, name="文化路"),
        way(eastward(first[1][0], 200.0), name="文化路"),
        way(eastward(113.7, 90.0, 34.71), name="丙路"),
    )
    assert [one.code for one in made] == ["410104-000-R001-S01", "410104-000-R002-S01", "410104-000-R002-S02"]
    assert [one.name for one in made] == ["丙路", "文化路", "文化路"]
    assert metres(made[1]) == pytest.approx(metres(made[2]), abs=0.03)
    assert prepare.reasons(Kind.JOINED) == {"ways of one name": 1}


def test_the_number_of_a_road_stays_with_its_name(prepare: Import) -> None:
    prepare(way(eastward(113.7, 90.0), name="丁路"))
    made = prepare(way(eastward(113.7, 90.0, 34.71), name="丙路"), way(eastward(113.8, 90.0), name="丁路"))
    assert {one.name: one.code for one in made} == {"丙路": "410104-000-R002-S01", "丁路": "410104-000-R001-S01"}


def test_ways_without_code_and_name_are_skipped_and_counted_unless_kept(prepare: Import) -> None:
    ways = [way(eastward(113.7, 90.0), id="way/1"), way(eastward(113.8, 90.0), name=""), way(eastward(113.9, 90.0), name="丙路")]
    assert [one.name for one in prepare(*ways)] == ["丙路"]
    assert prepare.reasons(Kind.SKIPPED) == {"a way without code and name": 2}
    assert "feature 1 (way/1)" in "\n".join(prepare.report.lines())
    kept = prepare(*ways, keep_unnamed=True)
    assert [one.code for one in kept if one.name is None] == ["410104-000-R000-S01", "410104-000-R000-S02"]


def test_kept_ways_without_a_name_are_not_joined(prepare: Import) -> None:
    first = eastward(113.7, 90.0)
    assert len(prepare(way(first), way(eastward(first[1][0], 90.0)), keep_unnamed=True)) == 2


def test_the_same_line_twice_and_a_code_twice_are_told_and_kept_once(prepare: Import) -> None:
    line = eastward(113.7, 90.0)
    made = prepare(
        way(line[::-1], name="丙路"),
        way(line, name="丙路"),
        way(eastward(113.8, 90.0), code="A"),
        way(eastward(113.9, 190.0), code="A"),
    )
    assert [one.code for one in made] == ["A", "410104-000-R001-S01"]
    assert metres(made[0]) == pytest.approx(190.0, abs=1.0)
    assert prepare.reasons(Kind.SKIPPED) == {"a code that is used twice": 1, "the same line as another way": 1}


def test_what_is_no_line_is_told_with_its_reason(prepare: Import) -> None:
    prepare(
        way(eastward(113.7, 90.0), name="丙路"),
        feature("Point", [113.7, 34.7], name="a"),
        feature(None, None, name="b"),
        way([(113.7, 34.7), (113.7, 34.7)], name="c"),
        feature("Polygon", [ring(113.7, 34.7, 0.001)], name="d"),
        feature("Polygon", [ring(113.8, 34.7, 0.001)], code="nobody"),
    )
    assert prepare.reasons(Kind.SKIPPED) == {
        "neither a line nor a polygon": 1,
        "no readable geometry": 1,
        "a line without length": 1,
        "a polygon without a code": 1,
        "a polygon without a centre line of its code": 1,
    }


def test_a_polygon_with_the_code_of_a_line_is_the_segments_polygon(prepare: Import) -> None:
    outline = feature("Polygon", [ring(113.7, 34.6995, 0.001)], code="A")
    for features in ([way(eastward(113.7, 90.0), code="A"), outline], [outline, way(eastward(113.7, 90.0), code="A")]):
        (made,) = prepare(*features)
        assert made.polygon is not None
        assert made.polygon.contains(shapely.Point(113.7005, 34.6999))


def test_fields_are_found_under_other_names_and_capitals(prepare: Import) -> None:
    made = prepare(way(eastward(113.7, 90.0), LDBH="7", ROADNAME="丙路"), code_field="ldbh", name_field="roadname", depth_m=20.0)
    assert [(one.code, one.name, one.depth_m) for one in made] == [("7", "丙路", 20.0)]


def test_a_file_without_usable_roads_is_refused_and_says_which_fields_it_has(prepare: Import) -> None:
    with pytest.raises(UnusableFile, match=r"No road could be imported.*lanes, ref.*--name-field"):
        prepare(way(eastward(113.7, 90.0), ref="G107", lanes=2))
    with pytest.raises(UnusableFile, match="It has no features"):
        prepare()


def test_a_field_with_whole_sentences_is_not_taken_for_a_code(prepare: Import) -> None:
    with pytest.raises(UnusableFile, match="at most 32"):
        prepare(way(eastward(113.7, 90.0), code="x" * 33))


def test_a_one_way_line_against_its_drawing_is_turned_before_joining(prepare: Import) -> None:
    south = [
        way([(113.70, 34.70), (113.71, 34.70)], name="大道", oneway="yes"),
        way([(113.72, 34.70), (113.71, 34.70)], name="大道", oneway="-1"),
    ]
    north = [
        way([(113.72, 34.7002), (113.71, 34.7002)], name="大道", oneway="yes"),
        way([(113.71, 34.7002), (113.70, 34.7002)], name="大道", oneway="yes"),
    ]
    made = prepare(*south, *north)
    assert prepare.reasons(Kind.JOINED) == {"ways of one name": 2}
    assert len(made) == 8
    assert all(metres(one) < 500.0 for one in made)


def test_the_order_of_features_changes_nothing(prepare: Import) -> None:
    draw = random.Random(5)
    ways = [
        way(eastward(113.7 + draw.random() / 50, draw.uniform(20, 900), 34.7 + n / 500), name=f"路{n % 7}") for n in range(40)
    ]
    ways += [way(eastward(113.7, 90.0, 34.7 + n / 500), name=f"路{n % 7}") for n in range(20)]
    expected = [(one.code, one.line.wkb) for one in prepare(*ways)]
    draw.shuffle(ways)
    assert [(one.code, one.line.wkb) for one in Import()(*ways)] == expected


def test_a_report_can_be_kept_as_json(prepare: Import) -> None:
    prepare(way(eastward(113.7, 90.0), name="丙路"), *[way(eastward(113.8, n), id=n) for n in range(10, 19)])
    kept = json.loads(json.dumps(prepare.report.as_dict()))
    assert kept["skipped"] == 9
    tally = kept["reasons"]["skipped"]["a way without code and name"]
    assert (tally["count"], len(tally["examples"])) == (9, 5)
    assert prepare.report.lines()[-1].endswith(", …")


def test_labels_name_a_feature_by_what_it_has() -> None:
    assert Feature(3, {"name": "丙路"}, None).label() == "feature 3 (丙路)"
    assert Feature(3, {}, None).label() == "feature 3"
