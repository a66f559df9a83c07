"""Tables of what a city changed in the catalogue; the rest comes with the program."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime


class CatalogEntry(Model):
    """What an admin changed in one category; null means as it comes with the program. Revision 1 is the unchanged one."""

    __tablename__ = "catalog_entry"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    urgency: Mapped[str | None] = mapped_column(String(16))
    limits: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
    photos_min: Mapped[int | None]
    duplicate_radius_m: Mapped[int | None]
    duplicate_days: Mapped[int | None]
    revision: Mapped[int]


class CatalogChange(Model):
    """Who changed what, when, from what to what; rows are only ever added."""

    __tablename__ = "catalog_change"

    slug: Mapped[str] = mapped_column(String(80), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JsonText)
    after: Mapped[dict[str, Any]] = mapped_column(JsonText)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
