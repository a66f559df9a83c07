"""Decides how an issue is tied to a case, written off and opened again. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.queries import case_for, may_see_photo
from app.cases.report_models import Report
from app.cases.states import CaseState
from app.core import if_match
from app.core.db import db
from app.core.errors import InvalidBody
from app.issue_ledger import queries
from app.issue_ledger.journal import add_event
from app.issue_ledger.models import Issue
from app.issue_ledger.rules import State, WrongState, check_write_off
from app.reports import desk

LONGEST_NOTE: Final = 2_000
"""Of what a desk takes down."""


def link(issue_id: str, revision: str, case_no: str | None, by: Actor, now: datetime) -> Issue:
    """Ties the issue to a case that this person sees, or with None to none. Raises NotFound, Stale."""
    issue = _held(issue_id, revision)
    before, issue.case_no = issue.case_no, case_for(by, case_no).case_no if case_no else None
    if before != issue.case_no:
        _go_on(issue, "linked" if issue.case_no else "unlinked", by, now, None, {"case_no": issue.case_no, "before": before})
    return issue


def report(issue_id: str, revision: str, category: str, origin: str, by: Actor, now: datetime) -> Issue:
    """Takes the issue down as a report, which waits for a verdict like any other. Raises NotFound, Stale, WrongState."""
    issue = _held(issue_id, revision)
    if issue.state != State.OPEN or issue.case_no is not None or issue.report_id is not None:
        raise WrongState("It is written off, or has a case or a report already.")
    note = "\n".join(part for part in (issue.what, issue.place) if part)[:LONGEST_NOTE]
    said = {"report_id": None, "origin": origin, "category": category, "note": note}
    taken, _ = desk.take_down({**said, "position": None, "segment_choice": None, "photos": [], "contact": None}, by, now)
    issue.report_id = taken.id
    _go_on(issue, "reported", by, now, None, {"report_id": taken.id})
    return issue


def case_opened(case: Case, report: Report, by: Actor | None, at: datetime) -> None:
    """Within the transaction that opens a case: an issue that was taken down as its report is tied to it."""
    issue = queries.issue_of_report(report.id)
    if issue is not None and issue.case_no is None:
        issue.case_no = case.case_no
        _go_on(issue, "linked", by, at, None, {"case_no": case.case_no, "before": None})


def write_off(issue_id: str, revision: str, reason: str, photos: Sequence[str], by: Actor, now: datetime) -> Issue:
    """销号: the issue is done, for a reason, shown by photos, or because its case was closed.

    Raises NotFound, Stale, WrongState, InvalidBody.
    """
    issue = _held(issue_id, revision)
    if issue.state != State.OPEN:
        raise WrongState("It is written off already: open it again if that was wrong.")
    hidden = [sha256 for sha256 in photos if not may_see_photo(by, sha256)]
    if hidden:
        detail = "Name photos of reports that you see."
        raise InvalidBody(detail, errors=[{"pointer": "/photos", "detail": detail}])
    state = queries.case_states([issue.case_no]).get(issue.case_no) if issue.case_no else None
    check_write_off(reason, photos, state == CaseState.CLOSED)
    issue.state, issue.written_off_at = State.WRITTEN_OFF, now
    _go_on(issue, "written-off", by, now, reason or None, {"photos": list(photos), "case_no": issue.case_no})
    return issue


def reopen(issue_id: str, revision: str, reason: str, by: Actor, now: datetime) -> Issue:
    """It was written off by mistake. Raises NotFound, Stale, WrongState."""
    issue = _held(issue_id, revision)
    if issue.state != State.WRITTEN_OFF:
        raise WrongState("It is open.")
    issue.state, issue.written_off_at = State.OPEN, None
    _go_on(issue, "reopened", by, now, reason, {})
    return issue


def _held(issue_id: str, revision: str) -> Issue:
    issue = queries.issue_of(issue_id, hold=True)
    if_match.check(revision, issue.rev)
    return issue


def _go_on(issue: Issue, kind: str, by: Actor | None, now: datetime, reason: str | None, facts: dict[str, object]) -> None:
    issue.rev += 1
    db.session.flush()
    add_event(issue, kind, by, now, reason, facts)
