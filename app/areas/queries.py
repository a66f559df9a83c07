"""Reads area versions and keeps the index of each in memory. Changes nothing."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import shapely
from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import undefer

from app.areas.index import AreaIndex
from app.areas.models import AreaVersion, GridCell, RoadSegment
from app.areas.shapes import Cell, Segment
from app.core.db import db, table_of
from app.core.statements import Statement

_KEPT_INDEXES = 3
"""The version in force and two older ones that phones still name."""
EMPTY = "0"
"""Version name while nothing was imported."""
_NEWEST = Statement(select(func.max(table_of(AreaVersion).c.id)))


@dataclass(frozen=True, slots=True)
class SegmentName:
    """A valid segment's code and road name."""

    code: str
    name: str | None


class _Indexes:
    """Indexes of one app by version id, built once each, the least used forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._built: OrderedDict[int, AreaIndex] = OrderedDict()

    def get(self, version_id: int) -> AreaIndex:
        with self._lock:
            if version_id not in self._built:
                self._built[version_id] = _build(version_id)
            self._built.move_to_end(version_id)
            while len(self._built) > _KEPT_INDEXES:
                self._built.popitem(last=False)
            return self._built[version_id]


def current_version_id() -> int:
    """Id of the version in force, 0 while nothing was imported. One look at a primary key: cheap enough for every request."""
    return int(_NEWEST.scalar() or 0)


def current_index() -> AreaIndex:
    """The index of the version in force; an import by any process is seen at once."""
    return _indexes().get(current_version_id())


def index_named(name: str | None) -> AreaIndex | None:
    """The index of the version a pack named, None when this server never had it."""
    if not name:
        return None
    version_id = db.session.scalar(select(AreaVersion.id).where(AreaVersion.name == name))
    return None if version_id is None else _indexes().get(version_id)


def segment(code: str) -> SegmentName | None:
    """The segment of that code in the version in force."""
    layer = current_index().segments
    at = bisect_left(layer.codes, code)
    return SegmentName(code, layer.names[at]) if at < len(layer.codes) and layer.codes[at] == code else None


def current_version() -> AreaVersion | None:
    """The version in force with its report and limits."""
    every = (undefer(AreaVersion.limits), undefer(AreaVersion.report))
    return db.session.scalar(select(AreaVersion).order_by(AreaVersion.id.desc()).limit(1).options(*every))


def segments_of(version_id: int) -> list[Segment]:
    """The segments of a version, by code."""
    columns = (RoadSegment.code, RoadSegment.name, RoadSegment.depth_m, RoadSegment.line, RoadSegment.polygon)
    rows = db.session.execute(select(*columns).where(valid_in(RoadSegment, version_id)).order_by(RoadSegment.code)).all()
    lines = shapely.from_wkb([row.line for row in rows])
    polygons = shapely.from_wkb([row.polygon for row in rows])
    return [
        Segment(row.code, row.name, row.depth_m, line, polygon) for row, line, polygon in zip(rows, lines, polygons, strict=True)
    ]


def cells_of(version_id: int) -> list[Cell]:
    """The cells of a version, by code."""
    rows = db.session.execute(
        select(GridCell.code, GridCell.polygon).where(valid_in(GridCell, version_id)).order_by(GridCell.code)
    ).all()
    polygons = shapely.from_wkb([row.polygon for row in rows])
    return [Cell(row.code, polygon) for row, polygon in zip(rows, polygons, strict=True)]


def content_of(name: str) -> tuple[list[Segment], list[Cell], Any]:
    """Segments, cells and limits of the version of that name; nothing at all while nothing was imported."""
    version = db.session.scalar(select(AreaVersion).where(AreaVersion.name == name).options(undefer(AreaVersion.limits)))
    if version is None:
        return [], [], None
    limits: Any = shapely.from_wkb(version.limits) if version.limits else None
    return segments_of(version.id), cells_of(version.id), limits


def valid_in(table: type[RoadSegment] | type[GridCell], version_id: int) -> ColumnElement[bool]:
    """The condition that a row belongs to a version."""
    still = or_(table.to_version.is_(None), table.to_version > version_id)
    return (table.from_version <= version_id) & still


def _indexes() -> _Indexes:
    found: _Indexes = current_app.extensions.setdefault("area_indexes", _Indexes())
    return found


def _build(version_id: int) -> AreaIndex:
    name = db.session.scalar(select(AreaVersion.name).where(AreaVersion.id == version_id)) or EMPTY
    return AreaIndex(*content_of(name), name)
