"""A city with two shops whose pages are open, each with something in every part."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.rules import Role
from tests.conftest import AddPerson, Phone, SignIn
from tests.merchants.shopping import OFFICER_NAME, Page, whole_page
from tests.pledges import signing


@pytest.fixture
def patrol(sign_in: SignIn, add_person: AddPerson) -> Phone:
    """A patrol with a name that can be looked for."""
    return sign_in("xuncha007", Role.PATROL, name=OFFICER_NAME)


@pytest.fixture
def officer(sign_in: SignIn) -> Phone:
    """Who signs papers."""
    return sign_in("head", Role.CENTRE)


@pytest.fixture
def page(app: Flask, areas: None, patrol: Phone, boss: Phone, officer: Phone) -> Page:
    """禾家粮油."""
    signing.settle(app)
    return whole_page(app, patrol, boss, officer, "禾家粮油", "禾满仓", "12 号", 100)


@pytest.fixture
def neighbour(app: Flask, page: Page, patrol: Phone, boss: Phone, officer: Phone) -> Page:
    """小满面馆, next door."""
    return whole_page(app, patrol, boss, officer, "小满面馆", "满小麦", "14 号", 10)
