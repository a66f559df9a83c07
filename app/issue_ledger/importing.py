"""Decides how a table becomes part of the ledger: read, its columns said, looked at, then entered whole or not at all.

Flushes, never commits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

import uuid_utils

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases.wording import mask_numbers, storable
from app.core.days import CITY_ZONE
from app.core.db import db
from app.core.errors import InvalidBody, Stale
from app.core.locks import hold
from app.core.tables_in import read_table
from app.issue_ledger import queries, rules
from app.issue_ledger.journal import note_entry
from app.issue_ledger.models import Issue, IssueEvent, IssueImport
from app.issue_ledger.rules import BadLine, Fault, Field, HasFaults, ImportState, NewIssue, State, WrongState

IMPORT = "issue-import"
"""What the log calls a file."""


@dataclass(frozen=True)
class Looked:
    """What would become of the lines of a file: those that are entered, and those that cannot be, in the file's order."""

    good: list[NewIssue]
    bad: list[BadLine]


def upload(content: bytes, file_name: str, by: Actor, now: datetime) -> IssueImport:
    """Reads a table and guesses its columns. Raises UnreadableTable."""
    lines: list[Any] = [[line.number, [mask_numbers(storable(cell)) for cell in line.cells]] for line in read_table(content)]
    header = rules.header_place([cells for _, cells in lines])
    row = IssueImport(
        id=str(uuid_utils.uuid7()), state=ImportState.READ, file_name=storable(file_name),
        sha256=hashlib.sha256(content).hexdigest(), lines=lines, header_line=header, mapping=rules.guess(lines[header][1]),
        turn=1, by_id=by.id, at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def map_columns(import_id: str, header_line: int, mapping: Mapping[str, int | None]) -> IssueImport:
    """Says which line names the columns and which column is what. Raises NotFound, WrongState, InvalidBody."""
    row = _waiting(import_id)
    if not 0 <= header_line < len(row.lines):
        raise InvalidBody("There is no such line.", errors=[{"pointer": "/header_line", "detail": "not in the table"}])
    row.header_line = header_line
    row.mapping = rules.check_mapping(mapping, columns_of(row))
    row.turn += 1
    db.session.flush()
    return row


def look(row: IssueImport, by: Actor) -> Looked:
    """What would become of each line now. Without a column for the problem every line is bad."""
    read = [rules.read_line(number, cells, row.mapping) for number, cells in row.lines[row.header_line + 1 :]]
    good = [one for one in read if isinstance(one, NewIssue)]
    bad = [one for one in read if isinstance(one, BadLine)]
    bad += rules.twins(good, queries.known_refs({one.ref for one in good if one.ref}))
    seen = queries.cases_in_sight(by, {one.case_no for one in good if one.case_no})
    bad += [
        BadLine(one.line, Fault.NO_SUCH_CASE, Field.CASE_NO, one.case_no)
        for one in good
        if one.case_no and one.case_no not in seen
    ]
    wrong = {one.line for one in bad}
    return Looked([one for one in good if one.line not in wrong], sorted(bad))


def enter(import_id: str, turn: int, leave_out: bool, by: Actor, now: datetime) -> IssueImport:
    """Enters the file, all of it at once; with `leave_out` without the lines that are bad.

    Raises NotFound, WrongState, Stale when it is not what was looked at, HasFaults.
    """
    hold("issue-ledger")
    row = _waiting(import_id)
    if row.turn != turn:
        raise Stale(turn=row.turn)
    looked = look(row, by)
    if looked.bad and not leave_out:
        raise HasFaults(bad=len(looked.bad))
    if not looked.good:
        raise WrongState("No line of this table can be entered: correct it and bring it again.")
    header = row.lines[row.header_line][1]
    cells = dict(row.lines)
    issues = [_issue(one, _origin(header, cells[one.line]), row, now) for one in looked.good]
    db.session.add_all(issues)
    db.session.flush()
    entries = [_entered(issue, one, by, now) for issue, one in zip(issues, looked.good, strict=True)]
    db.session.add_all(entries)
    row.state, row.entered, row.entered_at = ImportState.ENTERED, len(looked.good), now
    row.left_out = [told(one) for one in looked.bad]
    row.turn += 1
    db.session.flush()
    for issue, entry in zip(issues, entries, strict=True):
        note_entry(issue, entry, by)
    note(Action.ISSUES_ENTERED, IMPORT, row.id, by=by, entered=row.entered, left_out=len(looked.bad), sha256=row.sha256)
    return row


def discard(import_id: str) -> IssueImport:
    """Gives a file up that was not entered; its lines go. Raises NotFound, WrongState."""
    row = _waiting(import_id)
    row.state, row.lines = ImportState.DISCARDED, []
    row.turn += 1
    db.session.flush()
    return row


def columns_of(row: IssueImport) -> int:
    """How many columns the table has."""
    return max((len(cells) for _, cells in row.lines), default=0)


def told(bad: BadLine) -> dict[str, Any]:
    """A bad line in its wire form."""
    return {"line": bad.line, "fault": str(bad.fault), "field": str(bad.field), "text": bad.text}


def _issue(one: NewIssue, origin: list[list[str]], row: IssueImport, now: datetime) -> Issue:
    off_at = datetime.combine(one.written_off_on, time(12), CITY_ZONE).astimezone(UTC) if one.written_off_on else None
    return Issue(
        id=str(uuid_utils.uuid7()), import_id=row.id, origin_line=one.line, origin=origin, ref=one.ref, what=one.what,
        place=one.place, source=one.source, unit=one.unit, found_on=one.found_on, due_on=one.due_on,
        state=State.WRITTEN_OFF if one.written_off else State.OPEN, case_no=one.case_no, added_at=now,
        written_off_at=(off_at or now) if one.written_off else None, rev=1,
    )  # fmt: skip


def _entered(issue: Issue, one: NewIssue, by: Actor, now: datetime) -> IssueEvent:
    facts = {"import_id": issue.import_id, "line": one.line, "written_off": one.written_off}
    return IssueEvent(issue_id=issue.id, place=1, kind="entered", by_id=by.id, at=now, reason=one.note or None, facts=facts)


def _origin(header: list[str], cells: list[str]) -> list[list[str]]:
    return [[header[place] if place < len(header) else "", text] for place, text in enumerate(cells) if text]


def _waiting(import_id: str) -> IssueImport:
    row = queries.import_of(import_id, hold=True)
    if row.state != ImportState.READ:
        raise WrongState()
    return row
