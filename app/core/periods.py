"""Decides how a period of the city's days is named. Knows no table and no clock."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.core.errors import InvalidBody

NAMES: Final = {"description": "2026, 2026-Q4, 2026-11, 2026-W47 or 2026-11-01..2026-11-07; the city's days"}
"""How a route describes the parameter."""
_LONGEST: Final = timedelta(days=366 * 10)
_MONTH, _QUARTER, _YEAR = re.compile(r"(\d{4})-(\d\d)"), re.compile(r"(\d{4})-Q([1-4])"), re.compile(r"(\d{4})")
_WEEK, _DAYS = re.compile(r"(\d{4})-W(\d\d)"), re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_MONTHS_OF_YEAR: Final = 12


@dataclass(frozen=True)
class Period:
    """Days of the city's calendar, both included."""

    first: date
    last: date

    @property
    def whole_months(self) -> list[int]:
        """The months that lie in it with all their days, as yyyymm."""
        found, at = [], self.first.replace(day=1)
        while at <= self.last:
            end = at.replace(day=calendar.monthrange(at.year, at.month)[1])
            if self.first <= at and end <= self.last:
                found.append(at.year * 100 + at.month)
            at = end + timedelta(days=1)
        return found


def period_of(text: str) -> Period:
    """2026, 2026-Q4, 2026-11, 2026-W47 or 2026-11-01..2026-11-07. Raises InvalidBody."""
    try:
        period = _period(text)
    except ValueError:
        period = None
    if period is None or period.first > period.last or period.last - period.first > _LONGEST:
        detail = "Name a period: 2026, 2026-Q4, 2026-11, 2026-W47 or 2026-11-01..2026-11-07, at most ten years."
        raise InvalidBody(detail, errors=[{"pointer": "/query/period", "detail": detail}])
    return period


def _period(text: str) -> Period | None:
    if found := _DAYS.fullmatch(text):
        return Period(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
    if found := _WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return Period(monday, monday + timedelta(days=6))
    if found := _MONTH.fullmatch(text):
        return _months(int(found[1]), int(found[2]), 1)
    if found := _QUARTER.fullmatch(text):
        return _months(int(found[1]), int(found[2]) * 3 - 2, 3)
    if found := _YEAR.fullmatch(text):
        return _months(int(found[1]), 1, _MONTHS_OF_YEAR)
    return None


def _months(year: int, month: int, count: int) -> Period:
    end = month + count - 1
    return Period(date(year, month, 1), date(year, end, calendar.monthrange(year, end)[1]))
