"""Which names and passwords are good, and how long a failed login waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.login_rules import LONGEST_DELAY_S, check_password, check_username, login_delay_s, remaining_delay_s
from app.core.errors import InvalidBody

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_the_first_four_failures_cost_nothing_then_waiting_doubles_to_a_limit() -> None:
    assert [login_delay_s(count) for count in (0, 4, 5, 6, 7)] == [0, 0, 2, 4, 8]
    assert login_delay_s(1000) == LONGEST_DELAY_S


def test_waiting_ends() -> None:
    assert remaining_delay_s(5, NOW, NOW + timedelta(seconds=1)) == 1
    assert remaining_delay_s(5, NOW, NOW + timedelta(seconds=2)) == 0


@pytest.mark.parametrize("name", ["", "a", "张三", "has space", "-dash", "x" * 41])
def test_a_malformed_user_name_is_refused_with_the_form(name: str) -> None:
    with pytest.raises(InvalidBody, match="a-z"):
        check_username(name)


def test_user_names_know_no_capitals() -> None:
    assert check_username(" Li.Na ") == "li.na"


@pytest.mark.parametrize("password", ["short", "li-li-li-li-zhang"])
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(InvalidBody, match="10 characters"):
        check_password(password, "zhang")
