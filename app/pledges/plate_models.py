"""Tables of plates and of the checks of their address."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, RowNumber, UtcDateTime


class Plate(Model):
    """A plate at a shop's door. Of its token only the SHA-256 is here; `revoked_at` ends it, `why` says so in a word.

    `uses` counts how often its page was opened.
    """

    __tablename__ = "plate"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    first_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    why: Mapped[str | None] = mapped_column(String(16))
    uses: Mapped[int] = mapped_column(default=0, server_default="0")


class PlateAddress(Model):
    """One check of the address on plates: a nonce that somebody opens from outside. `seen_from` is a kind of network."""

    __tablename__ = "plate_address"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    address: Mapped[str] = mapped_column(String(200), index=True)
    nonce_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_from: Mapped[str | None] = mapped_column(String(10))
