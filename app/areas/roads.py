"""Decides what of a file becomes road segments: which lines are usable, their codes, and what is told of the others.

Works on features in WGS-84 degrees; knows no files and no tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from app.areas.features import DECIMALS, Feature, parts
from app.areas.import_report import ImportReport, Kind
from app.areas.joining import LONGEST_M, Way, cut, join
from app.areas.plane import Plane, origin_of
from app.areas.rules import UnusableFile
from app.areas.shapes import Segment

LONGEST_CODE, LONGEST_NAME = 32, 120
"""Characters; a cut adds -S01 to a code."""
UNNAMED = 0
"""R number of kept ways without a name."""
_ONEWAY = frozenset({"yes", "true", "1", "t", "-1", "reverse", "f"})
"""Values of OpenStreetMap and of common road layers (F and T: from-to, to-from)."""
_BACKWARDS = frozenset({"-1", "reverse", "t"})


@dataclass(frozen=True, slots=True)
class RoadOptions:
    """How a road layer is read: fields of code and name, depth in metres, district code, whether unnamed ways stay."""

    adcode: str
    depth_m: float = 15.0
    code_field: str = "code"
    name_field: str = "name"
    keep_unnamed: bool = False


@dataclass(frozen=True, slots=True)
class _Road:
    """A usable feature: simple lines in degrees."""

    label: str
    code: str | None
    name: str | None
    lines: tuple[Any, ...]
    oneway: bool
    polygon: Any = None


def prepare_segments(
    features: Sequence[Feature],
    options: RoadOptions,
    number_of: Callable[[str], int],
    report: ImportReport,
    first_part: Mapping[str, int] | None = None,
) -> list[Segment]:
    """Segments of at most 500 m, tells `report` about everything else.

    `number_of` gives a road's name its number, the same for ever; names are asked in the order of their characters.
    `first_part` says for a road code (…-R001) from which S number on parts are free. Raises UnusableFile when nothing
    is left to import.
    """
    report.read += len(features)
    roads = _without_twins(_usable(features, options, report), report)
    if not roads:
        raise UnusableFile(_nothing_left(features, options, report))
    plane = Plane(*origin_of(_bounds(roads)))
    segments = [segment for road in roads if road.code for segment in _coded(road, plane, options, report)]
    uncoded: dict[str, list[_Road]] = defaultdict(list)
    for road in roads:
        if road.code is None:
            uncoded[road.name or ""].append(road)
    for name in sorted(uncoded):
        code = f"{options.adcode}-000-R{number_of(name) if name else UNNAMED:03d}"
        lines = _street(name, uncoded[name], plane, report)
        start = (first_part or {}).get(code, 1)
        segments += [
            Segment(f"{code}-S{number:02d}", name or None, options.depth_m, _degrees(line, plane))
            for number, line in enumerate(lines, start=start)
        ]
    return segments


def _usable(features: Iterable[Feature], options: RoadOptions, report: ImportReport) -> list[_Road]:
    roads, drawn = [], {}
    for feature in features:
        code, name = feature.text(options.code_field), feature.text(options.name_field)
        lines = _lines(feature.geometry)
        polygons = parts(feature.geometry, ("Polygon",))
        if polygons and code:
            drawn[code] = (feature.label(), shapely.make_valid(shapely.union_all(polygons)))
        if not lines:
            if not (polygons and code):
                report.tell(Kind.SKIPPED, _why_no_line(feature.geometry), feature.label())
        elif code is None and name is None and not options.keep_unnamed:
            report.tell(Kind.SKIPPED, "a way without code and name", feature.label())
        else:
            _check_lengths(feature, code, name)
            one_way, reverse = _direction(feature)
            lines = [shapely.reverse(line) for line in lines] if reverse else lines
            roads.append(_Road(feature.label(), code, name, tuple(lines), one_way))
    return _with_polygons(roads, drawn, report)


def _lines(geometry: Any) -> list[Any]:
    """Lines that go somewhere, without repeated points."""
    found = [shapely.LineString(line.coords) for line in parts(geometry, ("LineString", "LinearRing"))]
    cleaned = [shapely.remove_repeated_points(line) for line in found]
    return [line for line in cleaned if line.length > 0.0]


def _why_no_line(geometry: Any) -> str:
    if geometry is None:
        return "no readable geometry"
    if parts(geometry, ("LineString", "LinearRing")):
        return "a line without length"
    return "a polygon without a code" if parts(geometry, ("Polygon",)) else "neither a line nor a polygon"


def _check_lengths(feature: Feature, code: str | None, name: str | None) -> None:
    if code and len(code) > LONGEST_CODE or name and len(name) > LONGEST_NAME:
        raise UnusableFile(
            f"{feature.label()}: a code has at most {LONGEST_CODE} and a name at most {LONGEST_NAME} characters. "
            "Are --code-field and --name-field the right fields? Nothing was imported."
        )


def _direction(feature: Feature) -> tuple[bool, bool]:
    """Whether the way is one-way, and whether against the direction it was drawn in."""
    value = (feature.text("oneway") or "").lower()
    roundabout = feature.text("junction") == "roundabout"
    return value in _ONEWAY or roundabout, value in _BACKWARDS


def _with_polygons(roads: list[_Road], drawn: Mapping[str, tuple[str, Any]], report: ImportReport) -> list[_Road]:
    codes = {road.code for road in roads}
    for code, (label, _) in drawn.items():
        if code not in codes:
            report.tell(Kind.SKIPPED, "a polygon without a centre line of its code", label)
    found = {code: shapely.MultiPolygon(parts(polygon, ("Polygon",))) for code, (_, polygon) in drawn.items()}
    return [replace(road, polygon=found[road.code]) if road.code in found else road for road in roads]


def _without_twins(roads: list[_Road], report: ImportReport) -> list[_Road]:
    """One road per code and one per geometry: the coded before the uncoded, then the lower code, the longer line."""
    kept: list[_Road] = []
    codes: set[str] = set()
    shapes: set[tuple[bytes, ...]] = set()
    for road in sorted(roads, key=_precedence):
        shape = tuple(sorted(_same_line_key(line) for line in road.lines))
        if shape in shapes:
            report.tell(Kind.SKIPPED, "the same line as another way", road.label)
        elif road.code in codes:
            report.tell(Kind.SKIPPED, "a code that is used twice", f"{road.code}, {road.label}")
        else:
            shapes.add(shape)
            codes |= {road.code} if road.code else set()
            kept.append(road)
    return kept


def _same_line_key(line: Any) -> bytes:
    """Equal for lines through the same points, whichever way they run."""
    there: bytes = shapely.to_wkb(line)
    back: bytes = shapely.to_wkb(shapely.reverse(line))
    return min(there, back)


def _precedence(road: _Road) -> tuple[Any, ...]:
    length = sum(line.length for line in road.lines)
    shape = b"".join(shapely.to_wkb(line) for line in road.lines)
    return road.code is None, road.code or "", road.name is None, road.name or "", -length, shape


def _coded(road: _Road, plane: Plane, options: RoadOptions, report: ImportReport) -> list[Segment]:
    """The segments of a coded road: itself, or equal parts CODE-S01… of each of its lines when it is over 500 m."""
    code = road.code or ""
    merged = shapely.line_merge(shapely.MultiLineString(list(road.lines)))
    lines = [shapely.transform(line, plane.forward_array) for line in shapely.get_parts(merged)]
    if round(sum(line.length for line in lines), 3) <= LONGEST_M:
        return [Segment(code, road.name, options.depth_m, merged, road.polygon)]
    pieces = [piece for line in lines for piece in cut(line)]
    report.tell(Kind.CUT, "roads over 500 m", f"{code} into {len(pieces)}")
    return [
        Segment(f"{code}-S{number:02d}", road.name, options.depth_m, _degrees(piece, plane), road.polygon)
        for number, piece in enumerate(pieces, start=1)
    ]


def _street(name: str, roads: list[_Road], plane: Plane, report: ImportReport) -> list[Any]:
    """The segments' lines (metres) of all ways of one name; ways without a name are cut but never joined."""
    ways = [Way(shapely.transform(line, plane.forward_array), road.oneway) for road in roads for line in road.lines]
    streets = join(ways) if name else [line for way in ways for line in join([way])]
    shown = name or "unnamed"
    if len(streets) < len(ways):
        report.tell(Kind.JOINED, "ways of one name", f"{shown}: {len(ways)} into {len(streets)}", len(ways) - len(streets))
    pieces = [cut(street) for street in streets]
    for street, cuts in zip(streets, pieces, strict=True):
        if len(cuts) > 1:
            report.tell(Kind.CUT, "roads over 500 m", f"{shown}, {street.length:.0f} m into {len(cuts)}")
    return [piece for cuts in pieces for piece in cuts]


def _bounds(roads: Iterable[_Road]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds([line for road in roads for line in road.lines]).tolist()
    return west, south, east, north


def _degrees(line: Any, plane: Plane) -> Any:
    return shapely.transform(line, lambda metres: np.round(plane.inverse_array(metres), DECIMALS))


def _nothing_left(features: Sequence[Feature], options: RoadOptions, report: ImportReport) -> str:
    fields = sorted({key for feature in features[:100] for key in feature.properties})
    told = " ".join(report.lines()[1:]).strip() or "It has no features."
    return (
        f"No road could be imported from {report.source}. {told} Code is read from '{options.code_field}' and name from "
        f"'{options.name_field}'; the file has {', '.join(fields[:12]) or 'no fields'}. "
        "Name the fields with --code-field and --name-field, or use --keep-unnamed."
    )
