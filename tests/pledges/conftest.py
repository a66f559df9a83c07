"""A city with a scheme in force, a street's office and a shop."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.pledges import signing


@pytest.fixture
def scheme(app: Flask, areas: None) -> None:
    """What is promised, and the office that files it."""
    signing.settle(app)


@pytest.fixture
def shop_id(app: Flask, scheme: None) -> str:
    """A shop on the main road."""
    return signing.shop(app)
