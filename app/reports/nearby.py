"""Decides which earlier report may be about the same thing: same category, as near and as lately as the catalogue says.

Only what is still undecided or worked on counts: the same thing again after it was closed is a case of its own. Reads only.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle

from sqlalchemy import BigInteger, Float, bindparam, or_, select

from app.cases.models import Case
from app.cases.report_models import Report
from app.cases.states import OPEN_STATES, UNDECIDED
from app.catalog.rules import Entry
from app.core.db import table_of
from app.core.statements import Statement
from app.reports.manifest import Manifest
from app.reports.placing import Placed
from app.reports.rules import METRES_PER_DEGREE, NEARBY_IN_TIME, NEARBY_M, degree_shrink, squares_around

_report, _case = table_of(Report).c, table_of(Case).c
_SQUARES = ("square_1", "square_2", "square_3", "square_4")
"""Asked for at once: as many as 50 m around a point meet outside the far north; of fewer, some are asked for twice."""
_NORTH = (_report.lat - bindparam("lat", type_=Float)) * METRES_PER_DEGREE
_EAST = (_report.lon - bindparam("lon", type_=Float)) * bindparam("metres_per_lon", type_=Float)
_RADIUS = bindparam("radius_m", type_=Float)
_SIMILAR = Statement(
    select(_report.id)
    .outerjoin_from(table_of(Report), table_of(Case), _case.case_no == _report.case_no)
    .where(
        _report.place_square.in_([bindparam(name, type_=BigInteger) for name in _SQUARES]),
        _report.category == bindparam("category"),
        _report.happened_at.between(bindparam("since"), bindparam("until")),
        _NORTH * _NORTH + _EAST * _EAST <= _RADIUS * _RADIUS,
        _report.superseded_by.is_(None),
        _report.reply_to.is_(None),
        or_(*(_report.status == one.value for one in UNDECIDED), *(_case.state == one.value for one in OPEN_STATES)),
        _report.id.not_in([bindparam("itself"), bindparam("replaced")]),
    )
    .limit(1)
)


def similar_report(manifest: Manifest, placed: Placed, happened_at: datetime, category: Entry | None) -> str | None:
    """The id of a report of the same category nearby that was not replaced; None without one."""
    if placed.position is None or manifest.category is None:
        return None
    lon, lat = placed.position["lon"], placed.position["lat"]
    radius_m = float(category.duplicate_radius_m) if category else NEARBY_M
    within = timedelta(days=category.duplicate_days) if category else NEARBY_IN_TIME
    wanted = {
        "lon": lon,
        "lat": lat,
        "metres_per_lon": METRES_PER_DEGREE * degree_shrink(lat),
        "radius_m": radius_m,
        "category": manifest.category,
        "since": happened_at - within,
        "until": happened_at + within,
        "itself": manifest.report_id,
        "replaced": manifest.supersedes or manifest.report_id,
    }
    squares = list(squares_around(lon, lat, radius_m))
    for at in range(0, len(squares), len(_SQUARES)):
        some = dict(zip(_SQUARES, cycle(squares[at : at + len(_SQUARES)]), strict=False))
        similar: str | None = _SIMILAR.scalar(**wanted, **some)
        if similar is not None:
            return similar
    return None
