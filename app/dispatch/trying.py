"""Decides what other rules would have done with the cases of a month. Reads only, however many cases there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.dispatch import queries
from app.dispatch.reading import check, rule_set
from app.dispatch.rules import Suggestion, evaluate
from app.dispatch.service import known
from app.roster import queries as roster

MOST_TOLD = 200
"""Differences that are listed; the counts are of all."""


def try_out(body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """{since, until, cases, sure, same, elsewhere, nowhere, waiting, units [{unit, was, would}], differences […], more}.

    Of each case filed in the last 31 days, as it was placed and when it was filed: the unit it went to (`was`) and the one
    that these rules name (`would`). `waiting` went nowhere yet, `nowhere` no rule fits; a street of last resort is no rule.
    Raises InvalidBody with pointers.
    """
    newest = queries.rules_row()
    whole = {**queries.EMPTY, **(newest.body if newest else {}), **{name: body[name] for name in queries.EMPTY if name in body}}
    check(whole, known())
    rules, at_work = rule_set(0, whole), queries.at_work()
    since, until = queries.last_month(now)
    counts, was, would = Counter[str](), Counter[str](), Counter[str]()
    differences: list[dict[str, Any]] = []
    for case, facts in queries.placed(since, until):
        found = evaluate(rules, facts, at_work)
        outcome = _outcome(case.unit_code, found)
        counts.update(["cases", outcome, *(["sure"] if found.sure else [])])
        was.update([case.unit_code] if case.unit_code else [])
        would.update([found.unit] if found.unit else [])
        if outcome != "same" and len(differences) <= MOST_TOLD:
            differences.append(_difference(case.case_no, case.category, case.unit_code, found, outcome))
    return {
        "since": since,
        "until": until,
        **{name: counts[name] for name in ("cases", "sure", "same", "elsewhere", "nowhere", "waiting")},
        "units": [{"unit": named(code), "was": was[code], "would": would[code]} for code in sorted(was.keys() | would.keys())],
        "differences": differences[:MOST_TOLD],
        "more": len(differences) > MOST_TOLD,
    }


def named(code: str | None) -> dict[str, str | None] | None:
    """A unit by code and name."""
    return {"code": code, "name": roster.names([code]).get(code)} if code else None


def _outcome(was: str | None, found: Suggestion) -> str:
    if found.rule is None:
        return "nowhere"
    if was is None:
        return "waiting"
    return "same" if was == found.unit else "elsewhere"


def _difference(case_no: str, category: dict[str, Any], was: str | None, found: Suggestion, outcome: str) -> dict[str, Any]:
    names = {name: category.get(name) for name in ("slug", "name_zh", "name_en")}
    return {
        "case_no": case_no,
        "category": names,
        "was": named(was),
        "would": named(found.unit),
        "rule": found.rule,
        "sure": found.sure,
        "outcome": outcome,
    }
