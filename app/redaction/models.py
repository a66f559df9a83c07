"""Tables of what is hidden on photos."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, RowNumber, UtcDateTime


class Redaction(Model):
    """The decision about one photo; without a row nobody has looked, and nothing of the photo leaves.

    `state` is a word of `rules.State`; `rev` grows with every change, and the first is 1.
    """

    __tablename__ = "redaction"

    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    rev: Mapped[int]
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RedactionBox(Model):
    """One box, by whom and when; taken away it stays as history. Fractions of the upright photo, `rules.Box`."""

    __tablename__ = "redaction_box"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("photo.sha256", ondelete="CASCADE"), index=True)
    left_edge: Mapped[float]
    top_edge: Mapped[float]
    width: Mapped[float]
    height: Mapped[float]
    kind: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
