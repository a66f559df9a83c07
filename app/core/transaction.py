"""Decides when work becomes durable: the only commit of the program. Knows nothing of what is written."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from app.core import postgresql
from app.core.db import WRITES, db
from app.core.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

# SQLite has one writer; waiting here is fair and cheap, waiting in its busy handler is polling.
_one_writer = threading.Lock()
TRIES = 4
"""How often work is begun that meets others: on PostgreSQL it can lose several races, each for another row."""
PAUSE_S = 0.05


def in_transaction(work: Callable[[], T]) -> T:
    """Runs `work` in one write transaction and commits it; whatever it raises rolls everything back.

    A unique violation means that somebody else did the same thing a moment ago: the work runs again and
    now finds their row, so two phones that send the same report get 201 and 200, never an error. Work that PostgreSQL
    breaks off (deadlock, serialization) runs again, too. Raises Unavailable when the database stays locked, or is not
    there.
    """
    try:
        return _tried(work)
    except OperationalError as error:
        if _busy_or_away(error):
            raise Unavailable(retry_after_s=2) from error
        raise


def end_reading() -> None:
    """Ends the read transaction before slow work that needs no database: its snapshot is not kept, its connection is free."""
    db.session.rollback()


def transactional(view: Callable[P, T]) -> Callable[P, T]:
    """Decorator: the view's reads and writes are one transaction, committed before the answer leaves."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return in_transaction(lambda: view(*args, **kwargs))

    return run


def _tried(work: Callable[[], T]) -> T:
    for _ in range(TRIES - 1):
        try:
            return _attempt(work)
        except IntegrityError:
            continue
        except OperationalError as error:
            if postgresql.sqlstate(error) not in postgresql.TRY_AGAIN:
                raise
            time.sleep(random.uniform(0, PAUSE_S))  # or the same two meet again
    return _attempt(work)


def _busy_or_away(error: OperationalError) -> bool:
    """Whether the caller can only come again later: nothing is wrong with the request."""
    waited = "locked" in str(error.orig) or postgresql.sqlstate(error) in {postgresql.LOCKED, *postgresql.TRY_AGAIN}
    return waited or error.connection_invalidated


def _attempt(work: Callable[[], T]) -> T:
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("a write began outside a transaction")
    session.rollback()  # ends the read snapshot: a write must start from the newest state
    if session.get_bind().dialect.name != "sqlite":
        return _commit(work)
    with _one_writer:
        return _commit(work)


def _commit(work: Callable[[], T]) -> T:
    session = db.session
    try:
        session.connection(execution_options={WRITES: True})
        result = work()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return result
