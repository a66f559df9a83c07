"""Decides what a segment and a cell are once they are imported. Knows neither files nor tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A road segment: centre line in WGS-84 degrees (LineString or MultiLineString), depth on both sides in metres.

    `polygon` replaces "within depth of the line" when a city has drawn one.
    """

    code: str
    name: str | None
    depth_m: float
    line: Any
    polygon: Any = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid cell: closed Polygon or MultiPolygon in WGS-84 degrees."""

    code: str
    polygon: Any
