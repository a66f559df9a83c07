"""Files come in many forms; each is read as what it is, or refused with a sentence that says what to do."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from app.areas.datum import Datum, from_wgs84
from app.areas.features import Feature, FeatureFile, in_wgs84
from app.areas.reading import layers_of, read_features
from app.areas.rules import UnusableFile
from tests.areas.files import CGCS2000_ZONE_38_PRJ, feature, geojson, road_shapefile, way, zipped

LINE = ((113.66, 34.74), (113.67, 34.745))
NAMES = ["文化路", "紫荆山路", "建设东路"]


def names(file: FeatureFile) -> list[str | None]:
    return [one.text("name") for one in file.features]


def degrees(file: FeatureFile) -> list[list[float]]:
    return shapely.get_coordinates(file.features[0].geometry).tolist()


def test_geojson_keeps_attributes_and_passes_over_members_nobody_asked_for(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [way(LINE, name=" 文化路 ", lanes=4)], datum="WGS-84", licence="x", bbox=[0, 0, 1, 1])
    file = read_features(path)
    assert names(file) == ["文化路"]
    assert degrees(file) == [list(point) for point in LINE]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_geojson_saved_by_other_programs_is_read(tmp_path: Path, encoding: str) -> None:
    path = geojson(tmp_path / "a.json", [way(LINE, name="文化路")])
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    assert names(read_features(path)) == ["文化路"]


def test_a_single_feature_and_a_bare_geometry_are_files_too(tmp_path: Path) -> None:
    for document in (way(LINE), way(LINE)["geometry"]):
        (tmp_path / "a.geojson").write_text(json.dumps(document))
        assert degrees(read_features(tmp_path / "a.geojson")) == [list(point) for point in LINE]


def test_a_record_without_readable_geometry_stays_in_the_count(tmp_path: Path) -> None:
    odd = [
        feature(None, None, name="a"),
        feature("LineString", [[113.6]], name="b"),
        feature("Curve", [], name="c"),
        {"type": "Feature", "geometry": 7},
        "no object",
        way([(113.6, float("nan")), (113.7, 34.7)], name="f"),
    ]
    file = in_wgs84(read_features(geojson(tmp_path / "a.geojson", [*odd, way(LINE)])), Datum.WGS84)  # type: ignore[list-item]
    assert [one.geometry is None for one in file.features] == [True] * 6 + [False]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is not GeoJSON"),
        ("[1, 2]", "must be an object"),
        ('{"type": "Topology"}', "FeatureCollection"),
        ("[" * 100_000, "is not GeoJSON"),
    ],
)
def test_what_is_no_geojson_is_refused_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "a.geojson").write_text(content)
    with pytest.raises(UnusableFile, match=said):
        read_features(tmp_path / "a.geojson")


@pytest.mark.parametrize(("name", "said"), [("a.xlsx", "only GeoJSON"), ("roads.dbf", "name its .shp")])
def test_other_files_are_refused_by_name(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("x")
    with pytest.raises(UnusableFile, match=said):
        read_features(tmp_path / name)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"nowhere\.geojson is not there"):
        read_features(tmp_path / "nowhere.geojson")


@pytest.mark.parametrize("datum", [*Datum])
def test_degrees_of_every_datum_become_the_same_wgs84(tmp_path: Path, datum: Datum) -> None:
    moved = [from_wgs84(*point, datum) for point in LINE]
    file = in_wgs84(read_features(geojson(tmp_path / "a.geojson", [way(moved)])), datum)
    assert degrees(file) == [list(point) for point in LINE]


def test_metres_without_a_system_are_refused_and_read_with_one(tmp_path: Path) -> None:
    to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True)
    path = geojson(tmp_path / "a.geojson", [way([to_plane.transform(*point) for point in LINE])])
    with pytest.raises(UnusableFile, match="--crs"):
        in_wgs84(read_features(path), Datum.WGS84)
    assert degrees(in_wgs84(read_features(path, "EPSG:4547"), Datum.WGS84)) == [list(point) for point in LINE]


def test_the_old_crs_member_is_believed(tmp_path: Path) -> None:
    to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4547", always_xy=True)
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    path = geojson(tmp_path / "a.geojson", [way([to_plane.transform(*point) for point in LINE])], crs=crs)
    assert degrees(in_wgs84(read_features(path), Datum.WGS84)) == [list(point) for point in LINE]


def test_an_unknown_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="nobody knows"):
        read_features(geojson(tmp_path / "a.geojson", [way(LINE)]), "EPSG:999999")


@pytest.mark.parametrize(
    ("encoding", "cpg"),
    [
        ("utf-8", "UTF-8"),
        ("gbk", "GBK"),
        ("gbk", "936"),
        ("gb18030", "GB18030"),
        ("gbk", None),
        ("utf-8", None),
        ("gbk", "UTF-8"),
        ("utf-8", "GBK"),
        ("utf-8", "nonsense"),
    ],
)
def test_chinese_names_in_a_shapefile_are_read_whatever_the_cpg_says(tmp_path: Path, encoding: str, cpg: str | None) -> None:
    shp = road_shapefile(tmp_path, [(name, LINE) for name in NAMES], encoding=encoding, cpg=cpg)
    assert names(read_features(shp)) == NAMES


def test_a_name_cut_off_by_its_field_spoils_neither_itself_nor_the_others(tmp_path: Path) -> None:
    cut_off = "经济技术开发区".encode("gbk")[:9].decode("latin-1")  # the fifth character loses its second byte
    rows = [("文化路".encode("gbk").decode("latin-1"), LINE), (cut_off, LINE)]
    shp = road_shapefile(tmp_path, rows, encoding="latin-1", width=9)
    assert names(read_features(shp)) == ["文化路", "经济技术"]


def test_one_spoilt_name_does_not_spoil_the_others(tmp_path: Path) -> None:
    rows = [(name.encode("gbk").decode("latin-1"), LINE) for name in NAMES * 20]
    shp = road_shapefile(tmp_path, [*rows, ("\xff\xff", LINE)], encoding="latin-1")
    assert names(read_features(shp))[:-1] == NAMES * 20


def test_western_names_are_read_as_latin_1_when_nothing_else_fits(tmp_path: Path) -> None:
    shp = road_shapefile(tmp_path, [("Straße", LINE), ("Königsallee ÄÖ", LINE)], encoding="latin-1", cpg="ISO 88591")
    assert names(read_features(shp)) == ["Straße", "Königsallee ÄÖ"]


@pytest.mark.parametrize("folder", ["", "道路/"])
def test_a_zip_of_a_shapefile_is_one_file(tmp_path: Path, folder: str) -> None:
    shp = road_shapefile(tmp_path, [("文化路", LINE)])
    assert names(read_features(zipped(shp, folder))) == ["文化路"]


def test_a_projected_cgcs2000_layer_becomes_degrees(tmp_path: Path) -> None:
    to_plane = Transformer.from_crs("EPSG:4490", "EPSG:4526", always_xy=True)
    shp = road_shapefile(tmp_path, [("文化路", [to_plane.transform(*point) for point in LINE])], prj=CGCS2000_ZONE_38_PRJ)
    found = degrees(in_wgs84(read_features(shp), Datum.WGS84))
    assert np.abs(np.array(found) - np.array(LINE)).max() <= 1e-7


def test_shifted_degrees_under_a_wgs84_prj_are_undone_by_the_named_datum(tmp_path: Path) -> None:
    shp = road_shapefile(tmp_path, [("文化路", [from_wgs84(*point, Datum.BD09) for point in LINE])])
    assert degrees(in_wgs84(read_features(shp), Datum.BD09)) == [list(point) for point in LINE]


def test_an_old_datum_is_moved_and_the_doubt_is_told(tmp_path: Path) -> None:
    file = in_wgs84(read_features(geojson(tmp_path / "a.geojson", [way(LINE)]), "EPSG:4214"), Datum.WGS84)
    assert any("Beijing 1954" in note and "accuracy" in note for note in map(str, file.notes))


@pytest.mark.parametrize("prj", [None, "", "\ufeff \n"])
def test_a_shapefile_without_prj_is_refused_and_says_what_to_add(tmp_path: Path, prj: str | None) -> None:
    shp = road_shapefile(tmp_path, [("文化路", LINE)], prj=prj)
    for path in (shp, zipped(shp)):
        with pytest.raises(UnusableFile, match=r"has no \.prj.*add roads\.prj.*--crs"):
            read_features(path)
    assert names(read_features(shp, "EPSG:4490")) == ["文化路"]


def test_a_shapefile_without_its_table_or_cut_short_is_refused(tmp_path: Path) -> None:
    shp = road_shapefile(tmp_path, [("文化路", LINE)] * 3)
    whole = shp.read_bytes()
    shp.write_bytes(whole[:150])
    with pytest.raises(UnusableFile, match="damaged"):
        read_features(shp)
    shp.write_bytes(whole)
    shp.with_suffix(".dbf").unlink()
    with pytest.raises(UnusableFile, match=r"the \.dbf of the Shapefile is missing"):
        read_features(shp)


def test_a_zip_that_is_none_or_holds_no_layer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK nothing")
    with pytest.raises(UnusableFile, match="no zip"):
        read_features(tmp_path / "a.zip")
    shp = road_shapefile(tmp_path, [("文化路", LINE)])
    shp.unlink()
    with pytest.raises(UnusableFile, match=r"holds 0 \.shp files"):
        read_features(zipped(shp))


def test_a_zip_of_two_layers_asks_which_one_is_meant(tmp_path: Path) -> None:
    shp = road_shapefile(tmp_path, [("文化路", LINE)])
    path = zipped(shp)
    with zipfile.ZipFile(path, "a") as archive:
        for part in (".shp", ".dbf", ".shx", ".prj"):
            archive.write(shp.with_suffix(part), f"other{part}")
    assert layers_of(path) == ["roads", "other"]
    with pytest.raises(UnusableFile, match=r"holds 2 \.shp files \(roads, other\): say which one with --table"):
        read_features(path)
    assert names(read_features(path, table="other")) == ["文化路"]


def test_numbers_as_codes_are_written_without_a_point() -> None:
    one = Feature(1, {"CODE": 12.0, "wide": True, "empty": "  ", "half": 1.5}, None)
    assert [one.text(key) for key in ("code", "wide", "empty", "half", "none")] == ["12", None, None, "1.5", None]


@pytest.mark.parametrize("datum", [*Datum])
def test_coordinates_are_kept_to_a_tenth_of_a_millimetre_after_the_datum_is_undone(tmp_path: Path, datum: Datum) -> None:
    fine = [(113.661234567, 34.741234567), (113.67, 34.745)]
    drawn = [tuple(value + 2e-11 for value in from_wgs84(*point, datum)) for point in fine]
    file = in_wgs84(read_features(geojson(tmp_path / "a.geojson", [way(drawn)])), datum)
    assert degrees(file) == [list(point) for point in fine]
