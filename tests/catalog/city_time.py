"""A city's plans and its calendar of 2026 (State Council's arrangement of 2025-11-04), for tests."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from app.catalog.time_plan import Shift, TimePlan, Week, calendar_of

CITY = timezone(timedelta(hours=8))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=CITY).timestamp()) * 1000


def told(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, CITY).strftime("%Y-%m-%dT%H:%M")


OFFICE_DAY = (Shift(8 * 60 + 30, 12 * 60), Shift(14 * 60 + 30, 18 * 60))
WORKED_WEEK = Week(0, (*(OFFICE_DAY,) * 5, (), ()))
OFF = [f"2026-{one}" for one in ("01-01", "01-02", "01-03", "04-04", "04-05", "04-06", "06-19", "06-20", "06-21")]
OFF += [f"2026-02-{one}" for one in range(15, 24)] + [f"2026-05-0{one}" for one in range(1, 6)]
OFF += [f"2026-09-{one}" for one in (25, 26, 27)] + [f"2026-10-0{one}" for one in range(1, 8)]
MADE_UP = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
CALENDAR = calendar_of(map(day, OFF), map(day, MADE_UP))
OFFICE_PLAN = TimePlan("office", (WORKED_WEEK,))
STREET_PLAN = TimePlan("street_order", (Week(0, ((Shift(7 * 60, 22 * 60),),) * 7),), keeps_holidays=False)
NIGHT_PLAN = TimePlan("nights", (Week(0, ((Shift(0, 360), Shift(1320, 1440)),) * 7),))
PLANS = (OFFICE_PLAN, STREET_PLAN, NIGHT_PLAN)
SUMMER = TimePlan("summer", (WORKED_WEEK, Week(day("2026-07-01"), (*((Shift(7 * 60, 12 * 60),),) * 5, (), ()))))
"""Office hours that change on a day."""
