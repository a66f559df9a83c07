"""Reports arrive here."""

from __future__ import annotations

from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.schemas import ReceiptOut
from app.reports import service
from app.reports.body import check_digest, read_body
from app.reports.description import MANIFEST_BODY, REPR_DIGEST, SyncBlueprint

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
