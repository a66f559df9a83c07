"""Tables of what belongs to a case on its way: what was asked for and who decided it, supervision orders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime

_OPEN = text("state = 'open'")


class CaseRequest(Model):
    """What a unit, or the desk, asked for. `steps` are {level, by, at, decision, reason}, the undecided ones without the rest.

    Of one case only one is open at a time. `reviewed_at` is when somebody last looked whether a suspension is still needed
    (at first when it was granted), `review_told_at` when it was told that the next look is due.
    """

    __tablename__ = "case_request"
    __table_args__ = (Index("uq_case_request_open", "case_no", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    unit_code: Mapped[str | None] = mapped_column(String(40))
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    resume_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SupervisionOrder(Model):
    """An order to get a move on: `cause` by hand or what the program saw, `ended_at` when its case was closed or voided."""

    __tablename__ = "supervision_order"
    __table_args__ = (Index("ix_supervision_order_case_no_cause", "case_no", "cause"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"))
    cause: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(12))
    unit_code: Mapped[str | None] = mapped_column(String(40))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    reply_by: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
