"""The open cases of a map: those of the list of cases, in sight. Writes nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.accounts.rules import Actor
from app.areas.map_view import Box
from app.cases.models import Case
from app.cases.sight import visible
from app.cases.states import OPEN_STATES
from app.core import clock
from app.core.db import AnyRow, db

MOST_POINTS = 2_000
"""More than a list shows, and a browser still gathers them at once."""
_ENDS = ("due_at", "warn_at", "rework_due_at", "paused_at")
_COLUMNS = (
    *(Case.case_no, Case.state, Case.lon, Case.lat, Case.category, Case.segment_code, Case.segment_name, Case.opened_at),
    *(Case.urgent, Case.due_at, Case.warn_at, Case.rework_due_at, Case.paused_at),
)
_OF_THE_CATEGORY = ("slug", "group", "name_zh", "name_en", "urgency")


def open_cases_within(actor: Actor, box: Box) -> tuple[list[dict[str, Any]], bool]:
    """The open cases this person may see in a box of degrees in their wire form, newest first; whether these are all."""
    west, south, east, north = box
    within = (Case.lon.between(west, east), Case.lat.between(south, north), Case.state.in_(OPEN_STATES))
    query = select(*_COLUMNS).where(visible(actor, Case), *within).order_by(Case.id.desc())
    rows = db.session.execute(query.limit(MOST_POINTS + 1)).all()
    return [_point(row) for row in rows[:MOST_POINTS]], len(rows) <= MOST_POINTS


def _point(row: AnyRow) -> dict[str, Any]:
    return {
        "case_no": row.case_no,
        "state": row.state,
        "lon": row.lon,
        "lat": row.lat,
        "category": {name: row.category[name] for name in _OF_THE_CATEGORY if name in row.category},
        "segment": {"code": row.segment_code, "name": row.segment_name} if row.segment_code else None,
        "opened_at": clock.isoformat(row.opened_at),
        "urgent": row.urgent,
        **{name: clock.isoformat(end) if (end := getattr(row, name)) else None for name in _ENDS},
    }
