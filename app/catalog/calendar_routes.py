"""The city's working time over HTTP: everybody reads it, who keeps the calendar sets it."""

from __future__ import annotations

from typing import Any

from app.accounts.guard import actor, guard
from app.accounts.rules import Permission
from app.catalog import calendar_queries, calendar_service
from app.catalog.calendar_file import read_file
from app.catalog.calendar_rules import PlanInUse, read_plan, read_year, weeks_body, year_body
from app.catalog.calendar_schemas import (
    CalendarFileIn,
    CalendarFileOut,
    CalendarIn,
    CalendarOut,
    TimePlanIn,
    TimePlanOut,
    TimePlansOut,
)
from app.core import clock
from app.core.api import Blueprint
from app.core.if_match import ETAG_HEADER, IfMatchIfSaid, etag, revision
from app.core.transaction import transactional

blp = Blueprint("calendar", __name__, url_prefix="/api/v1", description="When the city works")


@blp.get("/calendar")
@guard(Permission.READ_CATALOG)
@blp.response(200, CalendarOut)
@blp.problems(401, 403)
def read_calendar() -> dict[str, Any]:
    """Days off and made-up days of the known years, and what a phone counts with."""
    return calendar_body()


@blp.put("/calendar")
@guard(Permission.MANAGE_CALENDAR)
@blp.arguments(CalendarIn)
@blp.response(200, CalendarOut)
@blp.problems(400, 401, 403, 412, 422, 503)
@transactional
def set_calendar(body: dict[str, Any]) -> dict[str, Any]:
    """Load years; a year that is known already is replaced, and not if it has another revision than the one that was read."""
    years = [read_year(year, f"/years/{place}") for place, year in enumerate(body["years"])]
    read = {year["year"]: year["rev"] for year in body["years"] if year["rev"] is not None}
    calendar_service.set_years(years, actor(), clock.now(), read)
    return calendar_body()


@blp.post("/calendar/reading")
@guard(Permission.MANAGE_CALENDAR)
@blp.arguments(CalendarFileIn)
@blp.response(200, CalendarFileOut)
@blp.problems(400, 401, 403, 422)
def read_calendar_file(body: dict[str, Any]) -> dict[str, Any]:
    """What a file of years says, JSON or a line for each day; nothing is loaded."""
    known = calendar_queries.years()
    years = read_file(body["text"])
    return {"years": [{**year_body(year), "rev": calendar_service.rev_of(known, year.year)} for year in years]}


@blp.get("/time-plans")
@guard(Permission.READ_CATALOG)
@blp.response(200, TimePlansOut)
@blp.problems(401, 403)
def list_plans() -> dict[str, Any]:
    """All time plans with the category groups that run by them."""
    return {"items": [_plan_body(used) for _code, used in sorted(calendar_queries.plans().items())]}


@blp.put("/time-plans/<code>")
@guard(Permission.MANAGE_CALENDAR)
@blp.arguments(IfMatchIfSaid, location="headers")
@blp.arguments(TimePlanIn)
@blp.response(200, TimePlanOut, headers=ETAG_HEADER)
@blp.problems(400, 401, 403, 412, 422, 503)
@transactional
def set_plan(header: dict[str, Any], body: dict[str, Any], code: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Set a time plan, a new one or one that is there; clocks that run are reckoned anew."""
    used = read_plan(code, body["weeks"], body["keeps_holidays"], body["groups"])
    kept = calendar_service.set_plan(used, revision(header["if_match"] or "*"), actor(), clock.now())
    return _plan_body(kept), 200, etag(kept.rev)


def calendar_body() -> dict[str, Any]:
    """The wire form of the calendar."""
    years, next_year = calendar_queries.years(), clock.now().year + 1
    return {
        "years": [year_body(year) for year in years.values()],
        "missing": None if next_year in years else next_year,
        **calendar_queries.pack(),
    }


def _plan_body(used: PlanInUse) -> dict[str, Any]:
    plan = used.plan
    body = {"code": plan.code, "weeks": weeks_body(plan), "keeps_holidays": plan.keeps_holidays}
    return {**body, "groups": list(used.groups), "rev": used.rev}
