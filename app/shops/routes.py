"""The register of shops over HTTP: whoever sees pledges reads it, whoever keeps shops changes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, jsonify

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.areas.datum import Datum, to_wgs84
from app.audit.rules import Action
from app.audit.service import note
from app.core import clock
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatch, etag
from app.core.tables_out import DESCRIBED, MEDIA, download
from app.core.transaction import in_transaction
from app.core.transfers import FILE, unkept
from app.roster import queries as roster
from app.shops import bodies, queries, sealing, service
from app.shops.journal import NAME
from app.shops.models import Shop
from app.shops.more import Wanted
from app.shops.persons import Contact, is_phone, narrow_phone
from app.shops.rules import ShopFacts, ShopStatus
from app.shops.schemas import (
    SCHEME_VERSION,
    MergeIn,
    NewShopIn,
    ShopChangeIn,
    ShopContactOut,
    ShopCountsIn,
    ShopCountsOut,
    ShopOut,
    ShopsExportIn,
    ShopsIn,
    ShopsOut,
)

blp = Blueprint("shops", __name__, url_prefix="/api/v1/shops", description="Shops, what they answer for, who is reached there")


@blp.get("")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(ShopsIn, location="query")
@blp.response(200, ShopsOut)
@blp.problems(401, 403, 422)
def list_shops(wanted: dict[str, Any]) -> Response:
    """Shops of the own scope, by street and door; those merged into others are left out."""
    page = queries.page(actor(), _wanted(wanted), wanted["cursor"], wanted["limit"])
    return jsonify(page.as_body(bodies.listed(page.items)))


@blp.get("/counts")
@guard(Permission.SEE_PLEDGES)
@blp.arguments(ShopCountsIn, location="query")
@blp.response(200, ShopCountsOut)
@blp.problems(401, 403, 422)
def count_shops(wanted: dict[str, Any]) -> Response:
    """How many shops the same list has by how they stand."""
    return jsonify(queries.counts(actor(), _wanted(wanted)))


@blp.get("/export")
@guard(Permission.EXPORT_LISTS)
@blp.arguments(ShopsExportIn, location="query")
@blp.doc(responses=DESCRIBED)
@blp.response(200, FILE, content_type=MEDIA["xlsx"], description="The list as xlsx, or CSV if asked for")
@blp.problems(401, 403, 422)
def export_shops(wanted: dict[str, Any]) -> Response:
    """The list as a file in which no cell is a formula and no person is named in full."""
    in_transaction(lambda: note(Action.SHOPS_EXPORTED, NAME, "shops", format=wanted["format"]))
    rows = bodies.export_rows(queries.all_shops(actor(), _wanted(wanted)))
    return download(rows, "店铺台账", wanted["format"], "店铺台账")


@blp.get("/<uuid:shop_id>")
@guard(Permission.SEE_PLEDGES)
@blp.response(200, ShopOut, headers=ETAG_HEADER)
@blp.problems(401, 403, 404)
def read_shop(shop_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """A shop with its frontage, its history, what it has promised and what it has not kept."""
    return _shown(queries.shop_for(actor(), str(shop_id)))


@blp.post("")
@guard(Permission.KEEP_SHOPS)
@blp.arguments(NewShopIn)
@blp.response(201, ShopOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 422)
def enter_shop(body: dict[str, Any]) -> tuple[Response, int, dict[str, str]]:
    """Enter a shop; segment, cell and frontage follow from where it stands. What is odd is told as a warning."""
    shop_id, (said, length_m) = body.pop("id"), _said(body)
    contact = Contact(**{"name": None, "phone": None, **said["contact"]}) if said.get("contact") is not None else None
    facts = ShopFacts(**{"door": None, "street": None, **said, "contact": contact})
    make = lambda: service.enter(facts, length_m, actor(), clock.now(), shop_id=str(shop_id) if shop_id else None)  # noqa: E731
    shop, _, headers = _shown(in_transaction(make))
    return shop, 201, headers


@blp.patch("/<uuid:shop_id>")
@guard(Permission.KEEP_SHOPS)
@blp.arguments(IfMatch, location="headers")
@blp.arguments(ShopChangeIn)
@blp.response(200, ShopOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 404, 409, 412, 422)
def change_shop(header: dict[str, str], body: dict[str, Any], shop_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Change what is said; a new place brings its segment, cell and frontage with it."""
    said, length_m = _said(body)
    work = lambda: service.change(str(shop_id), header["if_match"], said, length_m, actor(), clock.now())  # noqa: E731
    return _shown(in_transaction(work))


@blp.post("/<uuid:shop_id>/merge")
@guard(Permission.KEEP_SHOPS)
@blp.arguments(MergeIn)
@blp.response(200, ShopOut, headers=ETAG_HEADER, description="The shop that goes on")
@blp.problems(400, 401, 403, 404, 409, 422)
def merge_shop(body: dict[str, UUID], shop_id: UUID) -> tuple[Response, int, dict[str, str]]:
    """Merge a double into the shop that goes on; what names the double stays readable."""
    return _shown(in_transaction(lambda: service.merge(str(shop_id), str(body["into"]), actor(), clock.now())))


@blp.get("/<uuid:shop_id>/contact")
@guard(Permission.KEEP_SHOPS)
@blp.response(200, ShopContactOut)
@blp.problems(401, 403, 404)
def read_contact(shop_id: UUID) -> Response:
    """Whom a shop is reached by, in full. Every look is logged first."""
    shop = queries.shop_for(actor(), str(shop_id))
    in_transaction(lambda: note(Action.CONTACT_READ, NAME, shop.id))
    contact = sealing.contact_of(shop) or Contact(None, None)
    return unkept(jsonify({"name": contact.name, "phone": contact.phone}))


def _said(body: dict[str, Any]) -> tuple[dict[str, Any], float | None]:
    """What was said by the names of `ShopFacts`, and the length of the frontage."""
    datum, length_m = Datum(body.pop("datum")), body.pop("length_m")
    if "point" in body:
        lon, lat = body.pop("point")
        body["lon"], body["lat"] = to_wgs84(lon, lat, datum)
    if "status" in body:
        body["status"] = ShopStatus(body["status"])
    if "photos" in body:
        body["photos"] = tuple(body["photos"])
    return body, length_m


def _wanted(said: dict[str, Any]) -> Wanted:
    """A whole telephone number finds shops for whoever may read contacts, and nothing for others."""
    number = narrow_phone(said["words"])
    by_phone = number is not None and is_phone(number) and actor().may(Permission.KEEP_SHOPS)
    exact = {name: said[name] for name in ("segment", "street", "status", "standing", "item", "odd")}
    return Wanted(
        **exact,
        scheme=_version(said["scheme"]),
        units=roster.subtree([said["unit"]]) if said["unit"] else None,
        words=None if by_phone else said["words"],
        phone=sealing.phone_index(number) if by_phone and number else None,
    )


def _version(text: str | None) -> tuple[str, int] | None:
    found = SCHEME_VERSION.fullmatch(text) if text else None
    return (found[1], int(found[2])) if found else None


def _shown(shop: Shop) -> tuple[Response, int, dict[str, str]]:
    return jsonify(bodies.shop_body(shop, actor())), 200, etag(shop.rev)
