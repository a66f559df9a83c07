"""What a merchant sees and does on the shop's own page, with the key that the plate and a second factor gave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.core import clock
from app.core.api import Blueprint
from app.core.errors import NotFound
from app.core.transaction import end_reading, in_transaction
from app.core.transfers import FILE, handed_out
from app.merchants import acting, bodies, door, queries
from app.merchants.door import keyed, merchant
from app.merchants.schemas import KeyedIn
from app.merchants.shop_schemas import OwnAppealIn, OwnHandInIn, OwnPageOut, OwnRenewalIn
from app.pledges.sheets import shop_copy
from app.redaction.pictures import public_picture
from app.shops.models import Shop
from app.shops.queries import going_on

blp = Blueprint("merchant-shop", __name__, url_prefix="/api/v1", description="A shop's own page")
blp.after_request(door.plain)


@blp.post("/merchant/shop")
@keyed
@blp.arguments(KeyedIn)
@blp.response(200, OwnPageOut)
@blp.problems(400, 401, 403, 413, 422, 429)
def show_shop(_body: dict[str, Any]) -> Response:
    """The pledge, the frontage, checks, breaches, papers and what can be signed anew: of this shop only."""
    return _told()


@blp.post("/merchant/sheet")
@keyed
@blp.arguments(KeyedIn)
@blp.response(200, FILE, content_type="application/pdf", description="The pledge as it was signed")
@blp.problems(400, 401, 403, 404, 409, 413, 422, 429, 503)
def read_sheet(_body: dict[str, Any]) -> Response:
    """The shop's copy of the pledge's paper: who took the signature is not on it."""
    pledge = queries.pledge_to_show(merchant().shop.id)
    if pledge is None:
        raise NotFound()
    return handed_out(shop_copy(pledge), "application/pdf", "pledge.pdf")


@blp.post("/merchant/photos/<sha256>/picture")
@keyed
@blp.arguments(KeyedIn)
@blp.response(200, FILE, content_type="image/jpeg", description="The redacted picture")
@blp.problems(400, 401, 403, 404, 413, 422, 429, 503)
def show_picture(_body: dict[str, Any], sha256: str) -> Response:
    """A picture of this shop's page with what must be hidden covered; there is none while nobody has decided."""
    if sha256 not in queries.pictures_of(merchant().shop.id):
        raise NotFound()
    end_reading()
    picture = public_picture(sha256, "screen")
    if picture is None:
        raise NotFound()
    return Response(picture, mimetype="image/jpeg")


@blp.post("/merchant/breaches/<uuid:breach_id>/handin")
@keyed
@blp.arguments(OwnHandInIn)
@blp.response(200, OwnPageOut)
@blp.problems(400, 401, 403, 404, 409, 413, 422, 429)
def hand_in(body: dict[str, Any], breach_id: UUID) -> Response:
    """Say with photos, sent before, that it is put right; again under the same id is the same as once."""
    return _done(lambda shop, now: acting.hand_in(shop, str(breach_id), str(body["id"]), body["photos"], body["note"], now))


@blp.post("/merchant/breaches/<uuid:breach_id>/appeal")
@keyed
@blp.arguments(OwnAppealIn)
@blp.response(200, OwnPageOut)
@blp.problems(400, 401, 403, 404, 409, 413, 422, 429)
def appeal(body: dict[str, Any], breach_id: UUID) -> Response:
    """Say that it was no breach, within three days. The deadline runs on."""
    return _done(lambda shop, now: acting.appeal(shop, str(breach_id), str(body["id"]), body["text"], now))


@blp.post("/merchant/notices/<uuid:notice_id>/receipt")
@keyed
@blp.arguments(KeyedIn)
@blp.response(200, OwnPageOut)
@blp.problems(400, 401, 403, 404, 409, 413, 422, 429)
def receive(_body: dict[str, Any], notice_id: UUID) -> Response:
    """Confirm that a paper was received here; that is no consent to what it says."""
    return _done(lambda shop, now: acting.receive(shop, str(notice_id), now))


@blp.post("/merchant/pledges/<uuid:pledge_id>/confirmation")
@keyed
@blp.arguments(KeyedIn)
@blp.response(200, OwnPageOut)
@blp.problems(400, 401, 403, 404, 409, 413, 422, 429)
def confirm(_body: dict[str, Any], pledge_id: UUID) -> Response:
    """Confirm that the shop itself signed; the street files it then."""
    return _done(lambda shop, now: acting.confirm(shop, str(pledge_id), now))


@blp.post("/merchant/renewal")
@keyed
@blp.arguments(OwnRenewalIn)
@blp.response(200, OwnPageOut)
@blp.problems(400, 401, 403, 404, 409, 412, 413, 422, 429)
def renew(body: dict[str, Any]) -> Response:
    """Sign what is offered, with signer, strokes and time; again under the same id is the same as once."""
    return _done(lambda shop, now: acting.renew(shop, body["document"], now))


def _done(work: Callable[[Shop, datetime], None]) -> Response:
    shop_id, now = merchant().shop.id, clock.now()
    in_transaction(lambda: work(_shop(shop_id), now))
    return _told()


def _told() -> Response:
    return jsonify(bodies.shop_body(_shop(merchant().shop.id), clock.now()))


def _shop(shop_id: str) -> Shop:
    shop = going_on(shop_id)
    assert shop is not None  # no shop is ever deleted
    return shop
