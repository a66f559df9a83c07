"""Decides when files of areas are worked on: one at a time, in a process of its own that has a ceiling.

A foreign file may ask for more memory than there is. It then takes its own process along and no other job waits for it;
nothing is lost, because everything that was decided is in the database.
"""

from __future__ import annotations

import fcntl
import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from flask import current_app

from app.area_imports import upkeep
from app.area_imports.folder import IMPORTS
from app.area_imports.tasks import waiting
from app.config import Settings

log = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parent.parent.parent
COMMAND: Final = (sys.executable, "-m", "flask", "--app", "wsgi", "areas", "work-on-imports")
MOST_MEMORY: Final = 4 * 1024**3
"""Bytes of address space. 62,500 cells in 31 MB of GeoJSON were seen to take 1.0 GB; an upload may be three times as long."""
MOST_CPU_S: Final = 1800
SWEEP_EVERY_S: Final = 3600.0
LOCK: Final = "working.lock"


class Foreman:
    """One job process's memory of the process that works on imports, and of its last sweep."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._swept: float | None = None

    def tend(self) -> int:
        """Looks after the process that works, begins one when there is work; 0, because there is nothing to hurry for."""
        if self._running is not None:
            code = self._running.poll()
            if code is None:
                return 0
            if code != 0:
                log.error("the process that worked on an import of areas ended with code %d", code)
            self._running = None
        if waiting():
            self._running = begin_work(current_app.extensions["settings"])
        elif self._swept is None or time.monotonic() - self._swept >= SWEEP_EVERY_S:
            self._swept = time.monotonic()
            return upkeep.sweep()
        return 0


def begin_work(settings: Settings) -> subprocess.Popen[bytes]:
    """Starts the process that takes one import in hand, with this installation's settings."""
    told = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "STORAGE_URL": settings.storage_url,
        "SECRET_KEY": settings.secret_key,
        "MALLOC_ARENA_MAX": "2",  # each further one reserves some of the limited address space
    }
    return subprocess.Popen(COMMAND, cwd=ROOT, env={**os.environ, **told})


def give_way() -> None:
    """Lowers this process's rights to the machine for good."""
    os.nice(10)
    for limit, value in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU_S),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (most, most))


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Waits until no other process works on imports of this installation; the turn dies with its holder."""
    folder = data_dir / IMPORTS
    folder.mkdir(mode=0o750, exist_ok=True)
    descriptor = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


foreman = Foreman()


def tend_imports() -> int:
    """Background job: as `Foreman.tend`, for this process."""
    return foreman.tend()
