"""An office with a template and a case, a drafter and an officer who signs."""

from __future__ import annotations

import pytest

from app.accounts.rules import Role
from tests.conftest import Phone, SignIn
from tests.notices.papers import save_template
from tests.redaction.drawing import a_case, street


@pytest.fixture
def officer(sign_in: SignIn) -> Phone:
    """Who signs."""
    return sign_in("head", Role.CENTRE)


@pytest.fixture
def case_no(areas: None, li: Phone, boss: Phone) -> str:
    """A case with one photo."""
    return a_case(li, boss, street())


@pytest.fixture
def template_id(officer: Phone) -> int:
    """A template of 望河 for 整改通知单."""
    answer = save_template(officer)
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])
