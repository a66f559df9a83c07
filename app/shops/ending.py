"""Decides what goes of whom a closed shop was reached by when its time is over. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from app.accounts.rules import Actor
from app.core.db import db
from app.shops.journal import add_event
from app.shops.models import Shop, ShopEvent
from app.shops.rules import ShopStatus

FORGOTTEN = "contact-destroyed"


def closed_before(moment: datetime) -> Iterator[str]:
    """The ids of shops that were closed before this moment and still have a contact, the longest closed first."""
    query = select(Shop.id).where(Shop.status == ShopStatus.CLOSED, Shop.closed_at < moment, Shop.contact.is_not(None))
    yield from list(db.session.scalars(query.order_by(Shop.closed_at, Shop.id)))


def held(shop_id: str) -> Shop | None:
    """The shop, its row held until the transaction ends."""
    query = select(Shop).where(Shop.id == shop_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def forget_contact(shop: Shop, by: Actor | None, now: datetime, rule: str) -> ShopEvent:
    """Within a transaction: name and number go, and what finds or shows them; the entry of its history that says so."""
    shop.contact = shop.contact_hint = shop.phone_index = None
    shop.rev += 1
    return add_event(shop, FORGOTTEN, by, now, {"rule": rule})


def left_of(shop_id: str, event_id: int) -> bool:
    """Whether the shop has a contact although nothing has become of it since the entry that says it was destroyed."""
    shop = db.session.get(Shop, shop_id)
    later = select(ShopEvent.id).where(ShopEvent.shop_id == shop_id, ShopEvent.id > event_id).limit(1)
    return shop is not None and shop.contact is not None and db.session.scalar(later) is None
