"""Decides what is found out about a file before anything takes effect: what it would become, and its faults.

Changes nothing and knows no tables; what an import needs from them (numbers of roads) is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.areas.cell_shapes import prepare_cells
from app.areas.cell_topology import cell_findings
from app.areas.datum import Datum
from app.areas.features import Feature, FeatureFile, in_wgs84
from app.areas.import_report import ImportReport, Kind
from app.areas.numbering import Before
from app.areas.road_topology import road_findings
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.sentences import say
from app.areas.shapes import Cell, Segment
from app.areas.topology import Finding, Progress, no_progress

Together = Callable[[list[Segment], ImportReport], list[Segment]]
"""Puts new segments beside those that stay, and tells the report what became of equal ones."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The layer that a file would become, what was told of its records, and the faults of that layer."""

    report: ImportReport
    findings: list[Finding]
    segments: list[Segment]
    cells: list[Cell]


def check_segments(
    file: FeatureFile,
    datum: Datum,
    options: RoadOptions,
    number_of: Callable[[str], int],
    before: Before | None = None,
    progress: Progress = no_progress,
    together: Together | None = None,
) -> Checked:
    """A file as road segments; arguments as of `prepare_segments`. `together` puts them beside those that stay.

    Raises UnusableFile when nothing could be imported.
    """
    moved = in_wgs84(file, datum)
    report = ImportReport("segments", file.source, notes=list(moved.notes))
    segments = prepare_segments(moved.features, options, number_of, report, before)
    report.imported = len(segments)
    if together is not None:
        segments = together(segments, report)
    return Checked(report, road_findings(segments, progress), segments, [])


def check_cells(
    file: FeatureFile,
    datum: Datum,
    mapping: Mapping[str, str | None],
    progress: Progress = no_progress,
    beside: Sequence[Cell] = (),
) -> Checked:
    """A file as cells, by a mapping that `field_mapping.checked` let pass. Of the cells `beside` those stay whose code the
    file has not. Raises UnusableFile when nothing could be imported."""
    moved = in_wgs84(file, datum)
    report = ImportReport("cells", file.source, notes=list(moved.notes))
    code = mapping.get("code") or ""
    cells = prepare_cells(moved.features, code, report, mapping.get("street"), mapping.get("community"))
    report.imported = len(cells)
    new = {cell.code for cell in cells}
    for cell in beside:
        if cell.code in new:
            report.tell(Kind.REPLACED, say("cell-replaced"), say("named", name=cell.code))
    staying = [cell for cell in beside if cell.code not in new]
    drawn = [Feature(0, {code: cell.code}, cell.polygon) for cell in staying]
    return Checked(report, cell_findings([*moved.features, *drawn], code, progress), [], [*staying, *cells])
