"""Reading reports and cases."""

from __future__ import annotations

import hashlib
from typing import Any, cast
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases import around, bodies, evidence, points, queries
from app.cases.around_schemas import KnownCases
from app.cases.point_schemas import PointsIn, PointsOut
from app.cases.report_models import Report
from app.cases.schemas import CaseOut, ReportOut, ReportsIn, ReportsOut
from app.cases.wording import storable
from app.core.api import Blueprint

blp = Blueprint("cases", __name__, url_prefix="/api/v1", description="Reports and cases, read")

AROUND_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "names these cases; send it as If-None-Match"}}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "the revision; send it as If-Match with a decision"}}


@blp.get("/reports")
@guard(Permission.READ_REPORTS)
@blp.arguments(ReportsIn, location="query")
@blp.response(200, ReportsOut)
@blp.problems(401, 403, 422)
def list_reports(wanted: dict[str, Any]) -> Response:
    """Reports, the newest arrival first: a patrol's own, a supervisor's scope."""
    page = queries.reports_page(actor(), wanted["status"], wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.report_bodies(page.items, actor())))


@blp.get("/reports/<uuid:report_id>")
@guard(Permission.READ_REPORTS)
@blp.response(200, ReportOut, headers=ETAG)
@blp.problems(401, 403, 404)
def read_report(report_id: UUID) -> Response:
    """One report with its receipt as of now. Photos nobody has looked at yet are looked at now."""
    who = actor()
    evidence.judge_photos_of(queries.report_for(who, str(report_id)))
    return report_response(queries.report_for(who, str(report_id)))


@blp.get("/cases/points")
@guard(Permission.READ_CASES)
@blp.arguments(PointsIn, location="query")
@blp.response(200, PointsOut)
@blp.problems(401, 403, 422)
def list_points(wanted: dict[str, Any]) -> Response:
    """The open cases in sight of a map, the same ones the list of cases shows this person."""
    items, complete = points.open_cases_within(actor(), wanted["bbox"])
    return jsonify({"items": items, "complete": complete})


@blp.get("/cases/around")
@guard(Permission.READ_CASES)
@blp.response(200, KnownCases, headers=AROUND_ETAG)
@blp.alt_response(304, description="nothing has changed since the answer named by If-None-Match")
@blp.problems(401, 403)
def list_around() -> Response:
    """The open cases of one's area without any person: phones carry them to say offline that something is known already."""
    items, complete = around.open_cases(actor())
    response = jsonify({"items": items, "complete": complete})
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:20])
    response.headers["Cache-Control"] = "private, no-cache"
    return cast(Response, response.make_conditional(request))


@blp.get("/cases/<case_no>")
@guard(Permission.READ_CASES)
@blp.response(200, CaseOut, headers=ETAG)
@blp.problems(401, 403, 404)
def read_case(case_no: str) -> Response:
    """One case with its timeline."""
    case = queries.case_for(actor(), storable(case_no))
    return with_etag(jsonify(bodies.case_body(case, actor())), case.rev)


def report_response(report: Report) -> Response:
    """The report as its reader sees it, with its revision as ETag."""
    return with_etag(jsonify(bodies.report_body(report, actor())), report.rev)


def with_etag(response: Response, rev: int) -> Response:
    """The answer with a revision as its ETag."""
    response.set_etag(str(rev))
    return response
