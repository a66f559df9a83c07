"""Decides what is written whenever something becomes of an issue. Flushes, never commits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db
from app.issue_ledger.models import Issue, IssueEvent
from app.issue_ledger.vouching import NAME, rows_now

ISSUE = NAME


def add_event(issue: Issue, kind: str, by: Actor | None, now: datetime, reason: str | None, facts: dict[str, Any]) -> None:
    """Adds an entry to what became of the issue, and to the log."""
    db.session.flush()
    last = db.session.scalar(select(func.max(IssueEvent.place)).where(IssueEvent.issue_id == issue.id)) or 0
    by_id = by.id if by else None
    event = IssueEvent(issue_id=issue.id, place=last + 1, kind=kind, by_id=by_id, at=now, reason=reason, facts=facts)
    db.session.add(event)
    db.session.flush()
    note_entry(issue, event, by)


def note_entry(issue: Issue, event: IssueEvent, by: Actor | None) -> None:
    """Notes an entry that is there already."""
    told = {"kind": event.kind, "state": issue.state, "case_no": issue.case_no}
    note(Action.ISSUE, ISSUE, issue.id, by=by, rows=rows_now(issue, event), **told)
