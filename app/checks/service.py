"""Decides how what the rules say of a report is kept, and who is told. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from app.cases.announcing import announce_report
from app.cases.findings import content_rev
from app.cases.report_models import Report, ReportCheck
from app.checks import queries
from app.checks.near import Likenesses
from app.checks.rules import CHECKS_REV, as_kept, findings, looks
from app.checks.seen import Seen
from app.core.db import db

AGAIN: Final = timedelta(hours=1)
"""When numbers before a report still wait on the phone, they are looked at again after this time."""
AGAIN_FOR: Final = timedelta(days=7)
TO_CHECK: Final = 0
"""In `Report.checked`: to be checked again, whatever the rules said before."""


def check(report_ids: Sequence[str], near: Likenesses, now: datetime) -> int:
    """Within a transaction: checks these reports and tells the readers of those about which there is something else to
    look at than before; how many were there to be checked. Again is the same as once."""
    reports = queries.reports_held(report_ids)
    for report in reports:
        _check(report, near, now)
    return len(reports)


def wake(now: datetime) -> None:
    """Within a transaction: reports whose time to be looked at again has come are to be checked."""
    ripe = select(ReportCheck.report_id).where(ReportCheck.again_at <= now)
    db.session.execute(update(Report).where(Report.id.in_(ripe), Report.checked.is_not(None)).values(checked=TO_CHECK))
    db.session.execute(update(ReportCheck).where(ReportCheck.again_at <= now).values(again_at=None))


def any_asleep(now: datetime) -> bool:
    """Whether there is something for `wake` to do."""
    return db.session.scalar(select(ReportCheck.report_id).where(ReportCheck.again_at <= now).limit(1)) is not None


def _check(report: Report, near: Likenesses, now: datetime) -> None:
    around = queries.seen(report, near)
    kept = as_kept(findings(around))
    row = db.session.get(ReportCheck, report.id, with_for_update=True)
    before = [] if row is None else row.findings
    if row is None:
        row = ReportCheck(report_id=report.id)
        db.session.add(row)
    row.findings, row.checked_at, row.again_at = kept, now, _again_at(report, around, now)
    if report.checked is None:
        _call_next(report)
    report.checked = CHECKS_REV
    db.session.flush()
    if looks(kept) != looks(before):
        row.content_rev = content_rev(report)
        report.rev += 1
        row.told_rev = report.rev
        announce_report(report, now)


def _again_at(report: Report, around: Seen, now: datetime) -> datetime | None:
    waits = around.numbers is not None and bool(around.numbers.waiting)
    return now + AGAIN if waits and now - report.received_at < AGAIN_FOR else None


def _call_next(report: Report) -> None:
    """A report that arrives late stands between two others of its phone: the later one has another one before it now."""
    later = queries.neighbour(report, 1)
    if later is not None and later.checked is not None and later.destroyed_at is None:
        db.session.execute(update(Report).where(Report.id == later.id).values(checked=TO_CHECK))
