"""Decides what an import writes: a new area version with the rows that changed. Flushes, never commits: all or nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.areas import storing
from app.areas.cell_shapes import prepare_cells
from app.areas.datum import Datum
from app.areas.features import FeatureFile, in_wgs84
from app.areas.grid import district_of, generate_cells
from app.areas.import_report import ImportReport, Kind
from app.areas.models import Road
from app.areas.queries import cells_of, current_version, current_version_id, segments_of
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.rules import UnusableFile
from app.areas.shapes import Segment
from app.core.db import db

NO_ADCODE = "000000"
"""District part of road codes while nobody has said which district this is."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The version now in force and what the import did."""

    version: str
    report: ImportReport


def import_segments(
    file: FeatureFile,
    datum: Datum,
    now: datetime,
    options: RoadOptions | None = None,
    *,
    append: bool = False,
    valid_from: datetime | None = None,
) -> Imported:
    """Makes the road lines of a file the segment layer (or adds them to it) and activates the new version.

    Without options, or with an empty adcode in them, the district is the one of the areas that are there. `valid_from`
    as `storing.activate_cells` has it. Raises UnusableFile or ValidFromFuture; then nothing has changed.
    """
    storing.take_turns()
    moved = in_wgs84(file, datum)
    report = ImportReport("segments", file.source, notes=list(moved.notes))
    options = _with_adcode(options or RoadOptions(""), report)
    before = segments_of(current_version_id()) if append else []
    segments = prepare_segments(moved.features, options, _road_number, report, _free_parts(before))
    if append:
        segments = _appended(before, segments, report)
    report.imported = len(segments) - (len(before) if append else 0)
    return Imported(storing.activate_segments(segments, options.adcode, report, now, valid_from), report)


def import_cells(
    file: FeatureFile,
    datum: Datum,
    now: datetime,
    code_field: str = "code",
    *,
    append: bool = False,
    valid_from: datetime | None = None,
) -> Imported:
    """Makes the polygons of a file the cell layer (or adds them to it) and activates the new version.

    `valid_from` as in `import_segments`. Raises UnusableFile or ValidFromFuture; then nothing has changed.
    """
    storing.take_turns()
    moved = in_wgs84(file, datum)
    report = ImportReport("cells", file.source, notes=list(moved.notes))
    cells = {cell.code: cell for cell in prepare_cells(moved.features, code_field, report)}
    report.imported = len(cells)
    before = {cell.code: cell for cell in cells_of(current_version_id())} if append else {}
    for code in sorted(cells.keys() & before.keys()):
        report.tell(Kind.REPLACED, "cells that were there", code)
    return Imported(storing.activate_cells(list((before | cells).values()), report, now, valid_from=valid_from), report)


def generate_grid(
    file: FeatureFile,
    datum: Datum,
    adcode: str,
    now: datetime,
    *,
    prefix: str | None = None,
    size_m: float = 100.0,
    append: bool = False,
    valid_from: datetime | None = None,
) -> Imported:
    """Makes a generated grid inside the polygons of a file the cell layer and activates the new version.

    `valid_from` as in `import_segments`. Raises UnusableGrid, UnusableFile or ValidFromFuture; then nothing has changed.
    """
    storing.take_turns()
    moved = in_wgs84(file, datum)
    report = ImportReport("cells", file.source, read=len(moved.features), generated=True, notes=list(moved.notes))
    made = {cell.code: cell for cell in generate_cells(district_of(moved.features, file.source), adcode, prefix, size_m)}
    report.imported = len(made)
    before = {cell.code: cell for cell in cells_of(current_version_id())} if append else {}
    return Imported(storing.activate_cells(list((before | made).values()), report, now, adcode, valid_from), report)


@dataclass(frozen=True, slots=True)
class Undone:
    """The version now in force, the ones that count no longer, and the one whose content is back; all by name."""

    version: str
    undone: tuple[str, ...]
    restored: str


def undo(now: datetime) -> Undone:
    """Takes back the areas in force, as if they had never been responsible; those from before are in force again.

    Every row stays. Undone again it goes one step further back. Raises NothingToUndo.
    """
    storing.take_turns()
    version, plan = storing.undo_newest(now)
    return Undone(version.name, tuple(one.name for one in plan.undone), version.report["restored"])


def _with_adcode(options: RoadOptions, report: ImportReport) -> RoadOptions:
    adcode = options.adcode or _known_adcode()
    if not adcode:
        adcode = NO_ADCODE
        report.notes.append(f"No district code is known: road codes begin with {NO_ADCODE}. Give it with --adcode.")
    if len(adcode) != 6 or not adcode.isdecimal() or not adcode.isascii():
        raise UnusableFile(f"'{adcode}' is no district code: give six digits with --adcode, for example 410104.")
    return replace(options, adcode=adcode)


def _known_adcode() -> str | None:
    """The district of the version in force, else the one most of its cells begin with."""
    version = current_version()
    if version is None:
        return None
    if version.adcode and version.adcode != NO_ADCODE:
        return version.adcode
    districts = Counter(cell.code[:6] for cell in cells_of(version.id) if cell.code[:6].isdecimal())
    return districts.most_common(1)[0][0] if districts else None


def _road_number(name: str) -> int:
    """The R number of a road's name, a new one for a new name; numbers are never reused."""
    road = db.session.get(Road, name)
    if road is None:
        road = Road(name=name, number=(db.session.scalar(select(func.max(Road.number))) or 0) + 1)
        db.session.add(road)
        db.session.flush()
    return road.number


def _free_parts(segments: list[Segment]) -> dict[str, int]:
    """Per road code (…-R001) the first S number no segment has."""
    free: dict[str, int] = {}
    for segment in segments:
        road, _, part = segment.code.rpartition("-S")
        if part.isdecimal():
            free[road] = max(free.get(road, 1), int(part) + 1)
    return free


def _appended(before: list[Segment], new: list[Segment], report: ImportReport) -> list[Segment]:
    """Both together: an equal code replaces, an equal line of the same road is there already."""
    known: dict[Any, str] = {(segment.name, segment.line.wkb): segment.code for segment in before}
    together = {segment.code: segment for segment in before}
    for segment in new:
        there = known.get((segment.name, segment.line.wkb))
        if there is not None and there != segment.code:
            report.tell(Kind.SKIPPED, "a segment that is there already", there)
            continue
        if segment.code in together:
            report.tell(Kind.REPLACED, "segments that were there", segment.code)
        together[segment.code] = segment
    return list(together.values())
