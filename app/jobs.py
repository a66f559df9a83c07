"""Decides which process runs the background jobs and how often. The work itself belongs to the features.

The jobs have a process of their own (`app/jobs_process.py`), so they never take the interpreter from a request. The
server process that holds a file lock keeps that process alive; when it ends, another server process takes over.
"""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from flask import Flask

from app.core.errors import Unavailable

log = logging.getLogger(__name__)

LEADER_RETRY_S = 5.0
RESTART_S = 5.0
PROCESS = "app.jobs_process"

Job = Callable[[], int]
"""Does a small piece of work and says how much; 0 means there was nothing to do."""


def start_jobs(app: Flask) -> threading.Thread:
    """Starts the thread that keeps a job process alive while this process holds the lock in DATA_DIR."""
    folder = app.extensions["settings"].data_dir
    thread = threading.Thread(target=_lead, args=(folder,), name="jobs", daemon=True)
    thread.start()
    return thread


def run_pending(app: Flask) -> int:
    """One round of all jobs, shared ones included; returns how much was done."""
    return run_shared(app) + run_jobs(app)


def run_jobs(app: Flask, *, clocks: bool = True) -> int:
    """One round of the jobs that one process does alone, with or without those that only watch the clock; returns how much
    was done.

    A job that fails is logged and tried again next round.
    """
    only_clocks = app.extensions["clock_jobs"]
    return sum(_run(app, job) for job in app.extensions["jobs"] if clocks or job not in only_clocks)


def run_shared(app: Flask) -> int:
    """One round of the jobs that any number of workers do at once; returns how much was done."""
    return sum(_run(app, job) for job in app.extensions["shared_jobs"])


def _lead(folder: Path) -> None:
    lock = (folder / "jobs.lock").open("ab")
    while not _try_lock(lock):
        time.sleep(LEADER_RETRY_S)
    while True:
        process = subprocess.Popen([sys.executable, "-m", PROCESS, str(os.getpid())])
        log.warning("the job process ended (%s); it is started again", process.wait())
        time.sleep(RESTART_S)


def _run(app: Flask, job: Job) -> int:
    with app.app_context():
        try:
            return job()
        except Unavailable as error:
            log.warning("background job %s has to wait: %s", job.__name__, error)
            return 0
        except Exception:
            log.exception("background job %s failed; it is tried again", job.__name__)
            return 0


def _try_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
