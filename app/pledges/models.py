"""Tables of 门前五包: schemes, pledges with what became of them and their sheets, refusals, and how each shop stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class PledgeScheme(Model):
    """One version of what a city's shops promise; rows are only ever added, the newest of a code counts while `active`.

    `items` are [{seq, code, name_zh, name_en, do_zh, dont_zh, category_slugs}], `texts` the sentences around them
    (`scheme_schemas.SchemeTexts`).
    """

    __tablename__ = "pledge_scheme"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    city: Mapped[str] = mapped_column(String(60))
    renewal_days_on_change: Mapped[int]
    term_months: Mapped[int]
    notice_days: Mapped[int]
    frontage_rule: Mapped[str] = mapped_column(Text)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    texts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    active: Mapped[bool]
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    in_force_from: Mapped[datetime] = mapped_column(UtcDateTime)


class Pledge(Model):
    """What one shop has promised: `document` is sealed, canonical JSON (RFC 8785) as it was signed, and never changes.

    The id is that of the report that brought it. `signer` is sealed JSON {name, capacity, phone}; `lon`, `lat` (WGS-84
    degrees) where the phone was, `accuracy_m` metres. `number` (`series` and `running`) is written beside the document
    when the street files it. It holds from the day of signing to `valid_to`, both included, once it is filed.
    """

    __tablename__ = "pledge"
    __table_args__ = (
        UniqueConstraint("series", "running"),
        Index("ix_pledge_shop_id_state", "shop_id", "state"),
        Index("ix_pledge_state_valid_to", "state", "valid_to"),
    )

    row: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("pledge_scheme.id"))
    state: Mapped[str] = mapped_column(String(12))
    rev: Mapped[int]
    document: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    document_sha256: Mapped[str] = mapped_column(String(64))
    signer: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    officer_id: Mapped[str] = mapped_column(String(36))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    doubts: Mapped[list[str]] = mapped_column(JsonText)
    term_months: Mapped[int]
    notice_days: Mapped[int]
    photos: Mapped[dict[str, list[str]]] = mapped_column(JsonText)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    confirmed_how: Mapped[str | None] = mapped_column(String(8))
    series: Mapped[str | None] = mapped_column(String(50))
    running: Mapped[int | None]
    number: Mapped[str | None] = mapped_column(String(60), unique=True)
    unit_code: Mapped[str | None] = mapped_column(String(40))
    filed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    filed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    supersedes: Mapped[str | None] = mapped_column(String(36))
    superseded_by: Mapped[str | None] = mapped_column(String(36))
    terminated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    terminated_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    terminated_why: Mapped[str | None] = mapped_column(Text)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PledgeEvent(Model):
    """One entry of what became of a pledge. Rows are only ever added; nobody's name stands in `facts`."""

    __tablename__ = "pledge_event"
    __table_args__ = (UniqueConstraint("pledge_id", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    pledge_id: Mapped[str] = mapped_column(ForeignKey("pledge.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)


class PledgeSheet(Model):
    """A finished PDF of a pledge, sealed: `signed` is the first that was drawn, `filed` the same with its number beside it.

    `sha256` is that of the PDF, `signature` base64 of the ECDSA signature (DER) over it by key `kid`.
    """

    __tablename__ = "pledge_sheet"

    pledge_id: Mapped[str] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    part: Mapped[str] = mapped_column(String(8), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    kid: Mapped[str] = mapped_column(String(8))
    signature: Mapped[str] = mapped_column(String(200))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PledgeRefusal(Model):
    """That a shop would not sign: why, which two work numbers were there, and the photo of the 告知书 that was left.

    The id is that of the report that brought it; the person who refused is named nowhere.
    """

    __tablename__ = "pledge_refusal"
    __table_args__ = (Index("ix_pledge_refusal_shop_id_at", "shop_id", "at"),)

    row: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    officers: Mapped[list[str]] = mapped_column(JsonText)
    photo: Mapped[str | None] = mapped_column(String(64))
    officer_id: Mapped[str] = mapped_column(String(36))
    doubts: Mapped[list[str]] = mapped_column(JsonText)
    superseded_by: Mapped[str | None] = mapped_column(String(36))


class ShopStanding(Model):
    """How a shop stands with its pledges, worked out anew with everything that becomes of one (`standings.settle`).

    `pledge_id` is the one to show: the filed one in force, else what waits, else the last there was. `notice_from` is the day
    from which it counts as expiring, `waiting_id` the newest that is not filed yet, `refused_at` the last refusal since the
    last signing.
    """

    __tablename__ = "shop_standing"
    __table_args__ = (Index("ix_shop_standing_state_valid_to", "state", "valid_to"),)

    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    pledge_id: Mapped[str | None] = mapped_column(String(36))
    state: Mapped[str | None] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(60))
    valid_to: Mapped[date | None] = mapped_column(Date)
    notice_from: Mapped[date | None] = mapped_column(Date)
    waiting_id: Mapped[str | None] = mapped_column(String(36))
    refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
