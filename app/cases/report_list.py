"""Reads lists of reports, the newest arrival first, so that a page takes milliseconds among a million.

Whoever sees a small part of the city reads along that part; whoever sees much of it meets the next ones soon enough along
the arrivals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, select, union_all

from app.accounts.rules import Actor
from app.cases.report_models import Report
from app.cases.sight import own_or_scope
from app.core.among import among
from app.core.db import db

ALONG_ONE: Final = 50
"""So many segments or cells are read one beside the other."""
SOME: Final = 5_000
"""With fewer reports than this in all of more areas they are read in one go."""
_PENDING: Final = "pending"
Rows = Select[int]


@dataclass(frozen=True)
class _Part:
    """Reports that lie along an index."""

    index: str
    condition: ColumnElement[bool]


def newest(actor: Actor, status: str | None, below: int | None, limit: int) -> list[Report]:
    """The next reports of this person's own or scope; `below` is the arrival number of the last one that is known.

    What was done about a case stands with the case, and what was replaced no longer waits for a verdict.
    """
    parts = _parts(actor)
    pieces = [_rows(status, below).where(own_or_scope(actor, Report))] if parts is None else []
    for part in parts or []:
        pieces.append(_rows(status, below).where(part.condition).with_hint(Report, f"INDEXED BY {part.index}", "sqlite"))
    pieces = [piece.order_by(Report.commit_seq.desc()).limit(limit) for piece in pieces]
    numbers = pieces[0] if len(pieces) == 1 else union_all(*(select(piece.subquery()) for piece in pieces))
    query = select(Report).where(Report.commit_seq.in_(sorted(set(db.session.scalars(numbers)))[-limit:]))
    return list(db.session.scalars(query.order_by(Report.commit_seq.desc())))


def _rows(status: str | None, below: int | None) -> Rows:
    rows = select(Report.commit_seq).where(Report.reply_to.is_(None))
    if status:
        rows = rows.where(Report.status == status)
    if status == _PENDING:
        rows = rows.where(Report.superseded_by.is_(None))
    return rows if below is None else rows.where(Report.commit_seq < below)


def _parts(actor: Actor) -> Sequence[_Part] | None:
    """What this person may see, piece by piece; None when it is too much for that."""
    scope = actor.scope
    if actor.sees_others and not (scope.segments or scope.cells):
        return None
    found = [_Part("ix_report_author_id_commit_seq", Report.author_id == actor.id)]
    if not actor.sees_others:
        return found
    for index, column, values in (
        ("ix_report_of_segment", Report.segment_code, scope.segments),
        ("ix_report_of_cell", Report.cell_code, scope.cells),
    ):
        pieces = list(_pieces(index, column, values))
        if values and not pieces:
            return None
        found += pieces
    nowhere = and_(Report.segment_code.is_(None), Report.cell_code.is_(None))
    return [*found, _Part("ix_report_nowhere", nowhere)]


def _pieces(index: str, column: Any, values: Collection[str]) -> Iterator[_Part]:
    """Each value for itself, or many together if they are few reports; nothing if they are many."""
    if len(values) <= ALONG_ONE:
        yield from (_Part(index, column == value) for value in sorted(values))
        return
    in_any = among(column, values)
    few = select(Report.commit_seq).where(in_any).with_hint(Report, f"INDEXED BY {index}", "sqlite").offset(SOME).limit(1)
    if db.session.scalar(few) is None:
        yield _Part(index, in_any)
