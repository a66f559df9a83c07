"""The case machine as one table, held against what the trade says of it, and the page that is drawn from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.accounts.rules import BUNDLES, Permission
from app.cases.machine_page import page
from app.cases.rules import TABLE, RequestKind, Verb, Way, Who, after, leads_to, legal, refusal, rows_from
from app.cases.states import OPEN_STATES, CaseState, IllegalMove

PAGE = Path(__file__).resolve().parents[2] / "docs" / "case-machine.md"
WHERE_IT_LEADS = {
    "filed": {"dispatched": {"dispatch"}, "voided": {"approve", "voided"}, "closed": {"closed-on-spot", "rectified"}},
    "dispatched": {
        "filed": {"recall", "approve"}, "dispatched": {"redispatch"}, "claimed": {"claim"}, "voided": {"approve", "voided"},
    },
    "claimed": {
        "dispatched": {"redispatch"}, "disposed": {"dispose"}, "filed": {"approve"}, "suspended": {"approve"},
    },
    "disposed": {"checking": {"send-check"}, "checked": {"check-pass"}, "rework": {"check-fail"}},
    "checking": {"checked": {"check-pass"}, "rework": {"check-fail"}},
    "checked": {"closed": {"close"}, "rework": {"send-back"}},
    "rework": {"dispatched": {"redispatch"}, "disposed": {"dispose"}, "suspended": {"approve"}},
    "suspended": {"back": {"resume"}},
    "closed": {"voided": {"voided"}},
    "voided": {},
}  # fmt: skip
"""Every way out of every state, written from the trade's rules and not from the table."""


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_the_ways_out_that_the_trade_knows(state: CaseState) -> None:
    found: dict[str, set[str]] = {}
    for row in rows_from(state):
        if row.to is not Way.STAYS:
            found.setdefault(row.to.value, set()).add(row.verb.value)
    assert found == WHERE_IT_LEADS[state.value]


def test_no_case_waits_where_nobody_can_take_it_further() -> None:
    for state in OPEN_STATES:
        assert any(row.to is not Way.STAYS and row.who is not Who.PROGRAM for row in rows_from(state)), state
    for state in set(CaseState) - OPEN_STATES:
        assert {row.verb for row in rows_from(state)} <= {Verb.VOID, Verb.TAG, Verb.ANNOTATE}


def test_nothing_is_suspended_and_nobody_is_asked_to_during_a_check() -> None:
    for state in (CaseState.DISPOSED, CaseState.CHECKING, CaseState.CHECKED):
        asked = {row.about for row in rows_from(state) if row.verb is Verb.APPROVE}
        assert RequestKind.SUSPENSION not in asked
        assert Verb.ASK_SUSPENSION not in {row.verb for row in rows_from(state)}


def test_what_is_void_was_never_in_work() -> None:
    (row,) = (row for row in TABLE if row.about is RequestKind.VOID)
    assert row.starts == {CaseState.FILED, CaseState.DISPATCHED}


def test_every_right_of_the_table_is_somebodys_beside_the_admin() -> None:
    given = {right for role, bundle in BUNDLES.items() if role != "admin" for right in bundle}
    assert {right for row in TABLE for right in row.permissions} <= given
    assert all(row.permissions or row.who in {Who.DECIDER, Who.ASKER, Who.PROGRAM} for row in TABLE)


def test_every_verb_has_a_row_and_no_state_has_two_of_one_kind() -> None:
    assert {row.verb for row in TABLE} == set(Verb)
    for state in CaseState:
        names = [(row.verb, row.about, row.only) for row in rows_from(state)]
        assert len(names) == len(set(names))


def test_a_refusal_names_what_is_possible_for_who_asked() -> None:
    desk = legal(CaseState.DISPOSED, lambda row: Permission.ARRANGE_CHECKS in row.permissions and row.only is None)
    assert desk == [Verb.SEND_CHECK]
    told = refusal(CaseState.DISPOSED, Verb.CLOSE, desk)
    assert (told.status, told.slug) == (409, "illegal-move")
    assert told.facts == {"state": "disposed", "allowed": ["send-check"]}
    assert "send-check" in told.detail
    with pytest.raises(IllegalMove) as raised:
        after(CaseState.VOIDED, Verb.VOID)
    assert raised.value.facts["allowed"] == ["annotate"]


def test_a_suspended_case_goes_on_where_it_was() -> None:
    (row,) = (row for row in TABLE if row.verb is Verb.RESUME)
    assert leads_to(row, CaseState.SUSPENDED, CaseState.REWORK) is CaseState.REWORK
    with pytest.raises(ValueError, match="before"):
        leads_to(row, CaseState.SUSPENDED)


def test_the_page_in_the_docs_is_drawn_from_the_table() -> None:
    assert PAGE.read_text("utf-8") == page()
