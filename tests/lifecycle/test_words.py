"""Whatever stands in a case's timeline has words, on the screen in both languages and on the paper of a packet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cases import moving, service
from app.cases.rules import Verb
from app.cases.states import CHOICE_ENDED
from app.handling import job, replies
from app.lifecycle.rules import DEFAULT
from app.proof.words import EVENTS
from app.review import green

MESSAGES = Path(__file__).resolve().parents[2] / "pwa" / "src" / "i18n" / "messages"
KINDS = {
    *(service.OPENED, service.DUPLICATE_JOINED, service.DUPLICATE_LEFT, service.HELD, service.RELEASED, service.DESTROYED),
    *(moving.REPLACED, moving.CHOICE_BACK, CHOICE_ENDED),
    *(job.RECOUNTED, green.CONFIRMED, replies.KEPT),
    *(verb.value for verb in Verb),
}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_kind_of_event_and_every_first_rule_has_words(language: str) -> None:
    said = {name: json.loads((MESSAGES / language / f"{name}.json").read_text("utf-8")) for name in ("cases", "lifecycle")}
    assert KINDS - set(said["cases"]["event"]) - set(said["lifecycle"]["lifecycle"]["event"]) == set()
    assert {rule.name for rule in DEFAULT} - set(said["lifecycle"]["lifecycle"]["rule"]) == set()


def test_every_kind_of_event_has_words_on_paper() -> None:
    assert set(EVENTS) >= KINDS
