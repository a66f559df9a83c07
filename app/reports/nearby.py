"""Decides which earlier report may be about the same thing: same category, 50 m, 24 h. Reads only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.cases.models import Report
from app.core.db import db
from app.reports import rules
from app.reports.manifest import Manifest
from app.reports.placing import Placed


def similar_report(manifest: Manifest, placed: Placed, happened_at: datetime) -> str | None:
    """The id of a report of the same category nearby that was not replaced; None without one."""
    if placed.position is None or manifest.category is None:
        return None
    lon, lat = placed.position["lon"], placed.position["lat"]
    north = (Report.lat - lat) * rules.METRES_PER_DEGREE
    east = (Report.lon - lon) * (rules.METRES_PER_DEGREE * rules.degree_shrink(lat))
    query = select(Report.id).where(
        Report.place_square.in_(rules.squares_around(lon, lat)),
        Report.category == manifest.category,
        Report.happened_at.between(happened_at - rules.NEARBY_IN_TIME, happened_at + rules.NEARBY_IN_TIME),
        north * north + east * east <= rules.NEARBY_M * rules.NEARBY_M,
        Report.superseded_by.is_(None),
        Report.id.not_in([one for one in (manifest.supersedes, manifest.report_id) if one]),
    )
    return db.session.scalar(query.limit(1))
