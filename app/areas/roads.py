"""Decides what of a file becomes road segments: which lines are usable, their codes, and what is told of the others.

Works on features in WGS-84 degrees; knows no files and no tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely

from app.areas.far_away import plane_of
from app.areas.features import DECIMALS, Feature, columns_of
from app.areas.import_report import ImportReport, Kind
from app.areas.joining import LONGEST_M, Way, cut, join
from app.areas.numbering import Before, Numbering, Piece
from app.areas.plane import Plane
from app.areas.road_attributes import Told, kept_by
from app.areas.road_records import Road, RoadOptions, usable, without_twins
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say
from app.areas.shapes import Segment

__all__ = ["RoadOptions", "prepare_segments"]

UNNAMED = 0
"""R number of kept ways without a name."""
UNNAMED_ROAD = "unnamed"
"""Only at a terminal such ways are kept."""


def prepare_segments(
    features: Sequence[Feature],
    options: RoadOptions,
    number_of: Callable[[str], int],
    report: ImportReport,
    before: Before | None = None,
) -> list[Segment]:
    """Segments of at most 500 m, tells `report` about everything else.

    `number_of` gives a road's name its number, the same for ever; names are asked in the order of their characters.
    `before` are the segments in force: lines that are known keep their codes. Raises UnusableFile when nothing is left to
    import.
    """
    report.read += len(features)
    roads = without_twins(usable(features, options, report), report)
    if not roads:
        raise UnusableFile(_nothing_left(features, options, report.source), report)
    plane = plane_of([line for road in roads for line in road.lines])
    numbering = Numbering(before or Before(), [road.code for road in roads if road.code], plane)
    segments = [segment for road in roads if road.code for segment in _coded(road, plane, options, numbering, report)]
    uncoded: dict[str, list[Road]] = defaultdict(list)
    for road in roads:
        if road.code is None:
            uncoded[road.name or ""].append(road)
    for name in sorted(uncoded):
        code = f"{options.adcode}-000-R{number_of(name) if name else UNNAMED:03d}"
        lines = list(_streets(name, uncoded[name], plane, options, report))
        codes = numbering.of_name(code, name, [Piece(line, known["side"]) for line, known in lines])
        segments += [
            Segment(code=code, name=name or None, line=_degrees(line, plane), **known)
            for code, (line, known) in zip(codes, lines, strict=True)
        ]
    return segments


def _coded(road: Road, plane: Plane, options: RoadOptions, numbering: Numbering, report: ImportReport) -> list[Segment]:
    """The segments of a coded road: itself, or equal parts CODE-S01… of each of its lines when it is over 500 m."""
    code = road.code or ""
    merged = shapely.line_merge(shapely.MultiLineString(list(road.lines)))
    told = _told([road], plane)
    whole = shapely.transform(merged, plane.forward_array)
    if round(whole.length, 3) <= LONGEST_M:
        known = kept_by(whole, told, options.depth_m, report, road.shown())
        return [Segment(code=code, name=road.name, line=merged, polygon=road.polygon, **known)]
    pieces = [piece for line in shapely.get_parts(whole) for piece in cut(line)]
    report.tell(Kind.CUT, say("road-cut", most=LONGEST_M), say("code-cut", code=code, parts=len(pieces)))
    parts = [kept_by(piece, told, options.depth_m, report, road.shown()) for piece in pieces]
    codes = numbering.of_record(code, [Piece(piece, known["side"]) for piece, known in zip(pieces, parts, strict=True)])
    return [
        Segment(code=code, name=road.name, line=_degrees(piece, plane), polygon=road.polygon, **known)
        for code, piece, known in zip(codes, pieces, parts, strict=True)
    ]


def _told(roads: Sequence[Road], plane: Plane) -> Told:
    lines = [road.lines[0] if len(road.lines) == 1 else shapely.MultiLineString(list(road.lines)) for road in roads]
    return Told([shapely.transform(line, plane.forward_array) for line in lines], [road.attributes for road in roads])


def _streets(
    name: str, roads: list[Road], plane: Plane, options: RoadOptions, report: ImportReport
) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Lines (metres) of all ways of one name with what is known of each; the sides of a street are streets of their own."""
    by_side: dict[str, list[Road]] = defaultdict(list)
    for road in roads:
        by_side[road.attributes.one_sided].append(road)
    for side in sorted(by_side):
        told = _told(by_side[side], plane)
        for line in _street(name, by_side[side], plane, report):
            yield line, kept_by(line, told, options.depth_m, report, say("named", name=name or UNNAMED_ROAD))


def _street(name: str, roads: list[Road], plane: Plane, report: ImportReport) -> list[Any]:
    """The segments' lines (metres) of all ways of one name and side; ways without a name are cut but never joined."""
    ways = [Way(shapely.transform(line, plane.forward_array), road.oneway) for road in roads for line in road.lines]
    streets = join(ways) if name else [line for way in ways for line in join([way])]
    shown = name or UNNAMED_ROAD
    if len(streets) < len(ways):
        example = say("street-joined", name=shown, ways=len(ways), streets=len(streets))
        report.tell(Kind.JOINED, say("ways-joined"), example, len(ways) - len(streets))
    pieces = [cut(street) for street in streets]
    for street, cuts in zip(streets, pieces, strict=True):
        if len(cuts) > 1:
            example = say("street-cut", name=shown, metres=round(street.length), parts=len(cuts))
            report.tell(Kind.CUT, say("road-cut", most=LONGEST_M), example)
    return [piece for cuts in pieces for piece in cuts]


def _degrees(line: Any, plane: Plane) -> Any:
    return shapely.transform(line, lambda metres: np.round(plane.inverse_array(metres), DECIMALS))


def _nothing_left(features: Sequence[Feature], options: RoadOptions, source: str) -> Sentence:
    if not features:
        return say("no-features", source=source)
    columns = columns_of(features)
    return say("no-roads", source=source, code=options.code_field, name=options.name_field, columns=columns)
