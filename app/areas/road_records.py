"""Decides which records of a file are usable as roads, and of which only one is taken.

Works on features in WGS-84 degrees; knows no files and no tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import shapely

from app.areas.features import Feature, parts
from app.areas.import_report import ImportReport, Kind
from app.areas.road_attributes import LEFT, RIGHT, AttributeFields, Attributes, attributes_of
from app.areas.rules import UnusableFile
from app.areas.sentences import Sentence, say

LONGEST_CODE, LONGEST_NAME = 32, 120
"""Characters; a cut adds -S01 to a code."""
_ONEWAY = frozenset({"yes", "true", "1", "t", "-1", "reverse", "f"})
"""Values of OpenStreetMap and of common road layers (F and T: from-to, to-from)."""
_BACKWARDS = frozenset({"-1", "reverse", "t"})
_OTHER_SIDE = {LEFT: RIGHT, RIGHT: LEFT}


@dataclass(frozen=True, slots=True)
class RoadOptions:
    """How a road layer is read: columns of code, name and the rest, depth in metres where no column gives one, district
    code, whether unnamed ways stay."""

    adcode: str
    depth_m: float = 15.0
    code_field: str = "code"
    name_field: str = "name"
    keep_unnamed: bool = False
    fields: AttributeFields = AttributeFields()


@dataclass(frozen=True, slots=True)
class Road:
    """A usable feature: simple lines in degrees."""

    mark: str
    code: str | None
    name: str | None
    lines: tuple[Any, ...]
    oneway: bool
    attributes: Attributes
    polygon: Any = None

    def shown(self) -> Sentence:
        """Its record, as an example in a report."""
        return say("record", record=self.mark)


def usable(features: Iterable[Feature], options: RoadOptions, report: ImportReport) -> list[Road]:
    """Records with a line and a code or name; the others are told."""
    roads, drawn = [], {}
    for feature in features:
        code, name = feature.text(options.code_field), feature.text(options.name_field)
        lines = _lines(feature.geometry)
        polygons = parts(feature.geometry, ("Polygon",))
        if polygons and code:
            drawn[code] = (feature.shown(), shapely.make_valid(shapely.union_all(polygons)))
        if not lines:
            if not (polygons and code):
                report.tell(Kind.SKIPPED, _why_no_line(feature.geometry), feature.shown())
        elif code is None and name is None and not options.keep_unnamed:
            report.tell(Kind.SKIPPED, say("way-without-code-and-name"), feature.shown())
        else:
            _check_lengths(feature, code, name)
            one_way, reverse = _direction(feature)
            lines = [shapely.reverse(line) for line in lines] if reverse else lines
            attributes = attributes_of(feature, options.fields, report)
            attributes = (
                replace(attributes, side=_OTHER_SIDE.get(attributes.side or "", attributes.side)) if reverse else attributes
            )
            roads.append(Road(feature.mark(), code, name, tuple(lines), one_way, attributes))
    return _with_polygons(roads, drawn, report)


def _lines(geometry: Any) -> list[Any]:
    """Lines that go somewhere, without repeated points."""
    found = [shapely.LineString(line.coords) for line in parts(geometry, ("LineString", "LinearRing"))]
    cleaned = [shapely.remove_repeated_points(line) for line in found]
    return [line for line in cleaned if line.length > 0.0]


def _why_no_line(geometry: Any) -> Sentence:
    if geometry is None:
        return say("no-shape")
    if parts(geometry, ("LineString", "LinearRing")):
        return say("no-length")
    return say("polygon-without-code") if parts(geometry, ("Polygon",)) else say("neither-line-nor-polygon")


def _check_lengths(feature: Feature, code: str | None, name: str | None) -> None:
    if code and len(code) > LONGEST_CODE or name and len(name) > LONGEST_NAME:
        raise UnusableFile(say("code-too-long", record=feature.mark(), most_code=LONGEST_CODE, most_name=LONGEST_NAME))


def _direction(feature: Feature) -> tuple[bool, bool]:
    """Whether the way is one-way, and whether against the direction it was drawn in."""
    value = (feature.text("oneway") or "").lower()
    roundabout = feature.text("junction") == "roundabout"
    return value in _ONEWAY or roundabout, value in _BACKWARDS


def _with_polygons(roads: list[Road], drawn: Mapping[str, tuple[Sentence, Any]], report: ImportReport) -> list[Road]:
    codes = {road.code for road in roads}
    for code, (label, _) in drawn.items():
        if code not in codes:
            report.tell(Kind.SKIPPED, say("polygon-without-line"), label)
    found = {code: shapely.MultiPolygon(parts(polygon, ("Polygon",))) for code, (_, polygon) in drawn.items()}
    return [replace(road, polygon=found[road.code]) if road.code in found else road for road in roads]


def without_twins(roads: list[Road], report: ImportReport) -> list[Road]:
    """One road per code and one per geometry and side: the coded before the uncoded, then the lower code, the longer line."""
    kept: list[Road] = []
    codes: set[str] = set()
    shapes: set[tuple[Any, ...]] = set()
    for road in sorted(roads, key=_precedence):
        shape = tuple(sorted(_same_line_key(line, road.attributes.one_sided) for line in road.lines))
        if shape in shapes:
            report.tell(Kind.SKIPPED, say("same-line"), road.shown())
        elif road.code in codes:
            report.tell(Kind.SKIPPED, say("code-twice"), say("code-of-record", code=str(road.code), record=road.mark))
        else:
            shapes.add(shape)
            codes |= {road.code} if road.code else set()
            kept.append(road)
    return kept


def _same_line_key(line: Any, side: str) -> tuple[bytes, str]:
    """Equal for lines through the same points with the same side of the street, whichever way they run."""
    there: bytes = shapely.to_wkb(line)
    back: bytes = shapely.to_wkb(shapely.reverse(line))
    return (there, side) if there <= back else (back, _OTHER_SIDE.get(side, side))


def _precedence(road: Road) -> tuple[Any, ...]:
    length = sum(line.length for line in road.lines)
    shape = b"".join(shapely.to_wkb(line) for line in road.lines)
    return road.code is None, road.code or "", road.name is None, road.name or "", -length, shape
