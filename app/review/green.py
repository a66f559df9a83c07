"""Decides what a verdict means for a report whose case the green channel opened: it is reviewed after its unit was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.accounts.rules import Actor
from app.cases import queries
from app.cases import service as cases
from app.cases.report_models import Report, Verdict
from app.cases.states import VerdictWord
from app.core.errors import NotFound
from app.review.rules import Decision

CONFIRMED: Final = "green-confirmed"
"""The entry of a timeline that says: somebody has reviewed what went without a review."""
_ENDS: Final = frozenset({VerdictWord.REJECT, VerdictWord.DUPLICATE})


def review_opened(report: Report, decision: Decision, by: Actor, now: datetime) -> None:
    """Accepted, its case goes on; rejected or a duplicate, it is void if no unit has begun. Raises IllegalMove otherwise."""
    case = queries.case_by_number(report.case_no or "")
    if case is None:
        raise NotFound()
    if decision.verdict in _ENDS:
        cases.void_case(case, by, now, decision.reason)
        report.case_no = None
    elif decision.verdict is VerdictWord.ACCEPT:
        cases.add_event(case, CONFIRMED, by, now, decision.reason, {"report_id": report.id})


def stays_open(report: Report, verdict: Verdict) -> bool:
    """Whether taking the verdict back leaves the case: it was there before anybody had judged the report."""
    if report.case_no is None or verdict.verdict != VerdictWord.ACCEPT:
        return False
    events = queries.events_of([report.case_no]).get(report.case_no, [])
    return bool(events) and events[0].by_id is None
