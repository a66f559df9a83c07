"""A phone, a desk and a shopkeeper's phone for each story."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from tests.e2e.machines import DESK, PATIENCE_MS, PHONE, ApiSession, Device, Server
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


@pytest.fixture
def keeper(browser: Browser) -> Iterator[BrowserContext]:
    """A shopkeeper's phone that was never here; what breaks in its pages, or against their policy, is an error of the test."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    context.on("console", lambda said: errors.append(said.text) if "Security Policy" in said.text else None)
    yield context
    context.close()
    assert errors == []
