"""Evidence that somebody decided about."""

from __future__ import annotations

import pytest
from flask import Flask

from app.jobs import run_pending
from tests.conftest import Phone
from tests.lifecycle.city import City
from tests.reports.sending import deliver
from tests.review.judging import judge


@pytest.fixture
def city(app: Flask, areas: None) -> City:
    return City(app)


@pytest.fixture
def rejected(city: City, li: Phone, boss: Phone) -> str:
    """The id of a rejected report with two photos."""
    report_id = str(deliver(li, note="垃圾一堆 13800001111")["report_id"])
    assert judge(boss, report_id, "reject", reason="不属实，问过 13912345678").status_code == 200
    return report_id


@pytest.fixture
def looked_at(city: City, rejected: str) -> str:
    """The same, its photos drawn, looked at and checked."""
    while run_pending(city.app):
        pass
    return rejected
