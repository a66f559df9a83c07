"""Decides how layers become rows: what did not change stays, what is gone ends, what is new begins. Flushes only.

Rows are never deleted, so that every version can be put in force again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import insert, literal, null, select, update

from app.areas.import_report import ImportReport
from app.areas.limits import area_limits
from app.areas.models import AreaVersion, GridCell, RoadSegment
from app.areas.queries import current_version, versions
from app.areas.rules import NothingToUndo, ValidFromFuture
from app.areas.shapes import Cell, Segment
from app.areas.validity import TIME_BEGINS, Undoing, endings, undoing
from app.audit.rules import Action
from app.audit.service import note
from app.core.db import db, table_of
from app.core.locks import hold

_CHUNK = 500
"""Rows per IN list; SQLite takes 32,766 parameters, other databases choke earlier."""

_TURN = "area-version"
Row = dict[str, Any]
Layer = type[RoadSegment] | type[GridCell]


def take_turns() -> None:
    """Within a transaction, before anything is read: whoever else makes a version waits until this one is there."""
    hold(_TURN)


def activate_segments(
    segments: Sequence[Segment], adcode: str, report: ImportReport, now: datetime, valid_from: datetime | None = None
) -> str:
    """Puts these segments in force, cells as they were; returns the new version's name.

    `valid_from` as in `activate_cells`.
    """
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "depth_m": one.depth_m,
            "line": one.line.wkb,
            "polygon": None if one.polygon is None else one.polygon.wkb,
            "side": one.side,
            "from_name": one.from_name,
            "to_name": one.to_name,
            "street": one.street,
            "community": one.community,
        }
        for one in segments
    ]
    before = current_version()
    version = _version(before, before.limits if before else None, adcode, report, now)
    return _activate(RoadSegment, rows, version, before, valid_from)


def activate_cells(
    cells: Sequence[Cell],
    report: ImportReport,
    now: datetime,
    adcode: str | None = None,
    valid_from: datetime | None = None,
    limits: Any = None,
) -> str:
    """Puts these cells in force, segments as they were; returns the new version's name.

    `limits` are the `area_limits` of these cells where somebody has worked them out already.

    They are responsible from `valid_from` on (`TIME_BEGINS`: since ever), by default from now; the first of a layer only
    complete the version in force and are so since that one is. Raises ValidFromFuture.
    """
    rows = [
        {
            "code": one.code,
            "polygon": one.polygon.wkb,
            "generated": report.generated,
            "street": one.street,
            "community": one.community,
        }
        for one in cells
    ]
    before = current_version()
    found = area_limits(cells) if limits is None else limits
    written = None if found is None else shapely.to_wkb(found)
    return _activate(GridCell, rows, _version(before, written, adcode, report, now), before, valid_from)


def undo_newest(now: datetime) -> tuple[AreaVersion, Undoing]:
    """Takes the content in force back: it was never responsible, and a new version carries what was there before.

    Returns the new version and what was undone. Raises NothingToUndo.
    """
    plan = undoing(versions())
    if plan is None:
        raise NothingToUndo()
    undone, before = db.session.get_one(AreaVersion, plan.undone[0].id), db.session.get_one(AreaVersion, plan.content)
    version = AreaVersion(
        created_at=now,
        layer=undone.layer,
        adcode=before.adcode,
        limits=before.limits,
        report={"layer": undone.layer, "undone": [one.name for one in plan.undone], "restored": before.name},
        valid_from=plan.begins,
        restores=plan.content,
    )
    _add(version, hashlib.sha256(f"{plan.undone[-1].name} undone, {before.name} again".encode()).hexdigest())
    for table in (RoadSegment, GridCell):
        _restore(table, plan.content, version.id)
    ids = [one.id for one in plan.undone]
    db.session.execute(update(AreaVersion).where(AreaVersion.id.in_(ids)).values(undone_at=now))
    _write_endings()
    note(Action.AREAS_UNDONE, "areas", version.name, undone=[one.name for one in plan.undone], restored=before.name)
    return version, plan


def _version(
    before: AreaVersion | None, limits: bytes | None, adcode: str | None, report: ImportReport, now: datetime
) -> AreaVersion:
    known = adcode or (before.adcode if before else None)
    return AreaVersion(created_at=now, layer=report.layer, adcode=known, limits=limits, report=report.as_dict())


def _activate(
    table: Layer, rows: list[Row], version: AreaVersion, before: AreaVersion | None, valid_from: datetime | None
) -> str:
    columns = list(rows[0]) if rows else ["code"]
    there = _rows_in_force(table, columns)
    version.valid_from = _begins(version.created_at, valid_from, before, completes=not there)
    _add(version, _digest(rows, version.limits, before.name if before else ""))
    new = {tuple(row.values()): row for row in rows}
    _end([there[content] for content in there.keys() - new.keys()], table, version.id)
    begun = [{**row, "from_version": version.id} for content, row in new.items() if content not in there]
    if begun:
        db.session.execute(insert(table), begun)
    db.session.flush()
    _write_endings()
    note(Action.AREAS_ACTIVATED, "areas", version.name, layer=version.layer, before=before.name if before else None)
    return version.name


def _begins(now: datetime, wanted: datetime | None, before: AreaVersion | None, *, completes: bool) -> datetime | None:
    if wanted is None:
        return (before.valid_from if before else None) if completes else now
    if wanted > now:
        raise ValidFromFuture()
    return None if wanted <= TIME_BEGINS else wanted


def _add(version: AreaVersion, digest: str) -> None:
    """Writes the version; its name begins with the id, which is only known then."""
    version.name = digest[:24]
    db.session.add(version)
    db.session.flush()
    version.name = f"{version.id}-{digest[:8]}"
    db.session.flush()


def _write_endings() -> None:
    """Until when each version is responsible, now that there is another."""
    for version_id, end in endings(versions()).items():
        changed = AreaVersion.valid_to.is_distinct_from(end)
        db.session.execute(update(AreaVersion).where(AreaVersion.id == version_id, changed).values(valid_to=end))


def _restore(table: Layer, content: int, version_id: int) -> None:
    """Ends the rows in force that this content has not, and begins copies of those it has and that ended."""
    ended = update(table).where(table.to_version.is_(None), table.from_version > content).values(to_version=version_id)
    db.session.execute(ended)
    there = table_of(table)
    copied = [column for column in there.c if column.key not in {"id", "from_version", "to_version"}]
    gone = select(*copied, literal(version_id), null()).where(table.from_version <= content, table.to_version > content)
    names = [column.key for column in copied]
    db.session.execute(insert(there).from_select([*names, "from_version", "to_version"], gone))


def _rows_in_force(table: Layer, columns: Iterable[str]) -> dict[tuple[Any, ...], int]:
    """Ids by content."""
    wanted = [getattr(table, column) for column in columns]
    rows = db.session.execute(select(table.id, *wanted).where(table.to_version.is_(None)))
    return {tuple(row[1:]): row[0] for row in rows}


def _end(ids: Sequence[int], table: Layer, version_id: int) -> None:
    for at in range(0, len(ids), _CHUNK):
        db.session.execute(update(table).where(table.id.in_(ids[at : at + _CHUNK])).values(to_version=version_id))


def _digest(rows: Iterable[Row], limits: bytes | None, before: str) -> str:
    hashed = hashlib.sha256(before.encode())
    for row in sorted(rows, key=lambda row: str(row["code"])):
        hashed.update(repr(tuple(row.values())).encode())
    hashed.update(limits or b"")
    return hashed.hexdigest()[:16]
