"""The table of shops."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class Shop(Model):
    """A shop front on a street; never deleted, only closed, because reports name it. `lon`, `lat` are WGS-84 degrees."""

    __tablename__ = "shop"
    __table_args__ = (CheckConstraint("status IN ('open', 'closed')", name="status"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    door: Mapped[str | None] = mapped_column(String(60))
    street: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str | None] = mapped_column(String(60))
    lon: Mapped[float]
    lat: Mapped[float]
    segment_code: Mapped[str | None] = mapped_column(String(40), index=True)
    cell_code: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(8))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
