"""Files of areas are brought, looked at, put in force and taken back here."""

from __future__ import annotations

import gzip
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from flask import Response, current_app, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.area_imports import bodies, queries, service
from app.area_imports.preview import Previews
from app.area_imports.rules import WrongState
from app.area_imports.schemas import (
    ActivateIn,
    FollowingOut,
    ImportOut,
    ImportsOut,
    PageIn,
    PlanIn,
    PreviewIn,
    PreviewOut,
    UploadIn,
)
from app.area_imports.version_schemas import VersionsOut
from app.areas.map_answer import shapes_answer
from app.areas.sentences import say
from app.core.api import Blueprint
from app.core.transaction import in_transaction
from app.core.transfers import file_in_body

blp = Blueprint("area-imports", __name__, url_prefix="/api/v1", description="Areas brought as files")

NOT_CHECKED: Final = say("not-checked")
_FILE: Final = file_in_body("The file's bytes, at most 100 MiB, with Content-Length.")
_LEVEL: Final = 6
_CSV: Final = {"type": "string"}


@blp.post("/areas/imports")
@guard(Permission.MANAGE_AREAS)
@blp.arguments(UploadIn, location="query")
@blp.doc(requestBody=_FILE)
@blp.response(201, ImportOut, description="It is on the disk and is read in the background")
@blp.problems(400, 401, 403, 411, 413, 422, 507)
def upload(wanted: dict[str, Any]) -> tuple[Response, int]:
    """Bring a file of road segments or grid cells. Nothing takes effect before it is read, checked and activated."""
    body = cast(BinaryIO, request.environ["wsgi.input"])  # past the app's own, smaller limit
    import_id = service.upload(body, request.content_length, wanted["name"], wanted["layer"], actor())
    return _told(UUID(import_id)), 201


@blp.get("/areas/imports")
@guard(Permission.MANAGE_AREAS)
@blp.arguments(PageIn, location="query")
@blp.response(200, ImportsOut)
@blp.problems(401, 403, 422)
def list_imports(wanted: dict[str, Any]) -> Response:
    """Imports, the newest first, without the columns of their files."""
    page = queries.imports_page(wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.import_rows(page.items)))


@blp.get("/areas/imports/<uuid:import_id>")
@guard(Permission.MANAGE_AREAS)
@blp.response(200, ImportOut)
@blp.problems(401, 403, 404)
def read_import(import_id: UUID) -> Response:
    """One import: how far it is, what was found out."""
    return _told(import_id)


@blp.put("/areas/imports/<uuid:import_id>/mapping")
@guard(Permission.MANAGE_AREAS)
@blp.arguments(PlanIn)
@blp.response(200, ImportOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def check_import(plan: dict[str, Any], import_id: UUID) -> Response:
    """Say which column is what and which datum the degrees are in; the file is then checked by that."""
    in_transaction(lambda: service.change_plan(import_id, service.Plan(**plan)))
    return _told(import_id)


@blp.get("/areas/imports/<uuid:import_id>/shapes")
@guard(Permission.MANAGE_AREAS)
@blp.arguments(PreviewIn, location="query")
@blp.response(200, PreviewOut)
@blp.problems(401, 403, 404, 409, 422)
def read_shapes(wanted: dict[str, Any], import_id: UUID) -> Response:
    """What of the checked layer is in sight of a map, each shape with what becomes of it."""
    row = queries.import_of(import_id)
    if row.layer_sha256 is None:
        raise WrongState(NOT_CHECKED)
    try:
        preview = _previews().get(row.layer_sha256, service.folder_of(row).layer)
    except OSError as error:
        raise WrongState(NOT_CHECKED) from error
    return shapes_answer(gzip.compress(preview.shapes(wanted["bbox"], wanted["zoom"]), _LEVEL))


@blp.get("/areas/imports/<uuid:import_id>/findings")
@guard(Permission.MANAGE_AREAS)
@blp.response(200, _CSV, content_type="text/csv", description="UTF-8 with BOM; places in WGS-84 degrees")
@blp.problems(401, 403, 404, 409)
def read_findings(import_id: UUID) -> Response:
    """All faults that the check found, as a table."""
    row = queries.import_of(import_id)
    path = service.folder_of(row).findings
    if row.layer_sha256 is None or not path.is_file():
        raise WrongState(NOT_CHECKED)
    response = Response(path.read_bytes(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="findings-{row.id}.csv"'
    return response


@blp.post("/areas/imports/<uuid:import_id>/activate")
@guard(Permission.MANAGE_AREAS)
@blp.arguments(ActivateIn)
@blp.response(200, ImportOut)
@blp.problems(400, 401, 403, 404, 409, 422)
def activate(wanted: dict[str, Any], import_id: UUID) -> Response:
    """Put exactly what was checked in force, all of it at once. Open cases follow in the background."""
    service.activate(import_id, wanted["valid_from"], wanted["revision"])
    _let_go(import_id)
    return _told(import_id)


@blp.post("/areas/imports/<uuid:import_id>/discard")
@guard(Permission.MANAGE_AREAS)
@blp.response(200, ImportOut)
@blp.problems(401, 403, 404, 409)
def discard(import_id: UUID) -> Response:
    """Give an import up that has not taken effect; its file is removed."""
    service.discard(import_id)
    _let_go(import_id)
    return _told(import_id)


@blp.post("/areas/imports/<uuid:import_id>/undo")
@guard(Permission.MANAGE_AREAS)
@blp.response(200, ImportOut)
@blp.problems(401, 403, 404, 409)
def undo(import_id: UUID) -> Response:
    """Take the areas in force back, as if they had never counted. Only the import that brought them can do that."""
    in_transaction(lambda: service.undo(import_id))
    return _told(import_id)


@blp.get("/areas/versions")
@guard(Permission.MANAGE_AREAS)
@blp.arguments(PageIn, location="query")
@blp.response(200, VersionsOut)
@blp.problems(401, 403, 422)
def list_versions(wanted: dict[str, Any]) -> Response:
    """Every area version, the newest first, and when each was responsible."""
    page = queries.versions_page(wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.version_bodies(page.items)))


@blp.get("/areas/replacing")
@guard(Permission.MANAGE_AREAS)
@blp.response(200, FollowingOut)
@blp.problems(401, 403)
def read_replacing() -> Response:
    """How far the open cases have followed the areas in force."""
    return jsonify(bodies.replacing_body())


def _let_go(import_id: UUID) -> None:
    """Nobody decides about it any more: its preview need not stay in memory."""
    digest = queries.import_of(import_id).layer_sha256
    if digest is not None:
        _previews().drop(digest)


def _told(import_id: UUID) -> Response:
    return jsonify(bodies.import_body(queries.import_of(import_id)))


def _previews() -> Previews:
    previews: Previews = current_app.extensions.setdefault("area_previews", Previews())
    return previews
