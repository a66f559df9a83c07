"""Decides what a reader is shown of the issue ledger, and what of it leaves as a file. Gathers; decides no rights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from app.accounts import queries as people
from app.accounts.rules import Actor
from app.cases.deletions import ISSUE, told_of
from app.core import clock
from app.core.days import city_day
from app.core.tables_out import Row
from app.issue_ledger import importing, queries
from app.issue_ledger.models import Issue, IssueImport
from app.issue_ledger.queries import Counted
from app.issue_ledger.rules import MAX_FAULTS, ImportState, State
from app.issue_ledger.schemas import PREVIEW_ROWS

Body = dict[str, Any]
EXPORT_HEAD: Final = (
    "编号", "问题", "地点", "来源", "责任单位", "发现日期", "整改期限", "状态", "案件号", "销号日期", "原表行号",
)  # fmt: skip
_STATES: Final = {State.OPEN: "未销号", State.WRITTEN_OFF: "已销号"}


def import_line(row: IssueImport) -> Body:
    """A file in a list."""
    return {
        "id": row.id,
        "state": row.state,
        "file_name": row.file_name,
        "at": clock.isoformat(row.at),
        "entered": row.entered,
        "left_out": None if row.left_out is None else len(row.left_out),
        "turn": row.turn,
    }


def import_body(row: IssueImport, reader: Actor) -> Body:
    """A file with what would become of its lines; of one that was entered, with what was left out."""
    waits = row.state == ImportState.READ
    looked = importing.look(row, reader) if waits else None
    bad = [importing.told(one) for one in looked.bad] if looked else (row.left_out or [])
    same = queries.same_file(row.sha256, row.id) if waits else None
    header = row.lines[row.header_line][1] if row.lines else []
    below = row.lines[row.header_line + 1 :]
    return {
        **import_line(row),
        "header_line": row.header_line,
        "header": header,
        "columns": importing.columns_of(row),
        "mapping": row.mapping,
        "lines": [{"line": number, "cells": cells} for number, cells in row.lines[:PREVIEW_ROWS]],
        "rows": len(below),
        "good": len(looked.good) if looked else (row.entered or 0),
        "bad": bad[:MAX_FAULTS],
        "bad_count": len(bad),
        "same_file": clock.isoformat(same.entered_at) if same and same.entered_at else None,
    }


def listed(issues: Sequence[Issue], today: date) -> list[Body]:
    """The ledger's lines."""
    states = queries.case_states({issue.case_no for issue in issues if issue.case_no})
    return [_line(issue, states, today) for issue in issues]


def issue_body(issue: Issue, today: date) -> Body:
    """One issue with the line it came from and all that became of it."""
    events = queries.events_of(issue.id)
    names = people.names({event.by_id for event in events if event.by_id})
    return {
        **listed([issue], today)[0],
        "import_id": issue.import_id,
        "origin_line": issue.origin_line,
        "origin": issue.origin,
        "deleted": told_of(ISSUE, issue.id),
        "events": [
            {
                "kind": event.kind,
                "by": {"id": event.by_id, "name": names[event.by_id]} if event.by_id in names else None,
                "at": clock.isoformat(event.at),
                "reason": event.reason,
                "facts": event.facts,
            }
            for event in events
        ],
    }


def export_rows(issues: Iterable[Issue]) -> Iterator[Row]:
    """The header and a row for each issue; nobody is named."""
    yield EXPORT_HEAD
    for issue in issues:
        off = city_day(issue.written_off_at) if issue.written_off_at else None
        days = (_day(issue.found_on), _day(issue.due_on))
        placed = (issue.ref, issue.what, issue.place, issue.source, issue.unit)
        yield (*placed, *days, _STATES[State(issue.state)], issue.case_no, _day(off), issue.origin_line)


def counts_body(counted: Sequence[Counted], since: date, until: date) -> Body:
    """What a weekly meeting asks for: of all, then of each unit."""
    names = ("open", "overdue", "added", "written_off")
    total = {name: sum(getattr(one, name) for one in counted) for name in names}
    units = [asdict(one) for one in counted]
    return {"since": since.isoformat(), "until": until.isoformat(), "total": {"unit": None, **total}, "units": units}


def _line(issue: Issue, states: dict[str, str], today: date) -> Body:
    return {
        "id": issue.id,
        "rev": issue.rev,
        "ref": issue.ref,
        "what": issue.what,
        "place": issue.place,
        "source": issue.source,
        "unit": issue.unit,
        "found_on": _day(issue.found_on),
        "due_on": _day(issue.due_on),
        "overdue": issue.state == State.OPEN and issue.due_on is not None and issue.due_on < today,
        "state": issue.state,
        "case_no": issue.case_no,
        "case_state": states.get(issue.case_no or ""),
        "report_id": issue.report_id,
        "added_at": clock.isoformat(issue.added_at),
        "written_off_at": _at(issue.written_off_at),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _at(moment: datetime | None) -> str | None:
    return clock.isoformat(moment) if moment else None
