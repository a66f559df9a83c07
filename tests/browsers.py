"""What every browser test shares: one served city and one Playwright for the whole run (for each process of it)."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.machines import CHROMIUM, PATIENCE_MS, Server

DRAWING_PATIENCE_S = 600
"""Far more than it takes; a loaded machine takes its time."""


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo city, served. TEST_CITY names a folder that keeps it from run to run while tests are written."""
    kept = os.environ.get("TEST_CITY")
    server = Server(Path(kept) if kept else _loaded(tmp_path_factory))
    server.start()
    yield server
    server.stop()


def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo city of its own for this process; the first of a parallel run loads it and has its pictures drawn, the others
    copy both (it takes a minute)."""
    own = tmp_path_factory.mktemp("city") / "data"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return own
    shared = tmp_path_factory.getbasetemp().parent / "loaded-city"
    with open(f"{shared}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            first = Server(own)
            first.start()
            _wait_until_drawn(first)
            first.stop()
            own.rename(shared)
    shutil.copytree(shared, own)
    return own


def _wait_until_drawn(server: Server) -> None:
    """Returns once the decoder has seen every photo of the city."""
    deadline = time.monotonic() + DRAWING_PATIENCE_S
    with closing(sqlite3.connect(f"file:{server.data_dir / 'xunjie.db'}?mode=ro", uri=True, timeout=30)) as db:
        while db.execute("SELECT count(*) FROM photo WHERE decodable IS NULL").fetchone() != (0,):
            assert time.monotonic() < deadline, "the pictures of the city are not drawn"
            time.sleep(0.5)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright driving the machine's own Chromium."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that keeps nothing: each of its contexts has never been anywhere."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()
