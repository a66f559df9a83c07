"""Decides which waiting message is tried next and what is written of a try. Flushes, never commits.

A try is a lease: the row keeps waiting, but nobody takes it before the lease ends; a process that is killed in between
costs one lease and nothing else. The number of attempts tells one try from the next, so who was too slow writes nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import CursorResult, select, update

from app.core.db import db
from app.telling.carrying import Later, Outcome, Refused, Taken
from app.telling.models import Message
from app.telling.rules import State, no_more_tries, pause_after

LEASE: Final = timedelta(seconds=60)
"""Longer than any try: two exchanges of ten seconds."""
AT_ONCE: Final = 8
PER_CHANNEL: Final = 3
"""Tries at a time on one channel: one that does not answer must not hold up the others."""
_CANDIDATES: Final = 200


@dataclass(frozen=True)
class Lease:
    """The right to say what came of a message. `attempts` counts this try."""

    message_id: str
    attempts: int
    first_try_at: datetime


def anything_due(now: datetime) -> bool:
    """Whether a message waits whose time has come."""
    return db.session.scalar(select(Message.id).where(*_due(now)).limit(1)) is not None


def take(now: datetime) -> list[Lease]:
    """Within a transaction: the next messages, the urgent first, few of each channel; nobody else takes them meanwhile."""
    columns = (Message.id, Message.channel_id, Message.attempts, Message.first_try_at)
    order = (Message.urgent.desc(), Message.attempts, Message.next_try_at, Message.id)
    found = db.session.execute(select(*columns).where(*_due(now)).order_by(*order).limit(_CANDIDATES)).all()
    taken: Counter[str] = Counter()
    leases: list[Lease] = []
    for row in found:
        if len(leases) == AT_ONCE:
            break
        if taken[row.channel_id] == PER_CHANNEL:
            continue
        lease = Lease(row.id, row.attempts + 1, row.first_try_at or now)
        if _taken(lease, now):
            taken[row.channel_id] += 1
            leases.append(lease)
    return leases


def end(lease: Lease, outcome: Outcome, now: datetime, dice: random.Random | None = None) -> bool:
    """Within a transaction: this came of the try. False when the message is not this try's any more."""
    return _changed(lease, **_written(lease, outcome, now, dice or random.Random()))


def _written(lease: Lease, outcome: Outcome, now: datetime, dice: random.Random) -> dict[str, Any]:
    if isinstance(outcome, Taken):
        state = State.DELIVERED if outcome.arrived else State.SENT
        return {"state": state, "provider_id": outcome.provider_id, "done_at": now, "next_try_at": None, "why": None}
    stuck = {"state": State.STUCK, "why": outcome.why[:300], "done_at": now, "next_try_at": None}
    if isinstance(outcome, Refused) or no_more_tries(lease.first_try_at, now):
        return stuck
    return {"why": outcome.why[:300], "next_try_at": now + _pause(lease, outcome, dice)}


def _pause(lease: Lease, outcome: Later, dice: random.Random) -> timedelta:
    asked = timedelta(seconds=outcome.after_s or 0)
    return max(asked, pause_after(lease.attempts, dice))


def _taken(lease: Lease, now: datetime) -> bool:
    before = (Message.id == lease.message_id, Message.state == State.WAITING, Message.attempts == lease.attempts - 1)
    values = {"attempts": lease.attempts, "next_try_at": now + LEASE, "first_try_at": lease.first_try_at}
    done = db.session.execute(update(Message).where(*before).values(values).execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount > 0


def _changed(lease: Lease, **values: Any) -> bool:
    ours = (Message.id == lease.message_id, Message.state == State.WAITING, Message.attempts == lease.attempts)
    done = db.session.execute(update(Message).where(*ours).values(values).execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount > 0


def _due(now: datetime) -> tuple[Any, ...]:
    return (Message.state == State.WAITING, Message.next_try_at <= now, Message.in_digest.is_(False))
