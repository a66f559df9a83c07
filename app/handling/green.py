"""Decides what goes through the green channel (绿色通道): urgent reports are filed as they arrive and reviewed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.audit.rules import Action
from app.audit.service import note
from app.cases import digests, queries
from app.cases.announcing import announce_report
from app.cases.report_models import Report
from app.cases.states import Flag, ReportStatus
from app.catalog import queries as catalog
from app.catalog.rules import Urgency
from app.core.db import db
from app.handling import settings
from app.review.service import file_case

DOUBTS: Final = frozenset(
    {
        *(Flag.DUPLICATE_SUSPECTED, Flag.OUT_OF_AREA, Flag.POSITION_MISSING, Flag.AUTHOR_UNCONFIRMED, Flag.CLOCK_SKEW),
        *(Flag.REPAIRED, Flag.REPLY_UNKNOWN_CASE, Flag.REPLY_UNKNOWN_SHOP),
    }
)
"""With one of these somebody looks first."""


def green_channel(arrived: Report, now: datetime) -> None:
    """Within the transaction in which a report's text arrives: an urgent one has a case, and goes to its unit if the rules of
    dispatch are sure of it. The report stays in the inbox. `arrived` is the row as it was written."""
    if not _goes(arrived) or not settings.in_force().green_channel:
        return
    report = db.session.get(Report, arrived.id, populate_existing=True)
    if report is None:
        return
    was = _digest(report)
    report.rev += 1
    case = file_case(report, None, now)
    announce_report(report, now)
    arrived.case_no, arrived.rev = report.case_no, report.rev
    rows = {digests.report_row(report.id): (was, _digest(report))}
    note(Action.GREEN_CHANNEL, digests.REPORT, report.id, rows=rows, case_no=case.case_no, state=case.state)


def _goes(report: Report) -> bool:
    """Whether it is urgent, new, to be done by others, and nothing about it asks for a look first."""
    if report.status != ReportStatus.PENDING or report.case_no is not None or report.handled_on_spot:
        return False
    if report.reply_to is not None or report.supersedes is not None or report.superseded_by is not None:
        return False
    category = catalog.entry(report.category)
    return category is not None and category.urgency is Urgency.URGENT and DOUBTS.isdisjoint(report.flags)


def _digest(report: Report) -> str:
    db.session.flush()
    return digests.report_digest(report, digests.photos_of(queries.links_of([report.id]).get(report.id, [])))
