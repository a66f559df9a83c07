"""Reads of complaints. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.complaints.models import Complaint, ComplaintAnswer
from app.complaints.rules import State
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, cursor_number, cut_page, encode_cursor


def complaint(number: str) -> Complaint:
    """The complaint of this number. Raises NotFound."""
    return _one(select(Complaint).where(Complaint.number == number))


def by_client_id(client_id: str) -> Complaint | None:
    """The one that its client called so."""
    return db.session.scalar(select(Complaint).where(Complaint.client_id == client_id))


def by_number(number: str) -> Complaint | None:
    """The one with this number."""
    return db.session.scalar(select(Complaint).where(Complaint.number == number))


def held(number: str) -> Complaint:
    """As `complaint`, with the row held until the end of the transaction."""
    query = select(Complaint).where(Complaint.number == number)
    return _one(query.with_for_update().execution_options(populate_existing=True))


def ledger(state: str | None, cursor: str | None, limit: int) -> Page[Complaint]:
    """All complaints in this state (None: in any), the newest first. Raises InvalidBody for a foreign cursor."""
    query = select(Complaint)
    return _page(query.where(Complaint.state == state) if state else query, cursor, limit)


def of_person(person_id: str, cursor: str | None, limit: int) -> Page[Complaint]:
    """Those that a person filed, the newest first."""
    return _page(select(Complaint).where(Complaint.person_id == person_id), cursor, limit)


def counts(now: datetime) -> dict[str, int]:
    """How many are open, of those overdue, answered, of those in time."""
    count = func.count()
    rows = select(
        count.filter(Complaint.state == State.OPEN),
        count.filter(Complaint.state == State.OPEN, Complaint.due_at < now),
        count.filter(Complaint.answered_at.is_not(None)),
        count.filter(Complaint.in_time.is_(True)),
    )
    opened, overdue, answered, in_time = db.session.execute(rows).one()
    return {"open": opened, "overdue": overdue, "answered": answered, "in_time": in_time}


def answers(complaint_ids: Collection[int]) -> dict[int, list[ComplaintAnswer]]:
    """Their answers in order, by complaint."""
    query = select(ComplaintAnswer).where(ComplaintAnswer.complaint_id.in_(complaint_ids)).order_by(ComplaintAnswer.id)
    found: dict[int, list[ComplaintAnswer]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.complaint_id].append(one)
    return found


def to_remind(until: datetime, limit: int) -> list[str]:
    """Numbers of open ones that are due before this moment and of which nobody was reminded."""
    waiting = (Complaint.state == State.OPEN, Complaint.reminded_at.is_(None), Complaint.due_at <= until)
    return list(db.session.scalars(select(Complaint.number).where(*waiting).order_by(Complaint.id).limit(limit)))


def _one(query: Any) -> Complaint:
    found: Complaint | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def _page(query: Any, cursor: str | None, limit: int) -> Page[Complaint]:
    if cursor:
        query = query.where(Complaint.id < cursor_number(cursor))
    rows = db.session.scalars(query.order_by(Complaint.id.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: encode_cursor(row.id))
