"""A code stays with its stretch: what was known keeps it, what is new gets a number that no other stretch has had."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import shapely

from app.accounts.models import ScopeEntry
from app.areas import proposing, queries, service
from app.areas.datum import Datum
from app.areas.import_report import ImportReport
from app.areas.proposing import Proposal
from app.areas.read_geojson import features_of
from app.areas.road_attributes import AttributeFields
from app.areas.road_topology import road_findings
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.shapes import Segment
from app.areas.topology import Fault, Severity
from app.core.db import db
from app.core.transaction import in_transaction
from tests.areas.files import way
from tests.conftest import Phone

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
OPTIONS = RoadOptions("410104", fields=AttributeFields(side="side", depth="depth"))
METRE = 0.0109300 / 1000.0
"""Degrees of longitude at 34.7° north, about."""
ROAD = "410104-000-R001"
pytestmark = pytest.mark.usefixtures("ctx")


def street(start: float, length: float, lat: float = 34.7, name: str | None = "文化路", **more: Any) -> dict[str, Any]:
    """A way to the east; metres from 113.7°."""
    ends = [(round(113.7 + at * METRE, 7), lat) for at in (start, start + length)]
    return way(ends, name=name, **more)


def file_of(*features: Any) -> Any:
    return features_of({"type": "FeatureCollection", "features": list(features)}, "roads.geojson")


def lay(*features: Any, append: bool = False) -> service.Imported:
    return in_transaction(lambda: service.import_segments(file_of(*features), Datum.WGS84, NOW, OPTIONS, append=append))


def proposed(*features: Any, append: bool = False) -> Proposal:
    return proposing.propose_segments(file_of(*features), Datum.WGS84, OPTIONS, append=append)


def prepared(*features: Any) -> list[Segment]:
    return prepare_segments(file_of(*features).features, OPTIONS, lambda _name: 1, ImportReport("segments", "roads.geojson"))


def starts(segments: list[Segment] | None = None) -> dict[str, int]:
    """By code, where each segment begins: tens of metres from 113.7°."""
    known = queries.segments_of(queries.current_version_id()) if segments is None else segments
    return {one.code: round((shapely.get_coordinates(one.line)[0][0] - 113.7) / METRE, -1).__int__() for one in known}


def skipped(made: service.Imported) -> int:
    return int(made.report.as_dict()["skipped"])


def test_a_way_at_the_western_end_gets_a_new_number_and_the_others_keep_theirs() -> None:
    ways = [street(start, 200.0) for start in (1000.0, 1300.0, 1600.0)]
    lay(*ways)
    assert starts() == {f"{ROAD}-S01": 1000, f"{ROAD}-S02": 1300, f"{ROAD}-S03": 1600}
    lay(street(500.0, 200.0), *ways)
    assert starts() == {f"{ROAD}-S01": 1000, f"{ROAD}-S02": 1300, f"{ROAD}-S03": 1600, f"{ROAD}-S04": 500}


def test_a_number_that_was_given_up_is_not_given_again() -> None:
    first, second, third = (street(start, 200.0) for start in (1000.0, 1300.0, 1600.0))
    lay(first, second)
    lay(first)
    lay(first, third)
    assert starts() == {f"{ROAD}-S01": 1000, f"{ROAD}-S03": 1600}


def test_a_line_that_was_drawn_anew_keeps_the_code_of_the_stretch_that_it_mostly_is() -> None:
    lay(street(0.0, 900.0))
    assert starts() == {f"{ROAD}-S01": 0, f"{ROAD}-S02": 450}
    lay(street(-200.0, 1100.0, 34.70003))
    assert starts() == {f"{ROAD}-S03": -200, f"{ROAD}-S01": 170, f"{ROAD}-S02": 530}


def test_carriageways_and_sides_do_not_take_each_others_codes() -> None:
    there, back = street(0.0, 300.0, oneway="yes"), street(0.0, 300.0, 34.7001, oneway="yes")
    north, south = street(0.0, 300.0, side="north"), street(0.0, 300.0, side="south")
    for one, other in ((there, back), (north, south)):
        lay(one, other)
        before = {(one.code, one.side, one.line.wkb) for one in queries.segments_of(queries.current_version_id())}
        lay(other, one)
        assert {(one.code, one.side, one.line.wkb) for one in queries.segments_of(queries.current_version_id())} == before


def test_uncoded_ways_are_numbered_behind_the_coded_records_of_their_road() -> None:
    made = prepared(street(0.0, 200.0, name="老路", code=f"{ROAD}-S01"), street(500.0, 200.0))
    assert starts(made) == {f"{ROAD}-S01": 0, f"{ROAD}-S02": 500}


def test_parts_of_a_long_record_leave_out_the_codes_of_other_records() -> None:
    made = prepared(street(0.0, 1100.0, code="R1"), street(2000.0, 200.0, code="R1-S01"), street(0.0, 90.0, 34.71, code="R1-S3"))
    assert len({one.code for one in made}) == len(made) == 5
    assert starts(made)["R1-S01"] == 2000


def test_two_segments_of_one_code_must_be_mended() -> None:
    made = [*prepared(street(0.0, 200.0, code="A")), *prepared(street(500.0, 200.0, code="A"))]
    (finding,) = [one for one in road_findings(made) if one.kind is Fault.DUPLICATE_CODE]
    assert (finding.severity, finding.codes, finding.metres) == (Severity.MUST, ("A",), pytest.approx(200.0, abs=0.5))


def test_the_other_side_of_a_street_is_appended() -> None:
    lay(street(0.0, 300.0, side="north"))
    made = lay(street(0.0, 300.0, side="south"), append=True)
    assert (made.report.imported, skipped(made)) == (1, 0)
    assert sorted(one.side for one in queries.segments_of(queries.current_version_id())) == ["left", "right"]


def test_another_depth_is_appended_in_the_place_of_the_old_one_and_the_same_is_passed_over() -> None:
    lay(street(0.0, 300.0, depth=10))
    assert skipped(lay(street(0.0, 300.0, depth=10), append=True)) == 1
    made = lay(street(0.0, 300.0, depth=25), append=True)
    assert (made.report.imported, skipped(made), made.report.as_dict()["replaced"]) == (0, 0, 1)
    assert [(one.code, one.depth_m) for one in queries.segments_of(queries.current_version_id())] == [(f"{ROAD}-S01", 25.0)]


def test_a_line_that_is_appended_under_a_code_of_its_own_is_told_and_not_dropped() -> None:
    lay(street(0.0, 300.0))
    made = proposed(street(0.0, 300.0, code="NEW"), append=True)
    assert [one.code for one in made.segments] == [f"{ROAD}-S01", "NEW"]
    assert (Fault.DUPLICATE, Severity.MUST) in {(one.kind, one.severity) for one in made.findings}


def test_what_is_appended_beside_a_street_never_takes_its_place() -> None:
    lay(street(0.0, 300.0))
    lay(street(0.0, 200.0, 34.70004), append=True)
    assert starts() == {f"{ROAD}-S01": 0, f"{ROAD}-S02": 0}


def test_the_check_says_how_many_of_peoples_own_segments_become_another_stretch(li: Phone) -> None:
    ways = [street(start, 200.0) for start in (1000.0, 1300.0, 1600.0)]
    lay(*ways)
    db.session.add_all(ScopeEntry(person_id=li.person_id, kind="segment", code=f"{ROAD}-S0{n}") for n in (1, 2, 3))
    db.session.commit()

    def notes(*features: Any) -> list[str]:
        return [str(note) for note in proposed(*features).report.notes if note.slug == "own-segments-change"]

    assert notes(street(500.0, 200.0), *ways) == []
    (told,) = notes(ways[0], street(1320.0, 200.0))
    assert told.startswith(
        f"2 segments that people have as their own become another stretch or are gone ({ROAD}-S02, {ROAD}-S03)"
    )
