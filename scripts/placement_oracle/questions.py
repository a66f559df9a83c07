"""Draws places a phone might report from: on roads and their ends, on borders, anywhere, in all datums and accuracies."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import shapely

from app.areas.shapes import Cell, Segment
from scripts.placement_oracle.oracle import Question
from scripts.placement_oracle.shifts import shifted

M_PER_DEGREE = 111_000.0
"""Good enough to draw places with."""
ACCURACIES_M = (3.0, 200.0)
DATUMS = ("wgs84", "wgs84", "gcj02", "bd09")


class Questions:
    """Endless questions about one city, the same for the same seed."""

    def __init__(self, segments: Sequence[Segment], cells: Sequence[Cell], seed: int) -> None:
        self._draw = random.Random(seed)
        self._lines = [(one.code, part) for one in segments for part in shapely.get_parts(one.line).tolist()]
        self._borders = [one.polygon.boundary for one in cells]
        self._box = shapely.total_bounds([line for _, line in self._lines] + self._borders).tolist()

    def next(self) -> Question:
        """One question."""
        draw = self._draw
        low, high = (math.log(one) for one in ACCURACIES_M)
        accuracy = None if draw.random() < 0.02 else round(math.exp(draw.uniform(low, high)), draw.choice((0, 1, 3)))
        lon, lat = self._place(accuracy or 30.0)
        datum = draw.choice(DATUMS)
        lon, lat = (round(value, 9) for value in shifted((lon, lat), datum))
        own = {code for code, _ in draw.sample(self._lines, min(20, len(self._lines)))} if draw.random() < 0.2 else set()
        heading = round(draw.uniform(0.0, 360.0), 1) if draw.random() < 0.5 else None
        return Question(lon, lat, accuracy, datum, frozenset(own), heading)

    def _place(self, spread_m: float) -> tuple[float, float]:
        draw = self._draw
        kind = draw.random()
        if kind < 0.15 and self._lines:  # where ways meet
            return draw.choice(draw.choice(self._lines)[1].coords)[:2]
        if kind < 0.65 and self._lines:
            return self._beside(draw.choice(self._lines)[1], spread_m)
        if kind < 0.90 and self._borders:
            return self._beside(draw.choice(self._borders), spread_m)
        west, south, east, north = self._box
        return draw.uniform(west, east), draw.uniform(south, north)

    def _beside(self, line: shapely.Geometry, spread_m: float) -> tuple[float, float]:
        draw = self._draw
        at = line.interpolate(draw.random(), normalized=True)
        spread = min(spread_m, 60.0) / M_PER_DEGREE
        return at.x + draw.gauss(0.0, spread) / math.cos(math.radians(at.y)), at.y + draw.gauss(0.0, spread)
