"""Decides how a checked layer is kept on disk, so that exactly that takes effect later. Knows no table.

Compressed lines of JSON: a head, then one area each, its status first (`removed` ones and the old shapes of moved ones are
for the preview only). Shapes are WKB in hex: the same bits come back.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import shapely

from app.areas.import_report import ImportReport, Tally
from app.areas.proposing import Proposal
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say
from app.areas.shapes import Cell, Segment
from app.core.disk import settle, sha256_of, unfinished_beside

Area = Segment | Cell
ADDED, REMOVED, MOVED, SAME, WAS = "added", "removed", "moved", "same", "was"
"""Statuses; `was`: where one that moved lay before."""
_IN_FORCE = frozenset({ADDED, MOVED, SAME})
_LEVEL = 1
_MODE = 0o440


@dataclass(frozen=True, slots=True)
class Kept:
    """Areas with their statuses, as read back."""

    statuses: list[str]
    areas: list[Area]


def write_layer(path: Path, proposal: Proposal, statuses: Mapping[str, str], shown: Iterable[tuple[str, Area]]) -> str:
    """Writes the layer durably; the hex SHA-256 of the file. `shown` are areas with statuses that only the preview shows.

    Raises UnusableFile for text that no database could keep.
    """
    new = proposal.segments or proposal.cells
    rows = [*((statuses[one.code], one) for one in new), *shown]
    with unfinished_beside(path) as unfinished:
        with gzip.GzipFile(unfinished, "wb", compresslevel=_LEVEL, mtime=0) as file:
            file.write(_line(_head(proposal)))
            for status, area in rows:
                file.write(_line([status, *_values(area)]))
        digest = sha256_of(unfinished)
        settle(unfinished, path, unfinished.stat().st_size, _MODE)
    return digest


def read_proposal(path: Path) -> Proposal:
    """The layer as it was checked, without its findings. Raises OSError."""
    with gzip.open(path, "rb") as file:
        head = json.loads(next(file))
        rows = [row for line in file if (row := json.loads(line))[0] in _IN_FORCE]
    areas = list(_areas(head["layer"], rows))
    segments = [one for one in areas if isinstance(one, Segment)]
    cells = [one for one in areas if isinstance(one, Cell)]
    limits = shapely.from_wkb(bytes.fromhex(head["limits"])) if head["limits"] else None
    report = _report(head["report"])
    return Proposal(head["layer"], head["base"], report, [], segments, cells, head["adcode"], limits, head["numbers"])


def read_kept(path: Path) -> Kept:
    """Everything the preview shows. Raises OSError."""
    with gzip.open(path, "rb") as file:
        head = json.loads(next(file))
        rows = [json.loads(line) for line in file]
    return Kept([row[0] for row in rows], list(_areas(head["layer"], rows)))


def _head(proposal: Proposal) -> dict[str, Any]:
    return {
        "layer": proposal.layer,
        "base": proposal.base,
        "adcode": proposal.adcode,
        "numbers": proposal.numbers,
        "limits": None if proposal.limits is None else shapely.to_wkb(proposal.limits).hex(),
        "report": asdict(proposal.report),
    }


def _values(area: Area) -> list[Any]:
    if isinstance(area, Cell):
        return [area.code, area.polygon.wkb.hex(), area.street, area.community]
    polygon = None if area.polygon is None else area.polygon.wkb.hex()
    words = [area.side, area.from_name, area.to_name, area.street, area.community]
    return [area.code, area.line.wkb.hex(), polygon, area.name, area.depth_m, *words]


def _areas(layer: str, rows: list[list[Any]]) -> Iterator[Area]:
    shapes = shapely.from_wkb([bytes.fromhex(row[2]) for row in rows])
    for row, shape in zip(rows, shapes, strict=True):
        if layer == "cells":
            yield Cell(row[1], shape, row[3], row[4])
        else:
            polygon = None if row[3] is None else shapely.from_wkb(bytes.fromhex(row[3]))
            yield Segment(row[1], row[4], row[5], shape, polygon, *row[6:])


def _report(kept: dict[str, Any]) -> ImportReport:
    happened = {kind: {why: _tally(**one) for why, one in reasons.items()} for kind, reasons in kept["happened"].items()}
    return ImportReport(**{**kept, "happened": happened, "notes": [Sentence(**note) for note in kept["notes"]]})


def _tally(why: dict[str, Any], count: int, examples: list[dict[str, Any]]) -> Tally:
    return Tally(Sentence(**why), count, [Sentence(**one) for one in examples])


def _line(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        line = text.encode()
    except UnicodeEncodeError as error:
        raise _unstorable(text[error.start - 20 : error.start]) from error
    if "\\u0000" in text:
        raise _unstorable(text[: text.index("\\u0000")][-20:])
    return line + b"\n"


def _unstorable(before: str) -> UnusableFile:
    return UnusableFile(say("unstorable", before=before))
