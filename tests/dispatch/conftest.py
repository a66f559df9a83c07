"""What tests of dispatch share: the small organisation, a dispatcher, people of the unit, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.core import clock
from app.core.transaction import in_transaction
from app.dispatch import service
from app.roster import service as roster
from tests.conftest import Phone
from tests.roster.conftest import enter_units

SignIn = Callable[..., Phone]
RULE: dict[str, Any] = {
    "unit": "repair", "categories": [], "groups": [], "ownership": None, "segments": [], "cells": [], "street": None,
    "zones": [], "hours": None, "on_duty": True, "note": "",
}  # fmt: skip


def rule(unit: str, **said: Any) -> dict[str, Any]:
    """A rule as it is written."""
    return {**RULE, "unit": unit, **said}


@pytest.fixture
def organisation(app: Flask, areas: None) -> None:
    """The areas and the organisation."""
    enter_units(app)


@pytest.fixture
def dispatcher(sign_in: SignIn, organisation: None) -> Phone:
    """Who gives cases to units."""
    return sign_in("dora", Role.DISPATCHER)


@pytest.fixture
def repairer(app: Flask, sign_in: SignIn, organisation: None) -> Phone:
    """One of the unit `repair`."""
    phone = sign_in("rita", Role.UNIT)
    with app.app_context():
        in_transaction(lambda: roster.join("repair", phone.person_id, None))
    return phone


Save = Callable[..., int]


@pytest.fixture
def save_rules(app: Flask, organisation: None) -> Iterator[Save]:
    """Puts rules into force; the version they have."""

    def save(*rules: dict[str, Any], **more: Any) -> int:
        with app.app_context():
            body = {"rules": list(rules), **more}
            return in_transaction(lambda: service.save(body, "test", None, None, clock.now()).version)

    return save
