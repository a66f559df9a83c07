"""Workers in processes of their own that are killed: no job is lost, none is done twice to effect, poison is given up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.core.db import db
from app.jobs import PROCESS
from app.photos import drawing, leases
from app.photos.leases import LEASE, MAX_ATTEMPTS
from app.photos.shelf import Shelf
from tests.photos.pictures import encoded, quarters
from tests.photos.workers import die, draw_all, draw_one, dying, ended, forked, jobs, judgement, make_tally, tally

ROOT = Path(__file__).resolve().parents[2]
LATER = 2 * LEASE
"""When the leases of those who are dead have run out."""
Put = Callable[[bytes], str]
Steps = dict[str, tuple[Any, str, bool]]


def test_the_job_process_draws_what_waits_without_being_asked(photos: list[str], settings: Settings, shelf: Shelf) -> None:
    env = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url, "SECRET_KEY": settings.secret_key}
    command = [sys.executable, "-m", PROCESS, str(os.getpid())]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env, "DRAWERS": "2"})
    try:
        deadline = time.monotonic() + 60
        while jobs() and time.monotonic() < deadline:
            db.session.rollback()
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()
    assert all(shelf.derived.find(photo, "thumb") and judgement(photo) for photo in photos)


STEPS: Steps = {
    "before the first lease is written": (leases, "take", False),
    "with a lease nobody has seen": (leases, "take", True),
    "before the photo is decoded": (drawing, "verdict_on", False),
    "when the pictures lie there and nothing is written": (drawing, "verdict_on", True),
    "before the verdict is written": (drawing, "record_verdict", False),
    "with a verdict nobody has seen": (drawing, "record_verdict", True),
    "when the verdict is in the database": (drawing, "_end_and_take", True),
}
"""A function at which the worker is killed: before it runs, or when it has."""


def test_a_worker_killed_at_any_step_loses_no_job_and_does_none_twice(
    put_waiting: Put, settings: Settings, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tally()
    names = [put_waiting(encoded(quarters(100 + number, 90))) for number in range(len(STEPS))]
    for step, (module, name, after) in STEPS.items():
        with monkeypatch.context() as patch:
            patch.setattr(module, name, dying(getattr(module, name), after))
            assert ended(forked(settings, draw_one)) == -signal.SIGKILL, step
    assert ended(forked(settings, draw_all, LATER)) == 0
    assert tally() == dict.fromkeys(names, 1)
    assert jobs() == {}
    assert all(shelf.derived.find(name, "thumb") and judgement(name) for name in names)


def test_a_photo_that_kills_its_workers_is_given_up_after_three_and_holds_up_no_other(
    photos: list[str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tally()
    draw, deaths = drawing.verdict_on, 0
    monkeypatch.setattr(drawing, "verdict_on", lambda name: die() if name == photos[0] else draw(name))
    while ended(forked(settings, draw_all, deaths * LATER)) == -signal.SIGKILL:
        deaths += 1
    assert deaths == MAX_ATTEMPTS
    assert [judgement(photo) for photo in photos] == [False, True, True]
    assert tally() == dict.fromkeys(photos, 1)
    assert jobs() == {}
