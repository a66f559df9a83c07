"""Decides which process runs the background jobs and how often. The work itself belongs to the features."""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from flask import Flask

log = logging.getLogger(__name__)

IDLE_S = 1.0
LEADER_RETRY_S = 5.0

Job = Callable[[], int]
"""Does a small piece of work and says how much; 0 means there was nothing to do."""


def start_jobs(app: Flask) -> threading.Thread:
    """Starts the thread that works while this process holds the lock in DATA_DIR; ends with the process."""
    thread = threading.Thread(target=_lead, args=(app,), name="jobs", daemon=True)
    thread.start()
    return thread


def run_pending(app: Flask) -> int:
    """One round of all jobs; returns how much was done."""
    jobs: list[Job] = app.extensions.get("jobs", [])
    return sum(_run(app, job) for job in jobs)


def _lead(app: Flask) -> None:
    lock = _lock(app.extensions["settings"].data_dir / "jobs.lock")
    while not _try_lock(lock):
        time.sleep(LEADER_RETRY_S)
    while True:
        if run_pending(app) == 0:
            time.sleep(IDLE_S)


def _run(app: Flask, job: Job) -> int:
    with app.app_context():
        try:
            return job()
        except Exception:
            log.exception("background job %s failed; it is tried again", job.__name__)
            return 0


def _lock(path: Path) -> IO[bytes]:
    return path.open("ab")


def _try_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
