"""Decides what phones carry of the open cases around: enough to see that something is known already, and no person."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select, true

from app.accounts.rules import Actor
from app.cases.models import Case
from app.cases.states import OPEN_STATES
from app.core import clock
from app.core.db import connection, table_of

MOST: Final = 5_000
"""Of a larger city the newest: 90 bytes each are 450 kB, a tenth of it on the wire."""
DECIMALS: Final = 6
"""Of a degree: a decimetre."""
_case = table_of(Case).c


def open_cases(actor: Actor) -> tuple[list[dict[str, Any]], bool]:
    """The open cases of the person's area, whoever reported them, newest first; whether these are all."""
    columns = (_case.case_no, _case.category_slug, _case.lon, _case.lat, _case.opened_at, _case.state)
    open_there = (_case.state.in_(sorted(OPEN_STATES)), _case.lon.is_not(None), _case.lat.is_not(None), _within(actor))
    rows = connection().execute(select(*columns).where(*open_there).order_by(_case.id.desc()).limit(MOST + 1)).all()
    told = [
        {
            "case_no": row.case_no,
            "category": row.category_slug,
            "lon": round(row.lon, DECIMALS),
            "lat": round(row.lat, DECIMALS),
            "since": clock.isoformat(row.opened_at),
            "state": row.state,
        }
        for row in rows[:MOST]
    ]
    return told, len(rows) <= MOST


def _within(actor: Actor) -> ColumnElement[bool]:
    """The scope, as for whoever sees others' work there: a patrol may add to what is open in it."""
    scope = actor.scope
    if not (scope.segments or scope.cells):
        return true()
    return or_(_case.segment_code.in_(scope.segments), _case.cell_code.in_(scope.cells))
