"""What a phone takes along to give out papers in the street, and the papers given out that nobody has filed yet."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotAllowed
from app.core.transaction import in_transaction
from app.notices import bodies, queries, street_kit
from app.notices.street_schemas import HandedOutIn, HandedOutListOut, KitIn, KitOut

blp = Blueprint("notices-street", __name__, url_prefix="/api/v1", description="Papers given out in the street, without signal")


@blp.post("/notice-kit")
@guard(Permission.HAND_OUT_NOTICES)
@blp.arguments(KitIn)
@blp.response(200, KitOut)
@blp.problems(400, 401, 403, 422)
def take_kit(body: dict[str, Any]) -> Response:
    """Templates whose categories are authorised beforehand, the basis list, and numbers for this phone.

    A phone names the blocks it has and keeps them while numbers are left; without `numbers` it gets no new ones.
    """
    device_id = str(body["device_id"])
    if actor().device_id not in (None, device_id):
        raise NotAllowed("A phone asks for its own numbers only.")
    who, now = actor(), clock.now()
    wanted = {"numbers": body["numbers"], "known": {str(one) for one in body["blocks"]}}
    return jsonify(in_transaction(lambda: street_kit.kit(device_id, who, now, **wanted)))


@blp.get("/handed-out")
@guard(Permission.DRAFT_NOTICES)
@blp.arguments(HandedOutIn, location="query")
@blp.response(200, HandedOutListOut)
@blp.problems(401, 403, 422)
def list_handed_out(wanted: dict[str, Any]) -> Response:
    """Papers given out in the street that wait for a case or for a person, the newest first."""
    page = queries.handed_out_page(actor(), wanted["state"], wanted["cursor"], wanted["limit"])
    items = [bodies.handed_out_body(row, report) for row, report in page.items]
    return jsonify(page.as_body(items))
