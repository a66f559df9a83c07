"""Decides what stays of an issue whose time is over: its number, unit, days and state; not what it said, nor its line."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.cases.deletions import ISSUE
from app.cases.report_models import Deletion
from app.cases.wording import mask_numbers
from app.core.db import db
from app.issue_ledger import queries, vouching
from app.issue_ledger.models import Issue, IssueImport

Changed = dict[str, tuple[str | None, str]]


def held(issue_id: str) -> Issue | None:
    """The issue, its row held until the transaction ends."""
    query = select(Issue).where(Issue.id == issue_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def clear(issue: Issue) -> Changed:
    """Within a transaction: what it said and the line it came from go, with the last of a table the table's lines, too.

    Returns the rows changed, for the log.
    """
    changed: Changed = {}
    was = vouching.issue_digest(issue)
    issue.what = issue.place = ""
    issue.origin = []
    issue.rev += 1
    for event in queries.events_of(issue.id):
        event_was = vouching.event_digest(event)
        event.reason = mask_numbers(event.reason) if event.reason else None
        event.facts = {**event.facts, "photos": []} if event.facts.get("photos") else event.facts
        if vouching.event_digest(event) != event_was:
            changed[vouching.event_row(event)] = (event_was, vouching.event_digest(event))
    db.session.flush()
    if issue.import_id is not None:
        _forget_table(issue.import_id, issue.id)
    return {**changed, vouching.issue_row(issue.id): (was, vouching.issue_digest(issue))}


def left_of(issue: Issue) -> bool:
    """Whether something of it is there that `clear` takes."""
    return bool(issue.what or issue.place or issue.origin)


def _forget_table(import_id: str, last: str) -> None:
    """The lines of a table stay as long as one of its issues does."""
    gone = exists().where(Deletion.object_kind == ISSUE, Deletion.object_id == Issue.id)
    others = select(Issue.id).where(Issue.import_id == import_id, Issue.id != last, ~gone).limit(1)
    if db.session.scalar(others) is None:
        table = db.session.get_one(IssueImport, import_id, with_for_update=True)
        table.lines, table.left_out = [], []
        db.session.flush()
