"""Reports arrive here, from phones and from desks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.routes import ETAG, report_response
from app.cases.schemas import ReceiptOut, ReportOut
from app.core import clock
from app.core.transaction import transactional
from app.reports import desk, service
from app.reports.body import check_digest, read_body
from app.reports.description import MANIFEST_BODY, REPR_DIGEST, SyncBlueprint
from app.reports.desk_schemas import DeskReportIn

blp = SyncBlueprint("reports", __name__, url_prefix="/api/v1", description="Reports, sent")


@blp.put("/reports/<uuid:report_id>")
@guard(Permission.SEND_REPORTS)
@blp.doc(requestBody=MANIFEST_BODY, parameters=[REPR_DIGEST])
@blp.response(201, ReceiptOut, description="New, and nothing is missing")
@blp.alt_response(200, schema=ReceiptOut, description="These bytes were here already")
@blp.alt_response(202, schema=ReceiptOut, description="Filed; the photos in `missing` are still waited for")
@blp.problems(400, 401, 403, 409, 413, 422, 429)
def put_report(report_id: UUID) -> tuple[Response, int]:
    """Send a report. Again is the same as once; what is odd about it becomes flags, never a refusal."""
    body = read_body(request)
    check_digest(body, request.headers.get("Repr-Digest"))
    filed = service.receive(body, report_id, actor())
    return jsonify(filed.receipt), filed.status


@blp.post("/reports/desk")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(DeskReportIn)
@blp.response(201, ReportOut, headers=ETAG)
@blp.alt_response(200, schema=ReportOut, headers=ETAG, description="This id was taken down by you before")
@blp.problems(400, 401, 403, 409, 422, 503)
@transactional
def take_down(said: dict[str, Any]) -> tuple[Response, int]:
    """Take down what somebody told by telephone or otherwise; its photos are uploaded before."""
    report, new = desk.take_down(said, actor(), clock.now())
    return report_response(report), 201 if new else 200
