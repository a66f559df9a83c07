"""Plates over HTTP: printing them, ending them, and whether their address leads here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify, request

from app.accounts.guard import actor, guard, public, settings
from app.accounts.rules import Permission
from app.config import is_loopback
from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.http import takes_at_most
from app.core.transaction import end_reading, in_transaction
from app.core.transfers import FILE, handed_out
from app.pledges import plate_bodies as bodies
from app.pledges import plate_queries as queries
from app.pledges import plate_rules as rules
from app.pledges import plate_service as service
from app.pledges.plate_rules import Ended
from app.pledges.plate_schemas import PlateAddressOut, PlateEndIn, PlateOut, PlateSeenIn, PlateSeenOut, PlatesIn, ShopPlatesOut
from app.pledges.plate_sheet import plates_pdf
from app.shops.queries import shop_for

blp = Blueprint("plates", __name__, url_prefix="/api/v1", description="Plates at shop doors, and their address")
LONGEST_LOOK = 4096
"""Bytes of what a page that was opened from outside says."""


@blp.post("/plates")
@guard(Permission.KEEP_SHOPS)
@blp.arguments(PlatesIn)
@blp.response(200, FILE, content_type="application/pdf", description="Plates on A4, with marks to cut along")
@blp.problems(400, 401, 403, 404, 409, 422, 503)
def print_plates(body: dict[str, Any]) -> Response:
    """New plates, each with a token of its own; closed shops are left out. The old ones go on until the new ones are opened."""
    now, url, by = clock.now(), settings().plate_url, actor()
    shop_ids = [str(one) for one in body["shop_ids"]]
    issued = in_transaction(lambda: service.issue(service.printable(shop_ids, body["segment"], by), url, body["lost"], by, now))
    faces = bodies.faces(issued, url, now)
    end_reading()
    return handed_out(plates_pdf(faces, now, large=body["large"]), "application/pdf", f"plates-{now:%Y%m%d-%H%M}.pdf")


@blp.get("/shops/<uuid:shop_id>/plates")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, ShopPlatesOut)
@blp.problems(401, 403, 404)
def list_plates(shop_id: UUID) -> Response:
    """A shop's plates, the newest first."""
    shop_for(actor(), str(shop_id))
    return jsonify({"items": [bodies.plate_body(one) for one in queries.plates_of(str(shop_id))]})


@blp.post("/plates/<uuid:plate_id>/revocation")
@guard(Permission.KEEP_SHOPS)
@blp.arguments(PlateEndIn)
@blp.response(200, PlateOut)
@blp.problems(400, 401, 403, 404, 422)
def end_plate(body: dict[str, str], plate_id: UUID) -> Response:
    """The plate opens nothing any more, at once; a second time changes nothing."""
    plate = queries.plate(str(plate_id))
    if plate is None:
        raise NotFound()
    shop_for(actor(), plate.shop_id)
    ended = in_transaction(lambda: service.revoke(str(plate_id), Ended(body["reason"]), actor(), clock.now()))
    return jsonify(bodies.plate_body(ended))


@blp.get("/plate-address")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, PlateAddressOut)
@blp.problems(401, 403)
def read_address() -> Response:
    """The address on plates, and when somebody outside last came here by it."""
    return jsonify(bodies.address_body(settings().plate_url))


@blp.post("/plate-address/check")
@guard(Permission.KEEP_SHOPS)
@blp.response(200, PlateAddressOut)
@blp.problems(401, 403)
def check_address() -> Response:
    """Begins a check: open `page` within a quarter of an hour on a phone that is not in this house's network."""
    url, now = settings().plate_url, clock.now()
    page = in_transaction(lambda: service.ask_for_look(url, actor(), now))
    return jsonify(bodies.address_body(url) | {"page": page, "expires_at": clock.isoformat(now + rules.NONCE_LIVES)})


@blp.post("/plate-address/seen")
@public
@takes_at_most(LONGEST_LOOK)
@blp.arguments(PlateSeenIn)
@blp.response(200, PlateSeenOut)
@blp.problems(400, 403, 404, 413, 422, 503)
def tell_seen(body: dict[str, str]) -> Response:
    """The page behind the plates' address was opened with a check's nonce."""
    url = settings().plate_url
    if not rules.same_place(url, request.scheme, request.host):
        raise NotFound()  # it was opened by another address of this server
    seen = rules.seen_from(request.remote_addr or "")
    counts = rules.counts_as_outside(seen, is_loopback(rules.host_of(url)))
    check = in_transaction(lambda: service.looked(body["nonce"], url, seen, counts, clock.now()))
    return jsonify({"passed": check.seen_at is not None})
