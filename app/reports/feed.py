"""Decides what a reader is told of what changed: in commit order, from a cursor on, only what they may see."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from app.accounts.rules import Actor
from app.cases import bodies
from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.sight import sight_mark, visible
from app.core import clock
from app.core.changes import START, Change, Position, between, feed_order, newest_position, oldest_hidden
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
LAG = timedelta(seconds=30)
"""Readers may be behind the writers by this much before somebody should look why."""
LAG_LOOK = timedelta(seconds=10)
PERSONAL = "message"
"""The type of what only the person sees it was written to, whatever else they may see."""
AS_NOW = frozenset({"report", "case"})
"""The types that are told as they are now, so whoever applies the feed in its order ends with what is true."""
_FLOOR = "feed-floor"
_PRUNED_AT = "feed-pruned-at"
_PLACE = re.compile(r"(?:([0-9]{1,19})\.)?([0-9]{1,19})")
"""How a position is written: `xid.seq`, or `seq` alone where that is all there is to it."""
_LARGEST = 2**63 - 1

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stretch:
    """Some changes in commit order and the cursor of what follows."""

    changes: list[dict[str, Any]]
    cursor: str
    has_more: bool


def changes_since(cursor: str | None, limit: int, reader: Actor) -> Stretch:
    """At most `limit` changes after the cursor that this person may see; of several of one report or case the newest alone.

    Raises InvalidBody for a cursor that was not made here and CursorExpired for one of another history, one from
    before what was pruned, or one from before the person's scope changed.
    """
    history = epoch()
    floor = _floor(history)
    newest = max(newest_position(), floor)
    since = _position(cursor, history, floor, newest, reader) if cursor else START
    seen = or_(Change.for_all, visible(reader, Change))
    addressed = or_(Change.type != PERSONAL, Change.person_id == reader.id)
    query = select(Change).where(between(since, newest), seen, addressed).order_by(*feed_order())
    rows = list(db.session.scalars(query.limit(limit + 1)))
    has_more = len(rows) > limit
    rows = rows[:limit]
    reached = Position(rows[-1].xid, rows[-1].seq) if has_more else newest
    told = _with_bodies(_newest_of_each(rows), reader)
    return Stretch(told, encode_cursor(history, _written(reached), _scope_mark(reader)), has_more)


def prune_feed() -> int:
    """Background job: once a day forgets removals older than `KEPT`; a cursor from before them then expires."""
    now = clock.now()
    done = db.session.get(Fact, _PRUNED_AT)
    if done is not None and now - clock.parse(done.value) < PRUNE_EVERY:
        return 0
    return in_transaction(lambda: _prune(now))


_looked_at = datetime.min.replace(tzinfo=UTC)


def watch_lag() -> int:
    """Background job: notes in the log when committed changes stay hidden behind a transaction that does not end."""
    global _looked_at
    now = clock.now()
    if now - _looked_at < LAG_LOOK:
        return 0
    _looked_at, since = now, oldest_hidden()
    if since is not None and now - since > LAG:
        waited = round((now - since).total_seconds())
        log.warning(
            "readers have waited %s s for changes that are committed: a transaction does not end; "
            "see pg_stat_activity (backend_xid, xact_start) and pg_prepared_xacts",
            waited,
        )
    return 0


def _prune(now: datetime) -> int:
    removals = (Change.op != "put", Change.at < now - KEPT, between(START, newest_position()))
    last = select(Change.xid, Change.seq).where(*removals).order_by(*(column.desc() for column in feed_order())).limit(1)
    row = db.session.execute(last).first()
    if row is not None:
        db.session.execute(delete(Change).where(*removals))
        db.session.merge(Fact(name=_FLOOR, value=f"{epoch()} {_written(Position(row.xid, row.seq))}"))
    db.session.merge(Fact(name=_PRUNED_AT, value=clock.isoformat(now)))
    db.session.flush()
    return 0 if row is None else 1


def _floor(history: str) -> Position:
    """The newest position among what was pruned in this history, the start before anything was.

    What was pruned before a restore concerns no cursor of now, and its transaction number may be another server's.
    """
    fact = db.session.get(Fact, _FLOOR)
    if fact is None:
        return START
    of_history, _blank, place = fact.value.rpartition(" ")
    return _read(place) if of_history in {"", history} else START  # the first release wrote the place alone


def _written(position: Position) -> str:
    return f"{position.xid}.{position.seq}" if position.xid else str(position.seq)


def _read(text: str) -> Position:
    """Raises InvalidBody for what `_written` did not write."""
    parts = _PLACE.fullmatch(text)
    if parts is None:
        raise bad_cursor()
    position = Position(int(parts[1] or 0), int(parts[2]))
    if max(position) > _LARGEST:
        raise bad_cursor()
    return position


def _position(cursor: str, history: str, floor: Position, newest: Position, reader: Actor) -> Position:
    of_history, text, mark = decode_cursor(cursor, 3)
    since = _read(text)
    if of_history != history or not floor <= since <= newest or mark != _scope_mark(reader):
        raise CursorExpired()
    return since


def _scope_mark(reader: Actor) -> str:
    return hashlib.sha256(sight_mark(reader).encode()).hexdigest()[:12]


def _newest_of_each(rows: list[Change]) -> list[Change]:
    """Without what a later one of them tells as well: an earlier change of a report or case would bring the same body."""
    newest = {(row.type, row.object_id): row for row in rows if row.type in AS_NOW}
    return [row for row in rows if newest.get((row.type, row.object_id), row) is row]


def _with_bodies(rows: list[Change], reader: Actor) -> list[dict[str, Any]]:
    current = _current(rows, reader)
    return [_wire(row, current) for row in rows]


def _current(rows: list[Change], reader: Actor) -> dict[tuple[str, str], dict[str, Any]]:
    """The reports and cases that changed, as the reader sees them now."""
    report_ids = {row.object_id for row in rows if row.type == "report"}
    case_nos = {row.object_id for row in rows if row.type == "case"}
    reports = list(db.session.scalars(select(Report).where(Report.id.in_(report_ids), visible(reader, Report))))
    cases = list(db.session.scalars(select(Case).where(Case.case_no.in_(case_nos), visible(reader, Case))))
    seen = {("report", body["id"]): body for body in bodies.report_bodies(reports, reader)}
    return seen | {("case", body["case_no"]): body for body in bodies.case_bodies(cases, reader)}


def _wire(row: Change, current: dict[tuple[str, str], dict[str, Any]]) -> dict[str, Any]:
    body = row.body
    op = row.op
    if row.type in AS_NOW and op in {"put", "scope_out"}:
        body = current.get((row.type, row.object_id))
        op = "scope_out" if body is None else "put"
    return {"seq": row.seq, "type": row.type, "id": row.object_id, "rev": row.rev, "op": op, "body": body}
