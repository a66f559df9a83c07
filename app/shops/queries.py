"""Reads of shops. Writes nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.shops.models import Shop


def shop(shop_id: str | None) -> Shop | None:
    """The shop with this id, closed or not."""
    return db.session.get(Shop, shop_id) if shop_id else None


def pack_shops() -> list[dict[str, Any]]:
    """The shops a phone carries: [{id, name, door, point: [lon, lat], status}], no persons, no phone numbers."""
    columns = select(Shop.id, Shop.name, Shop.door, Shop.lon, Shop.lat, Shop.status).order_by(Shop.id)
    return [
        {"id": row.id, "name": row.name, "door": row.door, "point": [row.lon, row.lat], "status": row.status}
        for row in db.session.execute(columns)
    ]
