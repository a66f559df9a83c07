"""Decides, as conditions on the tallies, what each indicator counts. `definitions.py` says the same in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Case as When
from sqlalchemy import ColumnElement, and_, case, func, or_, true

from app.assessment.definitions import OF_REPORTS, Base, Definition
from app.assessment.models import CaseTally
from app.assessment.rules import By, day_number
from app.cases.report_models import Report
from app.cases.states import ReportStatus
from app.core.days import day_begins, day_ends
from app.core.periods import Period

T = CaseTally
_DAY: Final[dict[Base, Any]] = {
    Base.FILED: T.filed_day,
    Base.DISPATCHED: T.dispatched_day,
    Base.DUE: T.due_day,
    Base.DISPOSED: T.disposed_day,
    Base.CHECKED: T.checked_day,
    Base.CLOSED: T.closed_day,
}
_KEY: Final[dict[By, Any]] = {
    By.UNIT: T.unit_code,
    By.SEGMENT: T.segment_code,
    By.STREET: T.street,
    By.CATEGORY: T.category_slug,
}
_REPORT_KEY: Final[dict[By, Any]] = {By.SEGMENT: Report.segment_code, By.CATEGORY: Report.category}


def parts(figure: Definition, now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions of numerator and denominator; whoever is in the numerator is in the denominator, too."""
    if figure.base is Base.DUE:
        counts, hit = _to_be_done(now), _DUE_PARTS[figure.id]
    elif figure.base is Base.VERIFYING:
        counts, hit = or_(Report.verified_in_time.is_not(None), Report.verify_due_at <= now), Report.verified_in_time.is_(True)
    else:
        counts, hit = _PARTS[figure.id]
    return and_(counts, hit), counts


def _to_be_done(now: datetime) -> ColumnElement[bool]:
    return and_(~T.voided, ~T.suspended, or_(T.disposed_day.is_not(None), T.due_at <= now))


_DUE_PARTS: Final[dict[str, ColumnElement[bool]]] = {
    "disposal-rate": T.disposed_day.is_not(None),
    "on-time-disposal-rate": T.on_time.is_(True),
    "closing-rate": T.closed.is_(True),
    "on-time-closing-rate": and_(T.closed, T.on_time.is_(True), func.coalesce(T.closed_in_time, true())),
}
_PARTS: Final[dict[str, tuple[ColumnElement[bool], ColumnElement[bool]]]] = {
    "filing-rate": (true(), Report.status == ReportStatus.ACCEPTED),
    "valid-report-rate": (true(), Report.status == ReportStatus.ACCEPTED),
    "miss-rate": (true(), T.public.is_(True)),
    "on-time-filing-rate": (T.filed_in_time.is_not(None), T.filed_in_time.is_(True)),
    "accurate-filing-rate": (true(), ~T.voided),
    "on-spot-rate": (~T.voided, T.on_spot.is_(True)),
    "recurrence-rate": (~T.voided, T.recurs.is_(True)),
    "on-time-dispatch-rate": (T.dispatched_in_time.is_not(None), T.dispatched_in_time.is_(True)),
    "accurate-dispatch-rate": (~T.voided, T.dispatches == 1),
    "rework-rate": (~T.voided, T.reworked.is_(True)),
    "on-time-check-rate": (T.checks > 0, T.checks_in_time == T.checks),
    "first-pass-rate": (T.checks > 0, ~T.reworked),
    "on-time-arrange-rate": (and_(~T.voided, T.arranges > 0), T.arranges_in_time == T.arranges),
    "closed-in-time-rate": (T.closed_in_time.is_not(None), T.closed_in_time.is_(True)),
    "public-verified-rate": (true(), and_(T.public, T.verified)),
}


def within(base: Base, period: Period) -> ColumnElement[bool]:
    """That the event by which it counts lies in the period."""
    if base in OF_REPORTS:
        at = Report.received_at if base is Base.REPORTED else Report.verify_due_at
        counted = and_(Report.superseded_by.is_(None), Report.reply_to.is_(None))
        return and_(at >= day_begins(period.first), at < day_ends(period.last), counted)
    return between(base, day_number(period.first), day_number(period.last))


def between(base: Base, first: int, last: int) -> ColumnElement[bool]:
    """The same for cases, with days as yyyymmdd."""
    return and_(_DAY[base] >= first, _DAY[base] <= last)


def key_of(base: Base, by: By) -> ColumnElement[str | None] | None:
    """The column that tells groups apart; None where reports have none (a report has no unit)."""
    return _REPORT_KEY.get(by) if base in OF_REPORTS else _KEY[by]


def happened(base: Base) -> ColumnElement[bool]:
    """That the event by which a case counts has happened at all."""
    event: ColumnElement[bool] = _DAY[base].is_not(None)
    return event


def total(condition: ColumnElement[bool]) -> When[int]:
    """A summand: 1 where it holds."""
    return case((condition, 1), else_=0)
