"""Suspended cases as the monthly review goes through them; a look is the move `review-suspension`."""

from __future__ import annotations

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.handling import suspending
from app.handling.suspended_schemas import SuspendedOut

blp = Blueprint("suspended", __name__, url_prefix="/api/v1", description="Cases that wait")


@blp.get("/suspended")
@guard(Permission.SEE_SCOPE)
@blp.response(200, SuspendedOut)
@blp.problems(401, 403)
def list_suspended() -> Response:
    """Suspended cases (挂账): who approved, until when, who looked last; what has waited longest for a look first. One page."""
    return jsonify({"items": suspending.suspended(actor(), clock.now())})
