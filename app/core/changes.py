"""Decides how a change becomes visible to readers that follow: one feed, in commit order. Knows types only by name.

SQLite has one writer, so the order of `seq` is the order of commits. PostgreSQL allots `seq` in one order and commits
in another: a reader that remembers the last `seq` would pass over a number whose transaction is still running, for
ever. There the feed's order is (xid, seq), and it ends before the oldest transaction that still runs
(`pg_snapshot_xmin`): whatever is before that has ended and can no longer appear late.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Index, String, Text, cast, func, insert, select, text, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import POSTGRESQL, JsonText, Model, RowNumber, UtcDateTime, connection, db, table_of
from app.core.statements import Statement, insertion, parameters_of

_FEED_LOCK = 4_708_311
"""PostgreSQL advisory lock: shared from before a number is allotted to the commit; alone, nothing is under way."""
_SETTLE_PATIENCE = "5s"
"""How long `settled_seq` waits for running writers, while new ones wait behind it."""


class Change(Model):
    """One change of one object; `seq` is also the commit number that receipts quote.

    `xid` is the number of the writing transaction where the database commits out of the order of `seq` (PostgreSQL),
    else 0. The scope columns say who may see it: the author, whoever watches the segment or cell, who works in the unit, the
    person it was given to, or everybody (`for_all`).
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_author_id_seq", "author_id", "seq"),
        Index("ix_change_xid_seq", "xid", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    xid: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    rev: Mapped[int]
    op: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    author_id: Mapped[str | None] = mapped_column(String(36))
    segment_code: Mapped[str | None] = mapped_column(String(40))
    cell_code: Mapped[str | None] = mapped_column(String(40))
    unit_code: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[str | None] = mapped_column(String(36))
    for_all: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Position(NamedTuple):
    """A place in the feed; `xid` is 0 where `seq` alone is the order of commits. Positions compare as the feed runs."""

    xid: int
    seq: int


START = Position(0, 0)
"""Before the first change."""
_GIVEN = (
    "type",
    "object_id",
    "rev",
    "op",
    "body",
    "author_id",
    "segment_code",
    "cell_code",
    "unit_code",
    "person_id",
    "for_all",
    "at",
)
_change = table_of(Change).c
_OWN_XID = cast(cast(func.pg_current_xact_id(), Text), BigInteger)
_HORIZON = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger)
# Built once: every write ends with one of these.
_APPEND = insertion(Change, *_GIVEN)
_APPEND_WITH_XID = Statement(insert(table_of(Change)).values({**parameters_of(Change, *_GIVEN), "xid": _OWN_XID}))


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
    unit_code: str | None = None,
    person_id: str | None = None,
    for_all: bool = False,
) -> int:
    """Appends a change inside the running transaction and returns its commit number (strictly growing)."""
    database = connection()
    append = _APPEND
    if database.dialect.name == POSTGRESQL:
        database.execute(select(func.pg_advisory_xact_lock_shared(_FEED_LOCK)))
        append = _APPEND_WITH_XID
    db.session.flush()  # what the change tells of is written before it
    return append.append(
        type=type, object_id=object_id, rev=rev, op=op, body=body, author_id=author_id,
        segment_code=segment_code, cell_code=cell_code, unit_code=unit_code, person_id=person_id, for_all=for_all, at=at,
    )  # fmt: skip


def newest_seq() -> int:
    """The newest commit number that this transaction sees, 0 in an empty database."""
    return db.session.scalar(select(Change.seq).order_by(Change.seq.desc()).limit(1)) or 0


def settled_seq() -> int:
    """A commit number N such that every change with `seq` ≤ N is committed or never will be.

    For backups. Take the number first, the copy afterwards: every snapshot that begins after this function has
    returned (a read transaction on SQLite; REPEATABLE READ or pg_dump on PostgreSQL) holds all changes up to N, and
    photos copied after that snapshot hold every photo they speak of. The other way round N may be past the copy. It
    reads on a connection of its own, so an open transaction of the caller neither hinders it nor is seen.
    Raises OperationalError (sqlstate 55P03) when writers on PostgreSQL do not end within `_SETTLE_PATIENCE`.
    """
    with db.engine.connect() as own:
        if own.dialect.name == POSTGRESQL:
            own.execute(text(f"SET LOCAL lock_timeout = '{_SETTLE_PATIENCE}'"))
            own.execute(select(func.pg_advisory_xact_lock(_FEED_LOCK)))
        # A statement of its own: the one before took its snapshot before it had the lock.
        return own.scalar(select(func.max(_change.seq))) or 0


def newest_position() -> Position:
    """Where the feed ends for a reader now: nothing can later appear at or before it."""
    newest = select(_change.xid, _change.seq)
    if _by_xid():
        # The horizon first: what it excludes may end meanwhile, what it includes has ended.
        horizon = db.session.scalar(select(_HORIZON))
        newest = newest.where(_change.xid < horizon).order_by(_change.xid.desc(), _change.seq.desc())
    else:
        newest = newest.order_by(_change.seq.desc())
    row = db.session.execute(newest.limit(1)).first()
    return START if row is None else Position(row.xid, row.seq)


def oldest_hidden() -> datetime | None:
    """Since when a committed change waits for an older transaction to end before readers may see it; None if none does."""
    if not _by_xid():
        return None
    horizon = db.session.scalar(select(_HORIZON))
    return db.session.scalar(select(func.min(Change.at)).where(Change.xid >= horizon))


def between(since: Position, until: Position) -> ColumnElement[bool]:
    """The condition for changes after `since`, up to and with `until`."""
    if not _by_xid():
        return (Change.seq > since.seq) & (Change.seq <= until.seq)
    place = tuple_(Change.xid, Change.seq)
    return (place > tuple_(*since)) & (place <= tuple_(*until))


def feed_order() -> tuple[ColumnElement[int], ...]:
    """What the feed is ordered by."""
    return (_change.xid, _change.seq) if _by_xid() else (_change.seq,)


def forget_transactions() -> None:
    """Within a transaction: what is in the feed now comes before all that follows, ordered by `seq`.

    After a restore into another PostgreSQL cluster, whose transactions count anew: rows that carry numbers of the old
    one would stay hidden until the new one has counted as far. Cursors given out before must end with it (`new_epoch`).
    """
    db.session.execute(update(Change).where(Change.xid != 0).values(xid=0))


def from_another_cluster() -> bool:
    """Whether the feed carries numbers of transactions that this PostgreSQL cluster has not yet counted."""
    if not _by_xid():
        return False
    next_xid = cast(cast(func.pg_snapshot_xmax(func.pg_current_snapshot()), Text), BigInteger)
    return db.session.scalar(select(_change.xid).where(_change.xid >= next_xid).limit(1)) is not None


def _by_xid() -> bool:
    return connection().dialect.name == POSTGRESQL
