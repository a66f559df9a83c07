"""Decides what is written whenever something becomes of a pledge: state, revision, event, log, how its shop stands. Flushes,
never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.pledges.models import Pledge, PledgeEvent
from app.pledges.rules import Move, State, after
from app.pledges.standings import settle
from app.pledges.vouching import NAME, pledge_rows

REPLACED: Final = "replaced"
"""The event that says: a correction, or what was filed after it, took its place."""


def move(pledge: Pledge, verb: Move, by: Actor | None, now: datetime, **facts: Any) -> None:
    """Moves the pledge and raises its revision. Raises IllegalMove; name nobody in `facts`."""
    pledge.state = after(State(pledge.state), verb)
    add_event(pledge, str(verb), by, now, **facts)


def add_event(pledge: Pledge, kind: str, by: Actor | None, now: datetime, **facts: Any) -> None:
    """Adds an entry to what became of the pledge, and to the log; the shop stands as it does since."""
    pledge.rev += 1
    db.session.flush()
    last = db.session.scalar(select(func.max(PledgeEvent.place)).where(PledgeEvent.pledge_id == pledge.id)) or 0
    event = PledgeEvent(pledge_id=pledge.id, place=last + 1, kind=kind, by_id=by.id if by else None, at=now, facts=facts)
    db.session.add(event)
    db.session.flush()
    told = {"kind": kind, "state": pledge.state, "number": pledge.number, "document": pledge.document_sha256}
    note(Action.PLEDGE, NAME, pledge.id, by=by, rows=pledge_rows(pledge, event), **told)
    settle(pledge.shop_id)
