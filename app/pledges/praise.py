"""Decides who stands in the praise list: shops that agreed to it, each with who wrote that down and when. Reads only.

The list goes by places, so that none stands above another. There is none of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, select

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.areas import queries as areas
from app.core import clock
from app.core.among import among
from app.core.days import city_day
from app.core.db import db
from app.core.paging import Page, cut_page, decode_cursor, encode_cursor
from app.core.tables_out import Row
from app.core.wording import storable
from app.pledges.models import ShopStanding
from app.pledges.standings import is_valid
from app.roster import queries as roster
from app.shops import more
from app.shops.models import Shop, ShopEvent
from app.shops.queries import in_sight
from app.shops.rules import BETWEEN

Body = dict[str, Any]
EXPORT_HEAD: Final = ("店名", "路名", "门牌", "路段", "街道办", "同意日期")
_TOLD: Final = ("id", "name", "door", "street", "rev")
_CONSENT: Final = "praise_consent"
_PIECE: Final = 200


def praised(actor: Actor, cursor: str | None, limit: int, now: datetime) -> Page[Shop]:
    """Open shops that agreed to be praised, hold to a pledge, and have no breach this year; in the order of streets and
    doors. A page may have fewer than `limit` and still not be the last."""
    query = _agreed(actor, now)
    if cursor:
        query = query.where(Shop.place_key > BETWEEN.join(storable(part) for part in decode_cursor(cursor, 3)))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda shop: encode_cursor(shop.place_key))
    return page.with_items(_without_breach(page.items))


def listed(shops: Sequence[Shop]) -> list[Body]:
    """The lines of the list: {id, name, door, street, rev, segment_code, segment, consent: {by, at}}."""
    noted = _noted(shops)
    names = people.names({event.by_id for event in noted.values() if event.by_id})
    index = areas.current_index()
    return [
        {
            **{name: getattr(one, name) for name in _TOLD},
            "segment_code": one.segment_code,
            "segment": _segment(index, one.segment_code),
            "consent": _consent(one, noted.get(one.id), names),
        }
        for one in shops
    ]


def export_rows(actor: Actor, now: datetime) -> Iterator[Row]:
    """The header and a row for each shop of the list, without the person who wrote the consent down."""
    yield EXPORT_HEAD
    after = ""
    while rows := list(db.session.scalars(_agreed(actor, now).where(Shop.place_key > after).limit(_PIECE))):
        after = rows[-1].place_key
        kept = _without_breach(rows)
        noted = _noted(kept)
        offices = roster.names({one.street_unit for one in kept if one.street_unit})
        index = areas.current_index()
        for one in kept:
            segment, since = _segment(index, one.segment_code), noted.get(one.id)
            place = (segment["name"] or segment["code"]) if segment else None
            office = offices.get(one.street_unit or "", one.street_unit)
            yield (one.name, one.street, one.door, place, office, city_day(since.at if since else one.added_at))


def _agreed(actor: Actor, now: datetime) -> Select[Shop]:
    query = select(Shop).join(ShopStanding, ShopStanding.shop_id == Shop.id).order_by(Shop.place_key)
    holds = (Shop.status == "open", Shop.merged_into.is_(None), is_valid(city_day(now)))
    return query.where(*holds, Shop.praise_consent, in_sight(actor))


def _without_breach(shops: Sequence[Shop]) -> list[Shop]:
    known = more.listed([one.id for one in shops])
    return [one for one in shops if not known[one.id]["breaches_this_year"]]


def _noted(shops: Sequence[Shop]) -> dict[str, ShopEvent]:
    """By shop the entry with which it agreed: the last change of it, else the one with which the shop was entered."""
    query = select(ShopEvent).where(among(ShopEvent.shop_id, [one.id for one in shops])).order_by(ShopEvent.place)
    found: dict[str, ShopEvent] = {}
    for event in db.session.scalars(query) if shops else ():
        if event.shop_id not in found or _CONSENT in event.facts.get("changed", {}):
            found[event.shop_id] = event
    return found


def _consent(shop: Shop, event: ShopEvent | None, names: dict[str, str]) -> Body:
    by_id = event.by_id if event else None
    by = {"id": by_id, "name": names[by_id]} if by_id in names else None
    return {"by": by, "at": clock.isoformat(event.at if event else shop.added_at)}


def _segment(index: Any, code: str | None) -> Body | None:
    if code is None:
        return None
    found = areas.segment_in(index, code)
    return {"code": code, "name": found.name if found else None}
