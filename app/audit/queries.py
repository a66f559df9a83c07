"""Reads of the log. Writes nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Row, func, select, text

from app.audit.models import AuditEntry
from app.audit.rules import BEFORE_THE_FIRST, Action, Entry, break_in, rows_named
from app.core.db import connection, table_of

_BATCH = 1_000
_GUARDS = {
    "sqlite": text("SELECT count(*) = 2 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"),
    "postgresql": text(
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass AND tgname = 'audit_entry_no_change' "
        "AND tgenabled = 'O'"
    ),
}
_entry = table_of(AuditEntry).c
_COLUMNS = tuple(_entry[name] for name in Entry._fields)


def entries_after(seq: int, limit: int) -> list[Entry]:
    """The entries that follow number `seq`, in order."""
    rows = connection().execute(select(*_COLUMNS).where(_entry.seq > seq).order_by(_entry.seq).limit(limit))
    return [_of(row) for row in rows]


@dataclass(frozen=True)
class Wanted:
    """Which entries: about one object (kind, id), of one action, by one person; None leaves everything in."""

    about: tuple[str, str] | None = None
    action: str | None = None
    actor_id: str | None = None


def entries_before(seq: int | None, limit: int, wanted: Wanted = Wanted()) -> list[Entry]:
    """The newest entries with a number below `seq` (all, if None), newest first."""
    query = select(*_COLUMNS).where(*_conditions(wanted)).order_by(_entry.seq.desc()).limit(limit)
    if seq is not None:
        query = query.where(_entry.seq < seq)
    return [_of(row) for row in connection().execute(query)]


def entries_about(kind: str, object_ids: Collection[str]) -> list[Entry]:
    """Every entry about these objects, in order."""
    query = select(*_COLUMNS).where(_entry.object_kind == kind, _entry.object_id.in_(object_ids)).order_by(_entry.seq)
    return [_of(row) for row in connection().execute(query)] if object_ids else []


def walk() -> Iterator[Entry]:
    """The whole log in order, a thousand entries at a time."""
    reached = 0
    while batch := entries_after(reached, _BATCH):
        yield from batch
        reached = batch[-1].seq


def breaks() -> Iterator[tuple[int, str]]:
    """Where the chain does not hold: the number of the entry and what is wrong with it."""
    seq, before = 0, BEFORE_THE_FIRST
    for entry in walk():
        wrong = break_in(entry, seq, before)
        if wrong is not None:
            yield entry.seq, wrong
        seq, before = entry.seq, entry.hash


def newest() -> Entry | None:
    """The end of the chain."""
    found: Sequence[Entry] = entries_before(None, 1)
    return found[0] if found else None


def count() -> int:
    """How many entries there are."""
    return connection().scalar(select(func.count()).select_from(AuditEntry)) or 0


def emptied_at() -> int:
    """The number of the entry with which everything else was last thrown away on purpose (the demo), 0 if never."""
    return connection().scalar(select(func.max(_entry.seq)).where(_entry.action == Action.EMPTIED)) or 0


@dataclass
class Vouched:
    """What the log says of an object: the digest of each of its rows, and which of them it has seen come."""

    digests: dict[str, str | None] = field(default_factory=dict)
    born: set[str] = field(default_factory=set)


def vouched(kind: str, object_ids: Collection[str], since: int) -> dict[str, Vouched]:
    """By object, what its entries after number `since` say of its rows; the last one that names a row counts."""
    known: dict[str, Vouched] = defaultdict(Vouched)
    for entry in entries_about(kind, object_ids):
        if entry.seq > since:
            rows = rows_named(json.loads(entry.facts))
            known[entry.object_id].digests.update({name: after for name, (_, after) in rows.items()})
            known[entry.object_id].born.update(name for name, (before, _) in rows.items() if before is None)
    return known


def objects_of(kind: str, actions: Collection[Action], since: int, existing: ColumnElement[bool]) -> list[str]:
    """The ids of objects that such entries after number `since` are about and for which `existing` does not hold."""
    query = select(_entry.object_id).where(_entry.object_kind == kind, _entry.action.in_(actions), _entry.seq > since, ~existing)
    return list(connection().scalars(query.distinct().order_by(_entry.object_id)))


def guarded() -> bool:
    """Whether the database still refuses to change or delete an entry."""
    return (connection().scalar(_GUARDS[connection().dialect.name]) or 0) > 0


def moments(begins: datetime, ends: datetime) -> tuple[int, int, int] | None:
    """First and last number and how many entries there are from `begins` to before `ends`; None when there is none."""
    query = select(func.min(_entry.seq), func.max(_entry.seq), func.count()).where(_entry.at >= begins, _entry.at < ends)
    first, last, many = connection().execute(query).one()
    return None if not many else (first, last, many)


def newest_moment(before: datetime) -> datetime | None:
    """When the newest entry before this moment was noted."""
    query = select(_entry.at).where(_entry.at < before).order_by(_entry.at.desc()).limit(1)
    return connection().scalars(query).first()


def entry(seq: int) -> Entry | None:
    """The entry with this number."""
    found = entries_after(seq - 1, 1)
    return found[0] if found and found[0].seq == seq else None


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.about is not None:
        yield _entry.object_kind == wanted.about[0]
        yield _entry.object_id == wanted.about[1]
    if wanted.action is not None:
        yield _entry.action == wanted.action
    if wanted.actor_id is not None:
        yield _entry.actor_id == wanted.actor_id


def _of(row: Row[tuple[object, ...]]) -> Entry:
    return Entry._make(row)
