"""What the API says of imports: a slug and facts for programs, English for everybody else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import Flask

from app.area_imports import rules
from tests.area_imports.bringing import (
    BUILT,
    CHANGED,
    IMPORTS,
    act,
    bring,
    check,
    geojson,
    plan,
    ready,
    send,
    squares,
    told,
    work,
)
from tests.areas import files
from tests.cases.changing import SWAPPED, lay
from tests.conftest import Phone

CELLS = {"410104001001001": (113.67, 34.74, 0.002), "410104001001002": (113.671, 34.74, 0.002)}


def why(answer: Any) -> tuple[str, dict[str, Any]]:
    """Slug and facts of a refusal."""
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"]
    return answer.json["why"], answer.json["facts"]


def test_a_file_that_cannot_be_read_is_told_with_its_own_name_in_the_facts(app: Flask, admin: Phone, tmp_path: Path) -> None:
    shp = files.road_shapefile(tmp_path, [(code, line) for code, line in BUILT.items()], prj=None)
    import_id = bring(admin, files.zipped(shp), "道路.zip")
    work(app)
    failure = told(admin, import_id)["failure"]
    assert (failure["slug"], failure["facts"]) == ("prj-missing", {"source": "道路.zip", "prj": "道路.prj"})
    assert failure["text"].startswith("道路.zip has no .prj")
    assert "name the system with crs (EPSG:4490" in failure["text"]


def test_a_file_of_which_nothing_is_left_says_why_each_record_was_left_out(app: Flask, admin: Phone) -> None:
    import_id = bring(admin, geojson(BUILT))
    work(app)
    wanted = plan(told(admin, import_id))
    wanted["mapping"] = dict.fromkeys(wanted["mapping"])
    one = check(app, admin, import_id, wanted)
    facts = {"source": "roads.geojson", "code": "", "name": "", "columns": ["路名", "路段编号", "进深"]}
    assert (one["state"], one["failure"]["slug"]) == ("failed", "no-roads")
    assert one["failure"]["facts"] | {"columns": sorted(one["failure"]["facts"]["columns"])} == facts
    assert (one["report"]["read"], one["report"]["imported"], one["report"]["skipped"]) == (2, 0, 2)
    assert one["report"]["remarks"] == [
        {
            "kind": "skipped",
            "slug": "way-without-code-and-name",
            "facts": {},
            "what": "a way without code and name",
            "count": 2,
            "examples": [{"slug": "record", "facts": {"record": one}, "text": f"feature {one}"} for one in "12"],
        }
    ]
    again = check(app, admin, import_id, plan(told(admin, import_id)) | {"mapping": one["guessed"]})
    assert (again["state"], again["failure"], again["report"]["skipped"]) == ("checked", None, 0)


def test_notes_and_remarks_of_a_checked_file_have_slugs_and_facts(app: Flask, admin: Phone, tmp_path: Path) -> None:
    layers = {"roads": [(code, files.line_blob(line)) for code, line in BUILT.items()]}
    path = files.geopackage(tmp_path / "r.gpkg", layers)
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = WAL")
    import_id = bring(admin, path, "路.gpkg")
    work(app)
    wanted = plan(told(admin, import_id), adcode=None)
    wanted["mapping"] = {"code": None, "name": "NAME", "depth": "NAME"}
    one = check(app, admin, import_id, wanted)
    notes = {note["slug"]: (note["facts"], note["text"]) for note in one["report"]["notes"]}
    assert notes["geopackage-open"][0] == {"source": "路.gpkg"}
    assert notes["adcode-missing"] == (
        {"adcode": "000000"},
        "No district code is known: road codes begin with 000000. Give it with adcode.",
    )
    remarks = {remark["slug"]: remark["facts"] for remark in one["report"]["remarks"]}
    assert remarks == {"depth-unreadable": {"most": 200.0}}
    assert act(admin, import_id, "activate").status_code == 200


def test_what_a_person_may_not_do_now_says_why(app: Flask, admin: Phone, areas: None) -> None:
    waiting = bring(admin, geojson(CHANGED))
    mapping = f"{IMPORTS}/{waiting}/mapping"
    nothing = {"mapping": {}, "datum": "wgs84"}
    assert why(admin.put(mapping, json=nothing)) == ("at-work", {"state": "uploaded"})
    assert why(act(admin, waiting, "activate")) == ("not-ready", {"state": "uploaded"})
    assert why(act(admin, waiting, "undo")) == ("not-newest", {})
    assert why(admin.get(f"{IMPORTS}/{waiting}/findings")) == ("not-checked", {})
    import_id = ready(app, admin, geojson(CHANGED))
    assert why(act(admin, import_id, "activate", valid_from="2999-01-01T00:00:00Z")) == ("valid-from-later", {})
    lay(app, SWAPPED)
    assert why(act(admin, import_id, "activate")) == ("areas-changed", {})
    check(app, admin, import_id)
    assert act(admin, import_id, "activate").status_code == 200
    assert why(act(admin, import_id, "discard")) == ("not-disposable", {"state": "active"})


def test_settings_that_do_not_fit_and_faults_say_which(app: Flask, admin: Phone) -> None:
    import_id = bring(admin, squares(CELLS), "cells.geojson", "cells")
    work(app)
    mapping = f"{IMPORTS}/{import_id}/mapping"
    fields = ["code", "street", "community"]
    misfit = {"column": "nowhere", "wanted": "code", "layer": "cells", "fields": fields}
    assert why(admin.put(mapping, json={"mapping": {"code": "nowhere"}, "datum": "wgs84"})) == ("column-misfit", misfit)
    assert why(admin.put(mapping, json={"mapping": {}, "datum": "wgs84"})) == ("cells-need-code", {})
    check(app, admin, import_id)
    assert why(act(admin, import_id, "activate")) == ("faults-left", {"count": 1})


def test_an_upload_that_is_not_taken_says_why(admin: Phone) -> None:
    content, most = geojson(BUILT), rules.MAX_BYTES
    assert why(send(admin, content, "roads.dwg")) == ("name-unreadable", {"source": "roads.dwg"})
    assert why(send(admin, b"")) == ("file-empty", {})
    too_long = send(admin, content, announced=most + 1)
    assert (too_long.status_code, why(too_long)) == (413, ("upload-too-long", {"most": most, "bytes": most + 1}))
    cut_off = send(admin, content, announced=len(content) + 1)
    assert (cut_off.status_code, why(cut_off)) == (400, ("cut-off", {}))
    assert admin.get(IMPORTS).json["items"] == []
