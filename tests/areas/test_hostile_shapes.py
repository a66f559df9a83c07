"""Geometries and numbers that are meant to break the reader."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
import shapely

from app.areas.datum import Datum
from app.areas.features import in_wgs84
from app.areas.raw_geometry import from_wkb, from_wkt
from app.areas.reading import read_features
from tests.areas.files import (
    geojson,
    geopackage,
    gp_blob,
    kml,
    kml_line,
    line_blob,
    placemark,
    table,
    way,
)
from tests.areas.hostile import LINE, WKT, refusal_of


@pytest.mark.parametrize("kind", [4, 5, 6, 7])
@pytest.mark.parametrize("order", ["<", ">"])
def test_shapes_nested_until_the_stack_ends_are_unreadable_and_kill_nobody(kind: int, order: str) -> None:
    head = struct.pack(f"{order}BII", order == "<", kind, 1)
    assert from_wkb(head * 300_000 + shapely.to_wkb(shapely.Point(1, 2))) is None


@pytest.mark.parametrize("count", [0x0FFFFFFF, 0xFFFFFFFF])
@pytest.mark.parametrize("kind", [2, 3, 4, 6])
def test_shapes_that_promise_more_corners_than_bytes_are_unreadable(kind: int, count: int) -> None:
    assert from_wkb(struct.pack("<BII", 1, kind, count) + bytes(64)) is None


def test_numbers_that_are_none_lose_their_shape_and_nothing_else(tmp_path: Path) -> None:
    nan = [(113.6, float("nan")), (113.7, 34.7)]
    infinite = [(113.6, float("inf")), (113.7, 34.7)]
    files = [
        table(tmp_path / "a.csv", [("wkt",), ("LINESTRING (113.6 nan, 113.7 34.7)",), ("LINESTRING (inf 1, 2 3)",), (WKT,)]),
        kml(tmp_path / "a.kml", [placemark(kml_line(points)) for points in (nan, infinite, LINE)]),
        geopackage(tmp_path / "a.gpkg", {"a": [("x", line_blob(points)) for points in (nan, infinite, LINE)]}),
        geojson(tmp_path / "a.geojson", [way(nan), way(infinite), way(LINE)]),
    ]
    for path in files:
        file = in_wgs84(read_features(path), Datum.WGS84)
        assert [one.geometry is None for one in file.features] == [True, True, False], path.name


def test_numbers_of_thousands_of_digits_are_refused(tmp_path: Path) -> None:
    for digits in (400, 5_000):
        (tmp_path / "a.json").write_text('{"type": "LineString", "coordinates": [[1, 2], [3, ' + "9" * digits + "]]}")
        refused = refusal_of(tmp_path / "a.json")
        assert refused is None or "export the layer again" in refused


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01\x02", b"\x01\xff\xff\xff\xff", gp_blob(b"")])
def test_bytes_that_are_no_shape_are_unreadable(blob: bytes) -> None:
    assert from_wkb(blob) is None


def test_plain_shapes_of_every_dimension_are_read() -> None:
    flat = [
        shapely.from_wkt(text)
        for text in (
            "POINT (1 2)",
            "LINESTRING (1 2, 3 4)",
            "POLYGON ((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1))",
            "MULTIPOINT (1 2, 3 4)",
            "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))",
            "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((10 0, 19 0, 19 9, 10 0)))",
            "GEOMETRYCOLLECTION (GEOMETRYCOLLECTION (POINT (1 2)), LINESTRING (1 2, 3 4))",
        )
    ]
    for shape in (*flat, *(shapely.force_3d(one, 7.5) for one in flat)):
        for flavor in ("iso", "extended"):
            dimension = 3 if shapely.has_z(shape) else 2
            wkb = shapely.to_wkb(shape, flavor=flavor, output_dimension=dimension)
            assert shapely.equals_exact(from_wkb(wkb), shape)
        assert shapely.equals_exact(from_wkb(shapely.to_wkb(shapely.set_srid(shape, 4490), include_srid=True)), shape)
        assert shapely.equals_exact(from_wkt(shapely.to_wkt(shape, rounding_precision=-1)), shape)
