"""Decides what of an area version a map is given: what is visible, as fine as a pixel, at most so much. Knows no HTTP.

Reads the index that places positions: its trees find what is visible, and its plane is where pixels have metres. Only
what is answered is turned back into degrees, so a version costs no second copy of its shapes.
"""

from __future__ import annotations

import json
import math
import threading
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from app.areas.index import AreaIndex

Box = tuple[float, float, float, float]
"""West, south, east, north in WGS-84 degrees."""
Rows = NDArray[np.intp]

MOST_SEGMENTS = 2_000
MOST_CELLS = 2_500
"""What a browser draws in one frame for one tile of about 1,000 pixels; more of them are too small to be told apart."""
DECIMALS = 7
"""Of degrees: a centimetre, finer than a pixel of the closest zoom."""
_METRES_PER_PIXEL = 156_543.033_928_04
"""At the equator and zoom 0: the equator's length on 256 pixels."""
_PIXELS = 0.5
"""How far a simplified line may lie from the true one."""


class MapView:
    """One area version as maps ask for it."""

    def __init__(self, index: AreaIndex) -> None:
        self.version = index.version
        self._index = index
        self._lock = threading.Lock()
        self._lengths: NDArray[np.float64] | None = None

    def segments(self, box: Box, zoom: int) -> bytes:
        """GeoJSON of the road segments in sight, the longest where there are too many."""
        layer = self._index.segments
        rows = self._in_sight(layer.tree, layer.lines, box)
        complete = len(rows) <= MOST_SEGMENTS
        if not complete:
            lengths = self._length_of_each()
            rows = np.sort(rows[np.lexsort((rows, -lengths[rows]))[:MOST_SEGMENTS]])
        told = [
            {"kind": "segment", "code": layer.codes[row], "name": layer.names[row], "depth_m": layer.depth_mm[row] / 1000.0}
            for row in rows.tolist()
        ]
        return self._collection(told, self._drawn(layer.lines[rows], box, zoom), complete)

    def cells(self, box: Box, zoom: int) -> bytes:
        """GeoJSON of the grid cells in sight; where there are too many, only the outline of the area they lie in."""
        layer = self._index.cells
        rows = self._in_sight(layer.tree, layer.polygons, box)
        if len(rows) > MOST_CELLS:
            return self._outline(box, zoom)
        told = [{"kind": "cell", "code": layer.codes[row]} for row in rows.tolist()]
        return self._collection(told, self._drawn(layer.polygons[rows], box, zoom), True)

    def _outline(self, box: Box, zoom: int) -> bytes:
        layer = self._index.cells
        rows = self._in_sight(layer.limit_tree, layer.limits, box)
        joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(layer.limits[rows])) if len(rows) else [])
        return self._collection([{"kind": "outline"} for _ in joined], self._drawn(joined, box, zoom), False)

    def _in_sight(self, tree: Any, shapes: Any, box: Box) -> Rows:
        """Rows, ascending, of the shapes that come into a box of degrees."""
        if not len(shapes):
            return np.empty(0, dtype=np.intp)
        west, south, east, north = self._within_reach(box)
        if west >= east or south >= north:
            return np.empty(0, dtype=np.intp)
        # The plane's axes bend a little against the degrees', so the edges' middles count, too.
        lons = np.linspace(west, east, 3)
        border = np.array([(lon, lat) for lon in lons for lat in (south, (south + north) / 2, north)])
        corners = self._index.plane.forward_array(border)
        found: Rows = tree.query(shapely.box(*corners.min(axis=0), *corners.max(axis=0)))
        return np.sort(found)

    def _within_reach(self, box: Box) -> Box:
        """The part of a box that the plane reaches; the areas lie far inside it."""
        lon, lat = self._index.origin
        west, south, east, north = box
        return max(west, lon - 20.0), max(south, lat - 20.0, -88.0), min(east, lon + 20.0), min(north, lat + 20.0, 88.0)

    def _drawn(self, shapes: Any, box: Box, zoom: int) -> list[str]:
        """GeoJSON geometries in degrees, simplified to half a pixel."""
        if not len(shapes):
            return []
        middle = math.radians((box[1] + box[3]) / 2)
        pixel_m = _METRES_PER_PIXEL * math.cos(middle) / 2**zoom
        simple = shapely.simplify(shapes, pixel_m * _PIXELS, preserve_topology=True)
        degrees = self._index.plane.inverse_array(shapely.get_coordinates(simple))
        written: list[str] = shapely.to_geojson(shapely.set_coordinates(simple, np.round(degrees, DECIMALS))).tolist()
        return written

    def _length_of_each(self) -> NDArray[np.float64]:
        with self._lock:
            if self._lengths is None:
                self._lengths = shapely.length(self._index.segments.lines)
            return self._lengths

    def _collection(self, told: list[dict[str, Any]], shapes: list[str], complete: bool) -> bytes:
        features = ",".join(
            f'{{"type":"Feature","properties":{_json(one)},"geometry":{shape}}}' for one, shape in zip(told, shapes, strict=True)
        )
        head = f'"version":{_json(self.version)},"complete":{_json(complete)}'
        return f'{{"type":"FeatureCollection",{head},"features":[{features}]}}'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
