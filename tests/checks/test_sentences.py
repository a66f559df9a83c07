"""Every finding of a rule has its sentence in the screens' message files, and no sentence is there for none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SLUGS = {
    slug
    for name in ("photo_rules", "phone_rules")
    for slug in re.findall(r'Finding\("([a-z-]+)"', (ROOT / "app" / "checks" / f"{name}.py").read_text())
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_rules_and_sentences_are_the_same_set(language: str) -> None:
    messages = json.loads((ROOT / "pwa/src/i18n/messages" / language / "checks.json").read_text())
    assert len(SLUGS) > 15
    assert set(messages["check"]["said"]) == SLUGS
