"""What every browser test shares: one served city and one Playwright for the whole run (for each process of it)."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.machines import CHROMIUM, Server


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo city, served. TEST_CITY names a folder that keeps it from run to run while tests are written."""
    kept = os.environ.get("TEST_CITY")
    server = Server(Path(kept) if kept else _loaded(tmp_path_factory))
    server.start()
    yield server
    server.stop()


def _loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo city of its own for this process; the first of a parallel run loads it, the others copy (it takes half a minute)."""
    own = tmp_path_factory.mktemp("city") / "data"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return own
    shared = tmp_path_factory.getbasetemp().parent / "loaded-city"
    with open(f"{shared}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            first = Server(own)
            first.start()
            first.stop()
            own.rename(shared)
    shutil.copytree(shared, own)
    return own


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright driving the machine's own Chromium."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    with sync_playwright() as running:
        yield running
