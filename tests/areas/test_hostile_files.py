"""Files made to harm: each is refused, or read without harm, in bounded memory and time, with a sentence that says what to do."""

from __future__ import annotations

import json
import random
import sqlite3
import struct
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from app.areas import file_limits
from app.areas import read_geopackage as geopackages
from app.areas.raw_geometry import from_wkt
from app.areas.reading import read_features
from app.areas.rules import UnusableFile
from tests.areas.files import (
    geojson,
    geopackage,
    kml,
    kml_line,
    line_blob,
    placemark,
    road_shapefile,
    table,
    way,
    zipped,
)
from tests.areas.hostile import LINE, WKT, refusal_of


def every_format(folder: Path) -> list[Path]:
    """The same road in each format."""
    shp = zipped(road_shapefile(folder, [("文化路", LINE)] * 4, encoding="gbk"))
    document = kml(folder / "a.kml", [placemark(kml_line(LINE), "文化路")] * 4)
    with zipfile.ZipFile(folder / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(document, "doc.kml")
    return [
        shp,
        shp.with_suffix(".shp"),
        document,
        folder / "a.kmz",
        geojson(folder / "a.geojson", [way(LINE, name="文化路")] * 4),
        table(folder / "a.csv", [("name", "wkt"), *[("文化路", WKT)] * 4]),
        geopackage(folder / "a.gpkg", {"a": [("文化路", line_blob(LINE))] * 4}),
    ]


def test_entities_in_kml_are_refused_before_they_grow(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    path = kml(tmp_path / "a.kml", [placemark(kml_line(LINE), "&b;&c;")], before=bomb)
    with pytest.raises(UnusableFile, match="document type definition, which no KML needs: export the layer again"):
        read_features(path)


def test_kml_nested_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="nests more than 200 elements"):
        read_features(kml(tmp_path / "a.kml", ["<MultiGeometry>" * 100_000]))


@pytest.mark.parametrize("suffix", [".zip", ".kmz"])
def test_a_zip_that_would_fill_the_memory_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(file_limits, "MOST_BYTES", 2_000_000)
    with zipfile.ZipFile(tmp_path / f"a{suffix}", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("doc.kml", "roads.shp", "roads.dbf", "roads.prj"):
            archive.writestr(name, bytes(2_000_001))
    assert (tmp_path / f"a{suffix}").stat().st_size < 20_000
    with pytest.raises(UnusableFile, match="larger than 1 MB unpacked: split the layer"):
        read_features(tmp_path / f"a{suffix}")


def test_a_zip_that_lies_about_its_size_gives_no_more_than_it_said(tmp_path: Path) -> None:
    path = tmp_path / "a.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", bytes(5_000_000))
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", 5_000_000), struct.pack("<I", 1_000)))
    with pytest.raises(UnusableFile, match=r"no zip that can be read .*pack its files again"):
        read_features(path)


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped(road_shapefile(tmp_path, [("文化路", LINE)]))
    raw = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + flags] |= 1
            at = raw.find(mark, at + 1)
    path.write_bytes(bytes(raw))
    with pytest.raises(UnusableFile, match="without a password"):
        read_features(path)


def test_text_nested_until_the_stack_ends_is_unreadable_and_kills_nobody(tmp_path: Path) -> None:
    bomb = "GEOMETRYCOLLECTION (" * 200_000 + "POINT (1 2)" + ")" * 200_000
    assert from_wkt(bomb) is None
    assert from_wkt("CURVEPOLYGON (" * 200_000) is None
    file = read_features(table(tmp_path / "a.csv", [("name", "wkt"), ("x", bomb), ("y", WKT)]))
    assert [one.geometry is None for one in file.features] == [True, False]


def test_geojson_nested_without_end_is_refused_or_unreadable(tmp_path: Path) -> None:
    for depth in (50, 300, 480, 100_000):
        nested = '{"type":"GeometryCollection","geometries":[' * depth + '{"type":"Point","coordinates":[1,2]}' + "]}" * depth
        (tmp_path / "a.json").write_text('{"type":"Feature","properties":{},"geometry":' + nested + "}")
        refused = refusal_of(tmp_path / "a.json")
        assert refused is None or "export the layer again" in refused


@pytest.mark.parametrize(
    "view",
    [
        "CREATE VIEW roads AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i), null AS geom FROM n",
        "CREATE VIEW roads AS SELECT 1 AS fid, zeroblob(1000000000) AS geom",
        "CREATE VIEW roads AS SELECT 1 AS fid, null AS geom FROM n AS a, n AS b, n AS c, n AS d WHERE a.i + b.i + c.i + d.i < 0",
        "CREATE VIEW roads AS SELECT load_extension('/tmp/x') AS fid, null AS geom",
        "CREATE TABLE roads (fid INTEGER PRIMARY KEY)",
    ],
)
def test_a_geopackage_that_computes_without_end_or_loads_code_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    monkeypatch.setattr(geopackages, "_LONGEST_S", 0.2)
    path = geopackage(tmp_path / "a.gpkg", {"roads": []})
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE n (i INTEGER)")
        base.executemany("INSERT INTO n VALUES (?)", [(n,) for n in range(999)])
        base.executescript(f"DROP TABLE roads; {view}")
    with pytest.raises(UnusableFile, match="export the layer again"):
        read_features(path)


def test_a_layer_that_is_a_view_is_read(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"roads": [], "drawn": [(" 文化路 ", line_blob(LINE))]})
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            "DROP TABLE roads; DELETE FROM gpkg_contents WHERE table_name = 'drawn';"
            "CREATE VIEW roads AS SELECT fid, geom, trim(NAME) || coalesce(null, '东段') AS name FROM drawn"
        )
    assert [one.text("name") for one in read_features(path).features] == ["文化路东段"]


def test_a_geopackage_is_never_written_to(tmp_path: Path) -> None:
    path = geopackage(tmp_path / "a.gpkg", {"a": [("x", line_blob(LINE))]})
    before = path.read_bytes()
    read_features(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.gpkg"]


def test_more_records_or_corners_than_any_city_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = every_format(tmp_path)
    monkeypatch.setattr(file_limits, "MOST_FEATURES", 3)
    for path in files:
        with pytest.raises(UnusableFile, match=r"more than 3 records: keep the roads or cells of one city"):
            read_features(path)
    monkeypatch.setattr(file_limits, "MOST_FEATURES", 4)
    monkeypatch.setattr(file_limits, "MOST_POINTS", 7)
    for path in files:
        with pytest.raises(UnusableFile, match="more than 7 corners: simplify"):
            read_features(path)


def test_files_larger_than_the_limit_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = every_format(tmp_path)
    monkeypatch.setattr(file_limits, "MOST_BYTES", 100)
    for path in files:
        with pytest.raises(UnusableFile, match="unpacked: split the layer"):
            read_features(path)


def test_a_file_that_is_another_format_than_its_name_says_is_refused(tmp_path: Path) -> None:
    files = every_format(tmp_path)
    suffixes = [".zip", ".kml", ".kmz", ".geojson", ".csv", ".gpkg"]
    contents = {path.suffix: path.read_bytes() for path in files}
    folder = tmp_path / "other"
    folder.mkdir()
    for one in suffixes:
        for other in suffixes:
            if {one, other} - {".zip", ".kmz"} and one != other:
                (folder / f"b{one}").write_bytes(contents[other])
                with pytest.raises(UnusableFile, match="export|WKT|pack"):
                    read_features(folder / f"b{one}")


def test_files_damaged_anywhere_are_read_or_refused_but_never_an_accident(tmp_path: Path) -> None:
    draw = random.Random(20261121)
    for path in every_format(tmp_path):
        parts = [path] if path.suffix != ".shp" else [path.with_suffix(suffix) for suffix in (".shp", ".dbf", ".shx")]
        for _ in range(40):
            target = draw.choice(parts)
            whole = target.read_bytes()
            damaged = bytearray(whole)
            for _ in range(draw.choice((1, 2, 8))):
                damaged[draw.randrange(len(damaged))] = draw.choice((0, 1, 255, draw.randrange(256)))
            target.write_bytes(damaged[: draw.choice((len(damaged), draw.randrange(len(damaged))))])
            refused = refusal_of(path)
            assert refused is None or path.name in refused
            target.write_bytes(whole)


def test_no_refusal_leaves_out_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"type": "Topology"}))
    with pytest.raises(UnusableFile, match="FeatureCollection with a list of features is needed"):
        read_features(tmp_path / "a.json")
