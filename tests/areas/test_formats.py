"""GeoPackage, KML and CSV as the programs of cities write them."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from pyproj import Transformer

from app.areas.datum import Datum
from app.areas.features import FeatureFile, in_wgs84
from app.areas.reading import layers_of, read_features
from app.areas.rules import UnusableFile
from tests.areas.files import geopackage, gp_blob, kml, kml_line, line_blob, placemark, table

LINE = ((113.66, 34.74), (113.67, 34.745))
POLYGON = shapely.Polygon([(113.6, 34.7), (113.7, 34.7), (113.7, 34.8)], [[(113.68, 34.71), (113.69, 34.71), (113.69, 34.72)]])
WKT = "LINESTRING (113.66 34.74, 113.67 34.745)"


def names(file: FeatureFile) -> list[str | None]:
    return [one.text("name") for one in file.features]


def degrees(file: FeatureFile) -> list[list[float]]:
    return shapely.get_coordinates(file.features[0].geometry).tolist()


def test_a_geopackage_is_read_with_its_attributes(tmp_path: Path) -> None:
    file = read_features(geopackage(tmp_path / "a.gpkg", {"道路": [("文化路", line_blob(LINE)), ("紫荆山路", None)]}))
    assert names(file) == ["文化路", "紫荆山路"]
    assert degrees(file) == [list(point) for point in LINE]
    assert file.features[1].geometry is None
    assert file.features[0].properties["fid"] == 1


@pytest.mark.parametrize("envelope", range(5))
@pytest.mark.parametrize("order", [0, 1])
def test_every_envelope_byte_order_and_dimension_of_a_geopackage_is_read(tmp_path: Path, envelope: int, order: int) -> None:
    box = bytes((0, 32, 48, 48, 64)[envelope])
    raised = shapely.force_3d(shapely.MultiPolygon([POLYGON]), 90.0)
    wkb = shapely.to_wkb(raised, byte_order=order, flavor="iso" if envelope % 2 else "extended", output_dimension=3)
    path = geopackage(tmp_path / "a.gpkg", {"a": [("x", gp_blob(wkb, flags=envelope << 1 | order, envelope=box))]})
    assert in_wgs84(read_features(path), Datum.WGS84).features[0].geometry.equals(shapely.MultiPolygon([POLYGON]))


def test_empty_extended_and_damaged_shapes_of_a_geopackage_stay_in_the_count(tmp_path: Path) -> None:
    whole = shapely.to_wkb(shapely.LineString(LINE))
    odd = [gp_blob(whole[:-3]), gp_blob(whole, flags=0b100001), gp_blob(whole, flags=0b1011), b"GP", b"", b"XX" + whole]
    empty = gp_blob(shapely.to_wkb(shapely.LineString()), flags=0b10001)
    path = geopackage(tmp_path / "a.gpkg", {"a": [("odd", blob) for blob in [*odd, empty]] + [("good", line_blob(LINE))]})
    file = in_wgs84(read_features(path), Datum.WGS84)
    assert [one.geometry is None for one in file.features] == [True] * 7 + [False]


def test_the_system_of_a_geopackage_is_believed_and_can_be_replaced(tmp_path: Path) -> None:
    to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True)
    moved = [to_plane.transform(*point) for point in LINE]
    rows = [("文化路", line_blob(moved, 900_001))]
    by_number = geopackage(tmp_path / "a.gpkg", {"a": rows}, srs=900_001, system=("epsg", 4547, "undefined"))
    by_text = geopackage(tmp_path / "b.gpkg", {"a": rows}, srs=900_001, system=("NONE", 0, to_plane.target_crs.to_wkt()))
    nowhere = geopackage(tmp_path / "c.gpkg", {"a": rows}, srs=-1, system=("NONE", -1, "undefined"))
    with pytest.raises(UnusableFile, match="does not say where its coordinates are.*--crs"):
        read_features(nowhere)
    for file in (read_features(by_number), read_features(by_text), read_features(nowhere, "EPSG:4547")):
        assert degrees(in_wgs84(file, Datum.WGS84)) == [list(point) for point in LINE]


def test_degrees_of_no_named_system_are_those_of_the_datum_a_person_names(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"a": [("x", line_blob(LINE, 0))]}, srs=0, system=("NONE", 0, "undefined"))
    assert degrees(in_wgs84(read_features(path), Datum.WGS84)) == [list(point) for point in LINE]


def test_a_geopackage_of_several_layers_asks_which_one_is_meant(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"roads": [("文化路", line_blob(LINE))], 'od"d': [("丙路", line_blob(LINE))]})
    with pytest.raises(UnusableFile, match=r'holds 2 layers \(od"d, roads\): say which one with --table'):
        read_features(path)
    assert layers_of(path) == ['od"d', "roads"]
    assert names(read_features(path, table='od"d')) == ["丙路"]
    with pytest.raises(UnusableFile, match="has no layer cells: it has"):
        read_features(path, table="cells")


def test_a_geopackage_that_was_open_when_it_was_copied_says_so(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"a": [("x", line_blob(LINE))]})
    assert read_features(path).notes == ()
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
    assert "last changes may be missing" in str(read_features(path).notes[0])


def test_placemarks_come_with_name_data_and_folder(tmp_path: Path) -> None:
    simple = '<ExtendedData><SchemaData><SimpleData name="depth">12</SimpleData></SchemaData></ExtendedData>'
    marks = [
        f"<Folder><name>管城区</name>{placemark(kml_line(LINE), '文化路', code='R1')}</Folder>",
        f'<Placemark id="p2"><name>丙路</name>{simple}{kml_line(LINE)}</Placemark>',
    ]
    first, second = read_features(kml(tmp_path / "a.kml", marks)).features
    assert first.properties == {"folder": "管城区", "name": "文化路", "code": "R1"}
    assert second.properties == {"id": "p2", "name": "丙路", "depth": "12"}
    assert shapely.get_coordinates(first.geometry).tolist() == [list(point) for point in LINE]


def test_polygons_with_holes_and_groups_of_shapes_in_kml(tmp_path: Path) -> None:
    outer, inner = (" ".join(f"{x},{y}" for x, y in ring.coords) for ring in (POLYGON.exterior, POLYGON.interiors[0]))
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    rings = f"<innerBoundaryIs>{ring.format(inner)}</innerBoundaryIs><outerBoundaryIs>{ring.format(outer)}</outerBoundaryIs>"
    group = f"<MultiGeometry><Polygon>{rings}</Polygon><MultiGeometry>{kml_line(LINE)}</MultiGeometry></MultiGeometry>"
    one, both, none = read_features(
        kml(tmp_path / "a.kml", [placemark(f"<Polygon>{rings}</Polygon>"), placemark(group), placemark("")])
    ).features
    assert one.geometry.equals(POLYGON)
    assert [part.geom_type for part in both.geometry.geoms] == ["Polygon", "LineString"]
    assert none.geometry is None


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "GB2312", "UTF-16"])
def test_kml_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str) -> None:
    assert names(read_features(kml(tmp_path / "a.kml", [placemark(kml_line(LINE), "文化路")], encoding=encoding))) == ["文化路"]


def test_kml_packed_as_kmz_is_the_same(tmp_path: Path) -> None:
    written = kml(tmp_path / "a.kml", [placemark(kml_line(LINE), "文化路")])
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("files/other.kml", "<kml/>")
        archive.write(written, "doc.kml")
    assert names(read_features(tmp_path / "a.kmz")) == ["文化路"]
    with zipfile.ZipFile(tmp_path / "b.kmz", "w") as archive:
        archive.writestr("picture.png", "x")
    with pytest.raises(UnusableFile, match=r"holds no \.kml"):
        read_features(tmp_path / "b.kmz")


@pytest.mark.parametrize("coordinates", ["", "113.6", "113.6,34.7", "113.6;34.7 113.7;34.8", "a,b c,d", "1,2 3"])
def test_a_placemark_without_readable_line_stays_in_the_count(tmp_path: Path, coordinates: str) -> None:
    odd = placemark(f"<LineString><coordinates>{coordinates}</coordinates></LineString>")
    file = read_features(kml(tmp_path / "a.kml", [odd, placemark(kml_line(LINE))]))
    assert [one.geometry is None for one in file.features] == [True, False]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_with_wkt_is_read_whatever_its_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [("路段编号", "name", "图形"), ("R1", "文化路", WKT), ("", "", ""), ("R2", "紫荆山路", "")]
    file = read_features(table(tmp_path / "a.csv", rows, delimiter=delimiter, encoding=encoding))
    assert [one.properties for one in file.features] == [
        {"路段编号": "R1", "name": "文化路"},
        {"路段编号": "R2", "name": "紫荆山路"},
    ]
    assert degrees(file) == [list(point) for point in LINE]
    assert file.features[1].geometry is None


def test_the_column_of_wkt_is_found_by_what_is_in_it_and_its_srid_is_believed(tmp_path: Path) -> None:
    to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True)
    moved = shapely.LineString([to_plane.transform(*point) for point in LINE]).wkt
    rows = [("name", "name", ""), ("文化路", "x", f"SRID=4547;{moved}"), ("空", "y", "SRID=4547;LINESTRING EMPTY")]
    file = read_features(table(tmp_path / "a.csv", rows))
    assert list(file.features[0].properties) == ["name", "name 2"]
    assert degrees(in_wgs84(file, Datum.WGS84)) == [list(point) for point in LINE]


def test_shapes_longer_than_a_table_usually_holds_are_read(tmp_path: Path) -> None:
    wide = shapely.LineString([(113.0 + n / 1e6, 34.0 + n / 1e6) for n in range(20_000)])
    file = read_features(table(tmp_path / "a.csv", [("wkt",), (wide.wkt,)]))
    assert file.features[0].geometry.equals(wide)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("name", "lng", "lat"), ("a", "113.6", "34.7")], r"one point a row \(lng, lat\).*export the layer as CSV.*WKT"),
        ([("名称", "经度", "纬度"), ("a", "113.6", "34.7")], r"one point a row \(经度, 纬度\)"),
        ([("name", "geom"), ("a", "0102000020E6100000020000000000000000005C40000000000000414000")], "hexadecimal.*ST_AsText"),
        ([("name", "code"), ("a", "1")], "no column of WKT; its columns are name, code"),
        ([("wkt",)], "no rows below its column names"),
        ([("wkt",), (f"SRID=4326;{WKT}",), (f"SRID=4490;{WKT}",)], "mixes the systems 4326, 4490"),
        ([("wkt",), (f"SRID=999999;{WKT}",)], "nobody knows"),
    ],
)
def test_tables_that_are_no_lines_or_areas_are_refused_with_what_to_do(
    tmp_path: Path, rows: list[tuple[str, ...]], said: str
) -> None:
    with pytest.raises(UnusableFile, match=said):
        read_features(table(tmp_path / "a.csv", rows))


def test_wkt_that_is_not_quoted_is_told_apart_from_damage(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"name,wkt\n文化路,{WKT}\n", "utf-8")
    with pytest.raises(UnusableFile, match="row 1 has 3 values for 2 columns: put the WKT in double quotes"):
        read_features(tmp_path / "a.csv")
