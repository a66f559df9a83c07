"""A phone and a desk for each story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.e2e.machines import DESK, PHONE, ApiSession, Device, Server
from tests.e2e.signal_wire import Wire

__all__ = ["ApiSession", "Device", "Server"]


@pytest.fixture
def phone(playwright: Playwright, city: Server, tmp_path: Path) -> Iterator[Device]:
    """A phone with an empty profile."""
    device = Device(playwright, tmp_path / "phone", Wire(city.port), PHONE)
    yield device
    device.close()
    device.wire.close()


@pytest.fixture
def desk(playwright: Playwright, city: Server, tmp_path: Path) -> Iterator[Device]:
    """A desk with an empty profile."""
    device = Device(playwright, tmp_path / "desk", Wire(city.port), DESK)
    yield device
    device.close()
    device.wire.close()
