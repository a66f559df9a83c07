"""Tables of what figures are counted from, of sums of whole months, and of campaigns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime


class CaseTally(Model):
    """What figures count of one case, as of its revision `rev`. Days are the city's, as yyyymmdd.

    `filed_in_time`, `dispatched_in_time` and `closed_in_time` are null where no limit ran; `checks` counts those that had one,
    `arranges` the orders for one; `verified`: somebody had looked on the spot before it was filed.
    """

    __tablename__ = "case_tally"
    __table_args__ = (
        Index("ix_case_tally_filed_day", "filed_day"),
        Index("ix_case_tally_dispatched_day", "dispatched_day"),
        Index("ix_case_tally_due_day", "due_day"),
        Index("ix_case_tally_disposed_day", "disposed_day"),
        Index("ix_case_tally_checked_day", "checked_day"),
        Index("ix_case_tally_closed_day", "closed_day"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    rev: Mapped[int]
    unit_code: Mapped[str | None] = mapped_column(String(40))
    segment_code: Mapped[str | None] = mapped_column(String(40))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    street: Mapped[str | None] = mapped_column(String(9))
    category_slug: Mapped[str | None] = mapped_column(String(80))
    filed_day: Mapped[int]
    dispatched_day: Mapped[int | None]
    due_day: Mapped[int | None]
    disposed_day: Mapped[int | None]
    checked_day: Mapped[int | None]
    closed_day: Mapped[int | None]
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed: Mapped[bool]
    voided: Mapped[bool]
    suspended: Mapped[bool]
    on_spot: Mapped[bool]
    public: Mapped[bool]
    recurs: Mapped[bool]
    reworked: Mapped[bool]
    on_time: Mapped[bool | None]
    filed_in_time: Mapped[bool | None]
    dispatched_in_time: Mapped[bool | None]
    closed_in_time: Mapped[bool | None]
    dispatches: Mapped[int]
    checks: Mapped[int]
    checks_in_time: Mapped[int]
    arranges: Mapped[int] = mapped_column(server_default="0")
    arranges_in_time: Mapped[int] = mapped_column(server_default="0")
    verified: Mapped[bool] = mapped_column(server_default=false())


class FigureMonth(Model):
    """Whether the sums of a month (yyyymm) are those of its tallies: `stale`, `settling` since `since`, or `summed`."""

    __tablename__ = "figure_month"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class FigureSum(Model):
    """One indicator in a whole month, for one key of what figures are told apart by; by `all` it is the whole city."""

    __tablename__ = "figure_sum"

    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column(String(8), primary_key=True)
    figure: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    numerator: Mapped[int]
    denominator: Mapped[int]


class Campaign(Model):
    """专项行动: cases carry its name as a tag. `categories` empty means any; `wanted` is what shall come of it, as
    [{value, unit}]."""

    __tablename__ = "campaign"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    categories: Mapped[list[str]] = mapped_column(JsonText)
    aim: Mapped[str] = mapped_column(String(500))
    wanted: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, server_default="[]")
    rev: Mapped[int]
