"""Decides what an import writes: a new area version with the rows that changed. Flushes, never commits: all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.areas import storing
from app.areas.before import NO_ADCODE, appended, road_number, segments_before, with_adcode
from app.areas.cell_shapes import prepare_cells
from app.areas.datum import Datum
from app.areas.features import FeatureFile, in_wgs84
from app.areas.grid import district_of, generate_cells
from app.areas.import_report import ImportReport, Kind
from app.areas.queries import cells_of, current_version_id
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.sentences import say

__all__ = ["NO_ADCODE", "Imported", "Undone", "generate_grid", "import_cells", "import_segments", "undo"]


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
    options = with_adcode(options or RoadOptions(""), report)
    there = segments_before(stays=append)
    segments = prepare_segments(moved.features, options, road_number, report, there)
    if append:
        segments = appended(there.segments, segments, report)
    report.imported = len(segments) - (len(there.segments) if append else 0)
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
    there = {cell.code: cell for cell in cells_of(current_version_id())} if append else {}
    for code in sorted(cells.keys() & there.keys()):
        report.tell(Kind.REPLACED, say("cell-replaced"), say("named", name=code))
    return Imported(storing.activate_cells(list((there | cells).values()), report, now, valid_from=valid_from), report)


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
    there = {cell.code: cell for cell in cells_of(current_version_id())} if append else {}
    return Imported(storing.activate_cells(list((there | made).values()), report, now, adcode, valid_from), report)


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
