"""What lists of imports and versions tell: counts, and which import an undo takes back."""

from __future__ import annotations

from flask import Flask

from tests.area_imports.bringing import BUILT, CHANGED, IMPORTS, act, geojson, ready, told
from tests.cases.changing import THIRD
from tests.conftest import Phone
from tests.reports import city


def test_the_version_in_force_names_the_import_that_an_undo_takes_back(app: Flask, admin: Phone, areas: None) -> None:
    first = ready(app, admin, geojson(CHANGED))
    assert act(admin, first, "activate").status_code == 200
    second = ready(app, admin, geojson(BUILT))
    assert act(admin, second, "activate").status_code == 200
    assert act(admin, second, "undo").status_code == 200
    again = admin.get("/api/v1/areas/versions", query_string={"limit": 1}).json["items"][0]
    assert (again["import_id"], again["origin_import_id"]) == (None, first)
    assert act(admin, again["origin_import_id"], "undo").status_code == 200


def test_areas_that_are_only_called_otherwise_are_counted(app: Flask, admin: Phone, areas: None) -> None:
    quiet = ready(app, admin, geojson(BUILT))
    assert act(admin, quiet, "activate").status_code == 200
    content = geojson({city.MAIN: BUILT[city.MAIN]}).replace("路901".encode(), "新路".encode())
    difference = told(admin, ready(app, admin, content))["difference"]
    assert (difference["moved"]["count"], difference["unchanged"]["count"], difference["renamed"]) == (0, 1, {"count": 1})


def test_lists_of_imports_carry_counts_and_nothing_else(app: Flask, admin: Phone, areas: None) -> None:
    import_id = ready(app, admin, geojson(CHANGED))
    whole, (row,) = told(admin, import_id), admin.get(IMPORTS).json["items"]
    assert row["difference"]["added"] == {"count": 1, "codes": []}
    assert row["difference"]["cases"] == whole["difference"]["cases"]
    assert row["report"] == {**whole["report"], "notes": [], "remarks": []}
    assert (row["findings"]["items"], "fields" in row) == ([], False)
    assert whole["difference"]["added"]["codes"] == [THIRD]
