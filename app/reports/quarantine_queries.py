"""Reads of quarantine, limited in SQL to senders whose scope meets the reader's. Writes nothing."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import undefer

from app.accounts.models import ScopeEntry
from app.accounts.rules import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor
from app.reports.models import Quarantine


def in_sight(reader: Actor) -> ColumnElement[bool]:
    """The condition for rows whose sender works where the reader does; who has no places works everywhere."""
    scope = reader.scope
    if not (scope.segments or scope.cells):
        return true()
    placed = select(ScopeEntry.person_id).where(ScopeEntry.kind.in_(("segment", "cell")))
    in_segments = and_(ScopeEntry.kind == "segment", ScopeEntry.code.in_(scope.segments))
    in_cells = and_(ScopeEntry.kind == "cell", ScopeEntry.code.in_(scope.cells))
    met = select(ScopeEntry.person_id).where(or_(in_segments, in_cells))
    return or_(Quarantine.person_id == reader.id, Quarantine.person_id.not_in(placed), Quarantine.person_id.in_(met))


def quarantine_page(reader: Actor, state: str | None, cursor: str | None, limit: int) -> Page[Quarantine]:
    """What this person may look at, the newest first; `state` is open, settled or None for both."""
    query = select(Quarantine).where(in_sight(reader)).order_by(Quarantine.id.desc())
    if state:
        query = query.where(Quarantine.outcome.is_(None) if state == "open" else Quarantine.outcome.is_not(None))
    if cursor:
        query = query.where(Quarantine.id < cursor_number(cursor))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))


def quarantined(row_id: int, reader: Actor | None, *, held: bool = False) -> Quarantine:
    """The row with its content, `held` until the end of the transaction; without a reader whoever asks.

    Raises NotFound, the same for one that this person may not see.
    """
    query = select(Quarantine).where(Quarantine.id == row_id).options(undefer(Quarantine.content))
    if reader is not None:
        query = query.where(in_sight(reader))
    if held:
        query = query.with_for_update()
    row = db.session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound()
    return row


def open_row_ids() -> list[int]:
    """The rows that nobody has settled, oldest first."""
    return list(db.session.scalars(select(Quarantine.id).where(Quarantine.outcome.is_(None)).order_by(Quarantine.id)))
