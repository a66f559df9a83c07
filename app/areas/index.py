"""Decides, for one area version, where a position belongs: degrees in, placement out. Must not know files or tables.

Built once per version and then only read. The lock is there because prepared geometries build parts of themselves at
their first use and the library gives up the interpreter lock meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.bulk import PlacementTable
from app.areas.cell_bulk import near_limits, place_in_cells
from app.areas.cell_layer import CellLayer
from app.areas.datum import Datum, array_to_wgs84, to_wgs84
from app.areas.far_away import origin_around
from app.areas.placement import (
    ASSUMED_ACCURACY_M,
    COARSEST_M,
    Candidate,
    Flag,
    Layer,
    Placement,
    SegmentRef,
    Status,
    candidates_of,
    in_order,
    position_missing,
    usable_accuracy,
    whole_status,
)
from app.areas.plane import FARTHEST, Plane
from app.areas.segment_bulk import place_on_segments
from app.areas.segment_layer import ONE_QUERY_M, SegmentLayer
from app.areas.shapes import Cell, Segment
from app.areas.ties import NOBODY_ASKS, Asker
from app.areas.trees import point_at

Array = NDArray[np.float64]


class AreaIndex:
    """The areas of one version, ready to place positions."""

    def __init__(self, segments: Iterable[Segment], cells: Iterable[Cell], limits: Any = None, version: str = "") -> None:
        """`limits`: lines (WGS-84) along which a cell has no neighbour; `version`: the name the pack carries."""
        in_code_order = sorted(segments, key=lambda one: one.code)
        cells_in_order = sorted(cells, key=lambda one: one.code)
        lines = _array(one.line for one in in_code_order)
        drawn = _array(one.polygon for one in in_code_order)
        polygons = _array(one.polygon for one in cells_in_order)
        self.version = version
        self.origin = origin_around(np.concatenate((lines, polygons)))
        self.plane = Plane(*self.origin)
        self.segments = SegmentLayer(in_code_order, self._flat(lines), self._flat(drawn))
        limit_lines = self._flat(shapely.get_parts(_array([limits]))) if limits is not None else _array([])
        self.cells = CellLayer(cells_in_order, self._flat(polygons), limit_lines)
        self.lock = threading.Lock()

    def place(
        self,
        lon: float,
        lat: float,
        accuracy_m: float | None = None,
        datum: Datum = Datum.WGS84,
        own: AbstractSet[str] = frozenset(),
        heading_deg: float | None = None,
    ) -> Placement:
        """The placement of a position in degrees of `datum`.

        `accuracy_m` None, negative or not finite is taken as 30 and flagged. `own` are segment codes of the person
        who asks, `heading_deg` is their course east of north; both decide only where distances differ by up to 1 mm,
        and the answer's `decided_by` says so. A position that is no number is missing.
        """
        accuracy, flags = usable_accuracy(accuracy_m)
        asker = Asker(own, heading_deg) if own or heading_deg is not None else NOBODY_ASKS
        lon, lat = to_wgs84(lon, lat, datum)
        if not self.plane.reaches(lon, lat):
            return position_missing() if lon != lon or lat != lat else _nowhere(None, flags)
        x, y = self.plane.forward(lon, lat)
        with self.lock:
            point = point_at(x, y)
            on_segment = self.segments.place(x, y, point, accuracy, asker)
            in_cell = self.cells.place(x, y, point, accuracy)
            if on_segment.winner is None and in_cell.winner is None:
                return _nowhere(self._nearest(point), flags)
            if in_cell.winner is not None and self.cells.near_limit(in_cell.winner, point, accuracy):
                flags = (*flags, Flag.NEAR_AREA_LIMIT.value)
        return self.answer(on_segment, in_cell, flags)

    def place_many(self, degrees: Array, accuracy_m: Array | None = None, datum: Datum = Datum.WGS84) -> PlacementTable:
        """Placements of n positions, (n, 2) degrees of `datum`: the answers of `place`, a few µs each.

        `accuracy_m`, (n,), may hold NaN for none. Coarse or far positions are answered one by one inside.
        """
        given = np.full(len(degrees), np.nan) if accuracy_m is None else np.asarray(accuracy_m, dtype=np.float64)
        usable = (given >= 0.0) & (given < np.inf)
        accuracy = np.where(usable, np.minimum(given, COARSEST_M), ASSUMED_ACCURACY_M)
        wgs84 = array_to_wgs84(np.asarray(degrees, dtype=np.float64), datum)
        alone = self._to_answer_alone(wgs84, accuracy)
        single = {
            at: self.place(float(degrees[at][0]), float(degrees[at][1]), float(given[at]), datum)
            for at in np.flatnonzero(alone).tolist()
        }
        places = self.plane.forward_array(np.where(alone[:, None], self.origin, wgs84))
        accuracy = np.where(alone, 0.0, accuracy)
        accuracy_mm = np.floor(accuracy * 1000.0 + 0.5).astype(np.int64)
        points = shapely.points(places)
        with self.lock:
            on_segments = place_on_segments(self.segments, places, points, accuracy, accuracy_mm)
            in_cells = place_in_cells(self.cells, places, points, accuracy, accuracy_mm)
            near = near_limits(self.cells, in_cells.winner, points, accuracy, accuracy_mm)

        def make(at: int, on_segment: Layer, in_cell: Layer) -> Placement:
            flags = () if usable[at] else (Flag.ACCURACY_MISSING.value,)
            if on_segment.winner is None and in_cell.winner is None:
                return _nowhere(self._nearest(points[at : at + 1]), flags)
            return self.answer(on_segment, in_cell, (*flags, Flag.NEAR_AREA_LIMIT.value) if near[at] else flags)

        return PlacementTable(on_segments, in_cells, single, make)

    def _to_answer_alone(self, wgs84: Array, accuracy: Array) -> NDArray[np.bool_]:
        """Positions that whole arrays have no way for: coarse ones, far ones, all where polygons or sides are drawn."""
        if self.segments.is_drawn or self.segments.side:
            return np.ones(len(wgs84), dtype=np.bool_)
        away = np.abs(wgs84 - np.array(self.origin))
        reached = (away <= FARTHEST).all(axis=1) & (np.abs(wgs84[:, 1]) < 89.0)
        alone: NDArray[np.bool_] = ~reached | (accuracy > ONE_QUERY_M)
        return alone

    def answer(self, on_segment: Layer, in_cell: Layer, flags: tuple[str, ...]) -> Placement:
        """Both layers' findings, at least one with a winner, in one placement."""
        row = on_segment.winner
        segment = None if row is None else self.segment_ref(row, on_segment.distance_mm)
        cell = None if in_cell.winner is None else self.cells.codes[in_cell.winner]
        status = whole_status(on_segment.status, in_cell.status)
        candidates: tuple[Candidate, ...] = ()
        if status is not Status.INSIDE:
            of_segments = candidates_of("segment", on_segment, self.segments.codes, self.segments.names)
            candidates = in_order(of_segments + candidates_of("cell", in_cell, self.cells.codes, None))
        decided = on_segment.decided_by
        return Placement(status, on_segment.status, in_cell.status, segment, cell, candidates, flags, decided_by=decided)

    def segment_ref(self, row: int, distance_mm: int) -> SegmentRef:
        """A segment row as answers name it."""
        return SegmentRef(self.segments.codes[row], self.segments.names[row], distance_mm / 1000.0)

    def _nearest(self, point: Any) -> SegmentRef | None:
        found = self.segments.nearest(point)
        return self.segment_ref(*found) if found else None

    def _flat(self, shapes: Any) -> Any:
        """Geometries in degrees moved into the plane."""
        degrees = shapely.get_coordinates(shapes)
        return shapely.set_coordinates(shapes.copy(), self.plane.forward_array(degrees)) if len(degrees) else shapes


def _nowhere(nearest: SegmentRef | None, flags: tuple[str, ...]) -> Placement:
    outside = Status.OUTSIDE
    return Placement(outside, outside, outside, None, None, flags=flags, nearest=nearest)


def _array(shapes: Iterable[Any]) -> Any:
    """An object array of geometries, one dimension even when empty."""
    found = list(shapes)
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array
