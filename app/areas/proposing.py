"""Decides what an import would put in force, without doing it, and puts in force exactly that.

Between the two lie minutes and a person: whoever imports something else meanwhile makes the proposal void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.areas import storing
from app.areas.before import RoadNumbers, appended, note_own_segments, segments_before, with_adcode
from app.areas.checking import check_cells, check_segments
from app.areas.datum import Datum
from app.areas.features import FeatureFile
from app.areas.import_report import ImportReport
from app.areas.limits import area_limits
from app.areas.models import Road
from app.areas.queries import cells_of, current_version_id
from app.areas.roads import RoadOptions
from app.areas.rules import AreasChanged
from app.areas.shapes import Cell, Segment
from app.areas.topology import Finding, Progress, no_progress
from app.core.db import db


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole layer as it would be in force, what was told of the file, and the faults of the layer.

    `base` is the version in force when it was made, `numbers` are the R numbers of roads that are new, `limits` those of
    the cells (`area_limits`).
    """

    layer: str
    base: int
    report: ImportReport
    findings: list[Finding]
    segments: list[Segment]
    cells: list[Cell]
    adcode: str | None
    limits: Any
    numbers: dict[str, int]


def propose_segments(
    file: FeatureFile, datum: Datum, options: RoadOptions, *, append: bool = False, progress: Progress = no_progress
) -> Proposal:
    """What `service.import_segments` would put in force. Writes nothing. Raises UnusableFile."""
    base = current_version_id()
    told = ImportReport("segments", file.source)
    options = with_adcode(options, told)
    there = segments_before(stays=append)
    numbers = RoadNumbers()

    def together(new: list[Segment], report: ImportReport) -> list[Segment]:
        whole = appended(there.segments, new, report)
        report.imported = len(whole) - len(there.segments)
        return whole

    checked = check_segments(file, datum, options, numbers, there, progress, together if append else None)
    report, findings, segments = checked.report, checked.findings, checked.segments
    report.notes += told.notes
    note_own_segments(there.segments, segments, report)
    return Proposal("segments", base, report, findings, segments, [], options.adcode, None, numbers.new)


def propose_cells(
    file: FeatureFile,
    datum: Datum,
    mapping: dict[str, str | None],
    *,
    append: bool = False,
    progress: Progress = no_progress,
) -> Proposal:
    """What `service.import_cells` would put in force. Writes nothing. Raises UnusableFile."""
    base = current_version_id()
    checked = check_cells(file, datum, mapping, progress, cells_of(base) if append else ())
    limits = area_limits(checked.cells)
    return Proposal("cells", base, checked.report, checked.findings, [], checked.cells, None, limits, {})


def activate(proposal: Proposal, now: datetime, valid_from: datetime | None = None) -> str:
    """Puts a proposal in force; the new version's name. `valid_from` as of `storing.activate_cells`. Flushes only.

    Raises AreasChanged when other areas are in force than those it was made beside, and ValidFromFuture.
    """
    storing.take_turns()
    if current_version_id() != proposal.base:
        raise AreasChanged()
    if proposal.layer == "cells":
        return storing.activate_cells(proposal.cells, proposal.report, now, proposal.adcode, valid_from, proposal.limits)
    db.session.add_all(Road(name=name, number=number) for name, number in sorted(proposal.numbers.items()))
    db.session.flush()
    return storing.activate_segments(proposal.segments, proposal.adcode or "", proposal.report, now, valid_from)
