"""Says which values of the issue ledger the log vouches for, and what its rows are called. Reads only.

Left out are revisions: they follow from the entries.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from weakref import WeakKeyDictionary

from sqlalchemy import exists, select

from app.audit.models import AuditEntry
from app.audit.rules import Action, digest
from app.core.db import db
from app.issue_ledger.models import Issue, IssueEvent
from app.proof.rows import Kind, Rows

NAME: Final = "issue"
"""What the log calls one."""
_ISSUE: Final = (
    *("id", "import_id", "origin_line", "origin", "ref", "what", "place", "source", "unit", "state", "case_no", "report_id"),
    *("added_at", "written_off_at"),
)
_EVENT: Final = ("issue_id", "place", "kind", "by_id", "at", "reason", "facts")
_AS_HELD: Final[WeakKeyDictionary[Issue, str]] = WeakKeyDictionary()


def remember(issue: Issue) -> None:
    """Before an issue is changed: the log will say what it was."""
    _AS_HELD[issue] = issue_digest(issue)


def rows_now(issue: Issue, event: IssueEvent) -> dict[str, tuple[str | None, str]]:
    """For the log: the issue as it was remembered (None: it is new) and as it is, and its new entry."""
    was, now = _AS_HELD.get(issue), issue_digest(issue)
    _AS_HELD[issue] = now
    return {issue_row(issue.id): (was, now), event_row(event): (None, event_digest(event))}


def issue_row(issue_id: str) -> str:
    """What the log calls an issue's row; an entry likewise."""
    return f"{NAME}:{issue_id}"


def event_row(event: IssueEvent) -> str:
    """As `issue_row`."""
    return f"issue-event:{event.issue_id}#{event.place}"


def issue_digest(issue: Issue) -> str:
    """Of an issue."""
    days = (str(issue.found_on or ""), str(issue.due_on or ""))
    return digest([*(getattr(issue, name) for name in _ISSUE), *days])


def event_digest(event: IssueEvent) -> str:
    """Of an entry of what became of it."""
    return digest(getattr(event, name) for name in _EVENT)


def _rows(issue_ids: Collection[str]) -> dict[str, Rows]:
    issues = db.session.scalars(select(Issue).where(Issue.id.in_(issue_ids)))
    rows = {one.id: {issue_row(one.id): issue_digest(one)} for one in issues}
    for event in db.session.scalars(select(IssueEvent).where(IssueEvent.issue_id.in_(issue_ids))):
        rows.setdefault(event.issue_id, {})[event_row(event)] = event_digest(event)
    return rows


KIND: Final = Kind(
    lambda: list(db.session.scalars(select(Issue.id).order_by(Issue.row))),
    _rows,
    Action.ISSUE,
    lambda: exists().where(Issue.id == AuditEntry.object_id),
)
"""How the log's vouching is looked at."""
