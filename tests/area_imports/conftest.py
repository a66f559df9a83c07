"""Whoever brings areas."""

from __future__ import annotations

import pytest

from app.accounts.rules import Role
from tests.conftest import Phone, SignIn


@pytest.fixture
def admin(sign_in: SignIn) -> Phone:
    """Somebody with the right to bring areas."""
    return sign_in("chief", Role.ADMIN)
