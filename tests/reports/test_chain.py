"""Which numbers of a phone's chain arrived, wait, were lost or are missing: every number is in exactly one of the four."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.reports.chain import HIGHEST_NUMBER, Runs, account, common, joined, read_runs, size, without

numbers = some.sets(some.integers(1, 40))


def runs(of: set[int]) -> Runs:
    return joined((number, number) for number in of)


def members(of: Runs) -> set[int]:
    return {number for first, last in of for number in range(first, last + 1)}


@given(numbers, numbers)
def test_runs_do_what_sets_do(one: set[int], other: set[int]) -> None:
    assert members(runs(one)) == one
    assert members(without(runs(one), runs(other))) == one - other
    assert members(common(runs(one), runs(other))) == one & other
    assert size(runs(one)) == len(one)
    assert all(last + 1 < first for (_, last), (first, _) in zip(runs(one), runs(one)[1:], strict=False))


@given(numbers, some.none() | numbers, numbers, numbers, some.integers(0, 45), some.integers(0, 45))
def test_every_number_is_in_exactly_one_state(
    arrived: set[int], told: set[int] | None, lost: set[int], asked: set[int], last: int, judged: int
) -> None:
    chain = account(runs(arrived), None if told is None else runs(told), runs(lost), runs(asked), given=last, judged_to=judged)
    parts = [members(part) for part in (chain.arrived, chain.waiting, chain.lost, chain.missing)]
    assert sorted(number for part in parts for number in part) == list(range(1, chain.end + 1))
    got, held, gone, missing = parts
    assert got == arrived
    assert gone <= lost
    assert missing == {n for n in range(1, judged + 1) if n not in arrived | lost and told is not None and n not in told}
    assert held >= {n for n in told or () if n not in arrived}
    assert members(chain.asked) == missing & asked
    assert chain.unexplained == len(missing - asked)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, None),
        ("1-3", None),
        ([], ()),
        ([[56, 60]], ((56, 60),)),
        ([3, 1, 2, [2, 5]], ((1, 5),)),
        ([[5, 2], [1], [1, 2, 3], "x", None, True, [True, 2], 1.5, {"a": 1}], ()),
        ([[-5, 2], [7, 10**18]], ((1, 2), (7, HIGHEST_NUMBER))),
    ],
)
def test_runs_of_unknown_origin_are_read_as_far_as_they_are_runs(told: Any, expected: Runs | None) -> None:
    assert read_runs(told) == expected


def test_a_hostile_list_of_runs_is_cut_off() -> None:
    assert size(read_runs([[n, n] for n in range(1, 20_000, 2)]) or ()) == 500
