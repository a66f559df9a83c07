"""Decides what is found out about a file: what it holds, then what it would change. Runs in a process of its own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import PurePath
from typing import Any

from shapely.errors import ShapelyError

from app.area_imports import findings
from app.area_imports.comparing import Difference, compare
from app.area_imports.layer_file import REMOVED, WAS, Area, write_layer
from app.area_imports.rules import USUAL_DEPTH_M, State, Step, disk_trouble, told
from app.area_imports.tasks import Orphaned, Overtaken, Task, Teller, fail, finish, take
from app.areas import field_mapping, proposing
from app.areas import queries as areas
from app.areas.datum import Datum
from app.areas.datum_guess import clear_datum, datum_distances
from app.areas.features import FeatureFile
from app.areas.field_mapping import Field
from app.areas.import_report import ImportReport, Kind
from app.areas.proposing import Proposal
from app.areas.reading import layers_of, read_features
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say
from app.cases.foretelling import Moves, cases_that_would_move
from app.core.disk import place_bytes
from app.core.transaction import end_reading

log = logging.getLogger(__name__)

GONE = say("gone")
TOO_HEAVY = say("too-heavy")
UNREADABLE = say("unreadable")
NO_COLUMNS = say("no-columns")
MOST_FIELDS = 200
"""Columns that are kept to choose from, beside those that were guessed."""
LONGEST_SAMPLE = 80
"""Characters of a value that is shown."""
_SHAPES_PART, _WHOLE = 30, 100
"""How much of a check is over when only what can be many (overlaps) is still looked for."""
_MANY = "overlaps"
_OUT_OF_MEMORY = "bad_alloc"
"""How the library of shapes says it."""


def work_once(parent: int | None = None) -> bool:
    """Takes what waits longest and does it; whether there may be more to do. Killed anywhere, it begins anew at the next start.

    `parent` is the process that wants the work (None: the one this process has now); when it is gone, nothing more is done.
    """
    wanted_by = os.getppid() if parent is None else parent
    task = take() if os.getppid() == wanted_by else None
    if task is None:
        return False
    try:
        _do(task, Teller(task, wanted_by))
    except Overtaken:
        log.info("import %s: what was worked out is not wanted any more", task.id)
    except Orphaned:
        log.info("import %s: left as it was, because the server that wanted it is gone", task.id)
        return False
    return True


def _do(task: Task, teller: Teller) -> None:
    found = dict[str, Any]()
    try:
        result = _read(task, found) if task.step is Step.READING else _check(task, teller)
    except UnusableFile as error:
        report = {} if error.report is None else {"report": report_body(error.report)}
        fail(task, told(error.sentence.renamed(_names(task))), {**found, **report})
    except MemoryError:
        fail(task, told(TOO_HEAVY), found)
    except FileNotFoundError:
        fail(task, told(GONE), found)
    except OSError as error:
        trouble = disk_trouble(error)
        if trouble is None:
            raise
        log.exception("import %s: the disk", task.id)
        fail(task, trouble, found)
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError, ShapelyError) as error:
        log.exception("import %s: a file that no reader was prepared for", task.id)
        fail(task, told(TOO_HEAVY if _OUT_OF_MEMORY in str(error) else UNREADABLE), found)
    else:
        finish(task, result)


def _features(task: Task) -> FeatureFile:
    if not task.upload.is_file():
        raise FileNotFoundError(task.upload)
    file = read_features(task.upload, task.options.get("crs"), task.options.get("table"))
    return replace(file, source=task.file_name, notes=tuple(note.renamed(_names(task)) for note in file.notes))


def _names(task: Task) -> dict[str, str]:
    """How its person calls the files that have names of ours on the disk."""
    return {task.upload.name: task.file_name, f"{task.upload.stem}.prj": f"{PurePath(task.file_name).stem}.prj"}


def _read(task: Task, found: dict[str, Any]) -> dict[str, Any]:
    """`found` hears what is known even when the file cannot be read as it is: which layers it holds."""
    with suppress(UnusableFile):  # reading says why
        found["tables"] = layers_of(task.upload)
    file = _features(task)
    fields = field_mapping.fields_of(file.features)
    if not fields:
        raise UnusableFile(NO_COLUMNS)
    guessed = field_mapping.guess(file.features, task.layer)
    distances = datum_distances(file, _known(task.layer))
    known = sorted((metres, datum.value) for datum, metres in distances.items() if metres is not None)
    clear = clear_datum(distances)
    return {
        **found,
        "records": len(file.features),
        "fields": [_field(one) for at, one in enumerate(fields) if at < MOST_FIELDS or one.name in guessed.values()],
        "guessed": guessed,
        "mapping": guessed,
        "datum": clear.value if clear else None,
        "datum_guess": [{"datum": datum, "metres": metres} for metres, datum in known] or None,
    }


def _known(layer: str) -> list[Any]:
    """What is in force and looks most like the layer."""
    version = areas.current_version_id()
    lines: list[Any] = [one.line for one in areas.segments_of(version)]
    cells: list[Any] = [one.polygon for one in areas.cells_of(version)]
    return (lines or cells) if layer == "segments" else (cells or lines)


def _field(field: Field) -> dict[str, Any]:
    samples = [sample[:LONGEST_SAMPLE] for sample in field.samples]
    return {"name": field.name, "samples": samples, "kind": field.kind, "filled": field.filled}


def _check(task: Task, teller: Teller) -> dict[str, Any]:
    teller(Step.READING, 0, 1)
    file = _features(task)
    mapping = field_mapping.checked(task.mapping, file.features, task.layer)
    proposal = _proposal(task, file, mapping, _checking(teller))
    teller(Step.COMPARING, 0, 1)
    segments, cells, limits = areas.content_of(_name_of(proposal.base))
    in_force: list[Area] = list(segments) if task.layer == "segments" else list(cells)
    new: list[Area] = [*proposal.segments, *proposal.cells]
    end_reading()
    difference = compare(in_force, new, lambda done, total: teller(Step.COMPARING, done, total))
    layers = (proposal.segments, cells, limits) if task.layer == "segments" else (segments, proposal.cells, proposal.limits)
    teller(Step.COUNTING, 0, 1)
    moves = cases_that_would_move(*layers, tell=lambda done, total: teller(Step.COUNTING, done, total))
    return _result(task, file, proposal, difference, moves)


def _result(task: Task, file: FeatureFile, proposal: Proposal, difference: Difference, moves: Moves) -> dict[str, Any]:
    report = proposal.report
    if difference.renamed:
        report.notes.append(say("renamed", count=difference.renamed))
    shown = [*((REMOVED, one) for one in difference.removed), *((WAS, one) for one in difference.was)]
    digest = write_layer(task.folder.layer, proposal, difference.statuses, shown)
    place_bytes(task.folder.findings, findings.as_csv(proposal.findings))
    summary = findings.summary(proposal.findings, task.layer)
    return {
        "state": State.CHECKED.value,
        "records": len(file.features),
        "report": report_body(report),
        "findings": summary,
        "must": summary["must"],
        "may": summary["may"],
        "difference": {**difference.as_dict(), "cases": asdict(moves)},
        "base": proposal.base,
        "layer_sha256": digest,
    }


def _proposal(
    task: Task, file: FeatureFile, mapping: dict[str, str | None], progress: Callable[[str, int, int], None]
) -> Proposal:
    datum, append = Datum(task.datum or Datum.WGS84), bool(task.options.get("append"))
    if task.layer == "cells":
        return proposing.propose_cells(file, datum, mapping, append=append, progress=progress)
    depth_m = task.options.get("depth_m") or USUAL_DEPTH_M
    options = field_mapping.road_options(mapping, task.options.get("adcode") or "", depth_m)
    return proposing.propose_segments(file, datum, options, append=append, progress=progress)


def _checking(teller: Teller) -> Callable[[str, int, int], None]:
    """What the checks tell, as one way from 0 to 100 that never goes back."""
    reached = 0

    def tell(step: str, done: int, total: int) -> None:
        nonlocal reached
        share = done / max(total, 1)
        part = _SHAPES_PART + share * (_WHOLE - _SHAPES_PART) if step == _MANY else share * _SHAPES_PART
        reached = max(reached, int(part))
        teller(Step.CHECKING, reached, _WHOLE)

    return tell


def report_body(report: ImportReport) -> dict[str, Any]:
    """As the wire has it."""
    remarks = [
        {"kind": kind, **_reason(tally.why), "count": tally.count, "examples": [told(one) for one in tally.examples]}
        for kind, reasons in report.happened.items()
        for tally in reasons.values()
    ]
    counts = {"read": report.read, "imported": report.imported, "skipped": report.count(Kind.SKIPPED)}
    return {**counts, "notes": [told(note) for note in report.notes], "remarks": remarks}


def _reason(why: Sentence) -> dict[str, Any]:
    return {"slug": why.slug, "facts": dict(why.facts), "what": str(why)}


def _name_of(version_id: int) -> str:
    known = next((one.name for one in areas.versions() if one.id == version_id), None)
    return known or areas.EMPTY
