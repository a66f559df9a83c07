"""Workers that draw photos in processes of their own, and are killed; what they told is counted in the database."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta

from sqlalchemy import func, select, text

from app.config import Settings
from app.core import clock
from app.core.db import db
from app.core.transaction import in_transaction
from app.factory import create_app
from app.photos.drawing import draw_waiting
from app.photos.models import DerivativeJob, Photo
from app.photos.service import Judged
from app.photos.shelf import shelf


def make_tally() -> None:
    """A table in which every telling of a verdict counts, within the transaction that tells it."""
    in_transaction(lambda: db.session.execute(text("CREATE TABLE told (sha256 VARCHAR(64) PRIMARY KEY, times INTEGER)")))


def count_telling(judged: Judged) -> None:
    statement = "INSERT INTO told VALUES (:sha256, 1) ON CONFLICT (sha256) DO UPDATE SET times = told.times + 1"
    db.session.execute(text(statement), {"sha256": judged.sha256})


def tally() -> dict[str, int]:
    """How often each verdict was told."""
    db.session.rollback()
    return {row.sha256: row.times for row in db.session.execute(text("SELECT sha256, times FROM told"))}


def jobs() -> dict[str, int]:
    """How many jobs are in each state."""
    rows = db.session.execute(select(DerivativeJob.state, func.count()).group_by(DerivativeJob.state))
    return {str(state): number for state, number in rows}


def judgement(name: str) -> bool | None:
    """Whether a picture can be drawn of it, None while nobody has said."""
    db.session.rollback()
    return db.session.scalar(select(Photo.decodable).where(Photo.sha256 == name))


def forked(settings: Settings, work: Callable[[], object], later: timedelta | None = None) -> int:
    """Starts a process with an app of its own that does the work and ends; its number. With `later` its clock stands there."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        with create_app(settings).app_context(), clock.stopped_at(clock.now() + later) if later else nullcontext():
            work()
            shelf().decoder.close()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """Waits for a process; its exit code, or the negative number of the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def draw_all() -> None:
    """A worker that goes on until nothing waits."""
    while draw_waiting(4, count_telling):
        pass


def draw_one() -> None:
    """A worker that draws one photo."""
    draw_waiting(1, count_telling)


def die(*_arguments: object, **_options: object) -> None:
    """What kill -9 does, at exactly this step."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(runs: Callable[..., object], after: bool) -> Callable[..., None]:
    """The function, killed before it runs or when it has."""

    def killed(*arguments: object, **options: object) -> None:
        if after:
            runs(*arguments, **options)
        die()

    return killed
