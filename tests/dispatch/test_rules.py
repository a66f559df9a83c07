"""The rules of dispatch: whatever they are and whatever the case, there is one answer, and it says why."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidBody
from app.dispatch.reading import Known, check, rule_set
from app.dispatch.rules import CaseFacts, Fallback, Place, Rule, RuleSet, evaluate, fits, goes_by_itself
from app.permits.weekly import Span

UNITS = ("a", "b", "c")
codes = st.frozensets(st.sampled_from(["s1", "s2"]), max_size=2)
places = st.builds(Place, codes, st.frozensets(st.sampled_from(["k1", "k2"]), max_size=1), st.sampled_from([None, "s", "k1"]))
spans = st.builds(lambda days, start, length: Span(tuple(sorted(days)), start, start + length),
                  st.sets(st.integers(1, 7), min_size=1), st.integers(0, 1000), st.integers(1, 400))  # fmt: skip
rules = st.builds(
    Rule, st.sampled_from(UNITS), st.frozensets(st.sampled_from(["x", "y"]), max_size=1),
    st.frozensets(st.sampled_from(["g"]), max_size=1), st.sampled_from([None, "gas"]), places,
    st.frozensets(st.sampled_from(["z"]), max_size=1), st.lists(spans, max_size=1).map(tuple),
)  # fmt: skip
fallbacks = st.builds(Fallback, st.sampled_from(UNITS), places)
rule_sets = st.builds(
    RuleSet, st.just(1), st.lists(rules, max_size=6).map(tuple), st.lists(fallbacks, max_size=2).map(tuple),
    st.booleans(), st.frozensets(st.sampled_from(["x"]), max_size=1), st.booleans(),
)  # fmt: skip
cases = st.builds(
    CaseFacts, st.sampled_from(["x", "y", None]), st.sampled_from(["g", None]), st.sampled_from(["gas", None]),
    st.sampled_from(["s1", "s3", None]), st.sampled_from(["k1", None]), st.frozensets(st.sampled_from(["z"]), max_size=1),
    st.integers(0, 7 * 1440 - 1),
)  # fmt: skip
at_work = st.frozensets(st.sampled_from(UNITS))


@given(rule_sets, cases, at_work)
def test_there_is_always_one_answer_and_it_says_why(all_rules: RuleSet, facts: CaseFacts, working: frozenset[str]) -> None:
    found = evaluate(all_rules, facts, working)
    assert found == evaluate(all_rules, facts, working)
    assert found.why
    assert found.unit is None or found.unit in working
    assert found.matching == tuple(number for number, rule in enumerate(all_rules.rules, 1) if fits(rule, facts))
    if found.sure:
        assert found.rule is not None
        assert not found.conflicts
    if found.rule is not None:
        assert all_rules.rules[found.rule - 1].unit == found.unit
        earlier = [number for number in found.matching if number < found.rule]
        assert all(all_rules.rules[number - 1].unit not in working for number in earlier)
        assert not (earlier and found.sure)


@given(rule_sets, cases, at_work)
def test_disagreeing_rules_are_named_and_nothing_contested_goes_by_itself(
    all_rules: RuleSet, facts: CaseFacts, working: frozenset[str]
) -> None:
    found = evaluate(all_rules, facts, working)
    for number in found.conflicts:
        rule, winner = all_rules.rules[number - 1], all_rules.rules[(found.rule or 1) - 1]
        assert rule.unit != found.unit
        assert rule.exactness >= winner.exactness
    for urgent in (True, False):
        if goes_by_itself(all_rules, found, facts.category, urgent):
            assert found.unit is not None
            assert not found.conflicts
            assert found.sure or urgent


@given(rules, cases)
def test_a_rule_that_says_less_fits_whatever_a_narrower_one_fits(rule: Rule, facts: CaseFacts) -> None:
    wider = (
        rule._replace(categories=frozenset(), groups=frozenset()), rule._replace(place=Place()), rule._replace(hours=()),
        rule._replace(ownership=None), rule._replace(zones=frozenset()),
    )  # fmt: skip
    if fits(rule, facts):
        assert all(fits(one, facts) for one in wider)
    assert fits(Rule("a"), facts)


def facts(**said: Any) -> CaseFacts:
    return CaseFacts(
        **{
            **dict.fromkeys(CaseFacts._fields),
            "zones": frozenset(),
            "minute": 600,
            **said,
        }
    )


def words(found: Any) -> list[str]:
    return [word for word, _ in found.why]


def test_the_first_rule_that_fits_decides_and_a_wider_one_after_it_leaves_it_sure() -> None:
    written = RuleSet(1, (Rule("repair", frozenset({"x"}), ownership="gas"), Rule("street", groups=frozenset({"g"}))))
    exact = evaluate(written, facts(category="x", group="g", asset_type="gas"), UNITS + ("repair", "street"))
    assert (exact.unit, exact.rule, exact.sure, words(exact)) == ("repair", 1, True, ["category", "ownership"])
    assert exact.units == ("repair", "street")
    other = evaluate(written, facts(category="x", group="g"), ("repair", "street"))
    assert (other.unit, other.rule, other.sure, words(other)) == ("street", 2, True, ["group"])


def test_two_rules_of_the_same_rank_with_different_units_are_not_sure() -> None:
    written = RuleSet(1, (Rule("a", frozenset({"x"})), Rule("b", frozenset({"x"})), Rule("c")))
    found = evaluate(written, facts(category="x"), UNITS)
    assert (found.unit, found.sure, found.conflicts) == ("a", False, (2,))
    assert found.why[-1] == ("conflict", {"rules": [1, 2], "units": ["b"]})


def test_where_no_rule_fits_the_street_takes_it_and_nobody_is_sure() -> None:
    written = RuleSet(1, (), (Fallback("a", Place(frozenset({"s1"}))), Fallback("b", Place(street="k"))))
    assert (found := evaluate(written, facts(segment="s1", cell="k1"), UNITS)).unit == "a"
    assert (found.rule, found.sure, words(found)) == (None, False, ["no-rule", "last-resort"])
    assert evaluate(written, facts(segment="s9", cell="k1"), UNITS).unit == "b"
    assert words(evaluate(written, facts(segment="s9"), UNITS)) == ["no-rule", "nowhere"]


def test_a_rule_whose_unit_is_retired_is_passed_over_and_told() -> None:
    written = RuleSet(1, (Rule("gone", frozenset({"x"})), Rule("b")))
    found = evaluate(written, facts(category="x"), UNITS)
    assert (found.unit, found.rule, found.sure) == ("b", 2, False)
    assert found.why[-1] == ("retired", {"rule": 1, "unit": "gone"})


RULE = {
    "unit": "a", "categories": [], "groups": [], "ownership": None, "segments": [], "cells": [], "street": None, "zones": [],
    "hours": None, "on_duty": True, "note": "",
}  # fmt: skip
BODY = {"rules": [], "fallbacks": [], "automatic": False, "automatic_categories": [], "green_channel": True}
KNOWN = Known({"a"}, {"x"}, {"g"}, {"gas"}, {"z"})


@pytest.mark.parametrize(
    ("hours", "holding", "resting"),
    [
        ({"from": "08:00", "to": "17:00", "days": []}, [8 * 60, 6 * 1440 + 1019], [8 * 60 - 1, 17 * 60]),
        ({"from": "22:00", "to": "06:00", "days": [7]}, [6 * 1440 + 1320, 0, 359], [360, 1320, 6 * 1440 + 359]),
        ({"from": "22:00", "to": "24:00", "days": [1]}, [1320, 1439], [1440, 1319]),
    ],
)
def test_hours_of_a_rule_may_go_past_midnight(hours: dict[str, Any], holding: list[int], resting: list[int]) -> None:
    written = rule_set(1, {**BODY, "rules": [{**RULE, "hours": hours}]})
    assert all(evaluate(written, facts(minute=minute), {"a"}).unit == "a" for minute in holding)
    assert all(evaluate(written, facts(minute=minute), {"a"}).unit is None for minute in resting)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"unit": "q"}, "/rules/0/unit"),
        ({"categories": ["q"]}, "/rules/0/categories"),
        ({"groups": ["q"]}, "/rules/0/groups"),
        ({"ownership": "q"}, "/rules/0/ownership"),
        ({"zones": ["q"]}, "/rules/0/zones"),
        ({"hours": {"from": "08:00", "to": "08:00", "days": []}}, "/rules/0/hours/to"),
    ],
)
def test_a_rule_that_names_what_is_not_there_says_where(change: dict[str, Any], pointer: str) -> None:
    check({**BODY, "rules": [RULE]}, KNOWN)
    with pytest.raises(InvalidBody) as refused:
        check({**BODY, "rules": [{**RULE, **change}]}, KNOWN)
    assert [error["pointer"] for error in refused.value.facts["errors"]] == [pointer]
