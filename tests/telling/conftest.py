"""A server that takes messages, and an app that may call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.telling.other_side import OtherSide, allow_here, other_side


@pytest.fixture
def side(ctx: Flask) -> Iterator[OtherSide]:
    """The other side, reachable; the app's context is pushed."""
    allow_here()
    with other_side() as running:
        yield running
