"""`flask demo` where it must not work: a sentence, exit code 1, nothing changed."""

from pathlib import Path

import pytest

from app.accounts import service as accounts
from app.accounts.rules import Role
from app.core.db import db
from app.core.transaction import in_transaction
from tests.demo.conftest import NOON, empty_city


@pytest.mark.parametrize("command", ["load", "reset"])
def test_without_demo_the_command_refuses(command: str, tmp_path: Path) -> None:
    answer = empty_city(tmp_path, demo="0").test_cli_runner().invoke(args=["demo", command])
    assert answer.exit_code == 1
    assert "DEMO=1" in answer.output


@pytest.mark.parametrize("command", ["load", "reset"])
def test_among_other_people_the_command_refuses(command: str, tmp_path: Path) -> None:
    app = empty_city(tmp_path)
    with app.app_context():
        in_transaction(lambda: accounts.add_person("li", "李", [Role.ADMIN], "a long enough password", NOON))
        db.session.remove()
    answer = app.test_cli_runner().invoke(args=["demo", command])
    assert answer.exit_code == 1
    assert "leaves it alone" in answer.output
