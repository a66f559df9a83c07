"""Decides how layers become rows: what did not change stays, what is gone ends, what is new begins. Flushes only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import insert, select, update

from app.areas.import_report import ImportReport
from app.areas.limits import area_limits
from app.areas.models import AreaVersion, GridCell, RoadSegment
from app.areas.queries import current_version
from app.areas.shapes import Cell, Segment
from app.core.db import db

_CHUNK = 500
"""Rows per IN list; SQLite takes 32,766 parameters, other databases choke earlier."""

Row = dict[str, Any]


def activate_segments(segments: Sequence[Segment], adcode: str, report: ImportReport, now: datetime) -> str:
    """Puts these segments in force, cells as they were; returns the new version's name."""
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "depth_m": one.depth_m,
            "line": one.line.wkb,
            "polygon": None if one.polygon is None else one.polygon.wkb,
        }
        for one in segments
    ]
    before = current_version()
    return _activate(RoadSegment, rows, _version(before, before.limits if before else None, adcode, report, now), before)


def activate_cells(cells: Sequence[Cell], report: ImportReport, now: datetime, adcode: str | None = None) -> str:
    """Puts these cells in force, segments as they were; returns the new version's name."""
    rows = [{"code": one.code, "polygon": one.polygon.wkb, "generated": report.generated} for one in cells]
    before = current_version()
    found = area_limits(cells)
    limits = None if found is None else shapely.to_wkb(found)
    return _activate(GridCell, rows, _version(before, limits, adcode, report, now), before)


def _version(
    before: AreaVersion | None, limits: bytes | None, adcode: str | None, report: ImportReport, now: datetime
) -> AreaVersion:
    known = adcode or (before.adcode if before else None)
    return AreaVersion(created_at=now, layer=report.layer, adcode=known, limits=limits, report=report.as_dict())


def _activate(
    table: type[RoadSegment] | type[GridCell], rows: list[Row], version: AreaVersion, before: AreaVersion | None
) -> str:
    digest = _digest(rows, version.limits, before.name if before else "")
    version.name = digest  # the id is not known yet
    db.session.add(version)
    db.session.flush()
    version.name = f"{version.id}-{digest[:8]}"
    columns = list(rows[0]) if rows else ["code"]
    there = _rows_in_force(table, columns)
    new = {tuple(row.values()): row for row in rows}
    _end([there[content] for content in there.keys() - new.keys()], table, version.id)
    begun = [{**row, "from_version": version.id} for content, row in new.items() if content not in there]
    if begun:
        db.session.execute(insert(table), begun)
    db.session.flush()
    return version.name


def _rows_in_force(table: type[RoadSegment] | type[GridCell], columns: Iterable[str]) -> dict[tuple[Any, ...], int]:
    """Ids by content."""
    wanted = [getattr(table, column) for column in columns]
    rows = db.session.execute(select(table.id, *wanted).where(table.to_version.is_(None)))
    return {tuple(row[1:]): row[0] for row in rows}


def _end(ids: Sequence[int], table: type[RoadSegment] | type[GridCell], version_id: int) -> None:
    for at in range(0, len(ids), _CHUNK):
        db.session.execute(update(table).where(table.id.in_(ids[at : at + _CHUNK])).values(to_version=version_id))


def _digest(rows: Iterable[Row], limits: bytes | None, before: str) -> str:
    hashed = hashlib.sha256(before.encode())
    for row in sorted(rows, key=lambda row: str(row["code"])):
        hashed.update(repr(tuple(row.values())).encode())
    hashed.update(limits or b"")
    return hashed.hexdigest()[:16]
