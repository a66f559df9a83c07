"""Everything that is noted has a word in both languages of the console."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.audit.rules import Action

MESSAGES = Path(__file__).resolve().parents[2] / "pwa" / "src" / "i18n" / "messages"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_action_has_a_word(language: str) -> None:
    words = json.loads((MESSAGES / language / "log.json").read_text("utf-8"))["audit"]["action"]
    assert {action.value for action in Action} - set(words) == set()
