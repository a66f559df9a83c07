"""What was destroyed is listed here, and cases are put under seal and released."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from sqlalchemy import select

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.cases.bodies import case_body
from app.cases.deletions import deletions_before
from app.cases.models import Case
from app.cases.queries import case_for
from app.cases.report_models import Deletion
from app.cases.routes import with_etag
from app.cases.schemas import CaseOut
from app.cases.service import hold_case
from app.cases.wording import storable
from app.core import clock
from app.core.api import Blueprint
from app.core.db import db
from app.core.paging import cursor_number, cut_page, encode_cursor
from app.core.transaction import transactional
from app.lifecycle.schemas import DeletionsIn, DeletionsOut, HoldIn

blp = Blueprint("lifecycle", __name__, url_prefix="/api/v1", description="How long evidence is kept")


@blp.get("/deletions")
@guard(Permission.READ_AUDIT)
@blp.arguments(DeletionsIn, location="query")
@blp.response(200, DeletionsOut)
@blp.problems(401, 403, 422)
def list_deletions(wanted: dict[str, Any]) -> Response:
    """What was destroyed because its time was over, the latest first, each with its signed record."""
    before = cursor_number(wanted["cursor"]) if wanted["cursor"] else None
    found = deletions_before(before, wanted["limit"] + 1)
    page = cut_page(found, wanted["limit"], lambda one: encode_cursor(one.id))
    return jsonify(page.as_body([_told(one) for one in page.items]))


@blp.post("/cases/<case_no>/hold")
@guard(Permission.HOLD_EVIDENCE)
@blp.arguments(HoldIn)
@blp.response(200, CaseOut, description="Kept until it is released; the same again changes nothing")
@blp.problems(400, 401, 403, 404, 422)
@transactional
def hold(body: dict[str, Any], case_no: str) -> Response:
    """Put a case under seal: whatever the rules say, nothing of it is destroyed until it is released."""
    return _held(case_no, True, body)


@blp.post("/cases/<case_no>/release")
@guard(Permission.HOLD_EVIDENCE)
@blp.arguments(HoldIn)
@blp.response(200, CaseOut, description="It goes by the rules again; the same again changes nothing")
@blp.problems(400, 401, 403, 404, 422)
@transactional
def release(body: dict[str, Any], case_no: str) -> Response:
    """Let the rules count for a case again."""
    return _held(case_no, False, body)


def _held(case_no: str, held: bool, body: dict[str, Any]) -> Response:
    number = case_for(actor(), storable(case_no)).case_no
    locked = select(Case).where(Case.case_no == number).with_for_update().execution_options(populate_existing=True)
    case = db.session.scalars(locked).one()
    hold_case(case, held, actor(), clock.now(), storable(body["reason"].strip()))
    return with_etag(jsonify(case_body(case, actor())), case.rev)


def _told(one: Deletion) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.object_kind,
        "object_id": one.object_id,
        "rule": one.rule,
        "at": clock.isoformat(one.at),
        "by": one.by_id,
        "done": one.done_at is not None,
        "record": one.record,
    }
