"""Every fault that is looked for has its words in both languages, and they say what the rule means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from app.area_imports.findings import LOOKED_FOR, summary
from app.areas.cell_topology import cell_findings
from app.areas.features import Feature

MESSAGES = Path(__file__).resolve().parents[2] / "pwa/src/i18n/messages"


def words(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((MESSAGES / language / "console.json").read_text(encoding="utf-8"))["areas"]["finding"]
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("layer", ["segments", "cells"])
def test_every_fault_has_a_name_a_reason_and_a_sentence_for_when_it_is_not_there(language: str, layer: str) -> None:
    kinds = {kind.value for kind in LOOKED_FOR[layer]}
    for part in ("name", "why", "passed"):
        assert kinds == set(words(language)[layer][part]), part


def test_codes_of_14_digits_are_equally_long_and_nothing_says_that_they_have_15() -> None:
    cells = [Feature(n, {"code": f"4101040010010{n}"}, shapely.box(n / 1000, 0, (n + 1) / 1000, 0.001)) for n in range(1, 6)]
    assert "wrong-code-length" in summary(cell_findings(cells, "code"), "cells")["passed"]
    for language in ("zh-CN", "en"):
        assert "15" not in words(language)["cells"]["passed"]["wrong-code-length"]
