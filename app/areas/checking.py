"""Decides what is found out about a file before anything takes effect: what it would become, and its faults.

Changes nothing and knows no tables; what an import needs from them (numbers of roads) is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.areas.cell_shapes import prepare_cells
from app.areas.cell_topology import cell_findings
from app.areas.datum import Datum
from app.areas.features import FeatureFile, in_wgs84
from app.areas.import_report import ImportReport
from app.areas.road_topology import road_findings
from app.areas.roads import RoadOptions, prepare_segments
from app.areas.shapes import Cell, Segment
from app.areas.topology import Finding, Progress, no_progress


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file would become, what was told of its records, and the faults of the layer."""

    report: ImportReport
    findings: list[Finding]
    segments: list[Segment]
    cells: list[Cell]


def check_segments(
    file: FeatureFile,
    datum: Datum,
    options: RoadOptions,
    number_of: Callable[[str], int],
    first_part: Mapping[str, int] | None = None,
    progress: Progress = no_progress,
) -> Checked:
    """A file as road segments; arguments as of `prepare_segments`. Raises UnusableFile when nothing could be imported."""
    moved = in_wgs84(file, datum)
    report = ImportReport("segments", file.source, notes=list(moved.notes))
    segments = prepare_segments(moved.features, options, number_of, report, first_part)
    report.imported = len(segments)
    return Checked(report, road_findings(segments, progress), segments, [])


def check_cells(file: FeatureFile, datum: Datum, mapping: Mapping[str, str | None], progress: Progress = no_progress) -> Checked:
    """A file as cells, by a mapping that `field_mapping.checked` let pass. Raises UnusableFile when nothing could be imported."""
    moved = in_wgs84(file, datum)
    report = ImportReport("cells", file.source, notes=list(moved.notes))
    code = mapping.get("code") or ""
    cells = prepare_cells(moved.features, code, report, mapping.get("street"), mapping.get("community"))
    report.imported = len(cells)
    return Checked(report, cell_findings(moved.features, code, progress), [], cells)
