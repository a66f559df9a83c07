"""Tables of breaches, of what was handed in and appealed against, of their events, and of what a city set for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime

_WAITS = text("state IN ('open', 'handed-in')")
_APPEALED = text("appeal = 'open'")


class Breach(Model):
    """That a shop did not keep an item of what it promised, as a report found it (its id is the report's).

    `pledge_id` is the pledge that was in force then, null without one; `scheme_id` the wording it was judged by. `nth` counts
    the same item of the same shop within the window, `step` is the answer to it. `doubts` are words that a reviewer should
    see. `overdue_at` is when it was seen that the deadline had passed, `escalated_at` when it became a case for that,
    `rectified_at` when that was put right which a review then passed. `before` is what it was before it ended, `why` the word
    for why it did. `appeal` is null, or where the shop's appeal stands, which is to be answered by `appeal_due_at`.
    """

    __tablename__ = "breach"
    __table_args__ = (
        Index("ix_breach_shop_id_item_found_at", "shop_id", "item", "found_at"),
        Index("ix_breach_state_row", "state", "row"),
        Index("ix_breach_waits", "deadline", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_breach_deadline_item", "deadline", "item"),
        Index("ix_breach_appealed", "appeal_due_at", sqlite_where=_APPEALED, postgresql_where=_APPEALED),
    )

    row: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    id: Mapped[str] = mapped_column(ForeignKey("report.id"), unique=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shop.id"))
    pledge_id: Mapped[str | None] = mapped_column(String(36), index=True)
    scheme_id: Mapped[int | None]
    item: Mapped[str] = mapped_column(String(40))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deadline: Mapped[datetime] = mapped_column(UtcDateTime)
    nth: Mapped[int]
    step: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12))
    before: Mapped[str | None] = mapped_column(String(12))
    why: Mapped[str | None] = mapped_column(String(20))
    doubts: Mapped[list[str]] = mapped_column(JsonText)
    case_no: Mapped[str | None] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    notice_id: Mapped[str | None] = mapped_column(String(36))
    overdue_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rectified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal: Mapped[str | None] = mapped_column(String(10))
    appeal_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rev: Mapped[int]


class BreachHandIn(Model):
    """That somebody says a breach is put right; `report_id` is the report that keeps its photos.

    `by` is `merchant` or `patrol`, `by_id` the patrol. `verdict` is null until somebody else has looked: passed or failed.
    """

    __tablename__ = "breach_hand_in"
    __table_args__ = (UniqueConstraint("breach_id", "place"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    breach_id: Mapped[str] = mapped_column(ForeignKey("breach.id"))
    place: Mapped[int]
    by: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    photos: Mapped[list[str]] = mapped_column(JsonText)
    note: Mapped[str] = mapped_column(Text)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"))
    verdict: Mapped[str | None] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(Text)
    judged_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BreachAppeal(Model):
    """A shop's appeal against a breach, one at most, and its answer; `id` is the shop's, so that again is the same as once."""

    __tablename__ = "breach_appeal"

    breach_id: Mapped[str] = mapped_column(ForeignKey("breach.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BreachEvent(Model):
    """One entry of what became of a breach. Rows are only ever added; `facts` name nobody."""

    __tablename__ = "breach_event"
    __table_args__ = (UniqueConstraint("breach_id", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    breach_id: Mapped[str] = mapped_column(ForeignKey("breach.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)


class BreachSettings(Model):
    """What a city decided of breaches; rows are only ever added, the newest is in force."""

    __tablename__ = "breach_settings"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    settings: Mapped[dict[str, Any]] = mapped_column(JsonText)
    set_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
