"""A file of areas from the upload to the undo, over HTTP: what is told, what takes effect, what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from flask import Flask

from app.areas import queries
from app.areas.datum import Datum, from_wgs84
from tests.area_imports.bringing import (
    BUILT,
    CHANGED,
    COLUMNS,
    IMPORTS,
    Line,
    act,
    bring,
    check,
    geojson,
    plan,
    ready,
    squares,
    told,
    work,
)
from tests.areas import files
from tests.cases.changing import NORTH, THIRD, case_of, follow, held, open_case, version_in_force
from tests.conftest import Phone
from tests.reports import city

GUESSED = {"code": COLUMNS[0], "name": COLUMNS[1], "depth": COLUMNS[2]}


def shapefile_zip(folder: Path, lines: dict[str, Line]) -> Path:
    path = files.road_shapefile(folder, list(lines.items()), encoding="gbk", cpg="GBK")
    return files.zipped(path)


def geopackage(folder: Path, lines: dict[str, Line]) -> Path:
    return files.geopackage(folder / "r.gpkg", {"roads": [(code, files.line_blob(line)) for code, line in lines.items()]})


def kml(folder: Path, lines: dict[str, Line]) -> Path:
    marks = [files.placemark(files.kml_line(line), f"路{code[-7:-4]}", LDBH=code) for code, line in lines.items()]
    return files.kml(folder / "r.kml", marks)


def csv(folder: Path, lines: dict[str, Line]) -> Path:
    rows = [(code, f"路{code[-7:-4]}", "15", shapely.LineString(line).wkt) for code, line in lines.items()]
    return files.table(folder / "r.csv", [(*COLUMNS, "wkt"), *rows], encoding="gbk")


def plain(folder: Path, lines: dict[str, Line]) -> Path:
    (folder / "r.geojson").write_bytes(geojson(lines))
    return folder / "r.geojson"


def codes_in_force(app: Flask) -> list[str]:
    with app.app_context():
        return [one.code for one in queries.segments_of(queries.current_version_id())]


@pytest.mark.parametrize(
    ("write", "kind"),
    [(plain, "geojson"), (shapefile_zip, "shapefile"), (geopackage, "geopackage"), (kml, "kml"), (csv, "csv")],
)
def test_a_file_of_every_format_comes_into_force(
    app: Flask, admin: Phone, areas: None, tmp_path: Path, write: object, kind: str
) -> None:
    path = write(tmp_path, CHANGED)  # type: ignore[operator]
    import_id = bring(admin, path, path.name)
    assert told(admin, import_id)["progress"]["step"] == "reading"
    assert work(app) == 1
    one = told(admin, import_id)
    assert (one["file"]["format"], one["file"]["records"], one["file"]["name"]) == (kind, 3, path.name)
    assert (one["file"]["bytes"], one["progress"], one["failure"]) == (path.stat().st_size, None, None)
    if one["mapping"]["code"] is None:  # columns called NAME hold the codes here: a person says so
        one["mapping"] = {**one["mapping"], "code": "NAME", "name": None}
    checked = check(app, admin, import_id, plan(one))
    assert (checked["state"], checked["failure"]) == ("checked", None)
    assert checked["report"] | {"notes": [], "remarks": []} == {
        "read": 3, "imported": 3, "skipped": 0, "notes": [], "remarks": [],
    }  # fmt: skip
    done = act(admin, import_id, "activate")
    assert done.status_code == 200, done.text
    assert (done.json["state"], done.json["version"]) == ("active", version_in_force(app))
    assert codes_in_force(app) == sorted(CHANGED)


def test_columns_are_guessed_shown_with_samples_and_can_be_corrected(app: Flask, admin: Phone, areas: None) -> None:
    import_id = bring(admin, geojson(BUILT, NAME2="新名路"))
    work(app)
    one = told(admin, import_id)
    assert {name: column for name, column in one["guessed"].items() if column} == GUESSED
    assert one["mapping"] == one["guessed"]
    samples = {field["name"]: (field["samples"], field["kind"], field["filled"]) for field in one["fields"]}
    assert samples[COLUMNS[0]] == (list(BUILT), "text", 2)
    assert samples[COLUMNS[2]] == (["15"], "number", 2)
    wanted = plan(one)
    wanted["mapping"] = {**one["mapping"], "name": "NAME2", "depth": None}
    checked = check(app, admin, import_id, {**wanted, "options": {**wanted["options"], "depth_m": 22.5}})
    assert (checked["mapping"]["name"], checked["guessed"]["name"]) == ("NAME2", COLUMNS[1])
    assert act(admin, import_id, "activate").status_code == 200
    with app.app_context():
        found = queries.segments_of(queries.current_version_id())
    assert [(one.name, one.depth_m) for one in found] == [("新名路", 22.5)] * 2


def test_a_file_in_another_datum_is_noticed_by_where_it_would_lie(app: Flask, admin: Phone, areas: None) -> None:
    moved = {code: [from_wgs84(*point, Datum.GCJ02) for point in line] for code, line in BUILT.items()}
    import_id = bring(admin, geojson(moved))
    work(app)
    one = told(admin, import_id)
    assert one["datum"] == "gcj02"
    guess = [(entry["datum"], entry["metres"]) for entry in one["datum_guess"]]
    assert guess[0][0] == "gcj02"
    assert guess[0][1] < 1.0 < guess[1][1] < guess[2][1]
    right = check(app, admin, import_id)
    assert right["difference"]["unchanged"]["count"] + right["difference"]["moved"]["count"] == 2
    assert right["difference"]["cases"]["outside"] == 0
    with app.app_context():
        in_force = queries.current_index().place(*city.ON_MAIN).segment
    assert in_force is not None
    shapes = admin.get(f"{IMPORTS}/{import_id}/shapes", query_string={"bbox": "113.66,34.73,113.69,34.75", "zoom": 16}).json
    lats = {lat for one in shapes["features"] for _, lat in one["geometry"]["coordinates"]}
    assert all(min(abs(lat - city.MAIN_LAT), abs(lat - city.BACK_LAT)) < 1e-6 for lat in lats)


def test_nothing_is_known_of_a_datum_while_there_are_no_areas(app: Flask, admin: Phone) -> None:
    import_id = bring(admin, geojson(BUILT))
    work(app)
    one = told(admin, import_id)
    assert (one["datum"], one["datum_guess"]) == (None, None)
    checked = check(app, admin, import_id)
    assert checked["difference"]["added"] == {"count": 2, "codes": sorted(BUILT)}
    assert act(admin, import_id, "activate").status_code == 200


def test_open_cases_are_counted_before_move_after_and_come_back_when_undone(
    app: Flask, admin: Phone, li: Phone, boss: Phone, areas: None
) -> None:
    follow(app)
    cases = [open_case(li, boss, place) for place in (city.ON_MAIN, city.ON_BACK)]
    before = held(app)
    import_id = ready(app, admin, geojson(CHANGED))
    difference = told(admin, import_id)["difference"]
    assert difference["added"] == {"count": 1, "codes": [THIRD]}
    assert difference["moved"] == {"count": 1, "codes": [city.MAIN]}
    assert (difference["removed"]["count"], difference["unchanged"]["count"]) == (0, 1)
    assert difference["cases"] == {
        "open": 2, "moved": 1, "other_segment": 1, "other_cell": 0, "outside": 0, "choices_ended": 0,
    }  # fmt: skip
    assert held(app) == before
    answer = act(admin, import_id, "activate")
    assert answer.json["replacing"] == {"done": 0, "total": 0, "moved": 0, "ended": False}
    follow(app)
    assert told(admin, import_id)["replacing"] == {"done": 2, "total": 2, "moved": 1, "ended": True}
    assert admin.get("/api/v1/areas/replacing").json == {"done": 2, "total": 2, "moved": 1, "ended": True}
    assert case_of(boss, cases[0])["segment"]["code"] == THIRD
    undone = act(admin, import_id, "undo")
    assert (undone.status_code, undone.json["state"]) == (200, "undone")
    follow(app)
    assert held(app) == before
    assert told(admin, import_id)["replacing"]["moved"] == 1


def test_versions_say_which_import_brought_them_and_what_they_hold(app: Flask, admin: Phone, areas: None) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    act(admin, import_id, "activate", valid_from="2026-11-01T00:00:00+08:00")
    newest, *older = admin.get("/api/v1/areas/versions").json["items"]
    cells = older[0]["counts"]["cells"]
    assert (newest["import_id"], newest["layer"], newest["counts"]) == (import_id, "segments", {"segments": 3, "cells": cells})
    assert (newest["valid_from"], newest["valid_to"]) == ("2026-10-31T16:00:00.000Z", None)
    assert [one["import_id"] for one in older] == [None, None]
    assert newest["origin_import_id"] == import_id
    assert older[-1]["counts"] == {"segments": 2, "cells": 0}
    act(admin, import_id, "undo")
    again, undone, *_ = admin.get("/api/v1/areas/versions").json["items"]
    assert (again["restores"], undone["undone_at"] is not None) == (older[0]["name"], True)
    pages, cursor = [], None
    while True:
        page = admin.get("/api/v1/areas/versions", query_string={"limit": 1, **({"cursor": cursor} if cursor else {})}).json
        pages += [one["name"] for one in page["items"]]
        cursor = page["cursor"]
        if not page["has_more"]:
            break
    assert pages == [again["name"], undone["name"], *(one["name"] for one in older)]


def test_cells_keep_their_words_and_the_preview_shows_what_changes(app: Flask, admin: Phone, areas: None) -> None:
    with app.app_context():
        first = queries.cells_of(queries.current_version_id())[0].code
    content = squares({first: (113.67, 34.74, 0.001), "410104901001999": (113.672, 34.74, 0.001)})
    import_id = ready(app, admin, content, name="cells.json", layer="cells")
    one = told(admin, import_id)
    assert {name: column for name, column in one["guessed"].items() if column} == {"code": "BGCODE", "community": "社区"}
    assert set(one["guessed"]) == {"code", "street", "community"}
    shapes = admin.get(f"{IMPORTS}/{import_id}/shapes", query_string={"bbox": "113.6,34.7,113.7,34.8", "zoom": 15}).json
    statuses = [(shape["properties"]["code"], shape["properties"]["status"]) for shape in shapes["features"]]
    assert statuses.count((first, "moved")) == 2
    corners = {
        shape["properties"]["was"]: shape["geometry"]["coordinates"][0][0]
        for shape in shapes["features"]
        if shape["properties"]["code"] == first
    }
    assert corners[False] == [113.67, 34.74] != corners[True]
    assert not any(shape["properties"]["was"] for shape in shapes["features"] if shape["properties"]["code"] != first)
    assert ("410104901001999", "added") in statuses
    assert {status for _, status in statuses} == {"moved", "added", "removed"}
    assert shapes["complete"] is True
    far = admin.get(f"{IMPORTS}/{import_id}/shapes", query_string={"bbox": "10,10,11,11", "zoom": 15}).json
    assert far["features"] == []
    assert act(admin, import_id, "activate").status_code == 200
    with app.app_context():
        found = queries.cells_of(queries.current_version_id())
        assert {(cell.code, cell.community) for cell in found} == {(first, "南关社区"), ("410104901001999", "南关社区")}
        assert queries.current_index().place(113.6705, 34.7405, 5.0).cell == first


def test_appended_segments_stand_beside_those_that_are_there(app: Flask, admin: Phone, areas: None) -> None:
    new = {THIRD: [(city.WEST + 0.0005, NORTH), (city.EAST - 0.0005, NORTH)]}
    import_id = bring(admin, geojson(new))
    work(app)
    checked = check(app, admin, import_id, plan(told(admin, import_id), append=True))
    assert checked["difference"]["removed"]["count"] == 0
    assert (checked["difference"]["added"]["codes"], checked["difference"]["unchanged"]["count"]) == ([THIRD], 2)
    assert act(admin, import_id, "activate").status_code == 200
    assert codes_in_force(app) == sorted([*BUILT, THIRD])


def test_numbers_of_new_roads_are_given_only_when_they_take_effect(app: Flask, admin: Phone) -> None:
    lines = {"北一路": BUILT[city.MAIN], "北二路": BUILT[city.BACK]}
    content = geojson(lines).replace(COLUMNS[0].encode(), b"REMARK").replace("路".encode() + "一路".encode(), b"")
    for expected in ("uploaded once and discarded", "uploaded again"):
        import_id = bring(admin, content)
        work(app)
        wanted = plan(told(admin, import_id), adcode="410104")
        wanted["mapping"] = {"name": "REMARK"}
        checked = check(app, admin, import_id, wanted)
        assert checked["difference"]["added"]["codes"] == ["410104-000-R001-S01", "410104-000-R002-S01"], expected
        if expected == "uploaded once and discarded":
            assert act(admin, import_id, "discard").json["state"] == "discarded"
    assert act(admin, import_id, "activate").status_code == 200
    assert codes_in_force(app) == ["410104-000-R001-S01", "410104-000-R002-S01"]
