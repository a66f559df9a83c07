"""An admin who brings files of areas, and the background process that works on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask

from app.area_imports.working import work_once
from app.core.db import db
from tests.cases.changing import AS_BUILT, SWAPPED
from tests.conftest import Phone
from tests.reports import city

IMPORTS = "/api/v1/areas/imports"
COLUMNS = ("路段编号", "路名", "进深")
"""Headings as cities write them: the guess has to find out what they are."""
Line = list[tuple[float, float]]


def lines_of(lats: dict[str, float]) -> dict[str, Line]:
    """Segments by code, each from west to east at its latitude."""
    return {code: [(city.WEST + 0.0005, lat), (city.EAST - 0.0005, lat)] for code, lat in lats.items()}


BUILT, CHANGED = lines_of(AS_BUILT), lines_of(SWAPPED)


def geojson(lines: dict[str, Line], **more: Any) -> bytes:
    """A file of these segments, with the headings of `COLUMNS`."""
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(COLUMNS, (code, f"路{code[-7:-4]}", "15"), strict=True)) | more,
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for code, line in lines.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def squares(codes: dict[str, tuple[float, float, float]]) -> bytes:
    """A file of square cells: west, south and size in degrees by code."""
    features = []
    for code, (west, south, size) in codes.items():
        ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"BGCODE": code, "社区": "南关社区"}, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def send(admin: Phone, content: bytes, name: str = "roads.geojson", layer: str = "segments", announced: int | None = None) -> Any:
    """Uploads a file, which may announce another length than it has; the answer."""
    length = {"CONTENT_LENGTH": str(len(content) if announced is None else announced)}
    query = {"layer": layer, "name": name}
    return admin.post(
        IMPORTS, query_string=query, data=content, environ_overrides=length, content_type="application/octet-stream"
    )


def bring(admin: Phone, content: bytes | Path, name: str = "roads.geojson", layer: str = "segments") -> str:
    """Uploads a file; the id of its import."""
    body = content if isinstance(content, bytes) else content.read_bytes()
    answer = send(admin, body, name, layer)
    assert answer.status_code == 201, answer.text
    assert answer.json["state"] == "uploaded"
    return str(answer.json["id"])


def work(app: Flask) -> int:
    """Lets the background process do what there is to do; how often it took something in hand."""
    rounds = 0
    with app.app_context():
        while work_once():
            rounds += 1
            db.session.remove()
        db.session.remove()
    return rounds


def told(admin: Phone, import_id: str) -> dict[str, Any]:
    """The import as its reader sees it."""
    answer = admin.get(f"{IMPORTS}/{import_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def plan(one: dict[str, Any], **options: Any) -> dict[str, Any]:
    """What a person sends who leaves everything as it was guessed, but for some options."""
    datum = one["datum"] or "wgs84"
    return {"mapping": one["mapping"], "datum": datum, "options": {**one["options"], **options}}


def check(app: Flask, admin: Phone, import_id: str, wanted: dict[str, Any] | None = None) -> dict[str, Any]:
    """Has it read, then checked as guessed (or as `wanted`); the import."""
    work(app)
    answer = admin.put(f"{IMPORTS}/{import_id}/mapping", json=wanted or plan(told(admin, import_id)))
    assert answer.status_code == 200, answer.text
    assert answer.json["state"] == "checking"
    work(app)
    return told(admin, import_id)


def ready(app: Flask, admin: Phone, content: bytes, **upload: str) -> str:
    """A file that is checked and may be put in force."""
    import_id = bring(admin, content, **upload)
    one = check(app, admin, import_id)
    assert (one["state"], one["failure"], one["findings"]["must"]) == ("checked", None, 0)
    return import_id


def act(admin: Phone, import_id: str, what: str, **body: Any) -> Any:
    """Activates, discards or undoes; the answer."""
    json_body = {"valid_from": None, **body} if what == "activate" else None
    return admin.post(f"{IMPORTS}/{import_id}/{what}", json=json_body)


def refused(answer: object, slug: str = "illegal-move", status: int = 409) -> str:
    """The sentence of a refusal."""
    body = answer.json  # type: ignore[attr-defined]
    assert (answer.status_code, body["type"]) == (status, f"/problems/{slug}"), body  # type: ignore[attr-defined]
    return str(body["detail"])
