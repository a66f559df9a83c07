"""Decides which faults a layer of segments has: overlaps, duplicates, gaps within a road, dangling ends, missing names, and
segments that are far from the others or have the code of another.

Works on segments as they would take effect (joined and cut); knows no files and no tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.far_away import look_for_far_ones, plane_of
from app.areas.joining import TOUCH_M
from app.areas.shapes import Segment
from app.areas.topology import Fault, Finding, Progress, Severity, no_progress

Rows = NDArray[np.intp]
Array = NDArray[np.float64]
OVERLAP_M = 2.0
"""Length from which two segments on one line must be mended: both claim that stretch, and the lower code would win it.
Roads that part at more than 1.5° run within 5 cm of each other for less."""
DUPLICATE_SHARE = 0.8
"""Part of the shorter segment on the line of the other (of both, when a little off) that makes them one street drawn twice."""
DUPLICATE_OFF_M = 2.0
"""Two drawings of one street are this near; carriageways of one street are farther apart than a lane is wide."""
DUPLICATE_LONGEST_M = 10.0
"""Shorter segments lie this near to others at every crossing."""
GAP_M = 50.0
"""Parts of one road that face each other across less belong together; the widest crossings are some 40 m."""
FACING_DEGREES = 60.0
"""How far the way across a gap may turn from the directions of both ends."""
DANGLING_M = 10.0
"""An end this near to another road was meant to reach it: half the width of a wide street."""
_HEADING_M = 5.0
_CHUNK = 5000
_DEGREE_DECIMALS = 7
STEP = "roads"


class _Layer:
    """Segments, their lines and the ends of these in the plane."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments
        drawn = np.array([*(one.line for one in segments), None], dtype=object)[:-1]
        self.plane = plane_of(drawn)
        self.lines = shapely.transform(drawn, self.plane.forward_array)
        self.tree = shapely.STRtree(self.lines)
        self.parts, self.row = shapely.get_parts(self.lines, return_index=True)
        self.roads = np.unique([one.name or one.code.rpartition("-S")[0] or one.code for one in segments], return_inverse=True)[1]

    def where(self, place: Any) -> tuple[float, float]:
        """Degrees of a point in the plane."""
        lon, lat = np.round(self.plane.inverse_array(shapely.get_coordinates(place)[:1]), _DEGREE_DECIMALS)[0].tolist()
        return lon, lat

    def codes(self, *rows: int) -> tuple[str, ...]:
        """Codes of these rows, each once."""
        return tuple(dict.fromkeys(self.segments[row].code for row in rows))


def road_findings(segments: Sequence[Segment], progress: Progress = no_progress) -> list[Finding]:
    """All faults of segments in WGS-84 degrees."""
    if not segments:
        return []
    findings, near = look_for_far_ones([one.code for one in segments], _shapes(segments))
    layer = _Layer([segments[row] for row in np.flatnonzero(near).tolist()])
    if not layer.segments:
        return findings
    progress(STEP, 1, 4)
    findings += [*_duplicate_codes(layer), *_unnamed(layer), *_self_crossings(layer)]
    progress(STEP, 2, 4)
    findings += _ends(layer)
    progress(STEP, 3, 4)
    findings += _overlaps(layer, progress)
    progress(STEP, 4, 4)
    return findings


def _shapes(segments: Sequence[Segment]) -> Any:
    """Lines, with the polygons that were drawn for them."""
    drawn = [one.line if one.polygon is None else shapely.GeometryCollection([one.line, one.polygon]) for one in segments]
    return np.array([*drawn, None], dtype=object)[:-1]


def _duplicate_codes(layer: _Layer) -> Iterator[Finding]:
    """Codes of several segments: who is named by one could be in two places."""
    first: dict[str, int] = {}
    for row, one in enumerate(layer.segments):
        if first.setdefault(one.code, row) != row:
            length = round(float(shapely.length(layer.lines[row])), 1)
            yield Finding(Fault.DUPLICATE_CODE, Severity.MUST, (one.code,), layer.where(_middle(layer.lines[row])), metres=length)


def _unnamed(layer: _Layer) -> Iterator[Finding]:
    for row, one in enumerate(layer.segments):
        if not one.name:
            length = round(float(shapely.length(layer.lines[row])), 1)
            yield Finding(Fault.UNNAMED, Severity.MAY, layer.codes(row), layer.where(_middle(layer.lines[row])), metres=length)


def _self_crossings(layer: _Layer) -> Iterator[Finding]:
    """A line across itself may be a loop; where it crosses, the position along the road has two answers."""
    for at in np.flatnonzero(~shapely.is_simple(layer.parts)).tolist():
        row = int(layer.row[at])
        yield Finding(Fault.SELF_CROSSING, Severity.MAY, layer.codes(row), layer.where(_crossing(layer.parts[at])))


def _crossing(line: Any) -> Any:
    """A place where a line crosses itself: where more of its noded pieces meet than end there."""
    corners = shapely.get_coordinates(line)
    pieces = shapely.get_parts(shapely.node(line))
    ends = np.concatenate([shapely.get_coordinates(piece)[[0, -1]] for piece in pieces])
    places, counts = np.unique(np.round(ends, 3), axis=0, return_counts=True)
    inner = counts > 2
    return shapely.Point(places[inner][0] if inner.any() else corners[0])


def _overlaps(layer: _Layer, progress: Progress) -> Iterator[Finding]:
    """Pairs that share a stretch of line, or that are one street drawn twice a little apart."""
    one, other = layer.tree.query(layer.lines, predicate="dwithin", distance=DUPLICATE_OFF_M)
    pairs = one < other
    one, other = one[pairs], other[pairs]
    length = shapely.length(layer.lines)
    tight, loose = (shapely.buffer(layer.lines, metres, cap_style="flat") for metres in (TOUCH_M, DUPLICATE_OFF_M))
    for start in range(0, len(one), _CHUNK):
        a, b = one[start : start + _CHUNK], other[start : start + _CHUNK]
        shared = shapely.intersection(layer.lines[a], tight[b])
        common = shapely.length(shared)
        along = np.minimum(
            *(shapely.length(shapely.intersection(layer.lines[x], loose[y])) / length[x] for x, y in ((a, b), (b, a)))
        )
        shorter = np.minimum(length[a], length[b])
        twice = (along >= DUPLICATE_SHARE) & (shorter >= DUPLICATE_LONGEST_M)
        for at in np.flatnonzero(
            (common >= np.minimum(OVERLAP_M, DUPLICATE_SHARE * shorter)) & (common > TOUCH_M * 4) | twice
        ).tolist():
            rows = int(a[at]), int(b[at])
            if not _opposite_sides(layer.segments[rows[0]], layer.segments[rows[1]]):
                yield _overlap(layer, rows, float(common[at]), float(shorter[at]), shared[at])
        progress("overlaps", min(start + _CHUNK, len(one)), len(one))


def _overlap(layer: _Layer, rows: tuple[int, int], common: float, shorter: float, shared: Any) -> Finding:
    """On one line: a part of it an overlap, nearly all of the shorter a duplicate. Beside each other: perhaps a duplicate."""
    codes = layer.codes(*rows)
    if common < OVERLAP_M:
        where = layer.where(_middle(layer.lines[rows[0]]))
        return Finding(Fault.DUPLICATE, Severity.MAY, codes, where, metres=round(shorter, 1))
    kind = Fault.DUPLICATE if common >= DUPLICATE_SHARE * shorter else Fault.OVERLAP
    return Finding(kind, Severity.MUST, codes, layer.where(_middle(shared)), metres=round(common, 1))


def _opposite_sides(one: Segment, other: Segment) -> bool:
    """Whether two segments on one line have a side each."""
    if "both" in {one.side, other.side}:
        return False
    (ax, ay), (bx, by) = (_chord(shape) for shape in (one.line, other.line))
    same_way = ax * bx + ay * by >= 0.0
    return (one.side != other.side) == same_way


def _chord(line: Any) -> tuple[float, float]:
    first, last = shapely.get_coordinates(line)[[0, -1]].tolist()
    return last[0] - first[0], last[1] - first[1]


def _ends(layer: _Layer) -> Iterator[Finding]:
    """Gaps between parts of one road, and ends that stop just short of another road."""
    parts = np.flatnonzero(~shapely.is_ring(layer.parts))
    part = np.concatenate((parts, parts))
    lines = layer.parts[part]
    points = np.concatenate((shapely.get_point(layer.parts[parts], 0), shapely.get_point(layer.parts[parts], -1)))
    outward = _outward(lines, points, np.repeat((True, False), len(parts)))
    gaps = list(_facing(layer, part, points, outward))
    for one, other, metres in gaps:
        low, high = sorted((int(layer.row[part[one]]), int(layer.row[part[other]])))
        middle = shapely.line_interpolate_point(shapely.shortest_line(points[one], points[other]), 0.5, normalized=True)
        yield Finding(Fault.GAP, Severity.MAY, layer.codes(low, high), layer.where(middle), metres=round(metres, 1))
    in_gap = {end for one, other, _ in gaps for end in (one, other)}
    for end, row, metres in _short_of_another(layer, part, points, outward):
        if end not in in_gap:
            rows = int(layer.row[part[end]]), row
            where = layer.where(points[end])
            yield Finding(Fault.DANGLING_END, Severity.MAY, layer.codes(*rows), where, metres=round(metres, 1))


def _outward(lines: Any, points: Any, at_start: NDArray[np.bool_]) -> Array:
    """Unit vectors, (n, 2), in which lines leave at these ends."""
    length = shapely.length(lines)
    inside = shapely.line_interpolate_point(
        lines, np.where(at_start, np.minimum(_HEADING_M, length), np.maximum(length - _HEADING_M, 0.0))
    )
    return _unit(shapely.get_coordinates(points) - shapely.get_coordinates(inside))


def _unit(vectors: Array) -> Array:
    length = np.hypot(vectors[:, 0], vectors[:, 1])[:, None]
    return np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 0.0)


def _facing(layer: _Layer, part: Rows, points: Any, outward: Array) -> Iterator[tuple[int, int, float]]:
    """Pairs of ends of one road that face each other, each the other's nearest: (end, end, metres)."""
    road = layer.roads[layer.row[part]]
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=GAP_M)
    mates = (road[one] == road[other]) & (part[one] != part[other])
    one, other = one[mates], other[mates]
    metres = shapely.distance(points[one], points[other])
    taken = np.unique(one[metres <= TOUCH_M])
    across = _unit(shapely.get_coordinates(points[other]) - shapely.get_coordinates(points[one]))
    ahead = np.cos(np.radians(FACING_DEGREES))
    facing = ((outward[one] * across).sum(axis=1) >= ahead) & ((outward[other] * across).sum(axis=1) <= -ahead)
    facing &= (metres > TOUCH_M) & ~np.isin(one, taken) & ~np.isin(other, taken)
    one, other, metres = one[facing], other[facing], metres[facing]
    nearest: dict[int, tuple[float, int]] = {}
    for a, b, far in zip(one.tolist(), other.tolist(), metres.tolist(), strict=True):
        nearest[a] = min(nearest.get(a, (far, b)), (far, b))
    for a, (far, b) in nearest.items():
        if a < b and nearest[b][1] == a:
            yield a, b, far


def _short_of_another(layer: _Layer, part: Rows, points: Any, outward: Array) -> Iterator[tuple[int, int, float]]:
    """Ends that touch nothing though another road lies just ahead: (end, row of the other, metres)."""
    tree = shapely.STRtree(layer.parts)
    end, near = tree.query(points, predicate="dwithin", distance=DANGLING_M)
    others = part[end] != near
    end, near = end[others], near[others]
    metres = shapely.distance(points[end], layer.parts[near])
    ahead = _unit(_reach(points[end], layer.parts[near]))
    wanted = (outward[end] * ahead).sum(axis=1) >= np.cos(np.radians(FACING_DEGREES))
    wanted &= layer.roads[layer.row[part[end]]] != layer.roads[layer.row[near]]  # its own other carriageway is no goal
    wanted &= ~np.isin(end, end[metres <= TOUCH_M])
    end, near, metres = end[wanted], near[wanted], metres[wanted]
    order = np.lexsort((near, metres, end))
    for at in order[np.unique(end[order], return_index=True)[1]].tolist():
        yield int(end[at]), int(layer.row[near[at]]), float(metres[at])


def _reach(points: Any, lines: Any) -> Array:
    """Vectors, (n, 2), from points to the nearest places on lines."""
    foot = shapely.line_interpolate_point(lines, shapely.line_locate_point(lines, points))
    vectors: Array = shapely.get_coordinates(foot) - shapely.get_coordinates(points)
    return vectors


def _middle(line: Any) -> Any:
    longest = max(shapely.get_parts(line), key=shapely.length)
    return shapely.line_interpolate_point(longest, 0.5, normalized=True)
