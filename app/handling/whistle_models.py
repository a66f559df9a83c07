"""Tables of whistles: who called which units to a case, and who has come when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, RowNumber, UtcDateTime

_OPEN = text("ended_at IS NULL")


class Whistle(Model):
    """A call to several units to come to a case by `reply_by`; `kind` says who blew, a street or a road chief."""

    __tablename__ = "whistle"
    __table_args__ = (Index("ix_whistle_open", "reply_by", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    reply_by: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)


class WhistleUnit(Model):
    """A unit that a whistle called; `report_id` is the answer that brought photos, `late_told_at` when it was reminded."""

    __tablename__ = "whistle_unit"

    whistle_id: Mapped[int] = mapped_column(ForeignKey("whistle.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str | None] = mapped_column(Text)
    report_id: Mapped[str | None] = mapped_column(String(36))
    late_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
