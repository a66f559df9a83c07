"""Decides what is written when somebody complains and is answered. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.catalog.calendar_queries import working_time
from app.complaints import queries
from app.complaints.models import Complaint, ComplaintAnswer
from app.complaints.rules import AlreadyDismissed, State, day_of, due, number_of
from app.complaints.sealing import seal
from app.core import clock, hooks
from app.core.db import db
from app.core.hooks import Happened
from app.core.if_match import check
from app.core.locks import hold
from app.core.transaction import in_transaction

REMIND_BEFORE: Final = timedelta(days=1)
_NUMBERS: Final = "complaint-number"
_AT_ONCE: Final = 50


def file(told: Mapping[str, Any], origin: str, by: Actor | None, now: datetime) -> Complaint:
    """Within a transaction: a new complaint, with its number and until when it is answered; who answers is told.

    The same person's of this client's name is the one that is here already.
    """
    hold(_NUMBERS)
    client_id = str(told["id"]) if told["id"] else None
    known = queries.by_client_id(client_id) if client_id else None
    if known is not None and known.person_id == (by.id if by else None):
        return known
    today = Complaint.number.startswith(f"TS{day_of(now)}-")
    count = db.session.scalar(select(func.count()).select_from(Complaint).where(today)) or 0
    number = number_of(now, count + 1)
    complaint = Complaint(
        number=number,
        client_id=client_id if known is None else None,
        kind=told["kind"],
        origin=origin,
        text=seal(told["text"], number, "text"),
        contact=seal(told["contact"], number, "contact") if told["contact"] else None,
        place=told["place"] or None,
        case_no=told["case_no"] or None,
        person_id=by.id if by else None,
        state=State.OPEN,
        created_at=now,
        due_at=due(now, working_time(None)),
        rev=1,
    )
    db.session.add(complaint)
    db.session.flush()
    note(Action.COMPLAINT_FILED, "complaint", number, kind=complaint.kind, origin=origin)
    hooks.tell(Happened.COMPLAINT_FILED, complaint, now)
    return complaint


def answer(number: str, if_match: str, text: str, by: Actor, now: datetime) -> Complaint:
    """Within a transaction: an answer, or one more. Raises NotFound, Stale, AlreadyDismissed."""
    complaint = queries.held(number)
    check(if_match, complaint.rev)
    if complaint.state == State.DISMISSED:
        raise AlreadyDismissed()
    db.session.add(ComplaintAnswer(complaint_id=complaint.id, text=text, by_id=by.id, at=now))
    if complaint.answered_at is None:
        complaint.answered_at, complaint.in_time = now, now <= complaint.due_at
    complaint.state, complaint.rev = State.ANSWERED, complaint.rev + 1
    db.session.flush()
    note(Action.COMPLAINT_ANSWERED, "complaint", number, in_time=complaint.in_time)
    hooks.tell(Happened.COMPLAINT_ANSWERED, complaint, now)
    return complaint


def dismiss(number: str, if_match: str, reason: str) -> Complaint:
    """Within a transaction: nothing is answered, because it is no complaint (spam, twice). Raises NotFound, Stale."""
    complaint = queries.held(number)
    check(if_match, complaint.rev)
    complaint.state, complaint.dismissed_because, complaint.rev = State.DISMISSED, reason, complaint.rev + 1
    db.session.flush()
    note(Action.COMPLAINT_ANSWERED, "complaint", number, dismissed=True)
    return complaint


def remind() -> int:
    """Background job: who answers complaints is told once of those that are due within a day; how many."""
    now = clock.now()
    if not queries.to_remind(now + REMIND_BEFORE, 1):
        return 0
    return in_transaction(lambda: _remind(now))


def _remind(now: datetime) -> int:
    numbers = queries.to_remind(now + REMIND_BEFORE, _AT_ONCE)
    for number in numbers:
        complaint = queries.held(number)
        complaint.reminded_at = now
        hooks.tell(Happened.COMPLAINT_DUE, complaint, now)
    db.session.flush()
    return len(numbers)
