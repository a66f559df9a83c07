"""Decides what of a file becomes grid cells: which polygons are usable, repaired or merged, and what is told of the others.

Works on features in WGS-84 degrees; knows no files and no tables.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from app.areas.features import DECIMALS, Feature, columns_of, parts
from app.areas.import_report import ImportReport, Kind
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say
from app.areas.shapes import Cell

LONGEST_CODE = 32
LONGEST_NAME = 120
"""Characters of a street's or community's name."""
_USUAL_CODE = re.compile(r"\d{15}|\d{14}|[0-9A-Z]{15}")
"""15 digits (14 in the older numbering); some cities use letters in them."""
_SMALLEST = 1e-10
"""Square degrees, about 1 m²: less is a digitising slip, not a place to look after."""
_OVERLAP = 0.01
"""Two polygons of one code that share more than this part of the smaller are versions of one cell, not parts of it."""


def prepare_cells(
    features: Sequence[Feature],
    code_field: str,
    report: ImportReport,
    street_field: str | None = None,
    community_field: str | None = None,
) -> list[Cell]:
    """Cells with valid polygons, each code and each shape once; tells `report` about everything else.

    Street and community are what the first record of a code says, where columns are named for them. Raises UnusableFile
    when nothing is left to import.
    """
    report.read += len(features)
    found: dict[str, list[tuple[Sentence, Any]]] = defaultdict(list)
    known: dict[str, tuple[str | None, str | None]] = {}
    for feature in features:
        polygon = _polygon(feature, report)
        code = feature.text(code_field)
        if polygon is None:
            continue
        if code is None or len(code) > LONGEST_CODE:
            reason = say("cell-without-code") if code is None else say("cell-code-too-long", most=LONGEST_CODE)
            report.tell(Kind.SKIPPED, reason, feature.shown())
        else:
            found[code].append((_named(feature, code), polygon))
            known.setdefault(code, (_place(feature, street_field), _place(feature, community_field)))
    cells = _without_twins([Cell(code, _one_shape(code, found[code], report), *known[code]) for code in sorted(found)], report)
    if not cells:
        nothing = say("no-cells", source=report.source, code=code_field, columns=columns_of(features))
        raise UnusableFile(nothing if features else say("no-features", source=report.source), report)
    _note_unusual_codes(cells, report)
    return cells


def _place(feature: Feature, field: str | None) -> str | None:
    value = feature.text(field) if field else None
    return value[:LONGEST_NAME] if value else None


def _named(feature: Feature, code: str) -> Sentence:
    return say("record-of-code", record=feature.mark(), code=code)


def _polygon(feature: Feature, report: ImportReport) -> Any:
    """The valid polygon of a feature, None when there is none (told)."""
    found = parts(feature.geometry, ("Polygon",))
    if not found:
        reason = say("no-shape") if feature.geometry is None else say("no-polygon")
        report.tell(Kind.SKIPPED, reason, feature.shown())
        return None
    whole = found[0] if len(found) == 1 else shapely.MultiPolygon(found)
    polygon = whole if shapely.is_valid(whole) else _repaired(whole)
    if polygon is None or polygon.area < _SMALLEST:
        report.tell(Kind.SKIPPED, say("no-area"), feature.shown())
        return None
    if polygon is not whole:
        code = next((text for key in ("code", "CODE", "id") if (text := feature.text(key))), "")
        shown = say("record-outline", record=f"{feature.mark()} {code}".strip(), reason=shapely.is_valid_reason(whole))
        report.tell(Kind.REPAIRED, say("polygon-repaired"), shown)
    return shapely.normalize(polygon)


def _repaired(polygon: Any) -> Any:
    """The same area with a valid outline, rounded like everything stored; None when no area is left."""
    for _ in range(3):  # rounding a repaired crossing may make a new one
        polygon = shapely.transform(shapely.make_valid(polygon), lambda degrees: np.round(degrees, DECIMALS))
        found = [part for part in parts(polygon, ("Polygon",)) if part.area >= _SMALLEST]
        if not found:
            return None
        polygon = found[0] if len(found) == 1 else shapely.MultiPolygon(found)
        if polygon.is_valid:
            return polygon
    return shapely.buffer(polygon, 0)


def _one_shape(code: str, shapes: list[tuple[Sentence, Any]], report: ImportReport) -> Any:
    """The shape of a code: parts that lie apart make one cell, of two that overlap the larger stays."""
    ranked = sorted(shapes, key=lambda named: (-named[1].area, shapely.to_wkb(named[1])))
    whole = ranked[0][1]
    for label, polygon in ranked[1:]:
        if shapely.intersection(whole, polygon).area > _OVERLAP * polygon.area:
            report.tell(Kind.SKIPPED, say("code-twice"), label)
        else:
            whole = shapely.normalize(shapely.union(whole, polygon))
            report.tell(Kind.JOINED, say("parts-joined"), label)
    return whole


def _without_twins(cells: list[Cell], report: ImportReport) -> list[Cell]:
    """One cell per shape, the lower code stays."""
    kept: dict[bytes, Cell] = {}
    for cell in cells:
        key = shapely.to_wkb(cell.polygon)
        if key in kept:
            report.tell(Kind.SKIPPED, say("same-polygon"), say("codes-same", code=cell.code, other=kept[key].code))
        else:
            kept[key] = cell
    return list(kept.values())


def _note_unusual_codes(cells: Sequence[Cell], report: ImportReport) -> None:
    unusual = [cell.code for cell in cells if not _USUAL_CODE.fullmatch(cell.code)]
    if unusual:
        report.notes.append(say("codes-unusual", count=len(unusual), sample=unusual[0]))
