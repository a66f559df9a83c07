"""Decides what a reader is told of what changed: in commit order, from a cursor on, only what they may see."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select

from app.accounts.rules import Actor
from app.cases import bodies, queries
from app.cases.models import Case, Report
from app.core import clock
from app.core.changes import Change, newest_seq
from app.core.db import db
from app.core.facts import Fact, epoch
from app.core.paging import bad_cursor, decode_cursor, encode_cursor
from app.core.transaction import in_transaction
from app.reports.rules import CursorExpired

DEFAULT_CHANGES = 200
MAX_CHANGES = 500
KEPT = timedelta(days=90)
"""How long removals stay in the feed. Older puts stay for ever, so that a start without cursor is complete."""
PRUNE_EVERY = timedelta(hours=24)
_FLOOR = "feed-floor"
_PRUNED_AT = "feed-pruned-at"


@dataclass(frozen=True)
class Stretch:
    """Some changes in commit order and the cursor of what follows."""

    changes: list[dict[str, Any]]
    cursor: str
    has_more: bool


def changes_since(cursor: str | None, limit: int, reader: Actor) -> Stretch:
    """At most `limit` changes after the cursor that this person may see.

    Raises InvalidBody for a cursor that was not made here and CursorExpired for one of another history, one from
    before what was pruned, or one from before the person's scope changed.
    """
    history, floor = epoch(), _floor()
    newest = max(newest_seq(), floor)
    since = _position(cursor, history, floor, newest, reader) if cursor else 0
    seen = or_(Change.for_all, queries.visible(reader, Change))
    query = select(Change).where(Change.seq > since, Change.seq <= newest, seen).order_by(Change.seq)
    rows = list(db.session.scalars(query.limit(limit + 1)))
    has_more = len(rows) > limit
    rows = rows[:limit]
    reached = rows[-1].seq if has_more else newest
    return Stretch(_with_bodies(rows, reader), encode_cursor(history, reached, _scope_mark(reader)), has_more)


def prune_feed() -> int:
    """Background job: once a day forgets removals older than `KEPT`; a cursor from before them then expires."""
    now = clock.now()
    done = db.session.get(Fact, _PRUNED_AT)
    if done is not None and now - clock.parse(done.value) < PRUNE_EVERY:
        return 0
    return in_transaction(lambda: _prune(now))


def _prune(now: datetime) -> int:
    removals = (Change.op != "put", Change.at < now - KEPT)
    floor = db.session.scalar(select(func.max(Change.seq)).where(*removals))
    if floor is not None:
        db.session.execute(delete(Change).where(*removals))
        db.session.merge(Fact(name=_FLOOR, value=str(floor)))
    db.session.merge(Fact(name=_PRUNED_AT, value=clock.isoformat(now)))
    db.session.flush()
    return 0 if floor is None else 1


def _floor() -> int:
    """The newest number among what was pruned, 0 before anything was."""
    fact = db.session.get(Fact, _FLOOR)
    return 0 if fact is None else int(fact.value)


def _position(cursor: str, history: str, floor: int, newest: int, reader: Actor) -> int:
    of_history, text, mark = decode_cursor(cursor, 3)
    if not (text.isascii() and text.isdecimal()) or len(text) > 19:
        raise bad_cursor()
    since = int(text)
    if of_history != history or not floor <= since <= newest or mark != _scope_mark(reader):
        raise CursorExpired()
    return since


def _scope_mark(reader: Actor) -> str:
    """Changes with what the person may see: rows that come into or fall out of view are in no feed."""
    parts = (str(reader.sees_others), *sorted(reader.scope.segments), "/", *sorted(reader.scope.cells))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def _with_bodies(rows: list[Change], reader: Actor) -> list[dict[str, Any]]:
    current = _current(rows, reader)
    return [_wire(row, current) for row in rows]


def _current(rows: list[Change], reader: Actor) -> dict[tuple[str, str], dict[str, Any]]:
    """The reports and cases that are put, as the reader sees them now."""
    put = {(row.type, row.object_id) for row in rows if row.op == "put"}
    report_ids = [object_id for kind, object_id in put if kind == "report"]
    case_nos = [object_id for kind, object_id in put if kind == "case"]
    reports = list(db.session.scalars(select(Report).where(Report.id.in_(report_ids), queries.visible(reader, Report))))
    cases = list(db.session.scalars(select(Case).where(Case.case_no.in_(case_nos), queries.visible(reader, Case))))
    seen = {("report", body["id"]): body for body in bodies.report_bodies(reports, reader)}
    return seen | {("case", body["case_no"]): body for body in bodies.case_bodies(cases)}


def _wire(row: Change, current: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    body = row.body
    op = row.op
    if op == "put" and row.type in {"report", "case"}:
        body = current.get((row.type, row.object_id))
        op = "scope_out" if body is None else op  # it has left the reader's scope since
    return {"seq": row.seq, "type": row.type, "id": row.object_id, "rev": row.rev, "op": op, "body": body}
