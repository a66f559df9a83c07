"""Decides what is written when a shop is entered. Flushes, never commits."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import uuid_utils

from app.core.db import db
from app.shops.models import Shop
from app.shops.rules import ShopFacts, checked


def add_shop(facts: ShopFacts, at: datetime, *, shop_id: str | None = None) -> Shop:
    """Adds a shop, under `shop_id` (a UUID) where the caller has one. Raises InvalidBody with pointers."""
    shop = Shop(id=shop_id or str(uuid_utils.uuid7()), added_at=at, **asdict(checked(facts)))
    db.session.add(shop)
    db.session.flush()
    return shop
