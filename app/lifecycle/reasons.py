"""Decides what stays of the reasons that people wrote: the words, which say why the city did something; no telephone number.

Each returns the rows it changed, by name their digests before and after, for the log.
"""

from __future__ import annotations

from typing import TypeAlias

from sqlalchemy import select

from app.cases import digests
from app.cases.models import CaseEvent
from app.cases.report_models import Verdict
from app.cases.wording import holds_number, mask_numbers
from app.core.db import db

Changed: TypeAlias = dict[str, tuple[str | None, str]]


def mask_verdicts(report_id: str) -> Changed:
    """Of the verdicts about a report, in force or undone. Within a transaction."""
    changed: Changed = {}
    for verdict in db.session.scalars(select(Verdict).where(Verdict.report_id == report_id)):
        if verdict.reason and holds_number(verdict.reason):
            was = digests.verdict_digest(verdict)
            verdict.reason = mask_numbers(verdict.reason)
            changed[digests.verdict_row(verdict.id)] = (was, digests.verdict_digest(verdict))
    db.session.flush()
    return changed


def mask_events(case_no: str) -> Changed:
    """Of the timeline of a case. Within a transaction."""
    changed: Changed = {}
    for event in db.session.scalars(select(CaseEvent).where(CaseEvent.case_no == case_no)):
        if event.reason and holds_number(event.reason):
            was = digests.event_digest(event)
            event.reason = mask_numbers(event.reason)
            changed[digests.event_row(case_no, event.place)] = (was, digests.event_digest(event))
    db.session.flush()
    return changed
