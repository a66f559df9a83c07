"""The table of lists that people keep under a name."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model


class SavedFilter(Model):
    """What a list of cases was narrowed to, under a name; `role` when an administrator gave it to everybody with that role."""

    __tablename__ = "saved_filter"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[dict[str, str]] = mapped_column(JsonText)
    role: Mapped[str | None] = mapped_column(String(20), index=True)
    rev: Mapped[int]
