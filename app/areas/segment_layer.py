"""Decides which road segment a place in the plane belongs to, and how surely. Must not know degrees, files or tables.

Rows are sorted by code, so "the lower code" is the lower row.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.disc import POINTS, disc_radius, fixed_points
from app.areas.placement import DISC_M, NOBODY, SNAP_M, Contender, Layer, Status, layer_status, millimetres
from app.areas.shapes import Segment
from app.areas.sides import WORDS, across, nearest_pieces, pieces_of, squared_distances
from app.areas.ties import NOBODY_ASKS, Asker, break_tie, degrees_apart
from app.areas.trees import rows_in_box, rows_within

Array = NDArray[np.float64]
_NOT_COVERED = 1 << 50
"""Added to a distance in mm so that every covering segment ranks before it."""
ONE_QUERY_M = 60.0
"""Up to this accuracy one wide tree query is cheaper than a first one to find the winner."""
_SLACK = 0.001
"""A tree may round differently from the millimetres that decide, so it is asked for a millimetre more."""
_NONE: set[int] = set()
Ranked = list[tuple[int, int]]
"""(rank key, row), best first."""


class SegmentLayer:
    """The road segments of one area version in the plane, with their trees."""

    def __init__(self, segments: Sequence[Segment], lines: Any, polygons: Any) -> None:
        """`segments` sorted by code; `lines` and `polygons` are arrays in the plane, polygons None where not imported."""
        self.codes = [segment.code for segment in segments]
        self.names = [segment.name for segment in segments]
        self.depth_mm = [millimetres(segment.depth_m) for segment in segments]
        self.lines = lines
        self.polygons = polygons
        self.tree = shapely.STRtree(lines)
        self.drawn = np.flatnonzero(~shapely.is_missing(polygons))
        self.is_drawn = set(self.drawn.tolist())
        self.polygon_tree = shapely.STRtree(polygons[self.drawn])
        self.deepest_m = max(self.depth_mm, default=0) / 1000.0
        self.side = {row: WORDS[one.side] for row, one in enumerate(segments) if one.side in WORDS and row not in self.is_drawn}
        self.plain = not self.is_drawn and not self.side and len(set(self.depth_mm)) <= 1
        self.pieces, self.first_piece = pieces_of(lines)
        self.first_pieces = np.array(self.first_piece, dtype=np.int64)
        self.depths_mm = np.array(self.depth_mm, dtype=np.int64)

    def place(self, x: float, y: float, point: Any, accuracy_m: float, asker: Asker = NOBODY_ASKS) -> Layer:
        """What this layer says about a place; `asker` decides only where distances differ by at most 1 mm."""
        accuracy_mm = millimetres(accuracy_m)
        ranked, doubled = self._ranked(x, y, point, accuracy_m)
        if not ranked:
            return NOBODY
        first, winner = ranked[0]
        if first >= _NOT_COVERED + max(accuracy_mm, millimetres(SNAP_M)) + 1:
            return NOBODY
        if len(ranked) == 1:
            return self._alone(ranked[0], doubled)
        contenders = self._contenders(ranked, doubled, point, accuracy_mm)
        if len(contenders) == 1:
            return self._alone(ranked[0], doubled)
        margin = contenders[1][0] % _NOT_COVERED - first % _NOT_COVERED
        winner, decided = break_tie(contenders, asker, self.codes, lambda row, heading: self._angle(row, x, y, heading))
        by_row = sorted((row, _plain((key, row), doubled)) for key, row in contenders)
        hits = self._hits([row for row, _ in by_row], x, y, disc_radius(accuracy_m))
        counted = tuple(Contender(row, mm, n) for (row, mm), n in zip(by_row, hits, strict=True))
        rival = max((one.hits for one in counted if one.row != winner), default=0)
        distance = next(one.distance_mm for one in counted if one.row == winner)
        return Layer(layer_status(margin, accuracy_mm, rival, POINTS), winner, distance, counted, POINTS, decided)

    def _alone(self, ranked: tuple[int, int], doubled: set[int]) -> Layer:
        """The answer of a segment without any rival."""
        alone = Contender(ranked[1], _plain(ranked, doubled), POINTS)
        return Layer(Status.INSIDE, alone.row, alone.distance_mm, (alone,), POINTS)

    def nearest(self, point: Any) -> tuple[int, int] | None:
        """Row and distance in mm of the nearest centre line within 200 m."""
        rows = rows_within(self.tree, point, DISC_M + _SLACK)
        found = [(mm, row) for row, mm in self._line_mm(rows, point) if mm <= millimetres(DISC_M)]
        return (min(found)[1], min(found)[0]) if found else None

    def _ranked(self, x: float, y: float, point: Any, accuracy_m: float) -> tuple[Ranked, set[int]]:
        """Every row that may win or contend, ranked: covering first, then the distance to the line, then the code.

        Beside them the rows whose distance is doubled, because the place lies across the line from their side.
        """
        rows = self._rows_in_reach(x, y, point, accuracy_m)
        near = self._line_mm(rows, point)
        depth = self.depth_mm
        if not self.is_drawn and not self.side:  # the usual city: nothing but lines and depths
            return sorted([(mm if mm <= depth[row] else mm + _NOT_COVERED, row) for row, mm in near]), _NONE
        doubled = {row for row, _ in near if row in self.side and across(self.side[row], self._pieces_of(row), x, y)[0]}
        covering = self._drawn_within(point, 0) if self.is_drawn else set()
        ranked = []
        for row, mm in near:
            if row in doubled:
                ranked.append((2 * mm + _NOT_COVERED, row))
            elif row in covering if row in self.is_drawn else mm <= depth[row]:
                ranked.append((mm, row))
            else:
                ranked.append((mm + _NOT_COVERED, row))
        ranked.sort()
        return ranked, doubled

    def _rows_in_reach(self, x: float, y: float, point: Any, accuracy_m: float) -> Any:
        """Rows of lines that can decide anything, so that what is left out changes neither status nor share.

        A segment farther than the winner by more than twice the disc's radius and with its polygon outside the disc
        ranks first at no fixed point; the second decides the margin only up to the accuracy.
        """
        covered_m = self._farthest_covering(point) if self.is_drawn else self.deepest_m
        reach = max(accuracy_m, SNAP_M, covered_m)
        if accuracy_m <= ONE_QUERY_M:
            rows = rows_in_box(self.tree, x, y, reach + 2.0 * accuracy_m + _SLACK)
        else:
            rows = self._rows_around_winner(point, accuracy_m, reach, covered_m)
        if self.is_drawn:
            rows = np.union1d(rows, sorted(self._drawn_within(point, millimetres(disc_radius(accuracy_m))))).astype(np.intp)
        return rows

    def _farthest_covering(self, point: Any) -> float:
        """How far the centre line of a segment that covers the place can be: a drawn polygon may lie off its line."""
        covering = sorted(self._drawn_within(point, 0))
        return max(self.deepest_m, *(float(gap) for gap in shapely.distance(self.lines[covering], point)), 0.0)

    def _rows_around_winner(self, point: Any, accuracy_m: float, reach: float, covered_m: float) -> Any:
        if self.side:  # the nearest line may be doubled, so anything in reach may be second
            farther = max(2.0 * disc_radius(accuracy_m), accuracy_m) + _SLACK
            return rows_within(self.tree, point, reach + farther)
        _, gaps = self.tree.query_nearest(point, max_distance=reach + _SLACK, return_distance=True, all_matches=False)
        closest = float(gaps[0]) if len(gaps) else reach
        around = max(closest, covered_m) + _SLACK
        rows = rows_within(self.tree, point, around + 2.0 * disc_radius(accuracy_m))
        if len(rows) < 2 and accuracy_m > DISC_M:
            rows = rows_within(self.tree, point, around + accuracy_m)
        return rows

    def _line_mm(self, rows: Any, point: Any) -> list[tuple[int, int]]:
        metres = shapely.distance(self.lines[rows], point)
        return [(row, floor(far * 1000.0 + 0.5)) for row, far in zip(rows.tolist(), metres.tolist(), strict=True)]

    def _drawn_within(self, point: Any, limit_mm: int) -> set[int]:
        """Rows whose drawn polygon is at most this far away (0: covers)."""
        found = rows_within(self.polygon_tree, point, limit_mm / 1000.0 + _SLACK)
        rows = self.drawn[found]
        metres = shapely.distance(self.polygons[rows], point)
        near = np.floor(metres * 1000.0 + 0.5) <= limit_mm
        return set(rows[near].tolist())

    def _contenders(self, ranked: Ranked, doubled: set[int], point: Any, accuracy_mm: int) -> Ranked:
        limit = ranked[0][0] % _NOT_COVERED + 2 * accuracy_mm
        if not self.is_drawn and not self.side:
            beyond, depth = _NOT_COVERED + accuracy_mm, self.depth_mm
            # Whoever covers is in; of the others those within the limit, or with their depth within the accuracy.
            return [
                one
                for one in ranked
                if one[0] < _NOT_COVERED or one[0] <= _NOT_COVERED + limit or one[0] - depth[one[1]] <= beyond
            ]
        drawn = self._drawn_within(point, accuracy_mm) if self.is_drawn else set()
        kept = []
        for key, row in ranked:
            mm = key % _NOT_COVERED
            if row in doubled:  # half a polygon ends at its line
                within = mm // 2 <= accuracy_mm
            else:
                within = row in drawn if row in self.is_drawn else mm - self.depth_mm[row] <= accuracy_mm
            if mm <= limit or within:
                kept.append((key, row))
        return kept

    def _angle(self, row: int, x: float, y: float, heading_deg: float) -> int:
        """Degrees between a course and the pieces of a line that are nearest to a place."""
        pieces = self._pieces_of(row)
        nearest = np.flatnonzero(nearest_pieces(pieces, np.array([x]), np.array([y]))[:, 0])
        return min(degrees_apart(float(pieces[2, one]), float(pieces[3, one]), heading_deg) for one in nearest)

    def _pieces_of(self, row: int) -> Array:
        return self.pieces[:, self.first_piece[row] : self.first_piece[row + 1]]

    def _hits(self, rows: list[int], x: float, y: float, radius: float) -> list[int]:
        """At how many of the fixed points each of the rows (ascending) ranks first."""
        px, py = fixed_points(x, y, radius)
        spans = [(self.first_piece[row], self.first_piece[row + 1]) for row in rows]
        pieces = np.concatenate([self.pieces[:, start:stop] for start, stop in spans], axis=1)
        squares = squared_distances(pieces, px, py)
        keys = np.empty((len(rows), POINTS))
        stop = 0
        for at, (first, last) in enumerate(spans):
            start, stop = stop, stop + last - first
            np.minimum.reduce(squares[start:stop], axis=0, out=keys[at])
        _whole_mm(keys)
        if not self.plain:
            covered = self._covered(rows, keys, px, py)
            for at, row in enumerate(rows):
                if row in self.side:
                    beyond = across(self.side[row], self._pieces_of(row), px, py)
                    covered[at] &= ~beyond
                    keys[at, beyond] *= 2.0
            keys = keys + np.where(covered, 0.0, float(_NOT_COVERED))
        counts: list[int] = np.bincount(keys.argmin(axis=0), minlength=len(rows)).tolist()
        return counts

    def _covered(self, rows: list[int], distance_mm: Array, px: Array, py: Array) -> NDArray[np.bool_]:
        """Which rows' polygons hold which fixed points, (rows, 64)."""
        depths = np.array([self.depth_mm[row] for row in rows])
        covered: NDArray[np.bool_] = distance_mm <= depths[:, None]
        for at, row in enumerate(rows):
            if row in self.is_drawn:
                gaps = shapely.distance(self.polygons[row], shapely.points(px, py))
                covered[at] = np.floor(gaps * 1000.0 + 0.5) == 0.0
        return covered


def _whole_mm(squares: Array) -> Array:
    """Whole millimetres of squared metres, in place."""
    np.sqrt(squares, out=squares)
    squares *= 1000.0
    squares += 0.5
    return np.floor(squares, out=squares)


def _plain(ranked: tuple[int, int], doubled: set[int]) -> int:
    """The distance to the line in mm of a ranked row."""
    mm = ranked[0] % _NOT_COVERED
    return mm // 2 if ranked[1] in doubled else mm
