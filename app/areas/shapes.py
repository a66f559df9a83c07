"""Decides what a segment and a cell are once they are imported. Knows neither files nor tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A road segment: centre line in WGS-84 degrees (LineString or MultiLineString), depth on both sides in metres.

    `polygon` replaces "within depth of the line" when a city has drawn one. `side` is both, left or right, seen along
    the line: a segment of one side covers only that side. The line runs from `from_name` to `to_name` (crossings or
    landmarks); `street` and `community` are what the file calls them. None: the file does not say.
    """

    code: str
    name: str | None
    depth_m: float
    line: Any
    polygon: Any = None
    side: str = "both"
    from_name: str | None = None
    to_name: str | None = None
    street: str | None = None
    community: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A grid cell: closed Polygon or MultiPolygon in WGS-84 degrees; street and community as the file calls them."""

    code: str
    polygon: Any
    street: str | None = None
    community: str | None = None
