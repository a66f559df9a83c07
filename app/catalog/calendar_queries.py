"""Reads of the city's working time: what comes with the program, with what the city set. Writes nothing."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from app.catalog.calendar_rules import DEFAULT_PLANS, DEFAULT_YEARS, OFFICE, PlanInUse, Year, calendar_from, read_plan
from app.catalog.models import HolidayYear, TimePlanRow
from app.catalog.time_plan import Calendar, TimePlan, WorkingTime
from app.core.db import table_of
from app.core.statements import Statement

_PLANS = Statement(select(table_of(TimePlanRow)))
_YEARS = Statement(select(table_of(HolidayYear)))


def plans() -> dict[str, PlanInUse]:
    """Every plan by its code."""
    own = {row.code: _plan(row) for row in _PLANS.rows()}
    return {**DEFAULT_PLANS, **own}


def years() -> dict[int, Year]:
    """Every year whose days off are known."""
    own = {row.year: _year(row) for row in _YEARS.rows()}
    return dict(sorted({**DEFAULT_YEARS, **own}.items()))


def calendar() -> Calendar:
    """The days off and made-up days of all years."""
    return calendar_from(years().values())


def plan_of_group(group: str | None) -> str:
    """The code of the plan by which cases of a category group run."""
    return next((code for code, used in sorted(plans().items()) if group in used.groups), OFFICE)


def working_time(code: str | None) -> WorkingTime:
    """How time counts by a plan; by office hours for a plan that nobody knows."""
    known = plans()
    return _counting((known.get(code or OFFICE) or known[OFFICE]).plan, calendar())


def pack() -> dict[str, Any]:
    """What a phone counts with, as its own rules have it: plans, and days by their number since 1970."""
    days = calendar()
    shifts = [
        {
            "code": code,
            "keeps_holidays": used.plan.keeps_holidays,
            "groups": list(used.groups),
            "weeks": [
                {"from_day": week.from_day, "days": [[{"start": one.start, "end": one.end} for one in day] for day in week.days]}
                for week in used.plan.weeks
            ],
        }
        for code, used in sorted(plans().items())
    ]
    return {"plans": shifts, "calendar": {"days_off": sorted(days.days_off), "made_up": sorted(days.made_up)}}


@lru_cache(maxsize=16)
def _counting(plan: TimePlan, days: Calendar) -> WorkingTime:
    """One for all requests while nothing changes: what it has counted once it keeps."""
    return WorkingTime(plan, days)


def _plan(row: Any) -> PlanInUse:
    used = read_plan(row.code, row.weeks, row.keeps_holidays, row.groups)
    return PlanInUse(used.plan, used.groups, row.rev)


def _year(row: Any) -> Year:
    days_off, made_up = (tuple(date.fromisoformat(text) for text in days) for days in (row.days_off, row.made_up))
    return Year(row.year, days_off, made_up, row.source, row.rev)
