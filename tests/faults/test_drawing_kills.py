"""Workers that draw photos, and their decoding processes, are killed at work: no photo is left over, none is told twice."""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import psutil
import pytest

from app.config import Settings
from app.core.db import db
from app.photos import leases, queries, service
from app.photos.drawing import draw_waiting
from app.photos.shelf import Shelf, shelf
from tests.faults.tally import Stopwatch, Tally, record, scaled, seed
from tests.photos.pictures import encoded, quarters, sha256
from tests.photos.workers import count_telling, ended, forked, jobs, judgement, make_tally, tally

PHOTOS, KILLS, WORKERS = scaled(20, 400), scaled(6, 120), 3
PATIENCE_S = 600
SOON = timedelta(seconds=1)


@pytest.fixture
def kept(ctx: object) -> Shelf:
    """The app's shelf, with its context pushed."""
    return shelf()


@pytest.fixture
def photos(kept: Shelf, add_person: Callable[..., str]) -> list[str]:
    li = add_person("li")
    contents = [encoded(quarters(100 + number, 90)) for number in range(PHOTOS)]
    for content in contents:
        service.store_photo(io.BytesIO(content), sha256(content), len(content), li, None, False)
    return [sha256(content) for content in contents]


@pytest.mark.faults
def test_killed_workers_and_decoders_lose_no_photo_and_tell_none_twice(
    photos: list[str], settings: Settings, kept: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, dice = Stopwatch(), random.Random(seed())
    make_tally()
    monkeypatch.setattr(leases, "LEASE", SOON)
    monkeypatch.setattr(leases, "BEAT_S", SOON.total_seconds() / 4)
    monkeypatch.setattr(leases, "PAUSE", SOON / 10)
    # Chance may hit one photo any number of times; that poison is given up has a test of its own.
    monkeypatch.setattr(leases, "MAX_ATTEMPTS", 10 * KILLS)
    monkeypatch.setattr(queries, "MAX_INTERRUPTIONS", 10 * KILLS)
    workers = [forked(settings, work) for _ in range(WORKERS)]
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.05, 0.4))  # when chance strikes, not a wait for anything
        hit = dice.randrange(WORKERS)
        if dice.random() < 0.5:
            os.kill(workers[hit], signal.SIGKILL)
            assert ended(workers[hit]) in {0, -signal.SIGKILL}
            workers[hit] = forked(settings, work)
        else:
            kill_decoder_of(workers[hit])
    codes = [ended(worker) for worker in workers]
    told = tally()
    undrawn = [name for name in photos if not (judgement(name) and kept.derived.find(name, "thumb"))]
    record(
        Tally(
            "drawing, workers and decoders killed",
            f"{KILLS} kills, {PHOTOS} photos, {WORKERS} workers",
            lost=len(set(photos) - set(told)),
            duplicated=sum(times > 1 for times in told.values()),
            damaged=len(undrawn),
            stuck=sum(jobs().values()),
            seconds=watch.seconds,
        ),
        [f"a worker ended with {code}" for code in codes if code != 0],
    )


def work() -> None:
    """Draws until no job is left, also none that somebody else holds."""
    deadline = time.monotonic() + PATIENCE_S
    while jobs() and time.monotonic() < deadline:
        if not draw_waiting(4, count_telling):
            db.session.rollback()
            time.sleep(0.05)


def kill_decoder_of(worker: int) -> None:
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(worker).children():
            child.kill()
