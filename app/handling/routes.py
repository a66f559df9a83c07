"""Moving cases, and what a city sets for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.bodies import case_body, report_bodies
from app.cases.routes import ETAG, report_response, with_etag
from app.cases.schemas import CaseOut, ReportOut, ReportsOut
from app.core import clock
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatchIfSaid, etag, revision
from app.core.transaction import transactional
from app.core.wording import storable
from app.handling import filing, history, service, settings
from app.handling.rules import MoveOrder
from app.handling.schemas import DrawsOut, HandlingSettingsIn, HandlingSettingsOut, MoveIn, RefusalIn, SettingsVersionsOut

blp = Blueprint("handling", __name__, url_prefix="/api/v1", description="Moving cases")
MOVE_BODY = {"content": {"application/json": {"schema": MoveIn}}, "required": True}


@blp.post("/cases/<case_no>/moves")
@guard(Permission.READ_CASES)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.doc(requestBody=MOVE_BODY)
@blp.response(200, CaseOut, headers=ETAG)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def move(header: dict[str, Any], case_no: str) -> Response:
    """Make a move. Which ones are legal for you now, and what each needs, stands in the case (`moves`).

    409 `illegal-move` names the legal ones; 403 says whose move it is; without If-Match, or with an older one, 412.
    """
    read = revision(header["if_match"]) if header["if_match"] else None
    body = blp.ARGUMENTS_PARSER.parse(MoveIn(), request, location="json")
    case = service.move(storable(case_no), _order(body), read, actor(), clock.now())
    return with_etag(jsonify(case_body(case, actor())), case.rev)


@blp.get("/filing")
@guard(Permission.FILE_CASES)
@blp.response(200, ReportsOut)
@blp.problems(401, 403)
def list_to_file() -> Response:
    """Reports that were accepted and wait for somebody to file them (分岗), the oldest first; it is one page."""
    reports = filing.waiting(actor())
    return jsonify({"items": report_bodies(reports, actor()), "cursor": None, "has_more": False})


@blp.post("/reports/<uuid:report_id>/filing")
@guard(Permission.FILE_CASES)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.response(200, ReportOut, headers=ETAG)
@blp.problems(401, 403, 404, 409, 412, 422, 503)
@transactional
def file_report(header: dict[str, Any], report_id: UUID) -> Response:
    """File a report that was accepted: it has a case and its number from now on."""
    read = revision(header["if_match"] or "*")
    return report_response(filing.file_report(str(report_id), read, actor(), clock.now()))


@blp.post("/reports/<uuid:report_id>/filing/refusal")
@guard(Permission.FILE_CASES)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.arguments(RefusalIn)
@blp.response(200, ReportOut, headers=ETAG)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def refuse_report(header: dict[str, Any], body: dict[str, Any], report_id: UUID) -> Response:
    """Refuse to file a report that was accepted (不予立案): it is rejected, and its author reads the reason."""
    read, reason = revision(header["if_match"] or "*"), storable(body["reason"]).strip()
    return report_response(filing.refuse_report(str(report_id), reason, read, actor(), clock.now()))


@blp.delete("/reports/<uuid:report_id>/filing")
@guard(Permission.FILE_CASES)
@blp.response(200, ReportOut, headers=ETAG)
@blp.problems(401, 403, 404, 409, 503)
@transactional
def take_filing_back(report_id: UUID) -> Response:
    """Take back your own filing or refusal within 30 seconds: it waits to be filed again; a number given stays void for ever."""
    return report_response(filing.take_back(str(report_id), actor(), clock.now()))


@blp.get("/handling-settings")
@guard(Permission.READ_CATALOG)
@blp.response(200, HandlingSettingsOut, headers=ETAG_HEADER)
@blp.problems(401, 403)
def read_settings() -> tuple[dict[str, Any], int, dict[str, str]]:
    """What the city decided of handling."""
    return _settings()


@blp.put("/handling-settings")
@guard(Permission.EDIT_CATALOG)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.arguments(HandlingSettingsIn)
@blp.response(200, HandlingSettingsOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422, 503)
@transactional
def set_settings(header: dict[str, Any], body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Set all of it; cases go by it from now on."""
    settings.put(body, revision(header["if_match"] or "*"), actor(), clock.now())
    return _settings()


@blp.get("/handling-settings/history")
@guard(Permission.EDIT_CATALOG)
@blp.response(200, SettingsVersionsOut)
@blp.problems(401, 403)
def list_versions() -> Response:
    """What was set before, the newest first; any of them can be set again."""
    return jsonify({"items": history.versions(), "cursor": None, "has_more": False})


@blp.get("/handling-settings/draws")
@guard(Permission.EDIT_CATALOG)
@blp.response(200, DrawsOut)
@blp.problems(401, 403)
def list_draws() -> Response:
    """The newest draws for checks on the spot, each with the seed from which anybody may draw it again."""
    return jsonify({"items": history.draws(actor()), "cursor": None, "has_more": False})


def _settings() -> tuple[dict[str, Any], int, dict[str, str]]:
    rev = settings.revision()
    return {**settings.public(settings.in_force()), "rev": rev}, 200, etag(rev)


def _order(body: dict[str, Any]) -> MoveOrder:
    said = {**body, "co_units": tuple(body.get("co_units", ())), "photos": tuple(body.get("photos", ()))}
    return MoveOrder(**said)
