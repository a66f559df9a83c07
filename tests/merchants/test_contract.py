"""The example that the page's own tests read is what the server says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import marshmallow as ma
import pytest

from app.merchants.schemas import PublicPlateOut, UnlockOut
from app.merchants.shop_schemas import OwnPageOut
from tests.conftest import Phone
from tests.merchants.opening import told_code
from tests.merchants.shopping import Page

EXAMPLE = json.loads((Path(__file__).parents[1] / "contract" / "merchant.json").read_text("utf-8"))


@pytest.mark.parametrize(("name", "schema"), [("plate", PublicPlateOut), ("unlocked", UnlockOut), ("shop", OwnPageOut)])
def test_the_example_is_as_described(name: str, schema: type[ma.Schema]) -> None:
    assert schema(unknown=ma.RAISE).validate(EXAMPLE[name]) == {}


def differences(example: Any, answer: Any, where: str = "") -> list[str]:
    """Where one has names that the other lacks; of lists the first entries are compared, what is empty is not."""
    if isinstance(example, list) and isinstance(answer, list):
        return differences(example[0], answer[0], where) if example and answer else []
    if not (isinstance(example, dict) and isinstance(answer, dict)):
        return []
    here = [f"{where}/{name}" for name in set(example) ^ set(answer)]
    return here + [
        one for name in set(example) & set(answer) for one in differences(example[name], answer[name], f"{where}/{name}")
    ]


def test_the_example_has_the_names_of_a_real_answer(page: Page, boss: Phone) -> None:
    answers = {
        "plate": page.door.ask("plate").json,
        "unlocked": page.door.unlock(code=told_code(boss, page.door.shop_id)).json,
        "shop": page.shown(),
    }
    assert differences(EXAMPLE, answers) == []
