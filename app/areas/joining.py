"""Decides which uncoded ways are one street and where a street is cut. Works in the plane; knows no files, no tables.

Ways of one name are joined where their ends touch and the street goes on. Carriageways stay separate: a one-way line
goes on only where the line itself does, so two parallel ones are never laced into one at a turning place or where they
part from the undivided road. Nothing depends on the order or (two-way) direction in which ways are given.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.ops import substring

LONGEST_M = 500.0
"""A segment is what one person can look after on foot; longer ones are cut into equal parts."""
TOUCH_M = 0.05
"""Ends this near are one point: files rounded to 1e-7° move two of them apart by at most two centimetres."""
_HEADING_M = 10.0
"""How far along a way its direction at an end is taken; a short first piece says little."""
_TURN_TWO_WAY = 120.0
"""Degrees. A street may bend at a corner, but a sharper turn leads back beside itself."""
_TURN_STRAIGHT = 60.0
"""Degrees, for one-way lines, short ones and at branches: there the straightest line is the street."""
_CROSSOVER_M = 40.0
"""A way this short across the end of another is where traffic turns round between two carriageways."""

End = tuple[int, int]
"""A way's row and 0 for its start or -1 for its end."""


@dataclass(frozen=True, slots=True)
class Way:
    """A line (metres, LineString) as it was drawn; `oneway` when traffic follows its direction only."""

    line: Any
    oneway: bool = False


def join(ways: Sequence[Way]) -> list[Any]:
    """The streets (LineStrings) these ways make, each from west to east, sorted from west to east, then north to south."""
    rows = [way for way in _in_order(ways) if not way.line.is_ring]
    rings = [way.line for way in ways if way.line.is_ring]
    partner: dict[End, End] = {}
    for ends in _meetings(rows):
        for one, other in _pairs(rows, ends):
            partner[one], partner[other] = other, one
    streets = [_directed(line) for line in (*_chains(rows, partner), *rings)]
    return sorted(streets, key=_place)


def cut(line: Any, longest_m: float = LONGEST_M) -> list[Any]:
    """Equal parts of a line, none longer than `longest_m`; the line itself when it is short enough."""
    parts = math.ceil(round(line.length, 3) / longest_m)
    if parts <= 1:
        return [line]
    step = line.length / parts
    return [substring(line, number * step, (number + 1) * step) for number in range(parts)]


def _in_order(ways: Iterable[Way]) -> list[Way]:
    """Ways in an order of their own; two-way lines all run west to east."""
    straightened = [way if way.oneway else Way(_directed(way.line)) for way in ways]
    return sorted(straightened, key=lambda way: _place(way.line))


def _meetings(ways: Sequence[Way]) -> list[list[End]]:
    """Groups of two or more ends that touch, in a fixed order."""
    ends: list[End] = [(row, end) for row in range(len(ways)) for end in (0, -1)]
    points = shapely.points([ways[row].line.coords[end] for row, end in ends]) if ends else np.array([], dtype=object)
    group = list(range(len(ends)))
    tree = shapely.STRtree(points)
    for left, right in np.sort(tree.query(points, predicate="dwithin", distance=TOUCH_M).T, axis=1).tolist():
        low, high = sorted((_root(group, left), _root(group, right)))
        group[high] = low
    found: dict[int, list[End]] = defaultdict(list)
    for at, end in enumerate(ends):
        found[_root(group, at)].append(end)
    return [found[name] for name in sorted(found) if len(found[name]) > 1]


def _root(group: list[int], at: int) -> int:
    while group[at] != at:
        group[at] = group[group[at]]
        at = group[at]
    return at


def _pairs(ways: Sequence[Way], ends: list[End]) -> list[tuple[End, End]]:
    """Which of the touching ends continue each other: the straightest first, every end at most once."""
    branch = len(ends) > 2
    options = []
    for at, one in enumerate(ends):
        for other in ends[at + 1 :]:
            turn = _turn(ways[one[0]].line, one[1], ways[other[0]].line, other[1])
            if one[0] != other[0] and _may_go_on(ways, one, other, turn, branch):
                options.append((round(turn, 3), one, other))
    taken: set[End] = set()
    pairs = []
    for _, one, other in sorted(options):
        if not taken & {one, other}:
            taken |= {one, other}
            pairs.append((one, other))
    return pairs


def _may_go_on(ways: Sequence[Way], one: End, other: End, turn: float, branch: bool) -> bool:
    first, second = ways[one[0]].oneway, ways[other[0]].oneway
    if branch and (first != second or (first and one[1] == other[1])):
        return False
    short = min(ways[one[0]].line.length, ways[other[0]].line.length) < _CROSSOVER_M
    straight_only = branch or first or second or short
    return turn <= (_TURN_STRAIGHT if straight_only else _TURN_TWO_WAY)


def _turn(a: Any, a_end: int, b: Any, b_end: int) -> float:
    """By how many degrees somebody turns who comes along one line and goes on along the other."""
    turn = math.degrees(_heading(a, a_end) - _heading(b, b_end)) + 180.0
    return abs((turn + 180.0) % 360.0 - 180.0)


def _heading(line: Any, end: int) -> float:
    """Direction in which the line leaves this end, in radians."""
    along = min(_HEADING_M, line.length)
    here, inside = line.coords[end], line.interpolate(along if end == 0 else line.length - along).coords[0]
    return math.atan2(inside[1] - here[1], inside[0] - here[0])


def _chains(ways: Sequence[Way], partner: dict[End, End]) -> list[Any]:
    """Lines through all partners, open ones first; what is left after them are rings."""
    used: set[int] = set()
    open_starts = [(row, end) for row in range(len(ways)) for end in (0, -1) if (row, end) not in partner]
    chains = []
    for start in [*open_starts, *((row, 0) for row in range(len(ways)))]:
        if start[0] not in used:
            chains.append(_follow(ways, partner, start, used))
    return chains


def _follow(ways: Sequence[Way], partner: dict[End, End], start: End, used: set[int]) -> Any:
    coords: list[Any] = []
    here: End | None = start
    while here is not None and here[0] not in used:
        row, end = here
        used.add(row)
        points = list(ways[row].line.coords)
        points = points if end == 0 else points[::-1]
        coords += points[1:] if coords else points
        here = partner.get((row, -1 if end == 0 else 0))
    if here is not None and here[0] == start[0]:
        coords[-1] = coords[0]  # a ring: its ends touch, now exactly
    return shapely.LineString(coords)


def _directed(line: Any) -> Any:
    """The same line from its western (else southern) end; a ring from its westernmost point, counter-clockwise."""
    points = list(line.coords)
    if points[0] != points[-1]:
        return line if points[0] < points[-1] else shapely.reverse(line)
    if not shapely.is_ccw(shapely.LinearRing(points)):
        points = points[::-1]
    at = points.index(min(points))
    return shapely.LineString([*points[at:-1], *points[: at + 1]])


def _place(line: Any) -> tuple[float, float, bytes]:
    x, y = line.coords[0]
    return round(x, 2), -round(y, 2), shapely.to_wkb(line)
