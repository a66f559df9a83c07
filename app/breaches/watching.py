"""Decides what the program itself sees of breaches as time goes by: a deadline that has passed, an appeal to be answered.

Every look is a short transaction for each breach, so that people at the desk never wait for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select

from app.breaches import telling, vouching
from app.breaches.held import held
from app.breaches.journal import add_event
from app.breaches.models import Breach, BreachAppeal
from app.breaches.rules import Appeal, State
from app.core import clock
from app.core.db import db
from app.core.transaction import end_reading, in_transaction

OVERDUE, APPEAL_DUE = "overdue", "appeal-due"
"""Entries of a breach."""
DUE_SOON: Final = timedelta(hours=24)
_BATCH: Final = 100


def watch_breaches() -> int:
    """Background job: marks what is overdue, reminds of appeals; how many breaches."""
    now = clock.now()
    late = select(Breach.id).where(Breach.state == State.OPEN, Breach.deadline < now, Breach.overdue_at.is_(None))
    ids = list(db.session.scalars(late.order_by(Breach.deadline).limit(_BATCH)))
    due = select(BreachAppeal.breach_id).where(
        BreachAppeal.state == Appeal.OPEN, BreachAppeal.told_due_at.is_(None), BreachAppeal.due_at < now + DUE_SOON
    )
    appealed = list(db.session.scalars(due.order_by(BreachAppeal.due_at).limit(_BATCH)))
    end_reading()
    marked = sum(in_transaction(partial(_mark, breach_id, now)) for breach_id in ids)
    return marked + sum(in_transaction(partial(_remind, breach_id, now)) for breach_id in appealed)


def _mark(breach_id: str, now: datetime) -> bool:
    breach = held(breach_id)
    if breach is None or breach.state != State.OPEN or breach.overdue_at is not None or breach.deadline >= now:
        return False
    breach.overdue_at = now
    add_event(breach, OVERDUE, None, now)
    telling.overdue(breach, now)
    return True


def _remind(breach_id: str, now: datetime) -> bool:
    breach = held(breach_id)
    row = db.session.get(BreachAppeal, breach_id, populate_existing=True, with_for_update=True)
    if breach is None or row is None or row.state != Appeal.OPEN or row.told_due_at is not None:
        return False
    vouching.remember_part(row)
    row.told_due_at = now
    add_event(breach, APPEAL_DUE, None, now, row)
    telling.appeal_due(breach, now)
    return True
