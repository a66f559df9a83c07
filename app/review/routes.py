"""Judging reports."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.routes import ETAG, report_response
from app.cases.schemas import ReportOut
from app.core import clock
from app.core.api import Blueprint
from app.core.transaction import transactional
from app.review import service
from app.review.schemas import VERDICT_BODY, ReadRevision, VerdictIn

blp = Blueprint("review", __name__, url_prefix="/api/v1", description="Verdicts about reports")


@blp.post("/reports/<uuid:report_id>/verdict")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(ReadRevision, location="headers")
@blp.doc(requestBody=VERDICT_BODY)
@blp.response(200, ReportOut, headers=ETAG)
@blp.problems(400, 401, 403, 404, 409, 412, 422, 503)
@transactional
def judge(header: dict[str, Any], report_id: UUID) -> Response:
    """Accept (opens a case), reject with a reason, or mark as a duplicate of something open."""
    decision = blp.ARGUMENTS_PARSER.parse(VerdictIn(), request, location="json")
    report = service.judge(str(report_id), decision, header["if_match"], actor(), clock.now())
    return report_response(report)


@blp.delete("/reports/<uuid:report_id>/verdict")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(ReadRevision, location="headers")
@blp.response(200, ReportOut, headers=ETAG)
@blp.problems(401, 403, 404, 409, 412, 422, 503)
@transactional
def undo(header: dict[str, Any], report_id: UUID) -> Response:
    """Take back your own verdict within 30 seconds; a case number given stays void for ever."""
    report = service.undo(str(report_id), header["if_match"], actor(), clock.now())
    return report_response(report)
