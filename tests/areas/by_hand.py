"""The contract's placement, computed by plain loops over everything: no index, no tree, another library's plane.

Slow on purpose and written from the rules, not from the program, so that both can be wrong only by agreeing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely
from pyproj import Transformer

from app.areas.datum import Datum, to_wgs84
from app.areas.shapes import Cell, Segment

TABLE = json.loads((Path(__file__).parents[2] / "app/areas/disc64.json").read_text("utf-8"))["points"]
Metres = list[tuple[float, float]]


def mm(length: float) -> int:
    return math.floor(length * 1000 + 0.5)


def to_segment(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance from a point to a straight piece."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy)
    t = min(1.0, max(0.0, t))
    return math.hypot(p[0] - a[0] - t * dx, p[1] - a[1] - t * dy)


def to_lines(p: tuple[float, float], lines: Sequence[Metres]) -> float:
    return min(to_segment(p, a, b) for line in lines for a, b in zip(line, line[1:], strict=False))


def to_rings(p: tuple[float, float], rings: Sequence[Metres]) -> float:
    """Distance to an area given by its rings; 0 inside (even-odd)."""
    x, y = p
    crossings = 0
    for ring in rings:
        for a, b in zip(ring, ring[1:], strict=False):
            if (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]):
                crossings += 1
    return 0.0 if crossings % 2 else to_lines(p, rings)


class CityByHand:
    """All shapes as lists of metres."""

    def __init__(self, segments: Sequence[Segment], cells: Sequence[Cell], origin: tuple[float, float]) -> None:
        plane = f"+proj=tmerc +lat_0={origin[1]} +lon_0={origin[0]} +k=1 +x_0=0 +y_0=0 +ellps=WGS84"
        self.to_plane = Transformer.from_crs("EPSG:4326", plane, always_xy=True)
        self.segments = {
            one.code: (one, self._lines(one.line), self._rings(one.polygon) if one.polygon else None) for one in segments
        }
        self.cells = {one.code: self._rings(one.polygon) for one in cells}

    def _lines(self, line: Any) -> list[Metres]:
        return [self._metres(part) for part in shapely.get_parts(line)]

    def _rings(self, polygon: Any) -> list[Metres]:
        return [self._metres(ring) for part in shapely.get_parts(polygon) for ring in (part.exterior, *part.interiors)]

    def _metres(self, line: Any) -> Metres:
        return [self.to_plane.transform(lon, lat) for lon, lat in line.coords]

    def place(self, lon: float, lat: float, accuracy: float | None, datum: Datum) -> dict[str, Any]:
        """The contract's answer without flags; `share`s are pairs (hits, points)."""
        lon, lat = to_wgs84(lon, lat, datum)
        p = self.to_plane.transform(lon, lat)
        a = 30.0 if accuracy is None else accuracy
        disc = [(p[0] + east * min(a, 200.0), p[1] + north * min(a, 200.0)) for east, north in TABLE]
        segment, segment_status, by_segment = self._segment(p, a, disc)
        cell, cell_status, by_cell = self._cell(p, a, disc)
        statuses = [status for status in (segment_status, cell_status) if status != "outside"]
        status = max(statuses, key=["inside", "near-edge", "ambiguous"].index) if statuses else "outside"
        answer = {
            "status": status,
            "segment_status": segment_status,
            "cell_status": cell_status,
            "segment": segment,
            "cell": cell,
            "distance_mm": self._line_mm(segment, p) if segment else None,
            "candidates": [] if status in {"inside", "outside"} else self._listed(by_segment, by_cell),
        }
        if status == "outside":
            near = min((self._line_mm(code, p), code) for code in self.segments)
            answer["nearest"] = near[::-1] if near[0] <= 200_000 else None
        return answer

    def _line_mm(self, code: str, p: tuple[float, float]) -> int:
        return mm(to_lines(p, self.segments[code][1]))

    def _polygon_mm(self, code: str, p: tuple[float, float], line_mm: int) -> int:
        one, _, drawn = self.segments[code]
        return max(0, line_mm - mm(one.depth_m)) if drawn is None else mm(to_rings(p, drawn))

    def _rank(self, code: str, p: tuple[float, float]) -> tuple[bool, int, str]:
        line_mm = self._line_mm(code, p)
        return self._polygon_mm(code, p, line_mm) > 0, line_mm, code

    def _segment(self, p: tuple[float, float], a: float, disc: Metres) -> tuple[str | None, str, list[Any]]:
        ranks = sorted(self._rank(code, p) for code in self.segments)
        uncovered, first, winner = ranks[0]
        if uncovered and first > max(mm(a), 30_000):
            return None, "outside", []
        contenders = [r for r in ranks if r[1] <= first + 2 * mm(a) or self._polygon_mm(r[2], p, r[1]) <= mm(a)]
        codes = [code for _, _, code in contenders]
        hits = dict.fromkeys(codes, 0)
        for point in disc:
            hits[min(self._rank(code, point) for code in codes)[2]] += 1
        margin = contenders[1][1] - first if len(contenders) > 1 else math.inf
        shares = [(hits[code], 64, self._line_mm(code, p), code) for code in codes]
        return winner, status_of(margin, mm(a), shares, winner), shares

    def _cell(self, p: tuple[float, float], a: float, disc: Metres) -> tuple[str | None, str, list[Any]]:
        far = {code: mm(to_rings(p, rings)) for code, rings in self.cells.items()}
        covering = sorted(code for code, gap in far.items() if gap == 0)
        if not covering:
            return None, "outside", []
        winner = covering[0]
        codes = sorted(code for code, gap in far.items() if gap <= mm(a))
        firsts = [next((code for code in codes if to_rings(point, self.cells[code]) == 0.0), None) for point in disc]
        if mm(a) == 0:  # a disc without extent is the place itself
            firsts = [winner]
        held = [code for code in firsts if code is not None] or [winner]
        shares = [(held.count(code), len(held), far[code], code) for code in codes]
        margin = min((far[code] for code in codes if code != winner), default=math.inf)
        return winner, status_of(margin, mm(a), shares, winner), shares

    def _listed(self, by_segment: list[Any], by_cell: list[Any]) -> list[Any]:
        listed = []
        for kind, shares in (("segment", by_segment), ("cell", by_cell)):
            kept = sorted((-hits / points, gap, code) for hits, points, gap, code in shares if hits / points >= 0.05)
            listed += [(share, gap, code, kind) for share, gap, code in kept[:5]]
        return [(kind, code, gap, -share) for share, gap, code, kind in sorted(listed)]


def status_of(margin: float, a: int, shares: list[Any], winner: str) -> str:
    """The first rule that fits; the rival's share is the largest among the others."""
    rival = max((hits / points for hits, points, _, code in shares if code != winner), default=0.0)
    if rival >= 0.30:
        return "ambiguous"
    if margin > a:
        return "inside"
    return "ambiguous" if rival >= 0.25 else "near-edge"
