"""Decides when papers and issues go: with the case they are about, or an issue without one some time after it was written off.

Their time begins with the last of what became of them or of their case; a seal on the case keeps them, too. Reads and writes
as `queries` and `service` do for reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.cases import queries as cases
from app.cases.deletions import ISSUE, NOTICE, deletions_of
from app.cases.models import Case
from app.cases.report_models import Deletion
from app.core import clock
from app.core.days import day_ends
from app.core.db import db
from app.issue_ledger import ending as issue_ending
from app.issue_ledger.models import Issue, IssueEvent
from app.issue_ledger.rules import State
from app.lifecycle import records
from app.lifecycle.queries import Due, Ending, due_of, rules_in_force
from app.lifecycle.rules import Fate, Rule, latest_start
from app.notices import ending as notice_ending
from app.notices import queries as notices
from app.notices.models import Notice, NoticeEvent


def all_due(rules: Sequence[Rule], today: date) -> Iterator[Due]:
    """Papers, then issues whose time is over on this day."""
    for paper in _papers(rules, today):
        found = due_paper(db.session.get_one(Notice, paper), rules, today)
        if found is not None:
            yield found
    for row in _issues(rules, today):
        found = due_issue(db.session.get_one(Issue, row), rules, today)
        if found is not None:
            yield found


def due_paper(notice: Notice, rules: Sequence[Rule], today: date) -> Due | None:
    """Why and since when a paper's time is over; None while it is kept, or when it was destroyed already."""
    if deletions_of(NOTICE, [notice.id]):
        return None
    last = db.session.scalar(select(func.max(NoticeEvent.at)).where(NoticeEvent.notice_id == notice.id))
    return _with_case(NOTICE, notice.id, notice.case_no, last, rules, today)


def due_issue(issue: Issue, rules: Sequence[Rule], today: date) -> Due | None:
    """As `due_paper`. An open issue is worked on."""
    if issue.state != State.WRITTEN_OFF or deletions_of(ISSUE, [issue.id]):
        return None
    last = db.session.scalar(select(func.max(IssueEvent.at)).where(IssueEvent.issue_id == issue.id))
    if issue.case_no is not None:
        return _with_case(ISSUE, issue.id, issue.case_no, last, rules, today)
    since = max(one for one in (last, issue.written_off_at, issue.added_at) if one is not None)
    return due_of(ISSUE, issue.id, Ending(Fate.NOT_FILED, since, None), rules, today)


def destroy(due: Due, by: Actor | None, today: date) -> Deletion | None:
    """Within a transaction: what is due goes, if it still is; None when it is not any more."""
    return _destroy_paper(due, by, today) if due.kind == NOTICE else _destroy_issue(due, by, today)


def _destroy_paper(listed: Due, by: Actor | None, today: date) -> Deletion | None:
    notice = notice_ending.held(listed.object_id)
    _hold_case(listed)
    due = due_paper(notice, rules_in_force(), today) if notice else None
    if notice is None or due is None:
        return None
    now = clock.now()
    deletion = records.keep(due, records.of_paper(due, notice, notices.sheet_of(notice.id), by, now), by, now)
    rows = notice_ending.clear(notice)
    note(Action.DESTROYED, NOTICE, notice.id, by=by, rows=rows, rule=due.rule.name, deletion=deletion.id)
    return deletion


def _destroy_issue(listed: Due, by: Actor | None, today: date) -> Deletion | None:
    issue = issue_ending.held(listed.object_id)
    _hold_case(listed)
    due = due_issue(issue, rules_in_force(), today) if issue else None
    if issue is None or due is None:
        return None
    now = clock.now()
    deletion = records.keep(due, records.of_issue(due, issue, by, now), by, now)
    rows = issue_ending.clear(issue)
    note(Action.DESTROYED, ISSUE, issue.id, by=by, rows=rows, rule=due.rule.name, deletion=deletion.id)
    return deletion


def _hold_case(due: Due) -> None:
    """Somebody may be putting it under seal just now."""
    if due.case_no is not None:
        held = select(Case).where(Case.case_no == due.case_no).with_for_update().execution_options(populate_existing=True)
        db.session.scalar(held)


def _with_case(
    kind: str, object_id: str, case_no: str, last: datetime | None, rules: Sequence[Rule], today: date
) -> Due | None:  # fmt: skip
    case = cases.case_by_number(case_no)
    if case is None or case.closed_at is None or case.held_at is not None:
        return None
    since = max(case.closed_at, last or case.closed_at)
    return due_of(kind, object_id, Ending(Fate.CASE, since, case.category_slug, case_no), rules, today)


def _papers(rules: Sequence[Rule], today: date) -> list[int]:
    day = latest_start(rules, Fate.CASE, today)
    if day is None:
        return []
    gone = exists().where(Deletion.object_kind == NOTICE, Deletion.object_id == Notice.id)
    over = (Case.closed_at < day_ends(day), Case.held_at.is_(None), ~gone)
    query = select(Notice.row).join(Case, Case.case_no == Notice.case_no).where(*over)
    return list(db.session.scalars(query.order_by(Notice.row)))


def _issues(rules: Sequence[Rule], today: date) -> list[int]:
    day = max((found for fate in (Fate.CASE, Fate.NOT_FILED) if (found := latest_start(rules, fate, today))), default=None)
    if day is None:
        return []
    gone = exists().where(Deletion.object_kind == ISSUE, Deletion.object_id == Issue.id)
    over = (
        Issue.state == State.WRITTEN_OFF,
        Issue.added_at < day_ends(day),
        or_(Case.id.is_(None), Case.held_at.is_(None)),
        ~gone,
    )
    query = select(Issue.row).outerjoin(Case, Case.case_no == Issue.case_no).where(*over)
    return list(db.session.scalars(query.order_by(Issue.row)))
