"""What of a file becomes cells, what is repaired, and where the area of cells ends."""

from __future__ import annotations

from typing import Any

import pytest
import shapely

from app.areas.cell_shapes import prepare_cells
from app.areas.import_report import ImportReport, Kind
from app.areas.limits import area_limits
from app.areas.plane import Plane
from app.areas.read_geojson import features_of
from app.areas.rules import UnusableFile
from app.areas.shapes import Cell
from tests.areas.files import feature, ring
from tests.areas.synthetic_city import area, box

SIZE = 0.001
PLANE = Plane(113.7, 34.7)


def cell(west: float, south: float = 34.7, size: float = SIZE, **properties: Any) -> dict[str, Any]:
    return feature("Polygon", [ring(west, south, size)], **properties)


def prepare(*features: Any, code_field: str = "code") -> tuple[list[Cell], ImportReport]:
    report = ImportReport("cells", "test.geojson")
    file = features_of({"type": "FeatureCollection", "features": list(features)}, "test.geojson")
    return prepare_cells(file.features, code_field, report), report


def reasons(report: ImportReport, kind: Kind) -> dict[str, int]:
    return {reason: tally.count for reason, tally in report.happened.get(kind.value, {}).items()}


def test_cells_keep_code_and_shape_and_are_sorted_by_code() -> None:
    cells, report = prepare(cell(113.7, code="410104001001002"), cell(113.71, code="410104001001001"))
    assert [one.code for one in cells] == ["410104001001001", "410104001001002"]
    assert cells[1].polygon.equals(shapely.Polygon(ring(113.7, 34.7, SIZE)))
    assert (report.read, report.happened, report.notes) == (2, {}, [])


def test_a_polygon_that_crosses_itself_is_repaired_with_both_halves_and_told() -> None:
    bow_tie = [[113.7, 34.7], [113.701, 34.701], [113.701, 34.7], [113.7, 34.701], [113.7, 34.7]]
    (one,), report = prepare(feature("Polygon", [bow_tie], code="410104001001001"))
    assert one.polygon.is_valid
    assert one.polygon.area == pytest.approx(0.5e-6, rel=1e-3)
    assert reasons(report, Kind.REPAIRED) == {"an invalid polygon": 1}
    assert "410104001001001" in "\n".join(report.lines())


def test_parts_of_one_code_make_one_cell_and_its_other_version_is_skipped() -> None:
    cells, report = prepare(
        cell(113.7, code="A"), cell(113.71, code="A"), cell(113.7, size=SIZE * 0.9, code="A"), cell(113.72, code="A", size=SIZE)
    )
    assert [len(one.polygon.geoms) for one in cells] == [3]
    assert reasons(report, Kind.JOINED) == {"parts of one cell": 2}
    assert reasons(report, Kind.SKIPPED) == {"a code that is used twice": 1}


def test_the_same_polygon_under_two_codes_stays_under_the_lower() -> None:
    turned = feature("Polygon", [ring(113.7, 34.7, SIZE)[::-1]], code="B")
    cells, report = prepare(turned, cell(113.7, code="A"))
    assert [one.code for one in cells] == ["A"]
    assert reasons(report, Kind.SKIPPED) == {"the same polygon as another cell": 1}


def test_what_cannot_be_a_cell_is_told_with_its_reason() -> None:
    flat = [[113.7, 34.7], [113.71, 34.7], [113.7, 34.7], [113.7, 34.7]]
    cells, report = prepare(
        cell(113.7, code="A"),
        cell(113.71),
        feature("Point", [113.7, 34.7], code="B"),
        feature(None, None, code="C"),
        feature("Polygon", [flat], code="D"),
        cell(113.72, code="x" * 33),
    )
    assert len(cells) == 1
    assert reasons(report, Kind.SKIPPED) == {
        "a cell without a code": 1,
        "not a polygon": 1,
        "no readable geometry": 1,
        "a polygon without area": 1,
        "a code of more than 32 characters": 1,
    }


def test_unusual_codes_are_taken_and_noted() -> None:
    cells, report = prepare(cell(113.7, idx=7), cell(113.71, idx=8), code_field="idx")
    assert [one.code for one in cells] == ["7", "8"]
    assert [str(note) for note in report.notes] == [
        "2 codes are not of the usual 15 digits (14 in older ones), for example 7; they were taken as they are."
    ]


def test_a_file_without_usable_cells_is_refused_and_says_which_fields_it_has() -> None:
    with pytest.raises(UnusableFile, match=r"No cell could be imported.*BGID.*--code-field"):
        prepare(cell(113.7, BGID="410104001001001"))


def metres(limits: Any) -> float:
    return float(shapely.transform(limits, PLANE.forward_array).length)


def test_the_limit_is_the_outline_and_the_holes_of_all_cells_together() -> None:
    net = [
        Cell(f"{x}{y}", area(box(x * 100.0, y * 100.0, x * 100.0 + 100.0, y * 100.0 + 100.0))) for x in range(5) for y in range(5)
    ]
    assert metres(area_limits(net)) == pytest.approx(2000.0, abs=0.5)
    assert metres(area_limits([one for one in net if one.code != "22"])) == pytest.approx(2400.0, abs=0.5)


def test_a_neighbour_with_an_extra_corner_on_the_border_is_a_neighbour() -> None:
    left = Cell("1", area(box(0.0, 0.0, 100.0, 100.0)))
    right = Cell("2", area([(100.0, 0.0), (200.0, 0.0), (200.0, 100.0), (100.0, 100.0), (100.0, 37.0)]))
    assert metres(area_limits([left, right])) == pytest.approx(600.0, abs=0.5)


def test_a_border_with_half_a_neighbour_is_a_limit_for_the_other_half() -> None:
    cells = [Cell("1", area(box(0.0, 0.0, 100.0, 100.0))), Cell("2", area(box(100.0, 40.0, 200.0, 90.0)))]
    assert metres(area_limits(cells)) == pytest.approx(350.0 + 250.0, abs=0.5)
    far_side = shapely.transform(area_limits(cells), PLANE.forward_array)
    assert far_side.distance(shapely.Point(100.0, 65.0)) == pytest.approx(25.0, abs=0.1)
    assert far_side.distance(shapely.Point(100.0, 20.0)) == pytest.approx(0.0, abs=0.01)


def test_no_cells_have_no_limit() -> None:
    assert area_limits([]) is None


def test_cells_say_street_and_community_where_columns_are_named_for_them() -> None:
    features = (cell(113.7, code="A", jd="望河街道", sq=" 文渠社区 "), cell(113.71, code="B", sq="长" * 200))
    file = features_of({"type": "FeatureCollection", "features": list(features)}, "test.geojson")
    one, other = prepare_cells(file.features, "code", ImportReport("cells", "test.geojson"), "jd", "sq")
    assert (one.street, one.community) == ("望河街道", "文渠社区")
    assert (other.street, other.community) == (None, "长" * 120)
