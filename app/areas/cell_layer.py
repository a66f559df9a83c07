"""Decides which grid cell a place in the plane belongs to, and how surely. Must not know degrees, files or tables.

Rows are sorted by code. A cell covers a place when its distance rounds to 0 mm, so a shared border belongs to both
neighbours, whatever the last bits of their corners are, and the lower code has it. Of a fixed point only the cell it
lies in counts: none of them is a measured place, and on a border they never lie but by accident.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

import numpy as np
import shapely

from app.areas.disc import disc_radius, fixed_points
from app.areas.placement import DISC_M, NOBODY, Contender, Layer, Status, layer_status, millimetres
from app.areas.shapes import Cell
from app.areas.sides import pieces_of
from app.areas.trees import rows_in_box, rows_within

_SLACK = 0.001
"""A tree may round differently from the millimetres that decide, so it is asked for a millimetre more."""


class CellLayer:
    """The grid cells of one area version in the plane, with their trees and the limits of the area."""

    def __init__(self, cells: Sequence[Cell], polygons: Any, limits: Any) -> None:
        """`cells` sorted by code; `polygons` in the plane; `limits` is an array of lines without a neighbour behind."""
        self.codes = [cell.code for cell in cells]
        self.polygons = polygons
        shapely.prepare(polygons)
        self.tree = shapely.STRtree(polygons)
        self.limit_tree = shapely.STRtree(limits)
        self.limits = limits
        self.limit_gaps = np.array([*self._gaps_to_limit(), np.inf])
        """Of every cell, and last of none: row -1 stands for nobody."""
        self.limit_gap = self.limit_gaps.tolist()
        self.sides, first_side = pieces_of(shapely.boundary(polygons))
        self.first_side = np.array(first_side, dtype=np.int64)

    def place(self, x: float, y: float, point: Any, accuracy_m: float) -> Layer:
        """What this layer says about a place."""
        accuracy_mm, radius = millimetres(accuracy_m), disc_radius(accuracy_m)
        near = self._near(x, y, point, radius)
        winner = next((row for row, mm in near if mm == 0), None)
        if winner is None:
            return NOBODY
        within = [(row, mm) for row, mm in near if mm <= accuracy_mm]
        if len(within) == 1 and accuracy_m > DISC_M:
            within = self._with_one_more(x, y, point, accuracy_m)
        if len(within) == 1:
            return Layer(Status.INSIDE, winner, 0, (Contender(winner, 0, 1),), 1)
        margin = min(mm for row, mm in within if row != winner)
        contenders, points = self._counted(within, winner, x, y, radius)
        rival = max(one.hits for one in contenders if one.row != winner)
        return Layer(layer_status(margin, accuracy_mm, rival, points), winner, 0, contenders, points)

    def near_limit(self, row: int, point: Any, accuracy_m: float) -> bool:
        """Whether a border of the area (one without a neighbour behind) is within the accuracy of a place in this cell."""
        if self.limit_gap[row] > accuracy_m:
            return False
        found = rows_within(self.limit_tree, point, accuracy_m + _SLACK)
        return bool(np.any(np.floor(shapely.distance(self.limits[found], point) * 1000.0 + 0.5) <= millimetres(accuracy_m)))

    def _near(self, x: float, y: float, point: Any, metres: float) -> list[tuple[int, int]]:
        """(row, distance in mm) of the cells this near and perhaps some more, ascending by row."""
        rows = rows_in_box(self.tree, x, y, metres + _SLACK)
        rows.sort()
        gaps = shapely.distance(self.polygons[rows], point).tolist()
        return [(row, floor(gap * 1000.0 + 0.5)) for row, gap in zip(rows.tolist(), gaps, strict=True)]

    def _with_one_more(self, x: float, y: float, point: Any, accuracy_m: float) -> list[tuple[int, int]]:
        """Beyond the disc a cell owns no fixed point; only whether there is a neighbour within the accuracy counts."""
        others = [(mm, row) for row, mm in self._near(x, y, point, accuracy_m) if mm <= millimetres(accuracy_m)]
        others.sort()
        return sorted((row, mm) for mm, row in others[:2])

    def _counted(
        self, within: list[tuple[int, int]], winner: int, x: float, y: float, radius: float
    ) -> tuple[tuple[Contender, ...], int]:
        """Contenders with the number of fixed points each covers first, and how many points anybody covers."""
        rows = [row for row, _ in within]
        if millimetres(radius) == 0:  # a disc without extent is the place itself
            return tuple(Contender(row, mm, int(row == winner)) for row, mm in within), 1
        px, py = fixed_points(x, y, radius)
        covered = shapely.contains_xy(self.polygons[rows][:, None], px, py)
        taken = covered[0]
        hits = [int(np.count_nonzero(taken))]
        for held in covered[1:]:
            hits.append(int(np.count_nonzero(held > taken)))  # held, and by nobody before
            taken = taken | held
        if not any(hits):
            hits[rows.index(winner)] = 1  # a sliver between all fixed points: its own point stands for the disc
        return tuple(Contender(row, mm, n) for (row, mm), n in zip(within, hits, strict=True)), sum(hits)

    def _gaps_to_limit(self) -> list[float]:
        """Distance of every cell to the area's limit, to skip the question where the answer is no (a little too small)."""
        if not len(self.polygons) or not len(self.limits):
            return [float("inf")] * len(self.polygons)
        (rows, _), gaps = self.limit_tree.query_nearest(self.polygons, return_distance=True, all_matches=False)
        found = np.full(len(self.polygons), np.inf)
        found[rows] = gaps - 2 * _SLACK
        return [float(gap) for gap in found]
