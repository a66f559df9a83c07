"""Decides how a worker draws the photos that wait: leased one by one, each with a sign of life while it takes long.

What came of one photo and the lease of the next are one transaction, so leases cost no commit of their own while there is
work. A worker that is killed at any step leaves either a lease that runs out or nothing at all.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeAlias

from flask import Flask, current_app

from app.core import clock
from app.core.errors import Unavailable
from app.core.transaction import end_reading, in_transaction
from app.photos import leases
from app.photos.decoder import DecodingInterrupted
from app.photos.leases import Lease
from app.photos.rendering import Undecodable
from app.photos.service import MISSING, Judged, Verdict, hold_photo, record_verdict, verdict_on

WORKER_DIED = "worker-died"
"""Why there is no picture of a photo whose workers all ended without a word."""
Then: TypeAlias = Callable[[Judged], None]

log = logging.getLogger(__name__)


def draw_waiting(limit: int, then: Then | None = None) -> list[Judged]:
    """Draws up to `limit` waiting photos; what was found out about each that this worker could still say.

    `then` runs in the transaction that records a verdict that is news. Any number of workers may do this at once, in any
    processes. Must not be called within a transaction. Raises Unavailable or OSError when originals cannot be read or
    pictures cannot be written at all.
    """
    by, told = _this_worker(), list[Judged]()
    if not leases.waiting(clock.now(), 1):
        return told
    lease = in_transaction(lambda: leases.take(by, clock.now()))
    for left in range(limit - 1, -1, -1):
        if lease is None:
            break
        end_reading()
        judged, lease = _end_and_take(lease, _found_out(lease), then, more=left > 0)
        if judged is not None:
            told.append(judged)
    return told


def _end_and_take(lease: Lease, verdict: Verdict, then: Then | None, *, more: bool) -> tuple[Judged | None, Lease | None]:
    def write() -> tuple[Judged | None, Lease | None]:
        now = clock.now()
        return _end(lease, verdict, now, then), leases.take(lease.by, now) if more else None

    return in_transaction(write)


def _end(lease: Lease, verdict: Verdict, now: datetime, then: Then | None) -> Judged | None:
    """Writes what came of it; None when the lease has run out and somebody else has the word, or already had it."""
    if hold_photo(lease.sha256) is None or not leases.holds(lease):
        log.warning("photo %s was not drawn in time and is somebody else's, or gone", lease.sha256)
        return None
    judged = record_verdict(lease.sha256, verdict, then)
    if judged.decodable is None and isinstance(verdict, DecodingInterrupted):
        if verdict.why == MISSING:
            leases.give_up(lease, verdict.why)
        else:
            leases.try_again(lease, now, verdict.why)
    return judged


def _found_out(lease: Lease) -> Verdict:
    if lease.attempts > leases.MAX_ATTEMPTS:
        log.error("photo %s is given up: %d workers ended over it", lease.sha256, leases.MAX_ATTEMPTS)
        return Undecodable(WORKER_DIED)
    try:
        with _alive(lease):
            return verdict_on(lease.sha256)
    except (Unavailable, OSError):  # the storage is away, the disk of the pictures is full: no fault of the photo
        in_transaction(lambda: leases.hand_back(lease, clock.now()))
        raise


@contextmanager
def _alive(lease: Lease) -> Iterator[None]:
    """Shows that the worker lives, from a thread, as long as the block takes."""
    over = threading.Event()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_beat, args=(app, lease, over), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(app: Flask, lease: Lease, over: threading.Event) -> None:
    while not over.wait(leases.BEAT_S):
        with app.app_context():
            try:
                if not in_transaction(lambda: leases.keep(lease, clock.now())):
                    return
            except Unavailable as error:
                log.warning("the lease of photo %s could not be kept just now: %s", lease.sha256, error)


def _this_worker() -> str:
    """Told apart in the table from every other worker anywhere."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_native_id()}"
