"""Decides what lists and pages of shops tell of pledges. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, false, or_, select

from app.accounts.rules import Actor
from app.core import clock
from app.core.among import among
from app.core.days import city_day
from app.core.db import db
from app.pledges import bodies
from app.pledges.figures import under_version
from app.pledges.models import ShopStanding
from app.pledges.rules import Standing
from app.pledges.standings import has_something, stands, word_of
from app.shops.models import Shop
from app.shops.more import Part, Wanted
from app.shops.rules import ShopStatus

Members = Mapping[str, Mapping[str, Any]]


def _listed(shop_ids: Collection[str]) -> Members:
    today = city_day(clock.now())
    rows = db.session.scalars(select(ShopStanding).where(among(ShopStanding.shop_id, shop_ids)))
    return {row.shop_id: {"pledge": _told(row, today), "refused": row.refused_at is not None} for row in rows}


def _told(row: ShopStanding, today: Any) -> dict[str, Any] | None:
    if row.pledge_id is None:
        return None
    days = max((row.valid_to - today).days, 0) if row.valid_to else None
    return {
        "id": row.pledge_id,
        "number": row.number,
        "standing": word_of(row, today),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "days_left": days,
        "waiting_id": row.waiting_id,
    }


def _narrowed(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.scheme is not None:
        yield under_version(*wanted.scheme, city_day(clock.now()))
    if wanted.standing is None:
        return
    of_shop = exists().where(ShopStanding.shop_id == Shop.id)
    if wanted.standing == "none":
        yield Shop.status == ShopStatus.OPEN
        yield ~of_shop.where(or_(ShopStanding.refused_at.is_not(None), has_something()))
    elif wanted.standing == "refused":
        yield Shop.status == ShopStatus.OPEN
        yield of_shop.where(ShopStanding.refused_at.is_not(None))
    elif wanted.standing == "resign":
        yield Shop.resign_by.is_not(None)
    elif wanted.standing == Standing.SUPERSEDED:
        yield false()  # of a shop the pledge that took its place is told
    else:
        yield of_shop.where(stands(wanted.standing, city_day(clock.now())))


def _shown(shop: Shop, _reader: Actor) -> Mapping[str, Any]:
    return bodies.shown_of_shop(shop.id, clock.now())


PART: Final = Part(_listed, _narrowed, _shown)
"""What the register of shops is told."""
