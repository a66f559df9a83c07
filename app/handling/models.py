"""Table of what a city set for handling."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class HandlingSettings(Model):
    """What a city decided of handling; rows are only ever added, the newest is in force."""

    __tablename__ = "handling_settings"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JsonText)
    set_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
