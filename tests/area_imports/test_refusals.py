"""What is refused and what is given up: faults, areas that changed meanwhile, states, rights, columns."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.area_imports import preview
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
    refused,
    squares,
    told,
    work,
)
from tests.areas.files import geopackage, line_blob
from tests.cases.changing import SWAPPED, lay, version_in_force
from tests.conftest import Phone, SignIn
from tests.reports import city

NOBODY = "00000000-0000-7000-8000-000000000000"


CELL = "410104001001001"


OVERLAPPING = {CELL: (113.67, 34.74, 0.002), "410104001001002": (113.671, 34.74, 0.002), "41010400100100": (113.68, 34.74, 0.001)}


def test_faults_that_must_be_mended_are_listed_and_keep_a_layer_out(app: Flask, admin: Phone, areas: None) -> None:
    before = version_in_force(app)
    import_id = bring(admin, squares(OVERLAPPING), "cells.geojson", "cells")
    found = check(app, admin, import_id)["findings"]
    assert (found["must"], found["total"]) == (2, found["must"] + found["may"])
    first = found["items"][0]
    assert (first["no"], first["severity"]) == (1, "must")
    assert {one["kind"] for one in found["items"] if one["severity"] == "must"} == {"overlap", "wrong-code-length"}
    assert {"duplicate-code", "self-crossing", "sliver"} <= set(found["passed"])
    assert "overlap" not in found["passed"]
    assert "2 faults must be mended first" in refused(act(admin, import_id, "activate"))
    assert version_in_force(app) == before
    listed = admin.get(f"{IMPORTS}/{import_id}/findings")
    assert listed.content_type.startswith("text/csv")
    assert listed.data.startswith(b"\xef\xbb\xbfno,kind,severity,codes,lon,lat,metres,m2\r\n")
    rows = listed.data.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + found["total"]
    assert any(CELL in row and "overlap,must" in row for row in rows)


def test_a_column_that_is_guessed_can_be_chosen_though_many_stand_before_it(app: Flask, admin: Phone) -> None:
    content = json.loads(geojson(BUILT))
    for one in content["features"]:
        one["properties"] = {f"R{n}": str(n) for n in range(250)} | one["properties"]
    import_id = bring(admin, json.dumps(content).encode())
    work(app)
    one = told(admin, import_id)
    names = [field["name"] for field in one["fields"]]
    assert (len(names), names[-3:]) == (203, ["路段编号", "路名", "进深"])
    assert check(app, admin, import_id, plan(one))["state"] == "checked"


def test_a_code_that_a_spreadsheet_would_run_is_listed_as_text(app: Flask, admin: Phone) -> None:
    evil = "=HYPERLINK(1)"
    usual = {f"41010400100100{n}": (113.68 + n / 100, 34.74, 0.001) for n in range(3)}
    import_id = bring(admin, squares({**usual, evil: (113.6, 34.74, 0.001)}), "cells.geojson", "cells")
    check(app, admin, import_id)
    rows = admin.get(f"{IMPORTS}/{import_id}/findings").data.decode("utf-8-sig")
    assert f"'{evil}" in rows
    assert f",{evil}" not in rows


def test_areas_that_changed_since_the_check_have_to_be_checked_again(app: Flask, admin: Phone, areas: None) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    lay(app, SWAPPED)
    before = version_in_force(app)
    assert "check it again" in refused(act(admin, import_id, "activate"))
    assert version_in_force(app) == before
    again = check(app, admin, import_id)
    assert (again["difference"]["unchanged"]["count"], again["difference"]["moved"]["count"]) == (3, 0)
    assert act(admin, import_id, "activate").status_code == 200


def test_the_same_import_takes_effect_once_and_is_undone_once(app: Flask, admin: Phone, areas: None) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    assert act(admin, import_id, "activate").status_code == 200
    version = version_in_force(app)
    assert "this import is active" in refused(act(admin, import_id, "activate")).lower()
    assert "only what has not taken effect" in refused(act(admin, import_id, "discard"))
    assert version_in_force(app) == version
    assert act(admin, import_id, "undo").status_code == 200
    assert "areas are in force" in refused(act(admin, import_id, "undo"))
    assert "this import is undone" in refused(act(admin, import_id, "activate")).lower()


def test_only_the_newest_can_be_undone_and_then_the_one_before(app: Flask, admin: Phone, areas: None) -> None:
    first = ready(app, admin, geojson(CHANGED))
    act(admin, first, "activate")
    second = ready(app, admin, geojson(BUILT))
    act(admin, second, "activate")
    refused(act(admin, first, "undo"))
    assert act(admin, second, "undo").status_code == 200
    assert act(admin, first, "undo").status_code == 200
    assert [row["state"] for row in admin.get(IMPORTS).json["items"]] == ["undone", "undone"]


def test_two_that_were_checked_side_by_side_do_not_both_take_effect(app: Flask, admin: Phone, areas: None) -> None:
    one, other = (ready(app, admin, geojson(lines)) for lines in (CHANGED, BUILT))
    assert act(admin, one, "activate").status_code == 200
    version = version_in_force(app)
    refused(act(admin, other, "activate"))
    assert version_in_force(app) == version


def test_areas_are_never_valid_only_from_later_on(app: Flask, admin: Phone, areas: None) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    assert "later moment" in refused(act(admin, import_id, "activate", valid_from="2999-01-01T00:00:00Z"), "invalid-body", 422)
    refused(act(admin, import_id, "activate", valid_from="2026-11-01"), "invalid-body", 422)
    assert told(admin, import_id)["state"] == "checked"


@pytest.mark.parametrize("role", [Role.PATROL, Role.SUPERVISOR, Role.UNIT])
def test_only_admins_bring_areas(app: Flask, admin: Phone, areas: None, sign_in: SignIn, role: Role) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    other = sign_in("other", role)
    box = {"bbox": "113,34,114,35", "zoom": 12}
    asked = [
        other.post(IMPORTS, query_string={"layer": "cells", "name": "a.json"}, data=b"{}"),
        *(other.get(path) for path in (IMPORTS, f"{IMPORTS}/{import_id}", f"{IMPORTS}/{import_id}/findings")),
        *(other.get(f"/api/v1/areas/{what}") for what in ("versions", "replacing")),
        other.get(f"{IMPORTS}/{import_id}/shapes", query_string=box),
        other.put(f"{IMPORTS}/{import_id}/mapping", json=plan(told(admin, import_id))),
        *(act(other, import_id, what) for what in ("activate", "discard", "undo")),
    ]
    assert [(answer.status_code, answer.json["type"]) for answer in asked] == [(403, "/problems/not-allowed")] * len(asked)


def test_an_unknown_import_is_not_found(app: Flask, admin: Phone) -> None:
    box = {"bbox": "113,34,114,35", "zoom": 12}
    wanted = {"mapping": {}, "datum": "wgs84"}
    asked = [
        *(admin.get(f"{IMPORTS}/{NOBODY}{what}") for what in ("", "/findings")),
        admin.get(f"{IMPORTS}/{NOBODY}/shapes", query_string=box),
        admin.put(f"{IMPORTS}/{NOBODY}/mapping", json=wanted),
        *(act(admin, NOBODY, what) for what in ("activate", "discard", "undo")),
    ]
    assert [answer.status_code for answer in asked] == [404] * len(asked)
    assert admin.get("/api/v1/areas/versions").json == {"items": [], "cursor": None, "has_more": False}
    assert admin.get("/api/v1/areas/replacing").json["ended"] is True


def test_what_is_not_read_checked_or_kept_cannot_be_looked_at_or_used(app: Flask, admin: Phone) -> None:
    import_id = bring(admin, geojson(BUILT))
    box = {"bbox": "113,34,114,35", "zoom": 12}
    refused(admin.get(f"{IMPORTS}/{import_id}/shapes", query_string=box))
    refused(admin.get(f"{IMPORTS}/{import_id}/findings"))
    refused(act(admin, import_id, "activate"))
    refused(act(admin, import_id, "undo"))
    refused(admin.put(f"{IMPORTS}/{import_id}/mapping", json={"mapping": {}, "datum": "wgs84"}))
    assert act(admin, import_id, "discard").json["state"] == "discarded"
    assert work(app) == 0
    refused(admin.put(f"{IMPORTS}/{import_id}/mapping", json={"mapping": {}, "datum": "wgs84"}))


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"code": "nowhere"}, "does not fit"),
        ({"depth": "路名", "colour": "路名"}, "Unknown field"),
        ({}, "their code"),
    ],
)
def test_a_mapping_that_the_file_cannot_fulfil_is_refused_at_once(
    app: Flask, admin: Phone, mapping: dict[str, str], said: str
) -> None:
    import_id = bring(admin, squares({CELL: (113.67, 34.74, 0.002)}), "cells.geojson", "cells")
    work(app)
    answer = admin.put(f"{IMPORTS}/{import_id}/mapping", json={"mapping": mapping, "datum": "wgs84"})
    assert said in refused(answer, "invalid-body", 422) + str(answer.json.get("errors"))
    assert told(admin, import_id)["state"] == "uploaded"


def test_a_layer_of_a_file_of_several_is_named_and_the_file_read_again(app: Flask, admin: Phone, tmp_path: Path) -> None:
    layers = {name: [(code, line_blob(BUILT[code])) for code in BUILT] for name in ("old", "new")}
    path = geopackage(tmp_path / "two.gpkg", layers)
    import_id = bring(admin, path, path.name)
    work(app)
    one = told(admin, import_id)
    assert (one["state"], one["file"]["tables"]) == ("failed", ["new", "old"])
    said = one["failure"]
    assert (said["slug"], said["facts"]) == (
        "geopackage-layers",
        {"source": "two.gpkg", "count": 2, "layers": ["new", "old"]},
    )
    assert said["text"] == "two.gpkg holds 2 layers (new, old): say which one with table."
    refused(admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(one)))
    again = admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(one, table="new"))
    assert (again.json["state"], again.json["progress"]["step"]) == ("uploaded", "reading")
    work(app)
    assert [field["name"] for field in told(admin, import_id)["fields"]] == ["fid", "NAME"]


def test_the_preview_of_a_large_layer_shows_what_changes_first(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "MOST_SEGMENTS", 3)
    import_id = ready(app, admin, geojson(CHANGED))
    query = {"bbox": "113.6,34.7,113.7,34.8", "zoom": 14}
    zipped = admin.get(f"{IMPORTS}/{import_id}/shapes", query_string=query, headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    shapes = admin.get(f"{IMPORTS}/{import_id}/shapes", query_string=query).json
    assert json.loads(gzip.decompress(zipped.data)) == shapes
    assert shapes["complete"] is False
    assert sorted(one["properties"]["status"] for one in shapes["features"]) == ["added", "moved", "moved"]
    assert city.BACK not in {one["properties"]["code"] for one in shapes["features"]}
