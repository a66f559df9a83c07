"""A bureau with its posts and units, on a working Monday."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.handling.bureau import Bureau


@pytest.fixture
def bureau(app: Flask, areas: None) -> Bureau:
    return Bureau(app).settle()
