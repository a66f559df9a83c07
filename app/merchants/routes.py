"""The page behind a plate over HTTP: everything by POST, the token in the body, the key in a header, never in an address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard, public
from app.accounts.rules import Permission
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.http import takes_at_most
from app.core.transaction import in_transaction
from app.core.transfers import FILE
from app.merchants import bodies, door, service, uploads
from app.merchants.door import keyed, merchant
from app.merchants.schemas import CodeOut, HeldOut, PieceIn, PublicPlateOut, TokenIn, UnlockIn, UnlockOut
from app.shops.queries import going_on
from app.shops.rules import ShopStatus

blp = Blueprint("merchant", __name__, url_prefix="/api/v1", description="The page behind a plate, for merchants")
blp.after_request(door.plain)
_PIECE = {"required": True, "content": {"application/octet-stream": {"schema": FILE}}}


@blp.post("/merchant/plate")
@public
@takes_at_most(door.LONGEST_BODY)
@blp.arguments(TokenIn)
@blp.response(200, PublicPlateOut)
@blp.problems(400, 403, 404, 413, 422, 429, 503)
def show_plate(body: dict[str, str]) -> Response:
    """What anybody at the door may see. A token that is unknown, malformed, over or revoked gets one and the same answer."""
    plate = door.enter(body["token"])
    shop = going_on(plate.shop_id)
    assert shop is not None  # a foreign key
    return jsonify(bodies.plate_body(shop, clock.now()))


@blp.post("/merchant/unlock")
@public
@takes_at_most(door.LONGEST_BODY)
@blp.arguments(UnlockIn)
@blp.response(200, UnlockOut)
@blp.problems(400, 403, 404, 413, 422, 429, 503)
def unlock(body: dict[str, Any]) -> Response:
    """Open the shop of a plate for an hour. Whatever is wrong gets one and the same answer; who is wrong often waits."""
    opened = door.unlock(body["token"], body["code"], body["last4"])
    return jsonify({"key": opened.key, "expires_at": clock.isoformat(opened.expires_at)})


@blp.post("/merchant/photos/<sha256>")
@keyed
@blp.arguments(PieceIn, location="query")
@blp.doc(requestBody=_PIECE)
@blp.response(200, HeldOut)
@blp.problems(401, 403, 409, 413, 415, 422, 429, 507)
def send_piece(wanted: dict[str, int], sha256: str) -> Response:
    """The next piece of a photo; an empty one asks how many bytes are here. The last one stores it."""
    request.max_content_length = uploads.LONGEST_PIECE
    held = uploads.take_piece(merchant().shop.id, sha256, wanted["offset"], wanted["bytes"], request.get_data())
    return jsonify({"held": held.held, "stored": held.stored})


@blp.post("/shops/<uuid:shop_id>/codes")
@guard(Permission.SIGN_PLEDGES)
@blp.response(201, CodeOut)
@blp.problems(401, 403, 404)
def tell_code(shop_id: UUID) -> tuple[Response, int]:
    """A code that the patrol tells the merchant; it ends the one before. Every one is logged."""
    shop, now = going_on(str(shop_id)), clock.now()
    if shop is None or shop.status != ShopStatus.OPEN:
        raise NotFound()
    told = in_transaction(lambda: service.tell_code(shop.id, actor(), now))
    valid_s = int((told.expires_at - now).total_seconds())
    return jsonify({"code": told.code, "expires_at": clock.isoformat(told.expires_at), "valid_s": valid_s}), 201
