"""Decides what the page behind a plate shows of the shop and its pledge. Gathers; writes nothing, names nobody of the city."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from app.core import clock
from app.core.days import city_day
from app.merchants import queries
from app.merchants.breach_bodies import breach_bodies, check_bodies, notice_bodies
from app.pledges import schemes
from app.pledges.kit import office
from app.pledges.models import Pledge, PledgeScheme
from app.pledges.plate_queries import scheme_of
from app.pledges.queries import sketch_of, standing_of
from app.pledges.renewing import offered, waits, why_now
from app.pledges.rules import Standing
from app.pledges.sealing import DOCUMENT, SIGNER, opened_bytes, opened_json
from app.shops.models import Shop

Body = dict[str, Any]
_FRONTAGE: Final = ("left", "right", "length_m", "rule")


def plate_body(shop: Shop, now: datetime) -> Body:
    """What anybody at the door may see: the address, what shops here promise, and whom to call."""
    return {
        "door": shop.door or "",
        "street": shop.street or "",
        "scheme": _scheme(scheme_of(shop.id, now)),
        "office": _office(shop),
    }


def shop_body(shop: Shop, now: datetime) -> Body:
    """All that whoever opened the shop sees of it."""
    pledge = queries.pledge_to_show(shop.id)
    document = document_of(pledge)
    breaches = queries.breaches_of(shop.id)
    told = _office(shop)
    why = why_now(shop, pledge, waits(queries.standing(shop.id)), now)
    offer = offered(shop, document, now) if why else None
    return {
        "shop": _shop(shop),
        "office": told,
        "pledge": _pledge(pledge, document, now) if pledge else None,
        "frontage": _frontage(shop, pledge, document),
        "checks": check_bodies(breaches, told["name"] if told else ""),
        "breaches": breach_bodies(shop.id),
        "notices": notice_bodies(queries.notices_of(shop.id), breaches),
        "renewal": {"why": why, "document": offer} if offer else None,
    }


def document_of(pledge: Pledge | None) -> Body:
    """What was signed, as it was."""
    if pledge is None:
        return {}
    said = json.loads(opened_bytes(pledge.id, DOCUMENT, pledge.document))
    return said if isinstance(said, dict) else {}


def _shop(shop: Shop) -> Body:
    named = {name: getattr(shop, name) for name in ("id", "name", "door", "street", "status")}
    return {**named, "point": [shop.lon, shop.lat], "resign_by": shop.resign_by.isoformat() if shop.resign_by else None}


def _scheme(scheme: PledgeScheme | None) -> Body | None:
    if scheme is None:
        return None
    items = sorted(scheme.items, key=lambda item: int(item["seq"]))
    named = [
        {"code": item["code"], "name": item["name_zh"], "name_en": item["name_en"], "do": item["do_zh"], "dont": item["dont_zh"]}
        for item in items
    ]
    return {"name": schemes.title(scheme), "items": named}


def _office(shop: Shop) -> Body | None:
    if shop.street_unit is None:
        return None
    told = office(shop.street_unit)
    return {"name": told["name"], "phone": told["phone"]}


def _pledge(pledge: Pledge, document: Mapping[str, Any], now: datetime) -> Body:
    signer = opened_json(pledge.id, SIGNER, pledge.signer)
    standing = standing_of(pledge, now)
    days = (pledge.valid_to - city_day(now)).days if pledge.valid_to else None
    return {
        "id": pledge.id,
        "number": pledge.number,
        "standing": standing,
        "signed_at": clock.isoformat(pledge.signed_at),
        "confirmed_at": _at(pledge.confirmed_at),
        "filed_at": _at(pledge.filed_at),
        "valid_from": pledge.valid_from.isoformat() if pledge.valid_from else None,
        "valid_to": pledge.valid_to.isoformat() if pledge.valid_to else None,
        "days_left": max(days, 0) if days is not None else None,
        "office": {"name": str(_part(document, "office").get("name") or "")},
        "signer": {"name": signer.get("name"), "capacity": signer.get("capacity")},
        "items": [_item(one) for one in document.get("items") or [] if isinstance(one, dict)],
        "strokes": document.get("strokes") or [],
        "document_sha256": pledge.document_sha256,
        "to_confirm": standing is Standing.SIGNED,
        "sheet": pledge.scheme_id is not None,
    }


def _frontage(shop: Shop, pledge: Pledge | None, document: Mapping[str, Any]) -> Body | None:
    """In words as signed, as the ring on the map, and as it was drawn with the pledge: of neighbours the doors only."""
    said = _part(document, "frontage")
    if not said and shop.frontage is None:
        return None
    measured = {"depth_m": shop.depth_m, "ring": shop.frontage, "sketch": sketch_of(pledge.id) if pledge else None}
    return {**{name: said.get(name) for name in _FRONTAGE}, **measured}


def _item(said: Mapping[str, Any]) -> Body:
    return {name: str(said.get(name) or "") for name in ("code", "name", "do", "dont")}


def _part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = document.get(name)
    return part if isinstance(part, dict) else {}


def _at(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None
