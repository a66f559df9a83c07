"""What every browser test shares: one served city and one Playwright for the whole run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.e2e.machines import CHROMIUM, Server


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo city, served. TEST_CITY names a folder that keeps it from run to run while tests are written."""
    kept = os.environ.get("TEST_CITY")
    server = Server(Path(kept) if kept else tmp_path_factory.mktemp("city"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright driving the machine's own Chromium."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    with sync_playwright() as running:
        yield running
