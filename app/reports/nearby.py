"""Decides which earlier report may be about the same thing: same category, 50 m, 24 h. Reads only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Float, bindparam, select

from app.cases.models import Report
from app.core.db import connection, table_of
from app.reports.manifest import Manifest
from app.reports.placing import Placed
from app.reports.rules import METRES_PER_DEGREE, NEARBY_IN_TIME, NEARBY_M, degree_shrink, squares_around

_report = table_of(Report).c
_NORTH = (_report.lat - bindparam("lat", type_=Float)) * METRES_PER_DEGREE
_EAST = (_report.lon - bindparam("lon", type_=Float)) * bindparam("metres_per_lon", type_=Float)
_SIMILAR = (
    select(_report.id)
    .where(
        _report.place_square.in_(bindparam("squares", expanding=True)),
        _report.category == bindparam("category"),
        _report.happened_at.between(bindparam("since"), bindparam("until")),
        _NORTH * _NORTH + _EAST * _EAST <= NEARBY_M * NEARBY_M,
        _report.superseded_by.is_(None),
        _report.id.not_in(bindparam("itself", expanding=True)),
    )
    .limit(1)
)


def similar_report(manifest: Manifest, placed: Placed, happened_at: datetime) -> str | None:
    """The id of a report of the same category nearby that was not replaced; None without one."""
    if placed.position is None or manifest.category is None:
        return None
    lon, lat = placed.position["lon"], placed.position["lat"]
    wanted = {
        "lon": lon,
        "lat": lat,
        "metres_per_lon": METRES_PER_DEGREE * degree_shrink(lat),
        "squares": list(squares_around(lon, lat)),
        "category": manifest.category,
        "since": happened_at - NEARBY_IN_TIME,
        "until": happened_at + NEARBY_IN_TIME,
        "itself": [one for one in (manifest.supersedes, manifest.report_id) if one],
    }
    similar: str | None = connection().scalar(_SIMILAR, wanted)
    return similar
