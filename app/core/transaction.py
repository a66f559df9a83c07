"""Decides when work becomes durable: the only commit of the program. Knows nothing of what is written."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import IntegrityError, OperationalError

from app.core.db import WRITES, db
from app.core.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

# SQLite has one writer; waiting here is fair and cheap, waiting in its busy handler is polling.
_one_writer = threading.Lock()


def in_transaction(work: Callable[[], T]) -> T:
    """Runs `work` in one write transaction and commits it; whatever it raises rolls everything back.

    A unique violation means that somebody else did the same thing a moment ago: the work runs once more and
    now finds their row, so two phones that send the same report get 201 and 200, never an error.
    Raises Unavailable when the database stays locked.
    """
    try:
        return _attempt(work)
    except IntegrityError:
        return _attempt(work)


def transactional(view: Callable[P, T]) -> Callable[P, T]:
    """Decorator: the view's reads and writes are one transaction, committed before the answer leaves."""

    @wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return in_transaction(lambda: view(*args, **kwargs))

    return run


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
    except OperationalError as error:
        session.rollback()
        if "locked" in str(error.orig):
            raise Unavailable(retry_after_s=2) from error
        raise
    except BaseException:
        session.rollback()
        raise
    return result
