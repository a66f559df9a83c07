"""Decides who draws a photo: workers lease jobs, and a job whose worker died goes to the next one. Flushes, never commits.

A job is written in the transaction that stores the photo and goes in the one that records what came of it, so none is
lost. Its number of attempts tells one lease from the next: whoever holds an older one ends nothing.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Update

from app.core.db import POSTGRESQL, connection, db, table_of
from app.core.statements import insertion
from app.photos.models import DerivativeJob, Photo

LEASE: Final = timedelta(seconds=30)
"""How long a worker is believed to be alive without a sign of it; a photo takes 0.1 s, at worst 40."""
BEAT_S: Final = 10.0
"""A worker at a slow photo shows itself this often."""
MAX_ATTEMPTS: Final = 3
"""Leases that may end without a word; who takes the job up once more gives it up."""
PAUSE: Final = timedelta(seconds=5)
"""Before a photo that stopped the decoder is tried again, times the attempts so far: what was in its way may be gone."""


class JobState(enum.StrEnum):
    """`waiting` until `leased_until`, if that is set; `leased` until then; `given-up` until the photo comes again."""

    WAITING = "waiting"
    LEASED = "leased"
    GIVEN_UP = "given-up"


@dataclass(frozen=True)
class Lease:
    """The right to say what came of a photo. `attempts` counts this one."""

    sha256: str
    by: str
    attempts: int


def add(sha256: str, at: datetime) -> None:
    """Within a transaction: a photo nobody has seen before is to be drawn."""
    _ADD.write(sha256=sha256, state=JobState.WAITING, queued_at=at, attempts=0)


def queue(sha256: str, at: datetime) -> None:
    """Within a transaction: the photo is to be drawn, as if nobody had tried."""
    fresh = {"state": JobState.WAITING, "queued_at": at, "leased_by": None, "leased_until": None, "attempts": 0, "why": None}
    insert = postgresql.insert if connection().dialect.name == POSTGRESQL else sqlite.insert
    statement = insert(DerivativeJob).values(sha256=sha256, **fresh)
    db.session.execute(statement.on_conflict_do_update(index_elements=["sha256"], set_=fresh))


def waiting(now: datetime, limit: int) -> list[str]:
    """The photos whose turn it is, the next one first: new ones before those that were tried."""
    return list(db.session.scalars(select(DerivativeJob.sha256).where(_due(now)).order_by(*_ORDER).limit(limit)))


def take(by: str, now: datetime) -> Lease | None:
    """Within a transaction: the next job is `by`'s; None when there is none. Two that ask at once get different ones."""
    free = select(_job.sha256).where(_due(now)).order_by(*_ORDER).limit(1).with_for_update(skip_locked=True, of=_TABLE)
    taken = {"state": JobState.LEASED, "leased_by": by, "leased_until": now + LEASE, "attempts": _job.attempts + 1}
    statement = update(DerivativeJob).where(_job.sha256 == free.scalar_subquery()).values(taken)
    row = db.session.execute(statement.returning(_job.sha256, _job.attempts)).first()
    return None if row is None else Lease(row.sha256, by, row.attempts)


def keep(lease: Lease, now: datetime) -> bool:
    """Within a transaction: the worker is alive. False when the job is not its any more."""
    return _changed(_of(lease).values(leased_until=now + LEASE))


def holds(lease: Lease) -> bool:
    """Within a transaction: whether the job is still this worker's; until the end of the transaction nobody takes it."""
    return _changed(_of(lease).values(leased_by=lease.by))


def try_again(lease: Lease, now: datetime, why: str) -> None:
    """Within a transaction: it came to nothing, and somebody may try later."""
    later = now + PAUSE * lease.attempts
    _changed(_of(lease).values(state=JobState.WAITING, leased_by=None, leased_until=later, why=why))


def hand_back(lease: Lease, now: datetime) -> None:
    """Within a transaction: nobody got as far as the photo, so this attempt does not count."""
    unused = {"state": JobState.WAITING, "leased_by": None, "leased_until": now + PAUSE, "attempts": lease.attempts - 1}
    _changed(_of(lease).values(unused))


def give_up(lease: Lease, why: str) -> None:
    """Within a transaction: nobody tries before the photo comes again."""
    _changed(_of(lease).values(state=JobState.GIVEN_UP, leased_by=None, leased_until=None, why=why))


def end(sha256: str) -> None:
    """Within a transaction: it is known what comes of the photo, whoever found out."""
    db.session.execute(delete(DerivativeJob).where(_job.sha256 == sha256))


_ADD = insertion(DerivativeJob)  # built once: it runs for every photo of every phone
_TABLE = table_of(DerivativeJob)
_job = DerivativeJob
_ORDER = (_job.attempts, _job.queued_at, _job.sha256)


def _due(now: datetime) -> ColumnElement[bool]:
    """A photo that has rotted says nothing about itself: it waits until sound bytes come."""
    may_be_tried = and_(_job.state == JobState.WAITING, or_(_job.leased_until.is_(None), _job.leased_until <= now))
    left_behind = and_(_job.state == JobState.LEASED, _job.leased_until <= now)
    rotten = exists().where(Photo.sha256 == _job.sha256, Photo.rotten_at.is_not(None))
    return and_(or_(may_be_tried, left_behind), ~rotten)


def _of(lease: Lease) -> Update:
    ours = (_job.leased_by == lease.by, _job.attempts == lease.attempts, _job.state == JobState.LEASED)
    return update(DerivativeJob).where(_job.sha256 == lease.sha256, *ours)


def _changed(statement: Update) -> bool:
    done = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], done).rowcount > 0
