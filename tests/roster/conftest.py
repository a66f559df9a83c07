"""A small organisation: a headquarters with a street and a bureau, a unit with two crews, a company outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.transaction import in_transaction
from app.roster import service
from app.roster.rules import UnitFacts, UnitKind

TREE = (
    ("hq", "总指挥部", UnitKind.HEADQUARTERS, None),
    ("east", "东关街道", UnitKind.STREET, "hq"),
    ("roads", "市政局", UnitKind.BUREAU, "hq"),
    ("repair", "养护中队", UnitKind.UNIT, "roads"),
    ("crew1", "一班", UnitKind.CREW, "repair"),
    ("crew2", "二班", UnitKind.CREW, "repair"),
    ("power", "供电公司", UnitKind.OUTSIDE, "hq"),
)


def enter_units(app: Flask) -> None:
    """Enters the organisation."""
    with app.app_context():
        in_transaction(
            lambda: [
                service.put_unit(code, UnitFacts(name, kind, parent), None, None, new=True) for code, name, kind, parent in TREE
            ]
        )


@pytest.fixture
def units(app: Flask) -> None:
    """The organisation is entered."""
    enter_units(app)


@pytest.fixture
def join(app: Flask) -> Callable[[str, str], None]:
    """Makes a person one of a unit."""

    def add(unit: str, person_id: str) -> None:
        with app.app_context():
            in_transaction(lambda: service.join(unit, person_id, None))

    return add
