"""Tables of cases with their units, events, answers and numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime

_IN_CAMPAIGN, _SUPERVISED, _OPEN = text("campaign IS NOT NULL"), text("supervised > 0"), text("closed_at IS NULL")
_NOT_OF_PATROL = text("origin != 'patrol'")
_NOWHERE = text("segment_code IS NULL AND cell_code IS NULL")
_BESIDE = text("part != 'lead' AND until IS NULL")
_OPEN_LIST = (
    *("due_at", "id", "state", "unit_code", "segment_code", "category_slug", "urgent", "warn_at", "paused_at", "rework_due_at"),
    *("supervised", "author_id", "handler_id", "checker_id", "cell_code"),
)
"""What open cases are listed by, so that none of them has to be read for it: a city has some ten thousand."""
_VOIDED = text("state = 'voided'")
_VOIDED_LIST = ("id", "unit_code", "segment_code", "cell_code", "category_slug", "urgent", "origin", "author_id", "checker_id")


class Case(Model):
    """What the city works on. Category and limits are copies made when it was opened: later changes of the
    catalogue never change a running case. `case_no` is given once and never again, also after voiding. `words` is
    what a search looks through. `area_version` is the number of the areas that its segment and cell were last looked at
    with (0: none); `flags` are words that a person should see. While `held_at` is set nothing of it is destroyed.

    `unit_code` is who has it in hand, `handler_id` who of them, `checker_id` who looks whether it was solved. `due_at`,
    `warn_at` (80 %), `rework_due_at` and `stage_due_at` are when its clocks end, as of the last move; while `paused_at` is
    set the unit's does not run. `clock` is what they are reckoned from. `on_time` is null until that is decided. `supervised`
    and `whistled` count what is open of either; `recurs_of` names the closed case that had the same problem."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_state_area_version", "state", "area_version"),
        Index("ix_case_file_state_lon_lat", "state", "lon", "lat"),
        # Lists run along these, newest first; what follows `id` is what they are often narrowed to besides.
        Index(
            "ix_case_file_of_unit", "unit_code", "id", "state", "category_slug", "segment_code", "cell_code", "urgent", "origin"
        ),
        Index("ix_case_file_of_segment", "segment_code", "id", "state", "category_slug", "unit_code", "urgent", "origin"),
        Index(
            "ix_case_file_of_category",
            "category_slug",
            "id",
            "state",
            "segment_code",
            "cell_code",
            "unit_code",
            "urgent",
            "origin",
        ),
        Index(
            "ix_case_file_of_cell", "cell_code", "id", "state", "category_slug", "segment_code", "unit_code", "urgent", "origin"
        ),
        Index("ix_case_file_of_author", "author_id", "id", "state", "category_slug", "segment_code", "unit_code", "urgent"),
        Index("ix_case_file_of_campaign", "campaign", "id", sqlite_where=_IN_CAMPAIGN, postgresql_where=_IN_CAMPAIGN),
        Index("ix_case_file_of_origin", "origin", "id", sqlite_where=_NOT_OF_PATROL, postgresql_where=_NOT_OF_PATROL),
        Index("ix_case_file_in_state", "state", "id"),
        Index("ix_case_file_opened", "opened_at", "id"),
        Index("ix_case_file_supervised", "id", sqlite_where=_SUPERVISED, postgresql_where=_SUPERVISED),
        Index("ix_case_file_urgent", "id", sqlite_where=text("urgent IS 1"), postgresql_where=text("urgent IS true")),
        Index(
            "ix_case_file_nowhere",
            "id",
            "state",
            "category_slug",
            "unit_code",
            "urgent",
            sqlite_where=_NOWHERE,
            postgresql_where=_NOWHERE,
        ),
        Index("ix_case_file_voided", *_VOIDED_LIST, sqlite_where=_VOIDED, postgresql_where=_VOIDED),
        Index("ix_case_file_open", *_OPEN_LIST, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(String(19), unique=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    author_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(20))
    category_slug: Mapped[str | None] = mapped_column(String(80))
    category: Mapped[dict[str, Any]] = mapped_column(JsonText)
    limits: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    segment_code: Mapped[str | None] = mapped_column(String(40))
    segment_name: Mapped[str | None] = mapped_column(String(120))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    area_version: Mapped[int] = mapped_column(server_default="0")
    flags: Mapped[list[str]] = mapped_column(JsonText, server_default="[]")
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    words: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rev: Mapped[int]

    unit_code: Mapped[str | None] = mapped_column(String(40))
    handler_id: Mapped[str | None] = mapped_column(String(36))
    checker_id: Mapped[str | None] = mapped_column(String(36), index=True)
    urgent: Mapped[bool] = mapped_column(server_default=false())
    origin: Mapped[str] = mapped_column(String(20), server_default="patrol")
    campaign: Mapped[str | None] = mapped_column(String(40))
    plan_code: Mapped[str | None] = mapped_column(String(40))
    dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    warn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rework_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stage_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rework_count: Mapped[int] = mapped_column(server_default="0")
    return_count: Mapped[int] = mapped_column(server_default="0")
    extension_count: Mapped[int] = mapped_column(server_default="0")
    dispatch_count: Mapped[int] = mapped_column(server_default="0")
    supervised: Mapped[int] = mapped_column(server_default="0")
    whistled: Mapped[int] = mapped_column(server_default="0")
    on_time: Mapped[bool | None]
    recurs_of: Mapped[str | None] = mapped_column(String(19), index=True)
    clock: Mapped[dict[str, Any] | None] = mapped_column(JsonText)


class CaseUnit(Model):
    """That a unit works on a case: as the one in charge (`lead`), along with it (`co`), or called by a whistle (`whistled`).

    `until` is when it was taken off again, and no longer sees the case; rows stay as history.
    """

    __tablename__ = "case_unit"
    __table_args__ = (
        Index("ix_case_unit_unit_code_case_no", "unit_code", "case_no"),
        Index("ix_case_unit_beside", "unit_code", "case_no", sqlite_where=_BESIDE, postgresql_where=_BESIDE),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    unit_code: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(10))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseEvent(Model):
    """One entry of a case's timeline. Rows are only ever added. `by_id` is null for what no person did."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_no", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)


class CasePlacement(Model):
    """Every answer a case has had, from the first time that another area version moved it: rows are only ever added.

    `version` names the areas that gave it, `at` is since when the case has it, `cause` why (`opened`, `activated`,
    `undone`).
    """

    __tablename__ = "case_placement"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    version: Mapped[str | None] = mapped_column(String(24))
    segment_code: Mapped[str | None] = mapped_column(String(40))
    segment_name: Mapped[str | None] = mapped_column(String(120))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(String(12))


class Replacing(Model):
    """How far the open cases have been looked at with an area version: `done` of `total`, up to case row `reached`."""

    __tablename__ = "area_replacing"

    version_id: Mapped[int] = mapped_column(ForeignKey("area_version.id"), primary_key=True)
    total: Mapped[int]
    done: Mapped[int]
    moved: Mapped[int]
    choices_ended: Mapped[int]
    reached: Mapped[int] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CaseCounter(Model):
    """The last running number given in one district on one day."""

    __tablename__ = "case_counter"

    series: Mapped[str] = mapped_column(String(14), primary_key=True)
    last: Mapped[int]
