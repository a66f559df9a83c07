"""Tables of the issue ledger: files on their way in, the issues, and what became of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime


class IssueImport(Model):
    """A table that was brought: its lines as they were read, which column is what, and what became of it.

    `lines` are [number, [cells]], whole telephone numbers masked; `mapping` names for each field the column it is read
    from, counted from 0, or null. `turn` grows with every change of it. `left_out` are the lines that were not entered.
    """

    __tablename__ = "issue_import"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    lines: Mapped[list[Any]] = mapped_column(JsonText, deferred=True)
    header_line: Mapped[int]
    mapping: Mapped[dict[str, int | None]] = mapped_column(JsonText)
    turn: Mapped[int]
    entered: Mapped[int | None]
    left_out: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText, deferred=True)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Issue(Model):
    """One problem of the ledger. `ref` is the number it had in the table it came from, `origin` that line as it stood
    ([column, text] pairs) and `origin_line` where; `unit` is as written there and need not be one of ours.

    `report_id` is the report that it was taken down as; the case that this leads to is then the issue's."""

    __tablename__ = "issue"
    __table_args__ = (Index("ix_issue_state_due_on", "state", "due_on"),)

    row: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    import_id: Mapped[str | None] = mapped_column(ForeignKey("issue_import.id"), index=True)
    origin_line: Mapped[int | None]
    origin: Mapped[list[list[str]]] = mapped_column(JsonText)
    ref: Mapped[str | None] = mapped_column(String(60), index=True)
    what: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(80), index=True)
    found_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(12))
    case_no: Mapped[str | None] = mapped_column(ForeignKey("case_file.case_no"), index=True)
    report_id: Mapped[str | None] = mapped_column(ForeignKey("report.id"), unique=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    written_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    rev: Mapped[int]


class IssueEvent(Model):
    """One entry of what became of an issue: entered, tied to a case, written off, opened again. Rows are only ever added."""

    __tablename__ = "issue_event"
    __table_args__ = (UniqueConstraint("issue_id", "place"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    issue_id: Mapped[str] = mapped_column(ForeignKey("issue.id"))
    place: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
