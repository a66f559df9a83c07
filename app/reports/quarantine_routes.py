"""Looking at what was refused, and settling it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.audit.rules import Action
from app.audit.service import note
from app.cases.schemas import DESTROYED
from app.cases.wording import storable
from app.core.api import Blueprint
from app.core.errors import NotAllowed, NotFound
from app.core.transaction import in_transaction, transactional
from app.core.transfers import unkept
from app.reports.models import Quarantine
from app.reports.quarantine_bodies import row_shown, rows_shown
from app.reports.quarantine_queries import quarantine_page, quarantined
from app.reports.quarantine_schemas import DismissIn, FileIn, QuarantinedWholeOut, QuarantineIn, QuarantineOut
from app.reports.repair import dismiss_row, file_row

blp = Blueprint("quarantine", __name__, url_prefix="/api/v1", description="What was refused, kept and repaired")
_DIGITS = 18
"""Of the largest number that every database keeps."""


@blp.get("/quarantine")
@guard(Permission.REPAIR_REPORTS)
@blp.arguments(QuarantineIn, location="query")
@blp.response(200, QuarantineOut)
@blp.problems(401, 403, 422)
def list_quarantine(wanted: dict[str, Any]) -> Response:
    """What was refused from people whose places are yours too, the newest first."""
    page = quarantine_page(actor(), wanted["state"], wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(rows_shown(page.items)))


@blp.get("/quarantine/<row_id>")
@guard(Permission.REPAIR_REPORTS)
@blp.response(200, QuarantinedWholeOut)
@blp.alt_response(410, **DESTROYED)
@blp.problems(401, 403, 404)
def read_quarantined(row_id: str) -> Response:
    """The text as it came, what is wrong with it, and beside a conflict the report that has its id. Opening is logged."""
    row = quarantined(_number(row_id), actor())
    in_transaction(lambda: _note_reading(row.id))
    return _shown(row)


@blp.post("/quarantine/<row_id>/file")
@guard(Permission.REPAIR_REPORTS)
@blp.arguments(FileIn)
@blp.response(200, QuarantinedWholeOut, description="Filed; doing the same again changes nothing")
@blp.alt_response(410, **DESTROYED)
@blp.problems(400, 401, 403, 404, 409, 422)
def file_quarantined(body: dict[str, Any], row_id: str) -> Response:
    """File it as it came, or as a repaired text. The sender stays author and courier; the bytes that came stay, too."""
    if body["text"] is not None and not actor().may(Permission.OPEN_ORIGINALS):
        raise NotAllowed("To repair a text you must be allowed to read it whole.")
    row = file_row(_number(row_id), body["text"], _reason(body), actor())
    in_transaction(lambda: _note_reading(row.id))
    return _shown(row)


@blp.post("/quarantine/<row_id>/dismiss")
@guard(Permission.REPAIR_REPORTS)
@blp.arguments(DismissIn)
@blp.response(200, QuarantinedWholeOut, description="Dismissed; doing the same again changes nothing")
@blp.alt_response(410, **DESTROYED)
@blp.problems(400, 401, 403, 404, 409, 422)
@transactional
def dismiss_quarantined(body: dict[str, Any], row_id: str) -> Response:
    """Note that nothing will come of it. The bytes stay."""
    row = dismiss_row(_number(row_id), _reason(body), actor())
    _note_reading(row.id)
    return _shown(row)


def _number(row_id: str) -> int:
    """The row's number. Raises NotFound for what can be none."""
    if not (row_id.isascii() and row_id.isdecimal()) or len(row_id) > _DIGITS:
        raise NotFound()
    return int(row_id)


def _reason(body: dict[str, Any]) -> str:
    return storable(body["reason"].strip())


def _note_reading(row_id: int) -> None:
    """Within a transaction, before it is shown: whoever may open originals reads what is masked for others."""
    if actor().may(Permission.OPEN_ORIGINALS):
        note(Action.UNMASKED_READ, "quarantine", str(row_id))


def _shown(row: Quarantine) -> Response:
    return unkept(jsonify(row_shown(row, actor())))
