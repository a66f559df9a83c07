"""Reads of the log. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Row, func, select

from app.audit.models import AuditEntry
from app.audit.rules import BEFORE_THE_FIRST, Action, Entry, break_in, rows_named
from app.core.db import connection, table_of

_BATCH = 1_000
_entry = table_of(AuditEntry).c
_COLUMNS = tuple(_entry[name] for name in Entry._fields)


def entries_after(seq: int, limit: int) -> list[Entry]:
    """The entries that follow number `seq`, in order."""
    rows = connection().execute(select(*_COLUMNS).where(_entry.seq > seq).order_by(_entry.seq).limit(limit))
    return [_of(row) for row in rows]


def entries_before(seq: int | None, limit: int, about: tuple[str, str] | None = None) -> list[Entry]:
    """The newest entries with a number below `seq` (all, if None), newest first; only those about (kind, id) if given."""
    query = select(*_COLUMNS).order_by(_entry.seq.desc()).limit(limit)
    if seq is not None:
        query = query.where(_entry.seq < seq)
    if about is not None:
        query = query.where(_entry.object_kind == about[0], _entry.object_id == about[1])
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


def digests_about(kind: str, object_ids: Collection[str], since: int) -> dict[str, dict[str, str | None]]:
    """By object, the rows that its entries after number `since` name, with the digest of the last one that names them."""
    known: dict[str, dict[str, str | None]] = {}
    for entry in entries_about(kind, object_ids):
        if entry.seq > since:
            known.setdefault(entry.object_id, {}).update(rows_named(json.loads(entry.facts)))
    return known


def _of(row: Row[tuple[object, ...]]) -> Entry:
    return Entry._make(row)
