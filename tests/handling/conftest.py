"""A bureau with its posts and units, on a working Monday."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.handling.bureau import Bureau

CORE = ("patrol", "receptionist", "leader", "dispatcher", "centre", "inspector", "unit", "colleague", "admin")


@pytest.fixture
def bureau(app: Flask, areas: None) -> Bureau:
    """The posts that most cases meet."""
    return Bureau(app).settle(*CORE)


@pytest.fixture
def whole_bureau(app: Flask, areas: None) -> Bureau:
    """All posts."""
    return Bureau(app).settle()
