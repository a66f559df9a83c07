"""Tables of shops, of what became of them, and of tables of shops on their way in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class Shop(Model):
    """A shop front on a street; never deleted, only closed, because reports name it. `lon`, `lat` are WGS-84 degrees.

    `segment_from_m` and `segment_to_m` are where the frontage begins and ends along the segment's line, `depth_m` how deep
    it is to the kerb; `frontage` is the ring [[lon, lat] …] made of them. `contact` is sealed, {name, phone};
    `contact_hint` is what of it is shown, `phone_index` finds a shop by its number. `street_unit` is the 街道办 that answers,
    `resign_by` the day until which a changed shop signs anew, `closed_at` since when nobody trades there, `merged_into` the
    shop that goes on in its place. Lists go by `place_key`: the street, the number of the door, the id.
    """

    __tablename__ = "shop"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        Index("ix_shop_segment_code_place_key", "segment_code", "place_key"),
        Index("ix_shop_street_unit_place_key", "street_unit", "place_key"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    door: Mapped[str | None] = mapped_column(String(60))
    street: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str | None] = mapped_column(String(60))
    lon: Mapped[float]
    lat: Mapped[float]
    segment_code: Mapped[str | None] = mapped_column(String(40))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(8))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    segment_from_m: Mapped[float | None]
    segment_to_m: Mapped[float | None]
    depth_m: Mapped[float | None]
    frontage: Mapped[list[list[float]] | None] = mapped_column(JsonText)
    credit_code: Mapped[str | None] = mapped_column(String(18), index=True)
    contact: Mapped[bytes | None]
    contact_hint: Mapped[str | None] = mapped_column(String(60))
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    photos: Mapped[list[str]] = mapped_column(JsonText, default=list, server_default="[]")
    street_unit: Mapped[str | None] = mapped_column(String(40))
    resign_by: Mapped[date | None] = mapped_column(Date)
    praise_consent: Mapped[bool] = mapped_column(default=False, server_default=false())
    door_number: Mapped[int | None]
    place_key: Mapped[str] = mapped_column(String(130), index=True, server_default="")
    merged_into: Mapped[str | None] = mapped_column(String(36), index=True)
    rev: Mapped[int] = mapped_column(default=1, server_default="1")


class ShopEvent(Model):
    """One entry of what became of a shop; rows are only ever added. `facts` hold no name and no number of a person."""

    __tablename__ = "shop_event"
    __table_args__ = (UniqueConstraint("shop_id", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)


class ShopImport(Model):
    """A table of shops that somebody brought: what is wrong with it, and until it is entered its good rows, sealed.

    `bad` is [{row, column, why} …] without what the cells say, `warnings` [{row, column, why, shop_id, other_row} …].
    """

    __tablename__ = "shop_import"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[bytes | None]
    rows: Mapped[int]
    good: Mapped[int]
    new: Mapped[int]
    changed: Mapped[int]
    bad: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
