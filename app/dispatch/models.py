"""Tables of the rules of dispatch and of letters to bodies outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime

_WAITING = text("answered_at IS NULL AND voided_at IS NULL")


class DispatchRules(Model):
    """One version of all rules; rows are only ever added, the newest is in force. `body` is as `reading.rule_set` takes it."""

    __tablename__ = "dispatch_rules"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[dict[str, Any]] = mapped_column(JsonText)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Letter(Model):
    """A letter (移送函) that passes a case to a body outside, and what it answered. Numbered when it is sent.

    `sheet` is the text as it was sent. One written in error is voided; its number is never given again.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("word", "year", "number"),
        Index("ix_letter_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    unit_code: Mapped[str] = mapped_column(ForeignKey("unit.code"), index=True)
    from_code: Mapped[str | None] = mapped_column(ForeignKey("unit.code"))
    facts: Mapped[str] = mapped_column(Text)
    wanted: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    word: Mapped[str | None] = mapped_column(String(12))
    year: Mapped[int | None]
    number: Mapped[int | None]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_how: Mapped[str | None] = mapped_column(String(12))
    sent_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(12))
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    void_reason: Mapped[str | None] = mapped_column(Text)
    rev: Mapped[int]


class LetterCounter(Model):
    """The last number given under one word in one year."""

    __tablename__ = "letter_counter"

    word: Mapped[str] = mapped_column(String(12), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
