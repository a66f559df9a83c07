"""Decides case numbers and the days of the city's calendar. Knows no request, no table and no clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.core.errors import Unavailable

CITY_ZONE: Final = ZoneInfo("Asia/Shanghai")
"""The calendar day in a case number is the city's, wherever the server runs."""


LARGEST_CASE_NUMBER: Final = 99_999


NO_ADCODE: Final = "000000"


_FIRST_DAY: Final = date(2, 1, 1)


_LAST_DAY: Final = date(9998, 12, 31)
"""Days nearer to the ends of the calendar have no moment in every zone."""


_ADCODE: Final = re.compile(r"[1-9]\d{5}")


def adcode_of(cell_code: str | None, segment_code: str | None, fallback: str | None = None) -> str:
    """The six-digit district of a place: from the cell's code, else the segment's, else `fallback`, else 000000.

    The first six digits of a 15-digit cell code are the district's (CJ/T 213); segment codes made at import begin
    with them too, codes that a city brought along may not.
    """
    for code in (cell_code, segment_code, fallback):
        found = _ADCODE.match(code or "")
        if found:
            return found[0]
    return NO_ADCODE


def city_day(moment: datetime) -> str:
    """The city's calendar day as yyyymmdd."""
    return moment.astimezone(CITY_ZONE).strftime("%Y%m%d")


def day_begins(day: date) -> datetime:
    """The first moment of a day of the city's calendar, in UTC."""
    if day < _FIRST_DAY:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, CITY_ZONE).astimezone(UTC)


def day_ends(day: date) -> datetime:
    """The first moment after a day of the city's calendar, in UTC."""
    return datetime.max.replace(tzinfo=UTC) if day >= _LAST_DAY else day_begins(day + timedelta(days=1))


def case_number(adcode: str, day: str, running: int) -> str:
    """19 digits: district 6, day 8, running number 5. Raises Unavailable when a day has used up its numbers."""
    if running > LARGEST_CASE_NUMBER:
        raise Unavailable(f"District {adcode} has used all {LARGEST_CASE_NUMBER} case numbers of {day}.", retry_after_s=3600)
    return f"{adcode}{day}{running:05d}"
