"""Decides when the sums of a month are made: a while after its last change, so that nobody is still writing to it.

A case that changes later makes its months stale again (`tallying.py`); until they are summed anew they are counted from
the tallies, so figures are right at every moment.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, insert, select, true, update

from app.assessment.models import FigureMonth, FigureSum
from app.assessment.queries import ALL, WHOLE, Sums, add_tallies, nothing
from app.assessment.rules import By, day_number, days_of, month_of
from app.assessment.tallying import SETTLING, STALE, SUMMED
from app.core import clock
from app.core.days import city_day
from app.core.db import connection, db, table_of
from app.core.transaction import end_reading, in_transaction

SETTLED_AFTER: Final = timedelta(minutes=2)
"""Longer than any transaction that had counted a case when the month was still stale."""
_month, _sum = table_of(FigureMonth), table_of(FigureSum)


def sum_months() -> int:
    """Background job: sums the next month that is over and has settled; returns how many months it saw to."""
    now = clock.now()
    present = month_of(day_number(city_day(now)))
    begun = in_transaction(lambda: _settle(present)) if _first(STALE, present) else 0
    ready = select(_month.c.month).where(_month.c.state == SETTLING, _month.c.since <= now - SETTLED_AFTER)
    month = db.session.scalar(ready.order_by(_month.c.month.desc()).limit(1))
    if month is None:
        return begun
    summed = {by: _counted(month, by) for by in (None, *By)}
    end_reading()
    in_transaction(lambda: _write(month, summed))
    return begun + 1


def _first(state: str, present: int) -> int | None:
    return db.session.scalar(select(_month.c.month).where(_month.c.state == state, _month.c.month < present).limit(1))


def _settle(present: int) -> int:
    now = clock.now()
    changed = update(_month).where(_month.c.state == STALE, _month.c.month < present).values(state=SETTLING, since=now)
    return int(connection().execute(changed).rowcount)


def _counted(month: int, by: By | None) -> Sums:
    found = nothing()
    add_tallies(*days_of(month), by, clock.now(), true(), found)
    return found


def _write(month: int, summed: dict[By | None, Sums]) -> None:
    """Unless a case has changed since: then it is stale, and what was counted is thrown away."""
    done = update(_month).where(_month.c.month == month, _month.c.state == SETTLING).values(state=SUMMED, since=clock.now())
    if connection().execute(done).rowcount == 0:
        return
    connection().execute(delete(_sum).where(_sum.c.month == month))
    rows = [
        {
            "month": month,
            "by": by or ALL,
            "figure": figure,
            "key": key,
            "numerator": one.numerator,
            "denominator": one.denominator,
        }
        for by, sums in summed.items()
        for figure, groups in sums.items()
        for key, one in groups.items()
        if one.denominator and (by is None) == (key == WHOLE)
    ]
    if rows:
        connection().execute(insert(_sum), rows)
