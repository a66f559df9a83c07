"""Reads area versions and keeps the index of each in memory. Changes nothing."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import shapely
from flask import current_app
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import undefer

from app.areas.index import AreaIndex
from app.areas.models import AreaVersion, GridCell, RoadSegment
from app.areas.shapes import Cell, Segment
from app.areas.validity import Version, responsible_at
from app.core.db import db, table_of
from app.core.statements import Statement

_KEPT_INDEXES = 4
"""The version in force and older ones: of late reports, and of packs that phones still name."""
EMPTY = "0"
"""Version name while nothing was imported."""
NOTHING = 0
"""Its number."""
_NEWEST = Statement(select(func.max(table_of(AreaVersion).c.id)))


@dataclass(frozen=True, slots=True)
class SegmentName:
    """A valid segment's code and road name."""

    code: str
    name: str | None


@dataclass
class _Slot:
    """One version's index, and whose turn it is to build it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    index: AreaIndex | None = None


class _Indexes:
    """Indexes of one app by version id, built once each, the least used forgotten first.

    Building takes seconds in a large city: meanwhile other versions answer, and who wants this one waits.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: OrderedDict[int, _Slot] = OrderedDict()

    def get(self, version_id: int) -> AreaIndex:
        with self._lock:
            slot = self._slots.setdefault(version_id, _Slot())
            self._slots.move_to_end(version_id)
            while len(self._slots) > _KEPT_INDEXES:
                self._slots.popitem(last=False)
        with slot.lock:
            if slot.index is None:
                slot.index = _build(version_id)
            return slot.index


class _Timeline:
    """The versions of one app, read again when there is a newer one: what is known of them changes only then."""

    def __init__(self) -> None:
        self._known: tuple[int, list[Version]] = (NOTHING, [])

    def until(self, newest: int) -> list[Version]:
        """All versions, given the id of the newest."""
        known_newest, known = self._known
        if known_newest != newest:
            known = versions()
            self._known = (newest, known)
        return known


def current_version_id() -> int:
    """Id of the version in force, 0 while nothing was imported. One look at a primary key: cheap enough for every request."""
    return int(_NEWEST.scalar() or 0)


def current_index() -> AreaIndex:
    """The index of the version in force; an import by any process is seen at once."""
    return index_of(current_version_id())


def index_of(version_id: int) -> AreaIndex:
    """The index of a version, of no areas at all for NOTHING."""
    return _indexes().get(version_id)


def version_at(moment: datetime, newest: int) -> int:
    """Id of the version that was responsible at that moment, given that of the one in force: no look at the database
    while that is the same. NOTHING before the first version, if that was not since ever."""
    found = responsible_at(_timeline().until(newest), moment)
    return found.id if found else NOTHING


def version_name(version_id: int) -> str:
    """The name of a version, EMPTY of NOTHING; builds no index."""
    known = _timeline().until(current_version_id())
    return next((version.name for version in known if version.id == version_id), EMPTY)


def index_named(name: str | None) -> AreaIndex | None:
    """The index of the version a pack named, None when this server never had it."""
    if not name:
        return None
    known = _timeline().until(current_version_id())
    version_id = next((version.id for version in known if version.name == name), None)
    return None if version_id is None else index_of(version_id)


def versions() -> list[Version]:
    """Every version, the oldest first."""
    columns = (AreaVersion.id, AreaVersion.name, AreaVersion.valid_from, AreaVersion.undone_at, AreaVersion.restores)
    rows = db.session.execute(select(*columns).order_by(AreaVersion.id))
    return [Version(row.id, row.name, row.valid_from, row.undone_at is not None, row.restores) for row in rows]


def version_rows() -> list[AreaVersion]:
    """Every version with its report, the newest first."""
    return list(db.session.scalars(select(AreaVersion).order_by(AreaVersion.id.desc()).options(undefer(AreaVersion.report))))


def segment(code: str) -> SegmentName | None:
    """The segment of that code in the version in force."""
    return segment_in(current_index(), code)


def segment_in(index: AreaIndex, code: str) -> SegmentName | None:
    """The segment of that code in a version."""
    layer = index.segments
    at = bisect_left(layer.codes, code)
    return SegmentName(code, layer.names[at]) if at < len(layer.codes) and layer.codes[at] == code else None


def line_in(index: AreaIndex, code: str) -> Any:
    """The centre line of the segment of that code in a version, in the metres of its plane; None for none."""
    layer = index.segments
    at = bisect_left(layer.codes, code)
    return layer.lines[at] if at < len(layer.codes) and layer.codes[at] == code else None


def current_version() -> AreaVersion | None:
    """The version in force with its report and limits."""
    every = (undefer(AreaVersion.limits), undefer(AreaVersion.report))
    return db.session.scalar(select(AreaVersion).order_by(AreaVersion.id.desc()).limit(1).options(*every))


def segments_of(version_id: int) -> list[Segment]:
    """The segments of a version, by code."""
    words = (RoadSegment.side, RoadSegment.from_name, RoadSegment.to_name, RoadSegment.street, RoadSegment.community)
    columns = (RoadSegment.code, RoadSegment.name, RoadSegment.depth_m, RoadSegment.line, RoadSegment.polygon, *words)
    rows = db.session.execute(select(*columns).where(valid_in(RoadSegment, version_id)).order_by(RoadSegment.code)).all()
    lines = shapely.from_wkb([row.line for row in rows])
    polygons = shapely.from_wkb([row.polygon for row in rows])
    return [
        Segment(row.code, row.name, row.depth_m, line, polygon, row.side, row.from_name, row.to_name, row.street, row.community)
        for row, line, polygon in zip(rows, lines, polygons, strict=True)
    ]


def cells_of(version_id: int) -> list[Cell]:
    """The cells of a version, by code."""
    columns = (GridCell.code, GridCell.polygon, GridCell.street, GridCell.community)
    rows = db.session.execute(select(*columns).where(valid_in(GridCell, version_id)).order_by(GridCell.code)).all()
    polygons = shapely.from_wkb([row.polygon for row in rows])
    return [Cell(row.code, polygon, row.street, row.community) for row, polygon in zip(rows, polygons, strict=True)]


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


def _timeline() -> _Timeline:
    found: _Timeline = current_app.extensions.setdefault("area_timeline", _Timeline())
    return found


def _build(version_id: int) -> AreaIndex:
    name = db.session.scalar(select(AreaVersion.name).where(AreaVersion.id == version_id)) or EMPTY
    return AreaIndex(*content_of(name), name)
