"""Decides when the server backs itself up: in a process of its own, so that no other job waits for it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import current_app

from app.config import Settings
from app.core import clock
from app.safekeeping.backup import verified_at
from app.safekeeping.rules import overdue

log = logging.getLogger(__name__)

ROOT: Final = Path(__file__).resolve().parent.parent.parent
WARN_EVERY: Final = timedelta(hours=1)


class Keeper:
    """One job process's memory of its backups: the one that runs, when it began one, when it last warned."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[bytes] | None = None
        self._began: datetime | None = None
        self._warned: datetime | None = None

    def tend(self) -> int:
        """Looks after the backup that runs, begins one when it is due; 0, because there is nothing to hurry for."""
        settings: Settings = current_app.extensions["settings"]
        if settings.backup_dir is None or self._is_running():
            return 0
        now, newest = clock.now(), verified_at()
        self._warn(newest, now)
        due = timedelta(minutes=settings.backup_every_min)
        if (newest is None or now - newest >= due) and (self._began is None or now - self._began >= due):
            self._began = now
            self._running = begin_backup(settings)
        return 0

    def _is_running(self) -> bool:
        if self._running is None:
            return False
        code = self._running.poll()
        if code is None:
            return True
        if code != 0:
            log.error("the backup that began at %s failed with code %d", self._began, code)
        self._running = None
        return False

    def _warn(self, newest: datetime | None, now: datetime) -> None:
        """A day without a verified backup is said once an hour; before the first one has had its turn it is not."""
        if not overdue(newest, now) or self._began is None or (self._warned and now - self._warned < WARN_EVERY):
            return
        self._warned = now
        log.critical(
            "no verified backup for more than a day (the newest: %s); phones keep their photos meanwhile", newest or "none"
        )


def begin_backup(settings: Settings) -> subprocess.Popen[bytes]:
    """Starts `flask backup` into BACKUP_DIR with this installation's settings, giving way to whoever serves."""
    told = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "STORAGE_URL": settings.storage_url,
        "SECRET_KEY": settings.secret_key,
        "BACKUP_DIR": str(settings.backup_dir),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", "--quiet"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told}, preexec_fn=_give_way)


def _give_way() -> None:
    os.nice(10)


keeper = Keeper()


def keep_backing_up() -> int:
    """Background job: as `Keeper.tend`, for this process."""
    return keeper.tend()
