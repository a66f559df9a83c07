"""Which segment and which cell, computed independently of the product: plain projection, plain distances."""

from __future__ import annotations

from typing import Any

from pyproj import Transformer
from shapely.geometry import LineString, Point, Polygon, shape


def nearest_by_hand(pack: dict[str, Any], lon: float, lat: float) -> tuple[str | None, str | None]:
    """Codes of the nearest segment within 30 m and of the covering cell, from the area pack's own geometry."""
    here = Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lat_0={lat} +lon_0={lon} +ellps=WGS84", always_xy=True)
    distances = {segment["code"]: _line(segment["line"], here).distance(Point(0, 0)) for segment in pack["segments"]}
    code = min(distances, key=lambda one: (round(distances[one], 3), one), default=None)
    segment = code if code is not None and distances[code] <= 30 else None
    cells = sorted(cell["code"] for cell in pack["cells"] if _polygon(cell["polygon"]).covers(Point(lon, lat)))
    return segment, cells[0] if cells else None


def clear_places(pack: dict[str, Any], count: int) -> list[tuple[float, float]]:
    """Places in the middle of segments, well inside one cell and far from the next road: no doubt about the answer."""
    found: list[tuple[float, float]] = []
    for segment in pack["segments"]:
        line = _shape_line(segment["line"])
        point = line.interpolate(0.5, normalized=True)
        here = Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lat_0={point.y} +lon_0={point.x} +ellps=WGS84", always_xy=True)
        others = [_line(other["line"], here) for other in pack["segments"] if other["code"] != segment["code"]]
        inside = [cell for cell in pack["cells"] if _polygon(cell["polygon"]).buffer(-0.0002).covers(point)]
        if inside and min(other.distance(Point(0, 0)) for other in others) > 60:
            found.append((round(point.x, 7), round(point.y, 7)))
        if len(found) == count:
            return found
    raise AssertionError(f"the city has only {len(found)} places without doubt")


def _line(line: Any, here: Transformer) -> LineString:
    return LineString([here.transform(*point) for point in _shape_line(line).coords])


def _shape_line(line: Any) -> LineString:
    return shape(line) if isinstance(line, dict) else LineString(line)


def _polygon(polygon: Any) -> Polygon:
    if isinstance(polygon, dict):
        return shape(polygon)
    return Polygon(polygon[0], polygon[1:])
