"""What tests of cases share: a city with two roads and five open cases on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from tests.cases.changing import follow, open_case, version_in_force
from tests.conftest import Phone
from tests.reports import city


@pytest.fixture
def built(app: Flask) -> str:
    """The city as it has been for some hours; its version."""
    with clock.stopped_at(clock.now() - timedelta(hours=5)):
        city.build(app)
    follow(app)
    return version_in_force(app)


@pytest.fixture
def five(li: Phone, boss: Phone) -> list[str]:
    """Cases: three on the main road, two on the back street."""
    return [open_case(li, boss, place) for place in (city.ON_MAIN, city.ON_BACK, city.ON_MAIN, city.ON_MAIN, city.ON_BACK)]
