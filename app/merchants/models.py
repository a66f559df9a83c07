"""Tables of the merchants' page: who was wrong how often, codes told by patrols, and photos on their way in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class MerchantTry(Model):
    """How often something was tried in vain. `key` is an HMAC of what and by whom, so that no address is kept here.

    `good_at` is when the same opened the shop, null if never.
    """

    __tablename__ = "merchant_try"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    good_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MerchantCode(Model):
    """The code that a patrol told a shop: one at a time, of which only an HMAC is kept. `wrong` counts tries in vain."""

    __tablename__ = "merchant_code"

    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    code_hmac: Mapped[str] = mapped_column(String(64))
    told_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")


class MerchantPiece(Model):
    """A piece of a photo that a merchant sends, sealed, until the photo is whole."""

    __tablename__ = "merchant_piece"

    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    offset: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
