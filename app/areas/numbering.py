"""Decides which code each piece of a road has: the one it had before, else a number that no other stretch has had.

People have segments as their own by code, so a code must not slide to another stretch because a way was added at the end of
a road. Works on lines in the plane; knows no files and no tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import numpy as np
import shapely

from app.areas.plane import Plane
from app.areas.shapes import Segment

SAME_M = 1.0
"""Lines this near everywhere are one: files are rounded, and datums are converted, to far less."""
ALONG_M = 10.0
"""A street that was drawn anew lies this near to its old line; another carriageway is farther."""
KEPT_SHARE = 0.5
"""Of the longer one's length: a piece that is mostly what a segment was keeps its code."""
BOTH = "both"


@dataclass(frozen=True, slots=True)
class Before:
    """Segments in force, by road code (…-R001) the first S number that no segment ever had, and whether the file is put
    beside the segments: then a line that is only like one of them is another one."""

    segments: Sequence[Segment] = ()
    first_part: Mapping[str, int] = field(default_factory=dict)
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A line in metres, the side of it that counts."""

    line: Any
    side: str


class Numbering:
    """Gives the codes of one file. `coded` are the codes that its records bring along."""

    def __init__(self, before: Before, coded: Iterable[str], plane: Plane) -> None:
        self._plane = plane
        self._taken = set(coded)
        self._coded = free_parts(self._taken)
        self._before = before
        self._of_road: dict[str, list[Segment]] = defaultdict(list)
        self._of_name: dict[str, list[Segment]] = defaultdict(list)
        for one in before.segments:
            self._of_road[one.code.rpartition("-S")[0]].append(one)
            self._of_name[one.name or ""].append(one)

    def of_record(self, code: str, pieces: Sequence[Piece]) -> list[str]:
        """Codes of the parts of a coded record: all of them are its own, so numbers that are free now begin at 1."""
        return self._codes(code, pieces, self._of_road[code], 1)

    def of_name(self, road: str, name: str, pieces: Sequence[Piece]) -> list[str]:
        """Codes of the pieces of all uncoded ways of a name (empty: of none) and road code."""
        known = {one.code: one for one in (*self._of_road[road], *(self._of_name[name] if name else ()))}
        ever = max(self._before.first_part.get(road, 1), free_parts(known).get(road, 1))
        return self._codes(road, pieces, list(known.values()), max(ever, self._coded.get(road, 1)))

    def _codes(self, road: str, pieces: Sequence[Piece], known: Sequence[Segment], first: int) -> list[str]:
        untaken = [one for one in known if one.code not in self._taken]
        kept = _kept(pieces, untaken, self._plane, alone=self._before.stays)
        self._taken |= set(kept.values())
        free = (code for number in count(first) if (code := f"{road}-S{number:02d}") not in self._taken)
        found = [kept.get(row) or next(free) for row in range(len(pieces))]
        self._taken |= set(found)
        return found


def free_parts(codes: Iterable[str]) -> dict[str, int]:
    """Per road code (…-R001) the first S number behind those of these codes."""
    free: dict[str, int] = {}
    for code in codes:
        road, _, part = code.rpartition("-S")
        if part.isdecimal():
            free[road] = max(free.get(road, 1), int(part) + 1)
    return free


def _kept(pieces: Sequence[Piece], known: Sequence[Segment], plane: Plane, *, alone: bool) -> dict[int, str]:
    """By row of a piece the code of the segment that it was; the most alike first, each code once. `alone`: only the same."""
    if not pieces or not known:
        return {}
    lines = np.array([*(one.line for one in pieces), None], dtype=object)[:-1]
    old = shapely.transform(np.array([*(one.line for one in known), None], dtype=object)[:-1], plane.forward_array)
    row, was = shapely.STRtree(old).query(lines, predicate="dwithin", distance=ALONG_M)
    off = shapely.hausdorff_distance(lines[row], old[was])
    shared = shapely.length(shapely.intersection(lines[row], shapely.buffer(old[was], ALONG_M, cap_style="flat")))
    share = shared / np.maximum(shapely.length(lines[row]), shapely.length(old[was]))
    alike = [
        (metres > SAME_M, -round(part, 2), round(metres, 2), known[b].code, a)
        for a, b, metres, part in zip(row.tolist(), was.tolist(), off.tolist(), share.tolist(), strict=True)
        if (metres <= SAME_M or (part >= KEPT_SHARE and not alone)) and _one_side(pieces[a], old[b], known[b].side)
    ]
    found: dict[int, str] = {}
    given: set[str] = set()
    for *_, code, a in sorted(alike):
        if a not in found and code not in given:
            found[a] = code
            given.add(code)
    return found


def _one_side(piece: Piece, line: Any, side: str) -> bool:
    """Whether both are the same side of a street, or both all of it."""
    if BOTH in {piece.side, side}:
        return piece.side == side
    (ax, ay), (bx, by) = _chord(piece.line), _chord(line)
    return (piece.side == side) == (ax * bx + ay * by >= 0.0)


def _chord(line: Any) -> tuple[float, float]:
    first, last = shapely.get_coordinates(line)[[0, -1]].tolist()
    return last[0] - first[0], last[1] - first[1]
