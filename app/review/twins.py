"""Decides what a supervisor is shown as perhaps the same thing as a report: what lies near it, of its category. Reads only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select

from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.near import box, metres
from app.cases.report_models import Report
from app.cases.sight import visible
from app.cases.states import OPEN_STATES, UNDECIDED, CaseState
from app.catalog import queries as catalog
from app.catalog.rules import MAX_DUPLICATE_DAYS
from app.core import clock
from app.core.db import db

SHOWN: Final = 20
UNKNOWN_M, UNKNOWN_DAYS = 50, 7
"""Of a category that the catalogue does not know."""
_Body = dict[str, Any]


def twins_of(report: Report, reader: Actor) -> _Body:
    """Undecided reports and cases of its category within the catalogue's metres and days, nearest first, and those two numbers.

    A case that is over is among them and says so: the same thing again is a case of its own.
    """
    category = catalog.entry(report.category)
    radius_m = category.duplicate_radius_m if category else UNKNOWN_M
    days = category.duplicate_days if category else UNKNOWN_DAYS
    near: list[_Body] = []
    if report.lon is not None and report.lat is not None:
        near = [*_reports(report, reader, radius_m, days), *_cases(report, reader, radius_m, days)]
    near = sorted((one for one in near if one["metres"] <= radius_m), key=lambda one: (one["over"], one["metres"]))
    return {"items": near[:SHOWN], "radius_m": radius_m, "days": days}


def _reports(report: Report, reader: Actor, radius_m: float, days: int) -> list[_Body]:
    around, within = box(report.lon or 0.0, report.lat or 0.0, radius_m), timedelta(days=days)
    query = select(Report).where(
        Report.status.in_(sorted(UNDECIDED)),
        Report.category == report.category,
        Report.lon.between(around.west, around.east),
        Report.lat.between(around.south, around.north),
        Report.happened_at.between(report.happened_at - within, report.happened_at + within),
        Report.superseded_by.is_(None),
        Report.reply_to.is_(None),
        Report.id != report.id,
        visible(reader, Report),
    )
    return [_twin(report, one.id, None, one.status, one.happened_at, one) for one in db.session.scalars(query)]


def _cases(report: Report, reader: Actor, radius_m: float, days: int) -> list[_Body]:
    """Open ones whenever they were opened within the longest time; closed ones by when they were closed."""
    around = box(report.lon or 0.0, report.lat or 0.0, radius_m)
    since = report.happened_at - timedelta(days=days)
    query = select(Case).where(
        Case.state.in_(sorted(OPEN_STATES | {CaseState.CLOSED})),
        Case.category_slug == report.category,
        Case.lon.between(around.west, around.east),
        Case.lat.between(around.south, around.north),
        Case.opened_at >= report.happened_at - timedelta(days=MAX_DUPLICATE_DAYS),
        Case.report_id != report.id,
        visible(reader, Case),
    )
    there = [one for one in db.session.scalars(query) if one.closed_at is None or one.closed_at >= since]
    return [_twin(report, one.report_id, one.case_no, one.state, one.opened_at, one) for one in there]


def _twin(report: Report, report_id: str, case_no: str | None, state: str, at: Any, other: Report | Case) -> _Body:
    apart = metres(report.lon or 0.0, report.lat or 0.0, other.lon or 0.0, other.lat or 0.0)
    return {
        "report_id": report_id,
        "case_no": case_no,
        "state": state,
        "over": state == CaseState.CLOSED,
        "at": clock.isoformat(at),
        "metres": round(apart, 1),
        "suspected": report_id == report.similar_to,
    }
