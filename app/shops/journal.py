"""Decides what is written whenever something becomes of a shop. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.shops.models import Shop, ShopEvent

NAME: Final = "shop"
"""What the log calls one."""


RESIGN: Final = "resign"
"""The entry that says: the shop has changed and signs anew."""


def owes_since(shop_id: str) -> datetime | None:
    """When the shop last changed so that it has to sign anew."""
    return db.session.scalar(select(func.max(ShopEvent.at)).where(ShopEvent.shop_id == shop_id, ShopEvent.kind == RESIGN))


def add_event(shop: Shop, kind: str, by: Actor | None, at: datetime, facts: dict[str, Any]) -> ShopEvent:
    """Adds an entry to what became of the shop, and to the log. `facts` hold no name and no number of a person."""
    db.session.flush()
    last = db.session.scalar(select(func.max(ShopEvent.place)).where(ShopEvent.shop_id == shop.id)) or 0
    event = ShopEvent(shop_id=shop.id, place=last + 1, kind=kind, by_id=by.id if by else None, at=at, facts=facts)
    db.session.add(event)
    db.session.flush()
    note(Action.SHOP_CHANGED, NAME, shop.id, by=by, kind=kind)
    return event
