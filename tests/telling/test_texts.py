"""What messages say: every kind has a text in both languages that shows only what may be told, in the city's words and time."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from app.telling.rules import FACTS, FIRST_PAUSE, KINDS, LONGEST_PAUSE, Quiet, next_time, pause_after
from app.telling.texts import LANGUAGES, facts_in, rendered, texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_text_that_shows_only_what_may_be_told(language: str) -> None:
    assert set(texts(language)) == KINDS
    for kind, text in texts(language).items():
        assert facts_in(text) <= FACTS | {"case_no"}, kind
        assert "{" not in rendered(kind, None, {}, language)
        assert "[" not in rendered(kind, "A1", dict.fromkeys(FACTS, "x"), language)


def test_what_is_not_known_is_left_out_with_the_words_around_it() -> None:
    assert rendered("case-rework", "A1", {}, "zh") == "【巡街】案件 A1 核查未通过，请返工。"
    assert rendered("case-rework", "A1", {"reason": "没清干净"}, "zh") == "【巡街】案件 A1 核查未通过，请返工：没清干净。"


def test_moments_and_categories_are_said_as_the_city_says_them() -> None:
    facts = {"category": "sl2_mobile_vendor", "due_at": "2026-11-20T16:30:00.000Z", "unit": "市容一队"}
    text = rendered("case-dispatched", "A1", facts, "zh")
    assert "2026-11-21 00:30" in text
    assert "sl2" not in text
    assert rendered("case-overdue", "A1", {"due_at": "tomorrow"}, "en") == "Xunjie: Case A1 is overdue since tomorrow."


def test_the_night_crosses_midnight_and_ends_in_the_morning() -> None:
    quiet = Quiet()
    for hour, rests in ((13, False), (14, True), (20, True), (22, True), (23, False)):
        moment = datetime(2026, 11, 20, hour, 0, tzinfo=UTC)  # eight hours later in the city
        assert quiet.rests(moment) is rests, hour
        woken = quiet.next_waking(moment)
        assert (woken == moment) is not rests
        assert not quiet.rests(woken)
    assert Quiet(0, 0).rests(datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) is False


def test_a_time_of_day_comes_next_after_the_moment_itself() -> None:
    at = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)
    assert next_time(at, 8 * 60 + 30) == at + timedelta(days=1)
    assert next_time(at - timedelta(seconds=1), 8 * 60 + 30) == at


def test_pauses_grow_to_an_hour_and_are_spread() -> None:
    dice = random.Random(1)
    pauses = [pause_after(attempts, dice) for attempts in range(1, 60)]
    assert FIRST_PAUSE / 2 <= pauses[0] <= FIRST_PAUSE
    assert all(LONGEST_PAUSE / 2 <= pause <= LONGEST_PAUSE for pause in pauses[7:])
    assert len(set(pauses)) == len(pauses)
