"""How long evidence is kept: calendar, order of the rules, and which files of rules are refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.core.errors import InvalidBody
from app.lifecycle.rules import DEFAULT, Fate, Keep, latest_start, read_rules, rule_for


@pytest.mark.parametrize(
    ("keep", "since", "last_day"),
    [
        (Keep(years=3), date(2026, 11, 21), date(2029, 11, 21)),
        (Keep(years=3), date(2024, 2, 29), date(2027, 3, 1)),
        (Keep(years=4), date(2024, 2, 29), date(2028, 2, 29)),
        (Keep(days=180), date(2026, 7, 5), date(2027, 1, 1)),
        (Keep(years=1, days=1), date(2026, 12, 31), date(2028, 1, 1)),
    ],
)
def test_years_are_those_of_the_calendar(keep: Keep, since: date, last_day: date) -> None:
    assert keep.last_day(since) == last_day


def test_the_first_rule_that_fits_counts_and_what_none_fits_is_kept() -> None:
    rules = read_rules(
        [
            {"rule": "ads", "for": "case", "keep": {"years": 5}, "categories": ["illegal_ad"]},
            {"rule": "covers", "for": "case", "keep": None, "categories": ["manhole"]},
            {"rule": "case", "for": "case", "keep": {"years": 3}},
        ]
    )
    named = [rule_for(rules, Fate.CASE, category) for category in ("illegal_ad", "manhole", "other", None)]
    assert [rule.name for rule in named if rule] == ["ads", "covers", "case", "case"]
    assert rule_for(rules, Fate.NOT_FILED, "other") is None


def test_rules_come_back_from_a_file_as_they_were_written() -> None:
    assert read_rules([rule.as_data() for rule in DEFAULT]) == DEFAULT


def test_no_day_that_begins_a_time_which_is_over_is_left_out_of_the_search() -> None:
    for keep in (Keep(years=3), Keep(years=1, days=40), Keep(days=180)):
        rules = read_rules([{"rule": "one", "for": "case", "keep": keep.as_data()}])
        for today in (date(2028, 2, 29), date(2028, 3, 1), date(2030, 1, 1)):
            latest = latest_start(rules, Fate.CASE, today)
            over = [today - timedelta(days=back) for back in range(1500) if today > keep.last_day(today - timedelta(days=back))]
            assert latest is not None
            assert latest >= max(over)


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        ["case"],
        [{"rule": "x", "for": "case"}],
        [{"rule": "x", "for": "case", "keep": {"years": 3}, "more": 1}],
        [{"rule": "X Y", "for": "case", "keep": {"years": 3}}],
        [{"rule": "x", "for": "everything", "keep": {"years": 3}}],
        [{"rule": "x", "for": "case", "keep": {}}],
        [{"rule": "x", "for": "case", "keep": {"years": True}}],
        [{"rule": "x", "for": "case", "keep": {"weeks": 9}}],
        [{"rule": "x", "for": "case", "keep": {"days": 29}}],
        [{"rule": "x", "for": "case", "keep": {"years": 1, "days": -30}}],
        [{"rule": "x", "for": "case", "keep": {"years": 101}}],
        [{"rule": "x", "for": "case", "keep": None, "categories": "ads"}],
        [{"rule": "x", "for": "quarantine", "keep": None, "categories": ["ads"]}],
        [{"rule": "x", "for": "case", "keep": None}, {"rule": "x", "for": "not-filed", "keep": None}],
    ],
)
def test_a_file_that_could_be_misread_is_refused_with_a_sentence(value: Any) -> None:
    with pytest.raises(InvalidBody) as refusal:
        read_rules(value)
    assert refusal.value.detail.endswith(".")
