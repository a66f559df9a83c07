"""Decides how a change becomes visible to readers that follow: one feed, in commit order. Knows types only by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import JsonText, Model, UtcDateTime, connection, db
from app.core.statements import insertion

_FEED_LOCK = 4_708_311
"""PostgreSQL advisory lock held from allotting a number to the commit, so numbers become visible in order."""


class Change(Model):
    """One change of one object; `seq` is also the commit number that receipts quote.

    `xid` is the number of the writing transaction where the database commits out of the order of `seq` (PostgreSQL),
    else 0. The scope columns say who may see it: the author, whoever watches the segment or cell, or everybody (`for_all`).
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_author_id_seq", "author_id", "seq"),
        Index("ix_change_xid_seq", "xid", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    rev: Mapped[int]
    op: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    author_id: Mapped[str | None] = mapped_column(String(36))
    segment_code: Mapped[str | None] = mapped_column(String(40))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    for_all: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


_APPEND = insertion(Change, "type", "object_id", "rev", "op", "body", "author_id", "segment_code", "cell_code", "for_all", "at")
"""Built once: every write ends with it."""


def record_change(
    type: str,
    object_id: str,
    rev: int,
    at: datetime,
    *,
    op: str = "put",
    body: dict[str, Any] | None = None,
    author_id: str | None = None,
    segment_code: str | None = None,
    cell_code: str | None = None,
    for_all: bool = False,
) -> int:
    """Appends a change inside the running transaction and returns its commit number (strictly growing)."""
    database = connection()
    if database.dialect.name == "postgresql":
        database.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _FEED_LOCK})
    db.session.flush()  # what the change tells of is written before it
    return _APPEND.append(
        type=type, object_id=object_id, rev=rev, op=op, body=body, author_id=author_id,
        segment_code=segment_code, cell_code=cell_code, for_all=for_all, at=at,
    )  # fmt: skip


def newest_seq() -> int:
    """The newest commit number, 0 in an empty database."""
    return db.session.scalar(select(Change.seq).order_by(Change.seq.desc()).limit(1)) or 0
