"""Decides which earlier report may be about the same thing: same category, 50 m, 24 h. Reads only."""

from __future__ import annotations

from datetime import datetime
from itertools import cycle

from sqlalchemy import BigInteger, Float, bindparam, select

from app.cases.models import Report
from app.core.db import table_of
from app.core.statements import Statement
from app.reports.manifest import Manifest
from app.reports.placing import Placed
from app.reports.rules import METRES_PER_DEGREE, NEARBY_IN_TIME, NEARBY_M, degree_shrink, squares_around

_report = table_of(Report).c
_SQUARES = ("square_1", "square_2", "square_3", "square_4")
"""Asked for at once: as many as 50 m around a point meet outside the far north; of fewer, some are asked for twice."""
_NORTH = (_report.lat - bindparam("lat", type_=Float)) * METRES_PER_DEGREE
_EAST = (_report.lon - bindparam("lon", type_=Float)) * bindparam("metres_per_lon", type_=Float)
_SIMILAR = Statement(
    select(_report.id)
    .where(
        _report.place_square.in_([bindparam(name, type_=BigInteger) for name in _SQUARES]),
        _report.category == bindparam("category"),
        _report.happened_at.between(bindparam("since"), bindparam("until")),
        _NORTH * _NORTH + _EAST * _EAST <= NEARBY_M * NEARBY_M,
        _report.superseded_by.is_(None),
        _report.id.not_in([bindparam("itself"), bindparam("replaced")]),
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
        "category": manifest.category,
        "since": happened_at - NEARBY_IN_TIME,
        "until": happened_at + NEARBY_IN_TIME,
        "itself": manifest.report_id,
        "replaced": manifest.supersedes or manifest.report_id,
    }
    squares = list(squares_around(lon, lat))
    for at in range(0, len(squares), len(_SQUARES)):
        some = dict(zip(_SQUARES, cycle(squares[at : at + len(_SQUARES)]), strict=False))
        similar: str | None = _SIMILAR.scalar(**wanted, **some)
        if similar is not None:
            return similar
    return None
