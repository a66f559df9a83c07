"""Decides which faults a layer of cells has: gaps, overlaps, slivers, self-crossings, codes used twice or of odd length.

Looks at the polygons as the file draws them, before anything is repaired. Knows no files and no tables.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from app.areas.cell_faces import Face, gaps_and_overlaps, mean_width
from app.areas.far_away import look_for_far_ones, plane_of
from app.areas.features import Feature, parts
from app.areas.plane import Plane
from app.areas.topology import Fault, Finding, Progress, Severity, no_progress

NARROWEST_M = 0.05
"""Borders this near are one: files rounded to 1e-7° (1 cm) or noded by other programs differ by that."""
MUST_OVERLAP_M = 0.5
"""Mean width from which an overlap must be mended: surveyed parts of a city are placed to 0.5 m, so a narrower one decides
nothing that could be measured; in a wider one the answer would depend on which code is lower."""
MOUTH_M = 2.0
"""A gap that is open to the outside is a slip of the pen up to this width (1 m of survey on either side); a wider one is a
street or a river that the city leaves out."""
SMALLEST_GAP_M2 = 0.5
"""A patrol's two feet."""
SLIVER_M = 2.0
"""A cell (or part) of less mean width holds no place that a phone could be said to be in."""
AMBIGUOUS_M2 = 1.0
"""A polygon that crosses itself must be mended when it is unclear to which side so much of it belongs."""
TOUCH_M = 0.05
MOST_CODES = 10
"""Codes told with one gap, or with one finding about a layer's way of numbering."""
_USUAL_CODE = re.compile(r"\d{15}|\d{14}|[0-9A-Z]{15}")
_PLACE = re.compile(r"\[(-?[\d.eE+-]+) (-?[\d.eE+-]+)\]")
_DEGREE_DECIMALS = 7
STEP = "shapes"


@dataclass(frozen=True, slots=True)
class _Layer:
    """Codes (or what else names a record), polygons as drawn in degrees and valid ones in metres, and their plane."""

    codes: list[str]
    coded: list[bool]
    drawn: Any
    polygons: Any
    plane: Plane

    def where(self, shape: Any) -> tuple[float, float]:
        """Degrees of a place in a shape of the plane."""
        return self.within([shape])[0]

    def within(self, shapes: Any) -> list[tuple[float, float]]:
        """Degrees of a place in each of these shapes."""
        metres = shapely.get_coordinates(shapely.point_on_surface(shapes))
        degrees = np.round(self.plane.inverse_array(metres), _DEGREE_DECIMALS).tolist()
        return [(lon, lat) for lon, lat in degrees]


def cell_findings(features: Sequence[Feature], code_field: str, progress: Progress = no_progress) -> list[Finding]:
    """All faults of polygons in WGS-84 degrees; records without a polygon are none (the import tells of them)."""
    codes, coded, drawn = _drawn(features, code_field)
    if not codes:
        return []
    findings, near = look_for_far_ones(codes, drawn)
    if not near.any():
        return findings
    rows = np.flatnonzero(near).tolist()
    layer = _layer([codes[row] for row in rows], [coded[row] for row in rows], drawn[near])
    progress(STEP, 1, 3)
    findings += [*_self_crossings(layer), *_slivers(layer)]
    progress(STEP, 2, 3)
    findings += [*_duplicate_codes(layer), *_odd_codes(layer)]
    progress(STEP, 3, 3)
    gaps, overlaps = gaps_and_overlaps(layer.polygons, NARROWEST_M, MOUTH_M, progress)
    return [*findings, *_gaps(layer, gaps), *_overlaps(layer, overlaps)]


def _drawn(features: Sequence[Feature], code_field: str) -> tuple[list[str], list[bool], Any]:
    """Code (or label), whether it is one, and polygon of every record that has a polygon."""
    codes, coded, drawn = [], [], []
    for feature in features:
        found = parts(feature.geometry, ("Polygon",))
        if found:
            code = feature.text(code_field)
            codes.append(code or feature.label())
            coded.append(code is not None)
            drawn.append(found[0] if len(found) == 1 else shapely.MultiPolygon(found))
    return codes, coded, np.array([*drawn, None], dtype=object)[:-1]


def _layer(codes: list[str], coded: list[bool], shapes: Any) -> _Layer:
    plane = plane_of(shapes)
    flat = shapely.transform(shapes, lambda degrees: np.round(plane.forward_array(degrees), 3))
    return _Layer(codes, coded, shapes, _valid(flat), plane)


def _valid(polygons: Any) -> Any:
    """The same areas as valid polygons, nothing else; empty where no area is left."""
    broken = np.flatnonzero(~shapely.is_valid(polygons))
    for row in broken.tolist():
        found = parts(shapely.make_valid(polygons[row]), ("Polygon",))
        polygons[row] = shapely.MultiPolygon(found)
    return polygons


def _self_crossings(layer: _Layer) -> Iterator[Finding]:
    for row in np.flatnonzero(~shapely.is_valid(layer.drawn)).tolist():
        metres = shapely.transform(layer.drawn[row], layer.plane.forward_array)
        place = _PLACE.search(shapely.is_valid_reason(metres))
        x, y = (float(place[1]), float(place[2])) if place else shapely.get_coordinates(metres)[0].tolist()
        unclear = abs(float(shapely.area(shapely.make_valid(metres))) - float(shapely.area(metres)))
        severity = Severity.MUST if unclear >= AMBIGUOUS_M2 else Severity.MAY
        where = layer.where(shapely.Point(x, y))
        yield Finding(Fault.SELF_CROSSING, severity, (layer.codes[row],), where, m2=round(unclear, 2))


def _slivers(layer: _Layer) -> Iterator[Finding]:
    pieces, row = shapely.get_parts(layer.polygons, return_index=True)
    for at in np.flatnonzero(mean_width(pieces) < SLIVER_M).tolist():
        size = round(float(pieces[at].area), 2)
        where = layer.where(pieces[at])
        yield Finding(Fault.SLIVER, Severity.MAY, (layer.codes[row[at]],), where, m2=size)


def _duplicate_codes(layer: _Layer) -> Iterator[Finding]:
    """A code of several records: parts that touch are one cell, others are two places with one name."""
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, code in enumerate(layer.codes):
        if layer.coded[row]:
            rows_of[code].append(row)
    for code, rows in rows_of.items():
        if len(rows) > 1:
            shapes = layer.polygons[rows]
            together = shapely.union_all(shapely.buffer(shapes, TOUCH_M))
            overlap = float(shapely.area(shapes).sum()) - float(shapely.area(shapely.union_all(shapes)))
            one_place = shapely.get_num_geometries(together) == 1 and overlap < SMALLEST_GAP_M2
            severity = Severity.MAY if one_place else Severity.MUST
            where = layer.where(shapes[1])
            yield Finding(Fault.DUPLICATE_CODE, severity, (code,), where, m2=round(float(shapely.area(shapes[1:]).sum()), 2))


def _odd_codes(layer: _Layer) -> Iterator[Finding]:
    """Codes unlike those of most cells: a digit was lost. A layer that numbers its cells in another way has one finding."""
    lengths = Counter(len(code) for code in layer.codes if _USUAL_CODE.fullmatch(code))
    usual, count = lengths.most_common(1)[0] if lengths else (0, 0)
    odd = [
        row
        for row, code in enumerate(layer.codes)
        if layer.coded[row] and not (len(code) == usual and _USUAL_CODE.fullmatch(code))
    ]
    if odd and count <= len(layer.codes) / 2:
        codes = tuple(layer.codes[row] for row in odd[:MOST_CODES])
        yield Finding(Fault.WRONG_CODE_LENGTH, Severity.MAY, codes, layer.where(layer.polygons[odd[0]]))
        return
    for row in odd:
        where = layer.where(layer.polygons[row])
        yield Finding(Fault.WRONG_CODE_LENGTH, Severity.MUST, (layer.codes[row],), where)


def _gaps(layer: _Layer, gaps: Sequence[Face]) -> Iterator[Finding]:
    """A report from a gap has no cell, which is an answer, if an unwelcome one: a city may leave a lake out."""
    for face, where in zip(gaps, layer.within(_shapes(gaps)), strict=True):
        if face.shape.area >= SMALLEST_GAP_M2:
            codes = tuple(layer.codes[row] for row in face.rows[:MOST_CODES])
            yield Finding(Fault.GAP, Severity.MAY, codes, where, m2=round(float(face.shape.area), 2))


def _overlaps(layer: _Layer, overlaps: Sequence[Face]) -> Iterator[Finding]:
    shapes = _shapes(overlaps)
    sizes, widths = shapely.area(shapes).tolist(), mean_width(shapes).tolist()
    for face, where, m2, width in zip(overlaps, layer.within(shapes), sizes, widths, strict=True):
        codes = tuple(dict.fromkeys(layer.codes[row] for row in face.rows))
        if len(codes) > 1 and m2 >= SMALLEST_GAP_M2:
            severity = Severity.MUST if width >= MUST_OVERLAP_M else Severity.MAY
            yield Finding(Fault.OVERLAP, severity, codes, where, m2=round(m2, 2))


def _shapes(faces: Sequence[Face]) -> Any:
    return np.array([*(face.shape for face in faces), None], dtype=object)[:-1]
