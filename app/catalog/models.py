"""Tables of what a city changed in the catalogue and in its working time; the rest comes with the program."""

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


class TimePlanRow(Model):
    """A time plan that a city set, new or in the place of one that comes with the program; its own first revision is 1."""

    __tablename__ = "time_plan"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    weeks: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    keeps_holidays: Mapped[bool]
    groups: Mapped[list[str]] = mapped_column(JsonText)
    rev: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HolidayYear(Model):
    """Days off and made-up days of a year that a city loaded, in the place of those that come with the program."""

    __tablename__ = "holiday_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    days_off: Mapped[list[str]] = mapped_column(JsonText)
    made_up: Mapped[list[str]] = mapped_column(JsonText)
    source: Mapped[str] = mapped_column(String(200))
    rev: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
