"""Decides what a road record says of itself beside code and name, and which of it a piece of the road keeps.

Ways are joined and cut after they were read, and may be turned round. A piece takes what the record at its middle says;
it has a start or end only where that is the start or end of a record. Works in metres; knows no files and no tables.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from app.areas.features import Feature
from app.areas.import_report import ImportReport, Kind
from app.areas.joining import TOUCH_M
from app.areas.sentences import Sentence, say

DEEPEST_M = 200.0
"""Beyond it a road would cover its neighbours."""
LONGEST_TEXT = 120
"""Characters of a name of any kind."""
BOTH, LEFT, RIGHT = "both", "left", "right"
_TOWARDS = {"east": (1.0, 0.0), "west": (-1.0, 0.0), "north": (0.0, 1.0), "south": (0.0, -1.0)}
_SIDES = {
    BOTH: ("both", "b", "all", "双侧", "两侧", "双边", "两边", "全", "全部", "双"),
    LEFT: ("left", "l", "左", "左侧", "左边"),
    RIGHT: ("right", "r", "右", "右侧", "右边"),
    "east": ("east", "e", "东", "东侧", "路东", "东边"),
    "west": ("west", "w", "西", "西侧", "路西", "西边"),
    "north": ("north", "n", "北", "北侧", "路北", "北边"),
    "south": ("south", "s", "南", "南侧", "路南", "南边"),
}
SIDE_WORDS = {word: side for side, words in _SIDES.items() for word in words}
"""How files write a side, in small letters."""
_ALONG_M = 1.0
"""How far before and behind a place the direction of a line is taken."""
_CLEARLY = math.sin(math.radians(15.0))
"""A street within 15° of north and south has no northern side."""
_METRES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:m|米|公尺)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AttributeFields:
    """Which columns say it; None: no column does."""

    side: str | None = None
    from_name: str | None = None
    to_name: str | None = None
    depth: str | None = None
    street: str | None = None
    community: str | None = None


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a record says; `side` is both, left, right (along the line as drawn) or a quarter of the compass."""

    side: str | None = None
    from_name: str | None = None
    to_name: str | None = None
    depth_m: float | None = None
    street: str | None = None
    community: str | None = None

    @property
    def one_sided(self) -> str:
        """The side when it is one, else nothing: ways of different sides are different roads."""
        return "" if self.side in {None, BOTH} else str(self.side)


class Told:
    """The records of one road: their lines in metres and what each says."""

    def __init__(self, lines: Sequence[Any], attributes: Sequence[Attributes]) -> None:
        self.lines = np.array([*lines, None], dtype=object)[:-1]
        self.attributes = attributes
        self._tree = shapely.STRtree(self.lines)

    def nearest(self, place: Any) -> int:
        """The row of the record nearest to a place."""
        return int(self._tree.nearest(place))

    def end_name(self, end: Any) -> str | None:
        """What records call a place where they start or end; None in the middle of all, or when they disagree."""
        names = set()
        for row in self._tree.query(end, predicate="dwithin", distance=TOUCH_M).tolist():
            parts, known = shapely.get_parts(self.lines[row]), self.attributes[row]
            ends = (shapely.get_point(parts[0], 0), known.from_name), (shapely.get_point(parts[-1], -1), known.to_name)
            names |= {name for point, name in ends if name and shapely.distance(point, end) <= TOUCH_M}
        return names.pop() if len(names) == 1 else None


def attributes_of(feature: Feature, fields: AttributeFields, report: ImportReport) -> Attributes:
    """Reads a record; what cannot be understood is left out and told."""
    return Attributes(
        _side(feature, fields.side, report),
        _text(feature, fields.from_name, report),
        _text(feature, fields.to_name, report),
        _depth(feature, fields.depth, report),
        _text(feature, fields.street, report),
        _text(feature, fields.community, report),
    )


def kept_by(piece: Any, told: Told, default_depth_m: float, report: ImportReport, shown: Sentence) -> dict[str, Any]:
    """The fields of a segment (side, from_name, to_name, depth_m, street, community) of a piece (metres) of these records."""
    parts = shapely.get_parts(piece)
    longest = max(parts, key=shapely.length)
    middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
    row = told.nearest(middle)
    known = told.attributes[row]
    return {
        "side": _side_of_piece(longest, middle, told.lines[row], known.side, report, shown),
        "from_name": told.end_name(shapely.get_point(parts[0], 0)),
        "to_name": told.end_name(shapely.get_point(parts[-1], -1)),
        "depth_m": default_depth_m if known.depth_m is None else known.depth_m,
        "street": known.street,
        "community": known.community,
    }


def _text(feature: Feature, field: str | None, report: ImportReport) -> str | None:
    value = feature.text(field) if field else None
    if value is not None and len(value) > LONGEST_TEXT:
        report.tell(Kind.REPAIRED, say("text-cut", most=LONGEST_TEXT, column=str(field)), feature.shown())
        return value[:LONGEST_TEXT]
    return value


def _side(feature: Feature, field: str | None, report: ImportReport) -> str | None:
    value = feature.text(field) if field else None
    if value is None:
        return None
    side = SIDE_WORDS.get(value.lower())
    if side is None:
        report.tell(Kind.REPAIRED, say("side-unknown"), feature.with_value(value))
    return side


def _depth(feature: Feature, field: str | None, report: ImportReport) -> float | None:
    if not field:
        return None
    value = feature.text(field)
    found = _METRES.fullmatch(value) if value else None
    metres = float(found[1]) if found else 0.0
    if 0.0 < metres <= DEEPEST_M:
        return metres
    reason = say("depth-missing") if value is None else say("depth-unreadable", most=DEEPEST_M)
    report.tell(Kind.REPAIRED, reason, feature.shown() if value is None else feature.with_value(value))
    return None


def _side_of_piece(line: Any, middle: Any, drawn_line: Any, side: str | None, report: ImportReport, shown: Sentence) -> str:
    if side is None or side == BOTH:
        return BOTH
    dx, dy = _direction(line, middle)
    if side in _TOWARDS:
        east, north = _TOWARDS[side]
        start, end = line.coords[0], line.coords[-1]
        length = math.hypot(end[0] - start[0], end[1] - start[1])
        if length > 0.0:
            dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
        to_the_left = north * dx - east * dy
        if abs(to_the_left) < _CLEARLY:
            report.tell(Kind.REPAIRED, say("side-impossible", side=side), shown)
            return BOTH
        return LEFT if to_the_left > 0.0 else RIGHT
    drawn = _direction(_nearest_part(drawn_line, middle), middle)
    if dx * drawn[0] + dy * drawn[1] >= 0.0:
        return side
    return RIGHT if side == LEFT else LEFT


def _nearest_part(line: Any, place: Any) -> Any:
    return min(shapely.get_parts(line), key=lambda part: float(shapely.distance(part, place)))


def _direction(line: Any, place: Any) -> tuple[float, float]:
    """Unit vector along the line near a place on it."""
    at = float(shapely.line_locate_point(line, place))
    ends = shapely.line_interpolate_point(line, [max(at - _ALONG_M, 0.0), min(at + _ALONG_M, line.length)])
    (x0, y0), (x1, y1) = shapely.get_coordinates(ends).tolist()
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    return (x1 - x0) / length, (y1 - y0) / length
