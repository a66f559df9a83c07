"""Faults of a layer of segments, each drawn by hand in metres."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from app.areas.road_topology import road_findings
from app.areas.shapes import Segment
from app.areas.topology import Fault, Finding, Severity
from tests.areas import synthetic_city
from tests.areas.synthetic_city import ORIGIN, road

MUST, MAY = Severity.MUST, Severity.MAY


def segment(code: str, *points: tuple[float, float], name: str | None = "槐荫路", side: str = "both") -> Segment:
    return Segment(code, name, 15.0, road(*points), side=side)


def found(*segments: Segment) -> list[Finding]:
    return road_findings(segments)


def only(findings: list[Finding], kind: Fault, severity: Severity, *codes: str) -> Finding:
    assert [(one.kind, one.severity, one.codes) for one in findings] == [(kind, severity, codes)]
    return findings[0]


def metres(one: Finding) -> tuple[float, float]:
    return ORIGIN.forward(*one.where)


def test_streets_that_meet_cross_and_end_have_no_findings() -> None:
    assert (
        found(
            segment("A1", (0, 0), (200, 0)),
            segment("A2", (200, 0), (400, 0)),
            segment("B1", (200, -300), (200, 0), name="文渠路"),
            segment("B2", (200, 0), (200, 300), name="文渠路"),
            segment("C", (100, -100), (100, 100), name="安澜路"),
            segment("D", (200, 0), (390, 20), name="斜街"),
        )
        == []
    )


def test_a_stretch_of_two_segments_must_be_mended() -> None:
    one = only(found(segment("A1", (0, 0), (210, 0)), segment("A2", (200, 0), (400, 0))), Fault.OVERLAP, MUST, "A1", "A2")
    assert one.metres == pytest.approx(10.0, abs=0.1)
    assert metres(one) == pytest.approx((205.0, 0.0), abs=0.1)


def test_less_than_two_metres_of_common_line_are_none() -> None:
    assert found(segment("A1", (0, 0), (201.5, 0)), segment("A2", (200, 0), (400, 0))) == []


def test_a_street_drawn_twice_on_one_line_must_and_a_little_apart_may_be_mended() -> None:
    again = only(
        found(segment("A", (0, 0), (200, 0)), segment("B", (180, 0), (20, 0), name="x")), Fault.DUPLICATE, MUST, "A", "B"
    )
    assert again.metres == pytest.approx(160.0, abs=0.1)
    beside = only(found(segment("A", (0, 0), (200, 0)), segment("B", (0, 1), (200, 1.5))), Fault.DUPLICATE, MAY, "A", "B")
    assert beside.metres == pytest.approx(200.0, abs=0.1)
    assert found(segment("A", (0, 0), (200, 0)), segment("B", (200, 6), (0, 6))) == []


@pytest.mark.parametrize(
    ("sides", "turned", "sound"),
    [
        (("left", "right"), False, True),
        (("left", "left"), True, True),
        (("left", "left"), False, False),
        (("left", "right"), True, False),
        (("left", "both"), False, False),
    ],
)
def test_two_sides_of_one_line_are_no_duplicates(sides: tuple[str, str], turned: bool, sound: bool) -> None:
    line = ((0, 0), (200, 30))
    findings = found(segment("A", *line, side=sides[0]), segment("B", *(line[::-1] if turned else line), side=sides[1]))
    assert [one.kind for one in findings] == ([] if sound else [Fault.DUPLICATE])


def test_parts_of_a_road_that_face_each_other_have_a_gap_between_them() -> None:
    gap = only(found(segment("A2", (0, 0), (200, 0)), segment("A3", (218, 2), (400, 2))), Fault.GAP, MAY, "A2", "A3")
    assert gap.metres == pytest.approx(18.1, abs=0.1)
    assert metres(gap) == pytest.approx((209.0, 1.0), abs=0.1)


def test_a_gap_at_a_crossing_is_found_though_both_ends_touch_the_cross_street() -> None:
    ring = [segment("B1", (200, -50), (200, 50), name="文渠路"), segment("B2", (220, -50), (220, 50), name="文渠支路")]
    findings = found(segment("A2", (0, 0), (200, 0)), segment("A3", (220, 0), (400, 0)), *ring)
    only(findings, Fault.GAP, MAY, "A2", "A3")


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (((260, 0), (400, 0)), "槐荫路"),
        (((218, 0), (400, 0)), "文渠路"),
        (((200, 18), (0, 18)), "槐荫路"),
        (((218, 0), (218, 200)), "槐荫路"),
    ],
    ids=["too far", "another road", "its other carriageway", "round a corner"],
)
def test_other_ends_are_no_gaps(other: Any, name: str) -> None:
    assert found(segment("A2", (0, 0), (200, 0)), segment("A3", *other, name=name)) == []


def test_a_road_that_goes_on_has_no_gap_to_a_third_part() -> None:
    parts = [segment("A1", (0, 0), (200, 0)), segment("A2", (200, 0), (230, 0)), segment("A3", (230, 0), (400, 0))]
    assert found(*parts) == []


@pytest.mark.parametrize(("short", "expected"), [(0.03, 0), (0.4, 1), (8.0, 1), (12.0, 0)])
def test_an_end_that_stops_just_short_of_another_road_dangles(short: float, expected: int) -> None:
    findings = found(segment("A", (0, 0), (200 - short, 0)), segment("B", (200, -100), (200, 100), name="文渠路"))
    assert [(one.kind, one.severity, one.codes) for one in findings] == [(Fault.DANGLING_END, MAY, ("A", "B"))] * expected
    for one in findings:
        assert one.metres == pytest.approx(short, abs=0.1)
        assert metres(one) == pytest.approx((200 - short, 0.0), abs=0.1)


def test_an_end_beside_another_road_does_not_dangle() -> None:
    assert found(segment("A", (0, 8), (200, 8)), segment("B", (-100, 0), (300, 0), name="文渠路")) == []


def test_a_line_across_itself_is_told_where_it_crosses_and_a_ring_is_sound() -> None:
    loop = only(found(segment("A", (0, 0), (100, 0), (100, 100), (50, 100), (50, -50))), Fault.SELF_CROSSING, MAY, "A")
    assert metres(loop) == pytest.approx((50.0, 0.0), abs=0.1)
    assert found(segment("A", (0, 0), (100, 0), (100, 100), (0, 0))) == []


def test_segments_without_a_name_are_told() -> None:
    unnamed = only(found(segment("A", (0, 0), (200, 0), name=None)), Fault.UNNAMED, MAY, "A")
    assert unnamed.metres == pytest.approx(200.0, abs=0.1)


def test_parts_without_a_name_belong_together_by_their_code() -> None:
    findings = found(segment("R1-S01", (0, 0), (200, 0), name=None), segment("R1-S02", (218, 0), (400, 0), name=None))
    assert [one.kind for one in findings].count(Fault.GAP) == 1


def test_an_odd_city_is_looked_through_and_the_order_of_its_segments_changes_nothing() -> None:
    segments = synthetic_city.segments()
    expected = sorted(map(repr, found(*segments)))
    assert {one.kind for one in found(*segments)} == {Fault.UNNAMED, Fault.GAP}
    assert len(sorted(map(repr, found(*reversed(segments))))) == len(expected)


def test_no_segments_have_no_faults_and_progress_is_told() -> None:
    assert found() == []
    heard: list[tuple[str, int, int]] = []
    road_findings([segment("A", (0, 0), (200, 0)), segment("B", (0, 0), (0, 200))], lambda *said: heard.append(said))
    assert [(done, total) for step, done, total in heard if step == "roads"] == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert ("overlaps", 1, 1) in heard


def test_a_segment_of_several_lines_is_looked_at_part_by_part() -> None:
    both = Segment("A", "断桥", 9.0, shapely.MultiLineString([road((0, 0), (100, 0)), road((120, 0), (200, 0))]))
    assert only(found(both), Fault.GAP, MAY, "A").metres == pytest.approx(20.0, abs=0.1)
