"""Decides when a breach is over for good, and what stays of one whose report was destroyed: item, step, dates and verdicts; not
what anybody wrote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from app.breaches import vouching
from app.breaches.held import held
from app.breaches.models import Breach, BreachAppeal, BreachHandIn
from app.cases.report_models import Report
from app.core.db import db

Changed = dict[str, tuple[str | None, str]]


def ended_at(report_id: str) -> datetime | None:
    """When the breach of this report ended; None while it goes on, or without one."""
    return db.session.scalar(select(Breach.closed_at).where(Breach.id == report_id))


def over_before(moment: datetime) -> ColumnElement[bool]:
    """The condition for reports whose breach ended before this moment."""
    return exists().where(Breach.id == Report.id, Breach.closed_at < moment)


def clear(breach_id: str) -> Changed:
    """Within a transaction: what was written with it goes, and which photos it named; the rows changed, for the log. Nothing
    for a report that is no breach."""
    breach = held(breach_id)
    if breach is None:
        return {}
    changed: Changed = {}
    for part in list(vouching.parts_of([breach_id])):
        was = vouching.part_digest(part)
        _coarse(part)
        if vouching.part_digest(part) != was:
            changed[vouching.part_row(part)] = (was, vouching.part_digest(part))
    if changed:
        breach.rev += 1
    db.session.flush()
    return changed


def _coarse(part: vouching.Row) -> None:
    if isinstance(part, BreachHandIn):
        part.note, part.photos = "", []
    if isinstance(part, BreachAppeal):
        part.reason, part.answer = "", None
    else:
        part.reason = None
