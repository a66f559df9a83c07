"""Decides how lines of somebody's table become issues: which column is what, which cells do, what is wrong. Knows no table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from app.core.errors import AppError, InvalidBody

Columns = Mapping[str, int | None]
MAX_FAULTS: Final = 500
"""Faults of a file that are told one by one."""
_HEADER_WITHIN: Final = 10
_EXCEL_DAY_ZERO: Final = date(1899, 12, 30)
_SERIAL: Final = re.compile(r"[2-7]\d{4}")
"""Days of this century as spreadsheet programs count them."""
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T].*)?")
_CASE_NO: Final = re.compile(r"\d{19}")


class Field(StrEnum):
    """What a column can be."""

    REF = "ref"
    WHAT = "what"
    PLACE = "place"
    SOURCE = "source"
    UNIT = "unit"
    FOUND_ON = "found_on"
    DUE_ON = "due_on"
    STATE = "state"
    WRITTEN_OFF_ON = "written_off_on"
    CASE_NO = "case_no"
    NOTE = "note"


class State(StrEnum):
    """Where an issue stands."""

    OPEN = "open"
    WRITTEN_OFF = "written-off"


class ImportState(StrEnum):
    """Where a file stands."""

    READ = "read"
    ENTERED = "entered"
    DISCARDED = "discarded"


class Fault(StrEnum):
    """Why a line cannot be entered."""

    NO_WHAT = "no-what"
    TOO_LONG = "too-long"
    BAD_DAY = "bad-day"
    UNKNOWN_STATE = "unknown-state"
    BAD_CASE = "bad-case"
    NO_SUCH_CASE = "no-such-case"
    TWICE = "twice"
    ALREADY_THERE = "already-there"


_NAMES: Final[dict[Field, tuple[str, ...]]] = {
    Field.REF: ("问题编号", "台账编号", "编号", "序号", "no.", "no", "number"),
    Field.WHAT: ("问题描述", "存在问题", "问题内容", "问题事实", "具体问题", "问题", "事项", "issue", "problem"),
    Field.PLACE: ("问题地点", "具体位置", "地点", "位置", "地址", "点位", "place", "address"),
    Field.SOURCE: ("问题来源", "来源", "发现渠道", "source"),
    Field.UNIT: ("责任单位", "整改单位", "承办单位", "处置单位", "牵头单位", "unit"),
    Field.FOUND_ON: ("发现日期", "发现时间", "检查日期", "检查时间", "交办时间", "日期", "found on", "date"),
    Field.DUE_ON: ("整改期限", "整改时限", "完成时限", "办结期限", "期限", "时限", "due"),
    Field.STATE: ("销号情况", "是否销号", "整改状态", "办理状态", "完成情况", "状态", "state", "status"),
    Field.WRITTEN_OFF_ON: ("销号日期", "销号时间", "完成日期", "办结日期", "written off on"),
    Field.CASE_NO: ("案件编号", "案件号", "案卷号", "case no"),
    Field.NOTE: ("整改情况", "备注", "说明", "note", "remark"),
}
_OFF: Final = frozenset({"已销号", "销号", "已办结", "办结", "已完成", "完成", "已整改", "是", "closed", "done", "yes"})
_OPEN: Final = frozenset({"", "未销号", "未办结", "未完成", "未整改", "整改中", "办理中", "在办", "否", "open", "no"})
_LONGEST: Final = {Field.REF: 60, Field.WHAT: 2_000, Field.PLACE: 200, Field.SOURCE: 60, Field.UNIT: 80, Field.NOTE: 2_000}


class WrongState(AppError):
    """The file or the issue is not in a state from which this is possible."""

    status = 409
    slug = "illegal-move"
    title = "This is not possible any more: read it again."


class HasFaults(AppError):
    """Some lines cannot be entered; `bad` says how many. Nothing was entered."""

    status = 409
    slug = "illegal-move"
    title = "Some lines cannot be entered: correct the columns or the table, or say that they are to be left out."


class BadLine(NamedTuple):
    """A line that cannot be entered: why, in which field, and what stands there."""

    line: int
    fault: Fault
    field: Field
    text: str


@dataclass(frozen=True)
class NewIssue:
    """A line as it is entered; `note` joins the event of its entry."""

    line: int
    ref: str | None
    what: str
    place: str
    source: str
    unit: str
    found_on: date | None
    due_on: date | None
    written_off: bool
    written_off_on: date | None
    case_no: str | None
    note: str


def header_place(lines: Sequence[Sequence[str]]) -> int:
    """Which of the lines names the columns, from 0: of the first ten the one with the most names that are known."""
    known = [sum(cell is not None for cell in guess(cells).values()) for cells in lines[:_HEADER_WITHIN]]
    return known.index(max(known)) if known else 0


def guess(header: Sequence[str]) -> dict[str, int | None]:
    """For each field the column that is called like it: exactly first, then by what a name holds; no column twice."""
    cells = [re.sub(r"[\s（(].*$", "", cell.strip().lower()) for cell in header]
    found: dict[str, int | None] = {str(field): None for field in Field}
    taken: set[int] = set()
    for exactly in (True, False):
        for field, names in _NAMES.items():
            if found[field] is None:
                place = _column(cells, names, taken, exactly)
                if place is not None:
                    found[field] = place
                    taken.add(place)
    return found


def check_mapping(mapping: Columns, columns: int) -> dict[str, int | None]:
    """The mapping with every field in it. Raises InvalidBody: the problem has a column, none is used twice or out of reach."""
    whole = {str(field): mapping.get(str(field)) for field in Field}
    used = [place for place in whole.values() if place is not None]
    if whole[Field.WHAT] is None:
        raise _refusal(Field.WHAT, "Say which column holds the problem.")
    if len(used) != len(set(used)) or any(not 0 <= place < columns for place in used):
        raise _refusal(Field.WHAT, "Each column of the table is named once at most.")
    return whole


def read_line(number: int, cells: Sequence[str], mapping: Columns) -> NewIssue | BadLine:
    """The line as an issue, or the first thing that is wrong with it."""
    text = {field: _cell(cells, mapping[field]) for field in Field}
    if not text[Field.WHAT]:
        return BadLine(number, Fault.NO_WHAT, Field.WHAT, "")
    for field, longest in _LONGEST.items():
        if len(text[field]) > longest:
            return BadLine(number, Fault.TOO_LONG, field, text[field][:40])
    days: dict[Field, date | None] = {}
    for field in (Field.FOUND_ON, Field.DUE_ON, Field.WRITTEN_OFF_ON):
        days[field] = day_of(text[field])
        if text[field] and days[field] is None:
            return BadLine(number, Fault.BAD_DAY, field, text[field][:40])
    state = text[Field.STATE].lower()
    if state not in _OFF | _OPEN:
        return BadLine(number, Fault.UNKNOWN_STATE, Field.STATE, text[Field.STATE][:40])
    if text[Field.CASE_NO] and not _CASE_NO.fullmatch(text[Field.CASE_NO]):
        return BadLine(number, Fault.BAD_CASE, Field.CASE_NO, text[Field.CASE_NO][:40])
    off = state in _OFF or (not state and days[Field.WRITTEN_OFF_ON] is not None)
    return NewIssue(
        number, text[Field.REF] or None, text[Field.WHAT], text[Field.PLACE], text[Field.SOURCE], text[Field.UNIT],
        days[Field.FOUND_ON], days[Field.DUE_ON], off, days[Field.WRITTEN_OFF_ON] if off else None,
        text[Field.CASE_NO] or None, text[Field.NOTE],
    )  # fmt: skip


def day_of(text: str) -> date | None:
    """The day that a cell names: 2026-11-21, 2026/11/21, 2026年11月21日, or the number a spreadsheet counts it by."""
    try:
        if _SERIAL.fullmatch(text):
            return _EXCEL_DAY_ZERO + timedelta(days=int(text))
        named = _DAY.fullmatch(text)
        return date(int(named[1]), int(named[2]), int(named[3])) if named else None
    except ValueError:
        return None


def twins(issues: Sequence[NewIssue], known: frozenset[str]) -> list[BadLine]:
    """Lines whose number stands in the ledger already, or in the file before."""
    seen: set[str] = set()
    found = []
    for issue in issues:
        if issue.ref is None:
            continue
        if issue.ref in known or issue.ref in seen:
            fault = Fault.ALREADY_THERE if issue.ref in known else Fault.TWICE
            found.append(BadLine(issue.line, fault, Field.REF, issue.ref))
        seen.add(issue.ref)
    return found


def check_write_off(reason: str, photos: Sequence[str], case_closed: bool) -> None:
    """What an issue needs to be written off: a reason, or photos, or a case that was closed. Raises InvalidBody."""
    if not (reason or photos or case_closed):
        detail = "Say why it is written off, or show it: name photos, or tie it to a case that was closed."
        raise InvalidBody(detail, errors=[{"pointer": "/reason", "detail": detail}])


def _column(cells: Sequence[str], names: Sequence[str], taken: set[int], exactly: bool) -> int | None:
    for name in names:
        for place, cell in enumerate(cells):
            if place not in taken and cell and (cell == name if exactly else len(name) > 1 and name in cell):
                return place
    return None


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _refusal(field: Field, detail: str) -> InvalidBody:
    return InvalidBody(detail, errors=[{"pointer": f"/mapping/{field}", "detail": detail}])
