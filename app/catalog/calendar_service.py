"""Decides what is written when a city sets its working time. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.accounts.rules import Actor
from app.audit.rules import Action
from app.audit.service import note
from app.catalog import calendar_queries
from app.catalog.calendar_rules import OFFICE, PlanInUse, Year, refused, weeks_body
from app.catalog.models import HolidayYear, TimePlanRow
from app.core.db import db
from app.core.errors import Stale


def set_years(years: Sequence[Year], by: Actor | None, at: datetime, read: Mapping[int, int] | None = None) -> list[Year]:
    """Loads these years in the place of what was known of them; clocks that run are reckoned anew by the job.

    `read` are the revisions that were read, by year. Raises Stale when one of them is older.
    """
    known = calendar_queries.years()
    for number, rev in (read or {}).items():
        if rev != rev_of(known, number):
            raise Stale(year=number, revision=rev_of(known, number))
    loaded = []
    for year in years:
        rev = rev_of(known, year.year) + 1
        days_off, made_up = ([day.isoformat() for day in days] for days in (year.days_off, year.made_up))
        row = HolidayYear(year=year.year, days_off=days_off, made_up=made_up, source=year.source, rev=rev, set_at=at)
        db.session.merge(row)
        note(Action.CALENDAR_SET, "calendar", str(year.year), by=by, revision=rev, days_off=len(days_off), made_up=len(made_up))
        loaded.append(Year(year.year, year.days_off, year.made_up, year.source, rev))
    db.session.flush()
    return loaded


def rev_of(known: Mapping[int, Year], year: int) -> int:
    """The revision of a year, 0 for what nobody has loaded."""
    return known[year].rev if year in known else 0


def set_plan(used: PlanInUse, revision: int | None, by: Actor, at: datetime) -> PlanInUse:
    """Sets a plan, new or not; `revision` is the one that was read, None for whatever is there.

    Raises Stale, or InvalidBody when another plan has one of the groups: of two plans nobody could say which counts.
    """
    known = calendar_queries.plans()
    code = used.plan.code
    rev = known[code].rev if code in known else 0
    if revision is not None and revision != rev:
        raise Stale(revision=rev)
    for other, theirs in known.items():
        taken = sorted(set(theirs.groups) & set(used.groups)) if other != code else []
        if taken:
            raise refused("/groups", f"'{taken[0]}' runs by plan '{other}': take it out there first.")
    if code == OFFICE and used.groups:
        raise refused("/groups", "Office hours count for every group that no other plan has: leave the list empty.")
    row = TimePlanRow(
        code=code,
        weeks=weeks_body(used.plan),
        keeps_holidays=used.plan.keeps_holidays,
        groups=list(used.groups),
        rev=rev + 1,
        set_at=at,
    )
    db.session.merge(row)
    db.session.flush()
    note(Action.TIME_PLAN_SET, "time-plan", code, by=by, revision=rev + 1, groups=list(used.groups))
    return PlanInUse(used.plan, used.groups, rev + 1)
