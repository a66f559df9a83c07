"""`flask areas …` as a person at a terminal uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from click.testing import Result
from flask import Flask

from app.areas import queries
from app.areas.datum import Datum, from_wgs84
from tests.areas.files import MARS, feature, geojson, geopackage, line_blob, ring, road_shapefile, table, way

LINE = [(113.7, 34.7), (113.708, 34.7)]


def areas(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["areas", *map(str, arguments)])


def place(app: Flask) -> tuple[str | None, str | None]:
    with app.app_context():
        placement = queries.current_index().place(113.702, 34.7001, 8.0)
        return placement.segment and placement.segment.code, placement.cell


def test_roads_and_a_grid_are_imported_and_told(app: Flask, tmp_path: Path) -> None:
    roads = geojson(tmp_path / "roads.geojson", [way([from_wgs84(*p, Datum.GCJ02) for p in LINE], name="文化路"), way(LINE)])
    outline = geojson(tmp_path / "d.json", [feature("Polygon", [ring(113.699, 34.699, 0.01)])])
    done = areas(app, "import", roads, "--layer", "segments", "--datum", "gcj02", "--adcode", "410104")
    assert done.exit_code == 0, done.output
    assert "read 2, imported 2 segments" in done.output
    assert "skipped 1, a way without code and name: feature 2" in done.output
    assert "cut 1, roads over 500 m: 文化路, 733 m into 2" in done.output
    done = areas(app, "grid", "--within", outline, "--datum", "wgs84", "--adcode", "410104")
    assert done.exit_code == 0, done.output
    assert "generated" in done.output
    assert "is in force" in done.output
    segment, cell = place(app)
    assert segment == "410104-000-R001-S01"
    assert cell is not None
    assert cell.startswith("410104901001")


def test_cells_come_from_a_shapefile_and_options_name_the_fields(app: Flask, tmp_path: Path) -> None:
    shp = road_shapefile(tmp_path, [("文化路", LINE[:1] + [(113.703, 34.7)])], encoding="gbk")
    done = areas(app, "import", shp, "--layer", "segments", "--datum", "wgs84", "--name-field", "NAME", "--depth", "20")
    assert done.exit_code == 0, done.output
    cells = geojson(tmp_path / "c.geojson", [feature("Polygon", [ring(113.7, 34.6995, 0.01)], BGID="410104001001001")])
    done = areas(app, "import", cells, "--layer", "cells", "--datum", "wgs84", "--code-field", "bgid")
    assert done.exit_code == 0, done.output
    assert place(app) == ("000000-000-R001-S01", "410104001001001")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "none.geojson", "--layer", "segments", "--datum", "wgs84"), "is not there"),
        (("grid", "--within", "none.geojson", "--datum", "wgs84", "--adcode", "410104"), "is not there"),
        (("import", "none.geojson", "--layer", "segments"), "--datum"),
        (("import", "none.geojson", "--layer", "streets", "--datum", "wgs84"), "streets"),
        (("import", "none.geojson", "--layer", "segments", "--datum", "wgs84", "--depth", "0"), "--depth"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    done = areas(app, *arguments)
    assert done.exit_code != 0
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_refused_import_leaves_the_areas_as_they_were(app: Flask, tmp_path: Path) -> None:
    good = geojson(tmp_path / "good.geojson", [way(LINE, code="A")])
    assert areas(app, "import", good, "--layer", "segments", "--datum", "wgs84").exit_code == 0
    bad = geojson(tmp_path / "bad.geojson", [way([(500_000.0, 3_840_000.0), (500_100.0, 3_840_000.0)], name="丙路")])
    done = areas(app, "import", bad, "--layer", "segments", "--datum", "wgs84")
    assert done.exit_code == 1
    assert "no longitude and latitude" in done.output
    assert place(app)[0] == "A-S01"


def test_a_new_version_counts_since_the_moment_that_was_said(app: Flask, tmp_path: Path) -> None:
    old = geojson(tmp_path / "old.geojson", [way(LINE, code="A")])
    new = geojson(tmp_path / "new.geojson", [way(LINE, code="B")])
    layer = ("--layer", "segments", "--datum", "wgs84")
    assert areas(app, "import", old, *layer).exit_code == 0
    done = areas(app, "import", new, *layer, "--valid-from", "2026-11-01T00:00+08:00")
    assert done.exit_code == 0, done.output
    listed = areas(app, "versions").output.splitlines()
    assert "segments 2026-10-31T16:00:00.000Z to now" in listed[0]
    assert "since ever to 2026-10-31T16:00:00.000Z" in listed[1]


def test_undone_areas_are_told_and_those_before_count_again(app: Flask, tmp_path: Path) -> None:
    for code in "AB":
        file = geojson(tmp_path / f"{code}.geojson", [way(LINE, code=code)])
        assert areas(app, "import", file, "--layer", "segments", "--datum", "wgs84").exit_code == 0
    assert areas(app, "undo").exit_code == 1
    assert place(app)[0] == "B-S01"
    done = areas(app, "undo", "--yes")
    assert done.exit_code == 0, done.output
    assert place(app)[0] == "A-S01"
    assert "undone at" in areas(app, "versions").output.splitlines()[1]
    done = areas(app, "undo", "--yes")
    assert (done.exit_code, "import others instead" in done.output) == (1, True)


@pytest.mark.parametrize("moment", ["2026-11-01", "2026-11-01T00:00", "yesterday", "2999-01-01T00:00Z"])
def test_a_beginning_without_zone_or_to_come_is_refused(app: Flask, tmp_path: Path, moment: str) -> None:
    file = geojson(tmp_path / "a.geojson", [way(LINE, code="A")])
    done = areas(app, "import", file, "--layer", "segments", "--datum", "wgs84", "--valid-from", moment)
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    assert areas(app, "versions").output == ""


def test_columns_are_named_at_the_import_and_the_layer_of_a_file_of_several(app: Flask, tmp_path: Path) -> None:
    rows = [
        ("路段编号", "进深", "侧别", "wkt"),
        ("990103-003-R001-S01", "30", "双侧", shapely.LineString(LINE[:1] + [(113.703, 34.7)]).wkt),
    ]
    named = ("--field", "code=路段编号", "--field", "depth=进深", "--field", "side=侧别")
    done = areas(app, "import", table(tmp_path / "a.csv", rows), "--layer", "segments", "--datum", "wgs84", *named)
    assert done.exit_code == 0, done.output
    with app.app_context():
        (one,) = queries.segments_of(queries.current_version_id())
    assert (one.code, one.depth_m, one.side) == ("990103-003-R001-S01", 30.0, "both")
    layers = {name: [("文化路", line_blob(LINE))] for name in ("a", "b")}
    path = geopackage(tmp_path / "a.gpkg", layers)
    assert "say which one with --table" in areas(app, "import", path, "--layer", "segments", "--datum", "wgs84").output
    done = areas(app, "import", path, "--layer", "segments", "--datum", "wgs84", "--table", "b", "--field", "name=NAME")
    assert done.exit_code == 0, done.output


def test_a_file_is_looked_through_before_it_is_imported(app: Flask, tmp_path: Path) -> None:
    known = geojson(tmp_path / "known.geojson", [way(LINE, code="A", name="文化路")])
    assert areas(app, "import", known, "--layer", "segments", "--datum", "wgs84").exit_code == 0
    version = areas(app, "versions").output
    moved = [from_wgs84(*point, Datum.GCJ02) for point in LINE]
    file = geojson(
        tmp_path / "a.geojson", [way(moved, 路段编号="R1-S01", 路名="文化路"), way(moved, 路段编号="R1-S02", 路名=None)]
    )
    done = areas(app, "check", file, "--layer", "segments")
    assert done.exit_code == 0, done.output
    assert "路段编号: code; 2 of 2, like R1-S01, R1-S02" in done.output
    assert "路名: name; 1 of 2, like 文化路" in done.output
    assert "gcj02 0 m" in done.output
    assert "skipped 1, the same line as another way" in done.output
    assert "0 faults must be mended" in done.output
    assert areas(app, "versions").output == version


def test_faults_of_cells_are_listed_the_gravest_first(app: Flask, tmp_path: Path) -> None:
    cells = [feature("Polygon", [ring(113.7 + n / 500, 34.7, 0.0025)], BGID=f"99010100100100{n}") for n in range(3)]
    done = areas(app, "check", geojson(tmp_path / "c.geojson", cells), "--layer", "cells", "--datum", "wgs84")
    assert done.exit_code == 0, done.output
    assert "none of the file is near them" in done.output
    assert "2 faults must be mended, 0 may stay." in done.output
    assert "must overlap" in done.output
    assert "990101001001000, 990101001001001 at 113.702" in done.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "The datum of this file is not clear: give it with --datum"),
        (("--datum", "wgs84", "--field", "depth"), "WANTED=COLUMN"),
        (("--datum", "wgs84", "--field", "depth=JS"), "no column 'JS' for depth"),
        (("--datum", "wgs84", "--field", "owner=name"), "'owner' is no field of segments"),
    ],
)
def test_what_cannot_be_checked_ends_with_a_sentence(app: Flask, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    file = geojson(tmp_path / "a.geojson", [way(LINE, name="文化路")])
    done = areas(app, "check", file, "--layer", "segments", *options)
    assert done.exit_code != 0
    assert said in done.output
    assert "Traceback" not in done.output


def test_faults_that_must_be_mended_are_told_before_an_import_and_refused_when_asked(app: Flask, tmp_path: Path) -> None:
    cells = [feature("Polygon", [ring(113.7 + n / 500, 34.7, 0.0025)], BGID=f"99010100100100{n}") for n in range(3)]
    file = geojson(tmp_path / "c.geojson", cells)
    asked = ("import", file, "--layer", "cells", "--datum", "wgs84", "--code-field", "BGID")
    refused = areas(app, *asked, "--refuse-faults")
    assert (refused.exit_code, "2 faults must be mended" in refused.output) == (1, True)
    assert "Nothing was imported" in refused.output
    assert areas(app, "versions").output == ""
    done = areas(app, *asked)
    assert done.exit_code == 0, done.output
    assert "must overlap" in done.output
    assert place(app)[1] == "990101001001000"


def test_cells_keep_street_and_community_of_the_columns_that_were_named(app: Flask, tmp_path: Path) -> None:
    cells = [feature("Polygon", [ring(113.7, 34.7, 0.002)], BGID="990101001001001", JD="南关街道", SQ="东大街社区")]
    file = geojson(tmp_path / "c.geojson", cells)
    named = ("--code-field", "BGID", "--field", "street=JD", "--field", "community=SQ")
    assert areas(app, "import", file, "--layer", "cells", "--datum", "wgs84", *named).exit_code == 0
    with app.app_context():
        (one,) = queries.cells_of(queries.current_version_id())
    assert (one.street, one.community) == ("南关街道", "东大街社区")


def test_a_system_of_another_planet_is_refused_by_name(app: Flask, tmp_path: Path) -> None:
    path = road_shapefile(tmp_path, [("一路", LINE)], prj=MARS)
    done = areas(app, "import", path, "--layer", "segments", "--datum", "wgs84")
    assert done.exit_code == 1
    assert "GCS_Mars_2000 is no system of places on the Earth" in done.output
