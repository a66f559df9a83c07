"""Decides what is written whenever something becomes of a paper: state, revision, event, log. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.notices.models import Notice, NoticeEvent
from app.notices.rules import Move, State, after
from app.notices.vouching import NAME, rows_now

NOTICE = NAME


def move(notice: Notice, verb: Move, by: Actor | None, now: datetime, **facts: Any) -> None:
    """Moves the paper and raises its revision. Raises IllegalMove; name nobody in `facts`."""
    notice.state = after(State(notice.state), verb)
    notice.rev += 1
    add_event(notice, str(verb), by, now, **facts)


def add_event(notice: Notice, kind: str, by: Actor | None, now: datetime, **facts: Any) -> None:
    """Adds an entry to what became of the paper, and to the log."""
    db.session.flush()
    last = db.session.scalar(select(func.max(NoticeEvent.place)).where(NoticeEvent.notice_id == notice.id)) or 0
    event = NoticeEvent(notice_id=notice.id, place=last + 1, kind=kind, by_id=by.id if by else None, at=now, facts=facts)
    db.session.add(event)
    db.session.flush()
    told = {"kind": kind, "state": notice.state, "number": notice.number, "paper": notice.kind}
    note(Action.NOTICE, NOTICE, notice.id, by=by, rows=rows_now(notice, event), **told)
