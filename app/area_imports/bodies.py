"""Decides how imports, versions and the progress of cases look on the wire. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.accounts.models import Person
from app.area_imports import queries
from app.area_imports.models import AreaImport
from app.area_imports.rules import FORMATS, State
from app.area_imports.service import folder_of
from app.areas import queries as areas
from app.areas.models import AreaVersion
from app.cases.models import Replacing
from app.core import clock

_SURE_AFTER_S = 2.0
"""Before that nobody knows how long it will take."""


def import_body(row: AreaImport) -> dict[str, Any]:
    """One import with everything that was found out."""
    (body,) = _bodies([row])
    found = {"findings": row.findings, "report": row.report, "difference": row.difference}
    has_files = row.layer_sha256 is not None and folder_of(row).layer.is_file()
    more = {"fields": row.fields or [], "has_files": has_files, "replacing": _following(row, body["state"])}
    return {**body, **found, **more}


def import_rows(rows: Sequence[AreaImport]) -> list[dict[str, Any]]:
    """Imports as lists tell them: without fields, and of all that was found out only how many there are of each."""
    return [{**body, **_counts(row), "replacing": None} for row, body in zip(rows, _bodies(rows), strict=True)]


def version_bodies(rows: Sequence[AreaVersion]) -> list[dict[str, Any]]:
    """Area versions with their sizes and the imports that brought them."""
    ids = [row.id for row in rows]
    imports, sizes = queries.imports_of({*ids, *filter(None, (row.restores for row in rows))}), queries.sizes(ids)
    names = {id: one.name for id, one in queries.versions_named(row.restores for row in rows).items()}
    return [
        {
            "name": row.name,
            "layer": row.layer,
            "created_at": clock.isoformat(row.created_at),
            "valid_from": _moment(row.valid_from),
            "valid_to": _moment(row.valid_to),
            "undone_at": _moment(row.undone_at),
            "restores": names.get(row.restores) if row.restores else None,
            "import_id": imports.get(row.id),
            "origin_import_id": imports.get(row.restores or row.id),
            "counts": sizes[row.id],
        }
        for row in rows
    ]


def replacing_body() -> dict[str, Any]:
    """How far the open cases have followed the areas in force; while there are none, nothing is left to do."""
    newest = areas.current_version_id()
    return {**_run_body(None), "ended": True} if newest == areas.NOTHING else _run_body(queries.run_of(newest))


def _run_body(run: Replacing | None) -> dict[str, Any]:
    """Without a run nobody has begun yet."""
    if run is None:
        return {"done": 0, "total": 0, "moved": 0, "ended": False}
    return {"done": run.done, "total": run.total, "moved": run.moved, "ended": run.ended_at is not None}


def _following(row: AreaImport, state: str) -> dict[str, Any] | None:
    """Of an import that took effect: how far the cases have followed it, or its undoing."""
    if row.version_id is None:
        return None
    version_id: int | None = row.version_id
    if state == State.UNDONE:
        undone = queries.versions_named([row.version_id])[row.version_id].undone_at
        version_id = queries.version_that_undid(undone) if undone else None
    if version_id is None:
        return None
    run = queries.run_of(version_id)
    if run is None and version_id != areas.current_version_id():
        return None  # overtaken by newer areas before anybody began
    return _run_body(run)


def _counts(row: AreaImport) -> dict[str, Any]:
    must, may = row.must or 0, row.may or 0
    report = row.report and {**row.report, "notes": [], "remarks": []}
    difference = row.difference and {
        name: {**part, "codes": []} if "codes" in part else part for name, part in row.difference.items()
    }
    findings = None if row.must is None else {"must": must, "may": may, "items": [], "total": must + may, "passed": []}
    return {"findings": findings, "report": report, "difference": difference}


def _bodies(rows: Sequence[AreaImport]) -> list[dict[str, Any]]:
    people = queries.people(row.uploaded_by_id for row in rows)
    versions = queries.versions_named(row.version_id for row in rows)
    now = clock.now()
    return [_body(row, people, versions.get(row.version_id or 0), now) for row in rows]


def _body(row: AreaImport, people: dict[str, Person], version: AreaVersion | None, now: datetime) -> dict[str, Any]:
    person = people.get(row.uploaded_by_id)
    undone = row.state == State.ACTIVE and version is not None and version.undone_at is not None
    file = {"name": row.file_name, "sha256": row.sha256, "bytes": row.bytes, "records": row.records}
    return {
        "id": row.id,
        "revision": row.turn,
        "layer": row.layer,
        "state": State.UNDONE.value if undone else row.state,
        "file": {**file, "format": FORMATS[row.ending], "tables": row.tables},
        "uploaded_at": clock.isoformat(row.uploaded_at),
        "uploaded_by": None if person is None else {"id": person.id, "username": person.username, "name": person.name},
        "activated_at": _moment(row.activated_at),
        "version": version.name if version else None,
        "mapping": row.mapping,
        "guessed": row.guessed,
        "datum": row.datum,
        "datum_guess": row.datum_guess,
        "options": row.options,
        "progress": _progress(row, now),
        "failure": row.failure,
    }


def _progress(row: AreaImport, now: datetime) -> dict[str, Any] | None:
    if row.step is None:
        return None
    spent_s = (now - row.step_began_at).total_seconds() if row.step_began_at else 0.0
    left_s = round(spent_s * (row.total - row.done) / row.done) if row.done and spent_s >= _SURE_AFTER_S else None
    return {"step": row.step, "done": row.done, "total": row.total, "left_s": left_s}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.isoformat(moment)
