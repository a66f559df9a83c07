"""Decides what is written whenever something becomes of a breach: state, revision, event, log. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.breaches.models import Breach, BreachEvent
from app.breaches.rules import State, Verb, after
from app.breaches.vouching import NAME, Row, rows_now
from app.core.db import db

_ENDS = {State.CLOSED, State.VOID}


def move(
    breach: Breach,
    verb: Verb,
    by: Actor | None,
    now: datetime,
    *parts: Row,
    reason: str | None = None,
    why: str | None = None,
    **facts: Any,
) -> None:
    """Moves the breach, raises its revision and notes it; `why` is the word for why it ended. Raises IllegalMove."""
    was = State(breach.state)
    back = State(breach.before or State.OPEN) if verb is Verb.RESTORE else _before_hand_in(breach)
    breach.state = after(was, verb, back)
    if breach.state in _ENDS:
        breach.before, breach.why = was if was not in _ENDS else breach.before, why
        breach.closed_at = now
    elif verb is Verb.RESTORE:
        breach.before = breach.why = breach.closed_at = None
    add_event(breach, verb.value, by, now, *parts, reason=reason, **facts)


def add_event(
    breach: Breach, kind: str, by: Actor | None, now: datetime, *parts: Row, reason: str | None = None, **facts: Any
) -> None:
    """Adds an entry to what became of the breach and to the log, with the `parts` of it that were written or changed."""
    breach.rev = (breach.rev or 0) + 1
    db.session.flush()
    last = db.session.scalar(select(func.max(BreachEvent.place)).where(BreachEvent.breach_id == breach.id)) or 0
    by_id = by.id if by else None
    event = BreachEvent(
        breach_id=breach.id, place=last + 1, kind=kind, state=breach.state, by_id=by_id, at=now, reason=reason, facts=facts
    )
    db.session.add(event)
    db.session.flush()
    told = {"kind": kind, "state": breach.state, "step": breach.step, "item": breach.item}
    note(Action.BREACH, NAME, breach.id, by=by, rows=rows_now(breach, *parts, event), **told)


def _before_hand_in(breach: Breach) -> State:
    return State.ESCALATED if breach.escalated_at is not None else State.OPEN
