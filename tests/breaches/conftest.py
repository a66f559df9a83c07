"""A shop that has promised something, in the small city."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.breaches.streets import open_shop


@pytest.fixture
def shop_id(app: Flask, areas: None) -> str:
    return open_shop(app)
