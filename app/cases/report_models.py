"""Tables of reports with their photos, checks and verdicts, and of what was destroyed when its time was over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, RowNumber, UtcDateTime

_IN_FORCE = text("undone_at IS NULL")
_IS_REPLY, _IS_VERIFIED = text("reply_to IS NOT NULL"), text("verifier_id IS NOT NULL")
_TO_VERIFY = text("verify_due_at IS NOT NULL")
_REPLY_WAITS = text("reply_to IS NOT NULL AND reply_outcome IS NULL")
_NOWHERE = text("segment_code IS NULL AND cell_code IS NULL")
_FIGURES_TOLD_BY = ("segment_code", "cell_code", "category", "superseded_by", "reply_to", "commit_seq")


class Report(Model):
    """A sealed observation as it came, and what the server made of it.

    `manifest` are the bytes that came (sealed with the data key when somebody's number is in them); they and the
    columns read from them never change. `place_square`, `happened_at` find reports nearby in place and time.
    `whole_seq` is the commit number of the moment its last photo was in place: a backup that reaches it holds all of it.
    `checked` numbers the rules that last checked its evidence: null before the first time, 0 when it is to be done again.
    `destroyed_at` is when its evidence was destroyed under the retention rule `destroyed_by`: manifest, note, place and the
    bytes of its photos are gone since then, and a `Deletion` says what they were.
    `origin` says how the city learned of it. With `reply_to` it is no finding but what somebody did about that case (its
    number), or said about that report or had signed at that shop (its id): `reply` as it was read, `reply_outcome` what it
    came to, {verb, made, why, at}, null until its photos are there. `verifier_id` is who was asked to look on the spot
    whether it is so, `verify_due_at` until when, `verified_in_time` whether the last answer came before; null while there
    is none.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_author_id_commit_seq", "author_id", "commit_seq"),
        Index("ix_report_status_commit_seq", "status", "commit_seq"),
        Index("ix_report_of_segment", "segment_code", "commit_seq", "status"),
        Index("ix_report_of_cell", "cell_code", "commit_seq", "status"),
        Index("ix_report_nowhere", "commit_seq", "status", sqlite_where=_NOWHERE, postgresql_where=_NOWHERE),
        Index("ix_report_nearby", "place_square", "category", "happened_at"),
        Index("ix_report_device_id_device_seq", "device_id", "device_seq"),
        Index("ix_report_checked_commit_seq", "checked", "commit_seq"),
        Index("ix_report_case_no", "case_no"),
        Index("ix_report_figures", "received_at", "status", *_FIGURES_TOLD_BY),
        Index("ix_report_reply_to", "reply_to", sqlite_where=_IS_REPLY, postgresql_where=_IS_REPLY),
        Index("ix_report_verifier_id", "verifier_id", sqlite_where=_IS_VERIFIED, postgresql_where=_IS_VERIFIED),
        Index("ix_report_verify_due_at", "verify_due_at", sqlite_where=_TO_VERIFY, postgresql_where=_TO_VERIFY),
        Index("ix_report_reply_waits", "received_at", sqlite_where=_REPLY_WAITS, postgresql_where=_REPLY_WAITS),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    manifest: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sealed: Mapped[bool]
    manifest_sha256: Mapped[str] = mapped_column(String(64))
    commit_seq: Mapped[int] = mapped_column(BigInteger, unique=True)
    whole_seq: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    author_id: Mapped[str] = mapped_column(String(36))
    author_confirmed: Mapped[bool]
    courier_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    device_id: Mapped[str | None] = mapped_column(String(36))
    device_seq: Mapped[int | None] = mapped_column(BigInteger)
    supersedes: Mapped[str | None] = mapped_column(String(36), index=True)

    captured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    position: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    place_square: Mapped[int | None] = mapped_column(BigInteger)
    placement: Mapped[dict[str, Any]] = mapped_column(JsonText)
    category: Mapped[str | None] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(Text)
    handled_on_spot: Mapped[bool]
    subject: Mapped[dict[str, Any]] = mapped_column(JsonText)
    flags: Mapped[list[str]] = mapped_column(JsonText)
    similar_to: Mapped[str | None] = mapped_column(String(36))

    status: Mapped[str] = mapped_column(String(12))
    superseded_by: Mapped[str | None] = mapped_column(String(36))
    segment_code: Mapped[str | None] = mapped_column(String(40))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    corrected_placement: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    case_no: Mapped[str | None] = mapped_column(String(19))
    rev: Mapped[int]
    checked: Mapped[int | None]
    destroyed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    destroyed_by: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[str] = mapped_column(String(20), server_default="patrol")
    reply_to: Mapped[str | None] = mapped_column(String(36))
    reply: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    reply_outcome: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    verifier_id: Mapped[str | None] = mapped_column(String(36))
    verify_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_in_time: Mapped[bool | None]


class ReportCheck(Model):
    """What the rules for evidence said about a report when it was last checked (`app/checks`).

    `findings` are {slug, tone, facts}, what is worth a look first; `again_at` is when what may change by itself is looked
    at again. `told_rev` is the revision the report got when they last had something else to tell, `content_rev` the one
    since which nothing but they had changed by then (`findings.content_rev`).
    """

    __tablename__ = "report_check"

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), primary_key=True)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    content_rev: Mapped[int | None]
    told_rev: Mapped[int | None]


class ReportPhoto(Model):
    """A photo that a report names; `stored` once somebody who may carry the report has brought its bytes."""

    __tablename__ = "report_photo"
    __table_args__ = (Index("ix_report_photo_sha256", "sha256", "stored"),)

    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    role: Mapped[str | None] = mapped_column(String(20))
    source: Mapped[str | None] = mapped_column(String(20))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stored: Mapped[bool]


class Verdict(Model):
    """What a supervisor decided about a report; one is in force, an undone or answered one stays as history."""

    __tablename__ = "verdict"
    __table_args__ = (Index("uq_verdict_in_force", "report_id", unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("report.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(Text)
    duplicate_of: Mapped[str | None] = mapped_column(String(36), index=True)
    segment_choice: Mapped[str | None] = mapped_column(String(40))
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Deletion(Model):
    """That the evidence of a report (or refused bytes, `quarantine`) was destroyed; rows are only ever added.

    `record` is canonical JSON (RFC 8785) of what is gone: hashes, ids of the keys, rule, when, by whom; signed as receipts
    are. `done_at` is when its keys and files were gone, too; until then the work goes on wherever it was broken off.
    """

    __tablename__ = "deletion"
    __table_args__ = (UniqueConstraint("object_kind", "object_id"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    object_kind: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str] = mapped_column(String(36))
    rule: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    record: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
