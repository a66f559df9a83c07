"""Tables of permits and of what reports met of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, String, true
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime


class Permit(Model):
    """A permit as it is now; one taken back stays (`active` false), because reports name it.

    `ring` is [[lon, lat] …] in whole 1e-7 degrees (WGS-84), `hours` [[days, start, end] …] in minutes of the day.
    """

    __tablename__ = "permit"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    holder: Mapped[str | None] = mapped_column(String(120))
    ring: Mapped[list[list[int]]] = mapped_column(JsonText)
    categories: Mapped[list[str]] = mapped_column(JsonText)
    hours: Mapped[list[list[Any]]] = mapped_column(JsonText)
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date | None] = mapped_column(Date)
    active: Mapped[bool] = mapped_column(server_default=true())
    rev: Mapped[int]


class PermitMet(Model):
    """That a report told of something that was permitted there and then; `facts` are those of the permit at that time."""

    __tablename__ = "permit_met"

    report_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    permit_id: Mapped[str] = mapped_column(ForeignKey("permit.id"), primary_key=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
