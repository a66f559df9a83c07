"""Decides which day of the city's calendar a moment belongs to, wherever the server runs. Knows no table and no clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

CITY_ZONE: Final = ZoneInfo("Asia/Shanghai")
_FIRST_DAY: Final = date(2, 1, 1)
_LAST_DAY: Final = date(9998, 12, 31)
"""Days nearer to the ends of the calendar have no moment in every zone."""


def city_day(moment: datetime) -> date:
    """The day of the city's calendar in which an aware moment lies."""
    return moment.astimezone(CITY_ZONE).date()


def day_begins(day: date) -> datetime:
    """The first moment of a day of the city's calendar, in UTC."""
    if day < _FIRST_DAY:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(day, time.min, CITY_ZONE).astimezone(UTC)


def day_ends(day: date) -> datetime:
    """The first moment after a day of the city's calendar, in UTC."""
    return datetime.max.replace(tzinfo=UTC) if day >= _LAST_DAY else day_begins(day + timedelta(days=1))
