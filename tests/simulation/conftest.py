"""The server of a simulated district."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.config import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A fortnight of the desk's requests comes within the hour: it must not be told to wait."""
    return replace(settings, request_budget=1_000_000)
