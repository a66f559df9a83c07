"""A street with shops along it, as a bureau keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.rules import Role
from tests.conftest import Phone, SignIn
from tests.reports.city import MAIN_LAT, ON_MAIN

KERB_LAT = MAIN_LAT + 8 / 110_940
"""Eight metres north of the main road's middle."""
Enter = Callable[..., dict[str, Any]]


@pytest.fixture
def keeper(sign_in: SignIn, areas: None) -> Phone:
    """A supervisor in the small city, who keeps the register."""
    return sign_in("boss", Role.SUPERVISOR)


@pytest.fixture
def enter(keeper: Phone) -> Enter:
    """Enters a shop on the north side of the main road: enter("禾味茶舍", "37 号", depth_m=5)."""

    def made(name: str, door: str = "37 号", east: float = 0.0, **said: Any) -> dict[str, Any]:
        body = {"name": name, "door": door, "street": "东大街", "point": [ON_MAIN[0] + east, KERB_LAT], **said}
        answer = keeper.post("/api/v1/shops", json=body)
        assert answer.status_code == 201, answer.json
        found: dict[str, Any] = answer.json
        return found

    return made
