"""The rules of papers by themselves: states, numbers, blocks, service, signing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidBody, NotAllowed
from app.notices.rules import (
    BLOCK_LIVES,
    MOVES,
    IllegalMove,
    Kind,
    Means,
    Move,
    OtherSigner,
    State,
    after,
    allowed,
    block_ends,
    check_printable,
    check_service,
    check_supervision,
    number_of,
    place_for_signer,
    series_of,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_every_state_but_the_last_two_leads_on_and_every_one_can_be_reached() -> None:
    reached = {State.DRAFT}
    for _ in State:
        reached |= {path.leads_to for path in MOVES.values() if path.starts & reached}
    assert reached == set(State)
    assert [state for state in State if not allowed(state)] == [State.ARCHIVED, State.VOIDED]


@given(st.sampled_from(State), st.sampled_from(Move))
def test_a_move_is_possible_exactly_where_the_table_says(state: State, move: Move) -> None:
    if state in MOVES[move].starts:
        assert after(state, move) is MOVES[move].leads_to
    else:
        with pytest.raises(IllegalMove) as refused:
            after(state, move)
        assert refused.value.facts["allowed"] == allowed(state)


def test_nothing_is_served_answered_or_archived_before_it_was_issued() -> None:
    assert set(allowed(State.DRAFT)) == {"change", "issue", "void"}
    assert "change" not in {move for state in State if state is not State.DRAFT for move in allowed(state)}


def test_a_number_has_six_sided_brackets_no_zeros_and_the_citys_year() -> None:
    new_year_in_beijing = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    assert number_of(series_of("望河", Kind.RECTIFICATION, NOON), 12) == "望河改〔2026〕12号"
    assert series_of("望河", Kind.SUPERVISION, new_year_in_beijing) == "望河督〔2027〕"
    assert series_of("望河", Kind.SUPERVISION, new_year_in_beijing - timedelta(seconds=1)) == "望河督〔2026〕"


def test_a_block_ends_after_its_time_and_never_later_than_its_year() -> None:
    assert block_ends(NOON) == NOON + BLOCK_LIVES
    assert block_ends(datetime(2026, 12, 30, tzinfo=UTC)) == datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("means", "whole"),
    [
        (Means.IN_PERSON, {"signer": "王", "capacity": "经营者", "strokes": [[[0, 0]]]}),
        (Means.IN_PERSON, {"signer": "王", "capacity": "受托人", "photo": "a"}),
        (Means.LEFT, {"witness": "李", "photo": "a", "reason": "拒收"}),
        (Means.ELECTRONIC, {"consent_at": NOON, "confirmed_at": NOON, "factor": "sms"}),
    ],
)
def test_each_way_of_serving_needs_all_that_proves_it(means: Means, whole: dict[str, object]) -> None:
    check_service(means, whole)
    for missing in whole:
        with pytest.raises(InvalidBody):
            check_service(means, {name: value for name, value in whole.items() if name != missing})


def test_only_a_supervision_order_has_a_level_and_it_always_has() -> None:
    check_supervision(Kind.SUPERVISION, "key", NOON)
    check_supervision(Kind.RECTIFICATION, None, None)
    for kind, level, reply_by in (
        (Kind.SUPERVISION, None, NOON),
        (Kind.SUPERVISION, "key", None),
        (Kind.RECTIFICATION, "key", None),
    ):
        with pytest.raises(InvalidBody):
            check_supervision(kind, level, reply_by)


def test_an_officer_signs_what_somebody_else_drafted() -> None:
    place_for_signer("li", "head", may_sign=True, authorised=False)
    place_for_signer("li", "li", may_sign=False, authorised=True)
    with pytest.raises(OtherSigner):
        place_for_signer("head", "head", may_sign=True, authorised=False)
    with pytest.raises(NotAllowed):
        place_for_signer("li", "wang", may_sign=False, authorised=False)


def test_a_text_may_have_breaks_and_no_character_the_font_does_not_know() -> None:
    check_printable({"/a": "甲\n乙"}, "甲乙")
    with pytest.raises(InvalidBody, match="丁 丙"):
        check_printable({"/a": "甲丙丁"}, "甲乙")
