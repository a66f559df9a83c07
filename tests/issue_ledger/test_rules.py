"""Lines of tables become issues: columns are recognised, days are read, what is wrong is named."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidBody
from app.issue_ledger.rules import (
    BadLine,
    Fault,
    Field,
    NewIssue,
    check_mapping,
    check_write_off,
    day_of,
    guess,
    header_place,
    read_line,
    twins,
)

HEADER = ["序号", "问题描述", "地点", "责任单位", "整改期限（日期）", "销号情况", "案件号"]
MAPPING = guess(HEADER)


def line(*cells: str) -> NewIssue | BadLine:
    return read_line(2, cells, MAPPING)


def fault(*cells: str) -> Fault:
    bad = line(*cells)
    assert isinstance(bad, BadLine)
    return bad.fault


def test_columns_are_recognised_by_what_offices_call_them() -> None:
    assert {
        **dict.fromkeys(map(str, Field)),
        **{"ref": 0, "what": 1, "place": 2, "unit": 3, "due_on": 4, "state": 5, "case_no": 6},
    } == MAPPING


def test_a_column_is_used_once_and_the_exact_name_wins() -> None:
    found = guess(["存在问题照片", "问题", "问题来源", "日期"])
    assert (found["what"], found["source"], found["found_on"]) == (1, 2, 3)
    used = [place for place in found.values() if place is not None]
    assert len(used) == len(set(used))


def test_a_title_above_the_header_is_passed_over() -> None:
    assert header_place([["某街道问题台账"], ["2026年11月"], HEADER, ["1", "占道"]]) == 2
    assert header_place([["a", "b"]]) == 0


@pytest.mark.parametrize(
    "text", ["2026-11-21", "2026/11/21", "2026.11.21", "2026年11月21日", "2026-11-21 08:30:00", "46347", "2026 / 11 / 21"]
)
def test_a_day_is_read_as_offices_write_it(text: str) -> None:
    assert day_of(text) == date(2026, 11, 21)


@pytest.mark.parametrize("text", ["11月21日", "2026-02-30", "尽快", "20261121", "1.5", "2026-13-01"])
def test_what_names_no_day_is_none(text: str) -> None:
    assert day_of(text) is None


def test_a_whole_line_becomes_an_issue() -> None:
    issue = line("7", "占道经营", "槐荫路", "环卫所", "2026-11-30", "已销号", "4101042026112100001")
    assert issue == NewIssue(
        2, "7", "占道经营", "槐荫路", "", "环卫所", None, date(2026, 11, 30), True, None, "4101042026112100001", ""
    )


def test_what_is_wrong_with_a_line_is_named_with_its_field() -> None:
    assert fault("1", " ") is Fault.NO_WHAT
    assert fault("1", "甲", "", "", "尽快") is Fault.BAD_DAY
    assert fault("1", "甲", "", "", "", "差不多") is Fault.UNKNOWN_STATE
    assert fault("1", "甲", "", "", "", "", "12345") is Fault.BAD_CASE
    assert fault("1", "甲", "地" * 201) is Fault.TOO_LONG
    assert line("1", "甲", "", "", "尽快") == BadLine(2, Fault.BAD_DAY, Field.DUE_ON, "尽快")


def test_a_number_that_stands_twice_is_told_whether_in_the_file_or_in_the_ledger() -> None:
    issues = [
        one
        for one in (line("1", "甲"), line("1", "乙"), line("2", "丙"), line("", "丁"), line("", "戊"))
        if isinstance(one, NewIssue)
    ]
    assert [(bad.fault, bad.text) for bad in twins(issues, frozenset({"2"}))] == [(Fault.TWICE, "1"), (Fault.ALREADY_THERE, "2")]


@pytest.mark.parametrize("mapping", [{}, {"what": 0, "place": 0}, {"what": 9}, {"what": -1}])
def test_columns_that_cannot_be_meant_are_refused(mapping: dict[str, int]) -> None:
    with pytest.raises(InvalidBody):
        check_mapping(mapping, 3)


def test_an_issue_is_not_written_off_for_nothing() -> None:
    for reason, photos, closed in (("已清理", [], False), ("", ["a"], False), ("", [], True)):
        check_write_off(reason, photos, closed)
    with pytest.raises(InvalidBody):
        check_write_off("", [], False)


@given(st.lists(st.text(), max_size=8))
def test_any_line_at_all_is_an_issue_or_a_fault(cells: list[str]) -> None:
    assert isinstance(read_line(1, cells, MAPPING), NewIssue | BadLine)
