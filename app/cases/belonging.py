"""Decides which reports belong to a case: that it was opened with, those that joined it, and what was done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from app.cases.models import Case, CaseEvent
from app.cases.report_models import Report
from app.cases.service import DUPLICATE_JOINED, DUPLICATE_LEFT
from app.core.db import db

OPENED, JOINED = "opened", "joined"
_DID = {
    "progress": "progress",
    "arrive": "progress",
    "claim": "progress",
    "dispose": "handled",
    "rectified": "handled",
    "check-pass": "checked",
    "check-fail": "checked",
    "verified": "verified",
}


def report_ids_of(case: Case, events: Iterable[CaseEvent]) -> list[str]:
    """The report it was opened with, then those that joined it and did not leave again, then the replies, by when they
    happened: a phone that comes back sends several at once, and any of them may arrive first."""
    return reports_of([case], {case.case_no: list(events)})[case.case_no]


def reports_of(cases: Sequence[Case], events: Mapping[str, Sequence[CaseEvent]]) -> dict[str, list[str]]:
    """As `report_ids_of` for many, by case number."""
    numbered: dict[str, list[str]] = defaultdict(list)
    query = select(Report.case_no, Report.id).where(Report.case_no.in_([case.case_no for case in cases]))
    for case_no, report_id in db.session.execute(query.order_by(Report.happened_at, Report.commit_seq)):
        numbered[str(case_no)].append(report_id)
    return {case.case_no: _in_order(case, events.get(case.case_no, ()), numbered[case.case_no]) for case in cases}


def what_of(case: Case, report: Report) -> str:
    """What a report is to its case: `opened`, `joined`, `progress`, `handled`, `checked` or `verified`."""
    if report.id == case.report_id:
        return OPENED
    return _DID.get(str((report.reply or {}).get("verb")), "progress" if report.reply_to == case.case_no else JOINED)


def _in_order(case: Case, events: Iterable[CaseEvent], numbered: Iterable[str]) -> list[str]:
    joined: dict[str, None] = {case.report_id: None}
    for event in events:
        if event.kind == DUPLICATE_JOINED:
            joined[str(event.facts["report_id"])] = None
        elif event.kind == DUPLICATE_LEFT:
            joined.pop(str(event.facts["report_id"]), None)
    return list(joined | dict.fromkeys(numbered))
