"""What may be called inside, what is offered, and what a choice changes: the rules without any geometry."""

from __future__ import annotations

import math

import pytest

from app.areas.placement import (
    Candidate,
    Contender,
    Layer,
    Placement,
    SegmentRef,
    Status,
    candidates_of,
    in_order,
    layer_status,
    position_missing,
    usable_accuracy,
    whole_status,
    with_choice,
)

INSIDE, NEAR_EDGE, AMBIGUOUS, OUTSIDE = Status.INSIDE, Status.NEAR_EDGE, Status.AMBIGUOUS, Status.OUTSIDE
NORTH = Candidate("segment", "R2", "北路", 9.0, 0.4)
OFFERED = Placement(
    AMBIGUOUS, AMBIGUOUS, INSIDE, SegmentRef("R1", "南路", 4.0), "C1", (Candidate("segment", "R1", "南路", 4.0, 0.6), NORTH)
)


@pytest.mark.parametrize(
    ("margin", "accuracy", "rival", "points", "status"),
    [
        (None, 8000, 0, 64, INSIDE),
        (8001, 8000, 0, 64, INSIDE),
        (8000, 8000, 0, 64, NEAR_EDGE),
        (8000, 8000, 15, 64, NEAR_EDGE),  # 0.234
        (8000, 8000, 16, 64, AMBIGUOUS),  # 0.25
        (8001, 8000, 16, 64, INSIDE),
        (8001, 8000, 19, 64, INSIDE),  # 0.297
        (8001, 8000, 20, 64, AMBIGUOUS),  # 0.3125
        (8001, 8000, 3, 10, AMBIGUOUS),  # 0.30 exactly
        (None, 8000, 64, 64, AMBIGUOUS),
        (0, 0, 0, 64, NEAR_EDGE),
    ],
)
def test_the_first_rule_that_fits_decides(margin: int | None, accuracy: int, rival: int, points: int, status: Status) -> None:
    assert layer_status(margin, accuracy, rival, points) is status


@pytest.mark.parametrize(
    ("segment", "cell", "whole"),
    [
        (INSIDE, INSIDE, INSIDE),
        (INSIDE, NEAR_EDGE, NEAR_EDGE),
        (AMBIGUOUS, NEAR_EDGE, AMBIGUOUS),
        (OUTSIDE, INSIDE, INSIDE),
        (AMBIGUOUS, OUTSIDE, AMBIGUOUS),
        (OUTSIDE, OUTSIDE, OUTSIDE),
    ],
)
def test_the_whole_is_the_worse_layer_and_a_layer_without_answer_is_left_out(
    segment: Status, cell: Status, whole: Status
) -> None:
    assert whole_status(segment, cell) is whole
    assert whole_status(cell, segment) is whole


@pytest.mark.parametrize("accuracy", [None, -0.1, math.inf, math.nan])
def test_an_accuracy_that_says_nothing_is_taken_as_thirty_metres_and_flagged(accuracy: float | None) -> None:
    assert usable_accuracy(accuracy) == (30.0, ("accuracy-missing",))


def test_an_accuracy_of_nought_is_an_accuracy() -> None:
    assert usable_accuracy(0.0) == (0.0, ())


def test_candidates_have_five_percent_and_are_at_most_five_by_share_then_distance_then_code() -> None:
    hits = [(0, 9, 3), (1, 5, 10), (2, 4, 10), (3, 4, 10), (4, 1, 20), (5, 8, 4), (6, 7, 7)]
    layer = Layer(AMBIGUOUS, 4, 1, tuple(Contender(row, mm, n) for row, mm, n in hits), 64)
    found = candidates_of("cell", layer, ["A", "B", "C", "D", "E", "F", "G"], None)
    assert [one.code for one in found] == ["E", "C", "D", "B", "G"]
    assert found[0] == Candidate("cell", "E", None, 0.001, 20 / 64)


def test_both_kinds_are_one_list_by_share() -> None:
    cell = Candidate("cell", "C1", None, 0.0, 0.5)
    assert [one.code for one in in_order([NORTH, cell, Candidate("segment", "R1", None, 0.0, 0.5)])] == ["C1", "R1", "R2"]


def test_a_choice_among_the_candidates_wins_and_leaves_status_and_shares() -> None:
    chosen = with_choice(OFFERED, "R2", "person-1", why="street-sign")
    assert chosen.segment == SegmentRef("R2", "北路", 9.0)
    assert (chosen.chosen_by, chosen.as_dict()["chosen_why"]) == ("person-1", "street-sign")
    assert (chosen.status, chosen.candidates, chosen.flags) == (OFFERED.status, OFFERED.candidates, ())
    assert chosen.as_dict()["distance_m"] == 9.0


def test_a_choice_the_phones_pack_offered_wins_too() -> None:
    elsewhere = Candidate("segment", "R7", "旧路", 12.0, 0.3)
    assert with_choice(OFFERED, "R7", "person-1", [elsewhere]).segment == SegmentRef("R7", "旧路", 12.0)


def test_choosing_the_winner_says_who_confirmed_it() -> None:
    sure = Placement(INSIDE, INSIDE, INSIDE, SegmentRef("R1", "南路", 4.0), "C1")
    assert with_choice(sure, "R1", "person-1").chosen_by == "person-1"


@pytest.mark.parametrize("code", ["R9", "C1"])
def test_a_choice_nobody_offered_is_flagged_and_changes_nothing_else(code: str) -> None:
    kept = with_choice(OFFERED, code, "person-1")
    assert kept.flags == ("choice-not-offered",)
    assert (kept.segment, kept.chosen_by) == (OFFERED.segment, None)


def test_no_choice_changes_nothing() -> None:
    assert with_choice(OFFERED, None, "person-1") is OFFERED


def test_the_wire_form_has_nearest_only_outside_and_chosen_by_only_after_a_choice() -> None:
    assert "nearest" not in OFFERED.as_dict()
    assert "chosen_by" not in OFFERED.as_dict()
    outside = Placement(OUTSIDE, OUTSIDE, OUTSIDE, None, None, nearest=SegmentRef("R1", "南路", 120.5))
    assert outside.as_dict()["nearest"] == {"code": "R1", "name": "南路", "distance_m": 120.5}
    missing = position_missing().as_dict()
    assert (missing["status"], missing["nearest"], missing["flags"]) == ("outside", None, ["position-missing"])
