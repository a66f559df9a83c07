"""`flask verify-receipt`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.reports.commands import verify_receipt
from tests.reports.sending import deliver


@pytest.fixture
def receipt(sign_in: Any) -> dict[str, Any]:
    return deliver(sign_in("li", Role.PATROL))


def run(app: Flask, folder: Path, content: str) -> tuple[int, str]:
    file = folder / "receipt.json"
    file.write_text(content, "utf-8")
    result = app.test_cli_runner().invoke(verify_receipt, [str(file)])
    return result.exit_code, result.output.strip()


def test_a_receipt_as_it_was_given_is_valid(app: Flask, receipt: dict[str, Any], tmp_path: Path) -> None:
    assert run(app, tmp_path, json.dumps(receipt)) == (0, "valid")
    assert run(app, tmp_path, json.dumps(dict(reversed(receipt.items())), indent=4, ensure_ascii=False)) == (0, "valid")


def test_a_changed_receipt_is_not_and_the_answer_says_so(app: Flask, receipt: dict[str, Any], tmp_path: Path) -> None:
    code, said = run(app, tmp_path, json.dumps({**receipt, "level": "backed-up"}))
    assert code == 1
    assert said.startswith("not valid: the signature does not fit")


@pytest.mark.parametrize(("content", "why"), [("{", "no"), ("[]", "no receipt"), ("{}", "no kid"), ("[" * 100_000, "no")])
def test_what_is_no_receipt_is_not_valid(app: Flask, tmp_path: Path, content: str, why: str) -> None:
    code, said = run(app, tmp_path, content)
    assert code == 1
    assert said.startswith("not valid")
    assert why in said
