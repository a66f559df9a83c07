"""Decides which uncoded ways are one street and where it is cut into segments. Works in the plane; knows no files, no tables.

Ways of one name are joined where exactly two of their ends touch and the street goes on; at a branch, and where two
carriageways meet at their end, they stay apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.ops import substring

LONGEST_M = 500.0
"""A segment is what one person can look after on foot; longer ones are cut into equal parts."""
TOUCH_M = 0.05
"""Ends this near are one point: half of what the rounding of stored degrees can move two of them apart, and some."""
SHARPEST_TURN_DEG = 120.0
"""A sharper turn at a joint is the end of a dual carriageway, not a street that goes on."""

Line = shapely.LineString


def join(lines: Sequence[Line]) -> list[Line]:
    """The streets made of these ways (metres), independent of their order and direction, west to east, north to south."""
    unique = _unique(lines)
    ends = _ends(unique)
    follower: dict[tuple[int, int], tuple[int, int]] = {}
    for touching in ends.values():
        if len(touching) == 2 and touching[0][0] != touching[1][0] and _goes_on(unique, *touching):
            first, second = touching
            follower[first], follower[second] = second, first
    return sorted((_directed(line) for line in _chains(unique, follower)), key=_place)


def cut(line: Line, longest_m: float = LONGEST_M) -> list[Line]:
    """Equal parts of a line, none longer than `longest_m`; the line itself when it is short enough."""
    parts = max(1, math.ceil(round(line.length, 3) / longest_m))
    if parts == 1:
        return [line]
    step = line.length / parts
    return [substring(line, number * step, (number + 1) * step) for number in range(parts)]


def _unique(lines: Iterable[Line]) -> list[Line]:
    """One of each geometry, whichever way it runs, in a fixed order."""
    found: dict[bytes, Line] = {}
    for line in lines:
        directed = _directed(line)
        found.setdefault(shapely.to_wkb(shapely.set_precision(directed, TOUCH_M / 5, mode="pointwise")), directed)
    return [found[key] for key in sorted(found)]


def _ends(lines: Sequence[Line]) -> dict[int, list[tuple[int, int]]]:
    """(line, 0 for its start or -1 for its end) grouped by the point they share."""
    where = [(row, end) for row in range(len(lines)) for end in (0, -1)]
    points = shapely.points([lines[row].coords[end] for row, end in where])
    tree = shapely.STRtree(points)
    group = list(range(len(points)))
    for left, right in zip(*tree.query(points, predicate="dwithin", distance=TOUCH_M), strict=True):
        group[max(left, right)] = min(group[max(left, right)], group[min(left, right)])
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, name in enumerate(group):
        found[name].append(where[at])
    return found


def _goes_on(lines: Sequence[Line], one: tuple[int, int], other: tuple[int, int]) -> bool:
    a, b = _heading(lines[one[0]], one[1]), _heading(lines[other[0]], other[1])
    turn = abs((math.degrees(a - b) + 180.0) % 360.0)
    turn = min(turn, 360.0 - turn)
    return turn <= SHARPEST_TURN_DEG


def _heading(line: Line, end: int) -> float:
    """Direction in which the line leaves this end, towards its inside."""
    coords = np.asarray(line.coords)
    here, inside = (coords[0], coords[1]) if end == 0 else (coords[-1], coords[-2])
    return math.atan2(inside[1] - here[1], inside[0] - here[0])


def _chains(lines: Sequence[Line], follower: dict[tuple[int, int], tuple[int, int]]) -> list[Line]:
    used: set[int] = set()
    chains = []
    starts = [(row, end) for row in range(len(lines)) for end in (0, -1) if (row, end) not in follower]
    for start in [*starts, *((row, 0) for row in range(len(lines)))]:  # what is left after the starts are rings
        if start[0] in used:
            continue
        coords: list[tuple[float, float]] = []
        here: tuple[int, int] | None = start
        while here is not None and here[0] not in used:
            row, end = here
            used.add(row)
            points = list(lines[row].coords) if end == 0 else list(lines[row].coords)[::-1]
            coords += points[1:] if coords else points
            here = follower.get((row, -1 if end == 0 else 0))
        chains.append(shapely.LineString(coords))
    return chains


def _directed(line: Line) -> Line:
    """The same line, running from its western (else southern) end."""
    start, end = line.coords[0], line.coords[-1]
    return line if (start[0], start[1]) <= (end[0], end[1]) else shapely.reverse(line)


def _place(line: Line) -> tuple[float, float, bytes]:
    x, y = line.coords[0]
    return (round(x, 2), -round(y, 2), shapely.to_wkb(line))
