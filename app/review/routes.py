"""Judging reports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases import bodies, queries
from app.cases.routes import ETAG, report_response
from app.cases.schemas import ReportOut
from app.core import clock
from app.core.api import Blueprint
from app.core.problems import problem_body
from app.core.transaction import transactional
from app.review import asking, batch, service, twins
from app.review.schemas import VERDICT_BODY, OutcomesOut, ReadRevision, TwinsOut, VerdictIn, VerdictsIn, VerifiersOut

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


@blp.post("/reports/verdicts")
@guard(Permission.JUDGE_REPORTS)
@blp.arguments(VerdictsIn)
@blp.response(200, OutcomesOut)
@blp.problems(400, 401, 403, 422, 503)
def judge_several(body: dict[str, Any]) -> Response:
    """Reject several reports or mark them as duplicates; each verdict is given or refused by itself."""
    outcomes = batch.judge_each(body["verdicts"], actor(), clock.now())
    given = {one.report_id for one in outcomes if one.refusal is None}
    told = {one["id"]: one for one in bodies.report_bodies(queries.reports_by_id(given), actor())}
    return jsonify({"outcomes": [_outcome_body(one, told) for one in outcomes]})


def _outcome_body(outcome: batch.Outcome, told: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    refusal = outcome.refusal
    return {
        "report_id": outcome.report_id,
        "status": 200 if refusal is None else refusal.status,
        "report": told.get(outcome.report_id) if refusal is None else None,
        "problem": problem_body(refusal) if refusal else None,
    }


@blp.get("/reports/<uuid:report_id>/verifiers")
@guard(Permission.JUDGE_REPORTS)
@blp.response(200, VerifiersOut)
@blp.problems(401, 403, 404)
def list_verifiers(report_id: UUID) -> Response:
    """Who may be asked to look on the spot whether it is so: never its author."""
    return jsonify({"items": asking.able(queries.report_for(actor(), str(report_id)))})


@blp.get("/reports/<uuid:report_id>/nearby")
@guard(Permission.JUDGE_REPORTS)
@blp.response(200, TwinsOut)
@blp.problems(401, 403, 404)
def list_nearby(report_id: UUID) -> Response:
    """What may be the same thing: of its category, as near and as lately as the catalogue says."""
    return jsonify(twins.twins_of(queries.report_for(actor(), str(report_id)), actor()))
