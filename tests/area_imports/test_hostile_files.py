"""Files that are too large, broken, cut off, hostile or gone end with a sentence and change nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask

from app.area_imports import folder as folders
from app.area_imports import rules, service
from app.area_imports.folder import ImportFolder
from app.areas import file_limits
from tests.area_imports.bringing import (
    BUILT,
    CHANGED,
    IMPORTS,
    act,
    bring,
    geojson,
    plan,
    ready,
    refused,
    send,
    told,
    work,
)
from tests.areas import files
from tests.cases.changing import version_in_force
from tests.conftest import Phone


def zip_bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part in ("shp", "dbf", "shx", "prj"):
            archive.writestr(f"roads.{part}", bytes(3_000_000))
    return held.getvalue()


XML_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">'.encode() for n in range(9))
    + b'<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>&j;&x;</name></Document></kml>'
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xff\xfe\x00not json", "noise.geojson"),
        (b"[" * 200_000, "deep.json"),
        (b'{"type":"FeatureCollection","features":[]}', "none.geojson"),
        (b'{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{}}]}', "bare.geojson"),
        (zip_bomb(), "bomb.zip"),
        (b"PK\x03\x04" + bytes(100), "torn.zip"),
        (XML_BOMB, "laughs.kml"),
        (b"SQLite format 3\x00" + bytes(4000), "torn.gpkg"),
        (b"wkt,a\n" + b"POLYGON((" + b"0 0," * 10 + b"\n", "torn.csv"),
        (b"<html>please sign in</html>", "portal.zip"),
        (geojson(BUILT).replace("路901".encode(), b"\\ud800"), "surrogate.geojson"),
        (geojson(BUILT).replace("路901".encode(), b"\\u0000"), "nul.geojson"),
        (geojson({"A": [(500000.0, 3840000.0), (500100.0, 3840000.0)]}), "metres.geojson"),
    ],
)
def test_hostile_and_broken_files_end_with_a_sentence_and_change_nothing(
    app: Flask, admin: Phone, areas: None, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str
) -> None:
    monkeypatch.setattr(file_limits, "MOST_BYTES", 5_000_000)
    before = version_in_force(app)
    import_id = bring(admin, content, name)
    work(app)
    one = told(admin, import_id)
    if one["state"] == "uploaded":  # its columns can be read, but not kept
        admin.put(f"{IMPORTS}/{import_id}/mapping", json=plan(one))
        work(app)
        one = told(admin, import_id)
    assert (one["state"], one["progress"]) == ("failed", None), one
    assert len(one["failure"]["text"]) > 20
    assert "upload." not in str(one["failure"])
    assert "--" not in one["failure"]["text"]
    assert version_in_force(app) == before
    refused(act(admin, import_id, "activate"))
    assert admin.get(IMPORTS).status_code == 200
    assert act(admin, import_id, "discard").status_code == 200


def test_a_system_of_another_planet_is_told_as_what_it_is(app: Flask, admin: Phone, tmp_path: Path) -> None:
    path = files.zipped(files.road_shapefile(tmp_path, list(BUILT.items()), prj=files.MARS))
    import_id = bring(admin, path, "mars.zip")
    assert work(app) == 1
    one = told(admin, import_id)
    assert (one["state"], one["failure"]["slug"]) == ("failed", "system-not-on-earth")
    assert one["failure"]["facts"] == {"system": "GCS_Mars_2000"}


def test_a_file_over_the_limit_is_refused_before_a_byte_is_read(app: Flask, admin: Phone) -> None:
    answer = send(admin, b"x", announced=rules.MAX_BYTES + 1)
    assert "zip it, or split" in refused(answer, "too-large", 413)
    assert admin.get(IMPORTS).json["items"] == []


def test_a_file_of_more_bytes_than_a_photo_may_have_is_taken(app: Flask, admin: Phone) -> None:
    import_id = bring(admin, geojson(BUILT) + b" " * 23_000_000)
    work(app)
    assert told(admin, import_id)["file"]["records"] == 2


def test_an_upload_without_length_or_cut_off_leaves_nothing_behind(app: Flask, admin: Phone) -> None:
    query = {"layer": "segments", "name": "a.geojson"}
    endless = admin.post(IMPORTS, query_string=query, input_stream=io.BytesIO(b"{}"), headers={"Transfer-Encoding": "chunked"})
    refused(endless, "length-required", 411)
    for empty_or_short in (send(admin, b""), send(admin, b"{}", announced=10)):
        refused(empty_or_short, "invalid-body", 400)
    for name in ("a.docx", "geojson", "../../a.exe"):
        refused(admin.post(IMPORTS, query_string={**query, "name": name}, data=b"{}"), "invalid-body", 422)
    assert list(folders.ids_on_disk(app.extensions["settings"].data_dir)) == []


def test_a_full_disk_is_said_and_keeps_its_reserve(app: Flask, admin: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "RESERVE_BYTES", 1 << 60)
    answer = admin.post(IMPORTS, query_string={"layer": "cells", "name": "a.json"}, data=b"{}")
    refused(answer, "storage-full", 507)
    assert answer.headers["Retry-After"]
    assert list(folders.ids_on_disk(app.extensions["settings"].data_dir)) == []


def test_a_name_never_leads_out_of_its_folder(app: Flask, admin: Phone) -> None:
    import_id = bring(admin, geojson(BUILT), "../../../../tmp/x/路.geojson")
    work(app)
    one = told(admin, import_id)
    assert (one["file"]["name"], one["state"]) == ("../../../../tmp/x/路.geojson", "uploaded")
    folder = ImportFolder(app.extensions["settings"].data_dir, import_id)
    assert [path.name for path in folder.path.iterdir()] == ["upload.geojson"]


def test_a_file_that_is_gone_or_rotten_is_said_and_never_put_in_force(app: Flask, admin: Phone, areas: None) -> None:
    rotten, gone = (ready(app, admin, geojson(lines)) for lines in (CHANGED, BUILT))
    before = version_in_force(app)
    data_dir = app.extensions["settings"].data_dir
    layer = ImportFolder(data_dir, rotten).layer
    layer.chmod(0o600)
    layer.write_bytes(layer.read_bytes()[:-9] + bytes(9))
    assert "damaged" in refused(act(admin, rotten, "activate"))
    ImportFolder(data_dir, gone).remove()
    assert "send it again" in refused(act(admin, gone, "activate"))
    one = told(admin, gone)
    assert (one["state"], one["failure"]) == ("failed", rules.told(service.GONE))
    assert version_in_force(app) == before
    lost = bring(admin, geojson(CHANGED))
    ImportFolder(data_dir, lost).remove()
    work(app)
    assert told(admin, lost)["failure"] == rules.told(service.GONE)
