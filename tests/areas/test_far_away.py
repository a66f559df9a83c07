"""What lies far from the rest of a layer, or across half the country, is found, and the city is placed as ever beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
import shapely.affinity
from flask import Flask

from app.areas.cell_topology import cell_findings
from app.areas.features import Feature
from app.areas.index import AreaIndex
from app.areas.road_topology import road_findings
from app.areas.shapes import Cell, Segment
from app.areas.topology import Fault, Finding, Severity
from tests.areas.files import geojson, way

MUST, MAY = Severity.MUST, Severity.MAY
CITY = [(113.70, 34.70), (113.71, 34.70), (113.70, 34.71), (113.71, 34.71), (113.72, 34.70)]
BEIJING, GUANGZHOU = (116.40, 39.90), (113.26, 23.13)


def street(code: str, lon: float, lat: float, length: float = 0.003) -> Segment:
    return Segment(code, f"{code}路", 15.0, shapely.LineString([(lon, lat), (lon + length, lat)]))


def square(lon: float, lat: float) -> shapely.Polygon:
    return shapely.box(lon, lat, lon + 0.001, lat + 0.001)


def cells(*shapes: shapely.Geometry) -> list[Feature]:
    return [Feature(n, {"code": f"4101040010010{n:02d}"}, shape) for n, shape in enumerate(shapes, start=10)]


STREETS = [street(f"A{n}", *place) for n, place in enumerate(CITY)]
SQUARES = [square(*place) for place in CITY]


def far(findings: list[Finding]) -> list[tuple[Severity, tuple[str, ...]]]:
    return [(one.severity, one.codes) for one in findings if one.kind is Fault.FAR_AWAY]


@pytest.mark.parametrize("place", [(0.0, 0.0), (34.7, 83.7), (-113.7, 34.7), GUANGZHOU])
def test_a_segment_of_another_city_or_of_none_must_be_mended(place: tuple[float, float]) -> None:
    findings = road_findings([*STREETS, street("FAR", *place)])
    assert far(findings) == [(MUST, ("FAR",))]
    assert findings[0].where == (pytest.approx(place[0], abs=0.002), place[1])
    assert findings[0].metres is not None
    assert findings[0].metres > 1_000_000


def test_a_cell_at_nought_or_with_a_part_or_a_spike_far_off_must_be_mended() -> None:
    torn = shapely.MultiPolygon([square(113.73, 34.7), square(118.73, 34.7)])
    spiked = shapely.Polygon([(113.74, 34.7), (113.741, 34.7), (115.5, 36.0), (113.74, 34.701)])
    findings = cell_findings(cells(*SQUARES, square(0.0, 0.0), torn, spiked), "code")
    assert far(findings) == [(MUST, ("410104001001015",)), (MUST, ("410104001001016",)), (MUST, ("410104001001017",))]
    assert {one.kind for one in findings if one.severity is MUST} == {Fault.FAR_AWAY}


def test_what_may_be_a_county_of_a_wide_city_is_told_once_and_may_stay() -> None:
    county = [street(f"B{n}", 120.0 + n / 100, 50.0) for n in range(3)]
    hulunbuir = [Segment(one.code, one.name, 15.0, shapely.affinity.translate(one.line, 6.0, 14.5)) for one in STREETS]
    findings = road_findings([*hulunbuir, *county, street("C", 122.7, 48.0)])
    assert far(findings) == [(MAY, ("C",))]
    assert far(road_findings([*STREETS, street("N", *BEIJING)])) == [(MAY, ("N",))]


def test_a_layer_of_a_city_has_none_and_of_two_shapes_apart_both_must_be_mended() -> None:
    assert far(road_findings(STREETS)) == []
    assert far(cell_findings(cells(*SQUARES), "code")) == []
    assert far(road_findings([STREETS[0], street("FAR", 0.0, 0.0)])) == [(MUST, ("A0",)), (MUST, ("FAR",))]
    assert far(cell_findings(cells(square(113.7, 34.7), square(0.0, 0.0)), "code"))[0][0] is MUST


def test_the_city_is_placed_to_the_millimetre_beside_a_shape_that_got_in_anyhow() -> None:
    grid = [Cell(f"4101040010010{n:02d}", shape) for n, shape in enumerate(SQUARES, start=10)]
    sound = AreaIndex(STREETS, grid)
    spoilt = AreaIndex([*STREETS, street("FAR", 0.0, 0.0)], [*grid, Cell("Z", square(-113.7, -34.7))])
    assert spoilt.origin == sound.origin
    for lon, lat in CITY:
        answer = sound.place(lon + 0.0005, lat + 0.0001, 8.0).as_dict()
        assert answer["segment"] is not None
        assert answer["cell"] is not None
        assert spoilt.place(lon + 0.0005, lat + 0.0001, 8.0).as_dict() == answer


def test_the_terminal_never_imports_it(app: Flask, tmp_path: Path) -> None:
    features = [way(list(one.line.coords), code=one.code, name=one.name) for one in [*STREETS, street("FAR", 0.0, 0.0)]]
    file = geojson(tmp_path / "roads.geojson", features)
    arguments = ["areas", "import", str(file), "--layer", "segments", "--datum", "wgs84"]
    done = app.test_cli_runner().invoke(args=arguments)
    assert done.exit_code == 1
    assert "must far-away" in done.output
    assert "Nothing was imported" in done.output
