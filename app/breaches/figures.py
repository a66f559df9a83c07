"""Counts breaches by item, and how many were put right in time: of items and places, never of persons or shops. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from app.accounts.rules import Actor
from app.breaches.models import Breach
from app.breaches.queries import in_sight
from app.breaches.rules import State
from app.breaches.words import item_name
from app.cases.report_models import Report
from app.core.days import day_begins, day_ends
from app.core.db import db
from app.core.periods import Period

Body = dict[str, Any]


def figures(reader: Actor, period: Period, now: datetime) -> Body:
    """In a period of the city's days, within the reader's scope: by item how many were found in it, and of those whose
    deadline lay in it and is over how many were put right in time. What was void is none.

    {found, in_time, items: [{item, item_name, found, in_time}]}; `in_time` is {numerator, denominator, share or null}.
    """
    begins, ends = day_begins(period.first), day_ends(period.last)
    due = and_(Breach.deadline >= begins, Breach.deadline < ends, Breach.deadline <= now)
    columns = (
        Breach.item,
        _sum(and_(Breach.found_at >= begins, Breach.found_at < ends)).label("found"),
        _sum(and_(due, Breach.rectified_at <= Breach.deadline)).label("in_time"),
        _sum(due).label("due"),
    )
    query = select(*columns).join(Report, Report.id == Breach.id).where(Breach.state != State.VOID, in_sight(reader))
    rows = [row for row in db.session.execute(query.group_by(Breach.item).order_by(Breach.item)) if row.found or row.due]
    return {
        "found": sum(row.found for row in rows),
        "in_time": _share(sum(row.in_time for row in rows), sum(row.due for row in rows)),
        "items": [
            {"item": row.item, "item_name": item_name(row.item), "found": row.found, "in_time": _share(row.in_time, row.due)}
            for row in rows
        ],
    }


def _share(numerator: int, denominator: int) -> Body:
    share = round(numerator / denominator, 4) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "share": share}


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
