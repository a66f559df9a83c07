"""Decides what a map is shown of a checked layer: what is in sight, what changes before what stays, as fine as a pixel.

The layer is not in the tables yet, so it is read from its file and kept in memory while somebody looks at it.
"""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from app.area_imports.layer_file import MOVED, SAME, WAS, read_kept
from app.areas.map_view import DECIMALS, MOST_CELLS, MOST_SEGMENTS, Box
from app.areas.shapes import Cell

KEPT_PREVIEWS = 2
"""Two admins look at two files; a city of 100,000 cells takes some 150 MB."""
_DEGREES_PER_PIXEL = 360.0 / 256.0
"""At zoom 0. A degree of latitude is longer than one of longitude, so this is never too coarse."""
_PIXELS = 0.5
_TOLD = {WAS: MOVED}
IDLE_S = 300.0
"""Nobody has looked at it for so long: it is let go, and read from its file again for who comes back."""


class Preview:
    """One checked layer, with what it replaces, as maps ask for it."""

    def __init__(self, path: Path) -> None:
        kept = read_kept(path)
        self._areas = kept.areas
        self._statuses = kept.statuses
        self._most = MOST_CELLS if kept.areas and isinstance(kept.areas[0], Cell) else MOST_SEGMENTS
        self._shapes = np.array([one.polygon if isinstance(one, Cell) else one.line for one in kept.areas] + [None], dtype=object)
        self._shapes = self._shapes[:-1]
        self._stays = np.array([status == SAME for status in kept.statuses], dtype=bool)
        west, south, east, north = shapely.bounds(self._shapes).reshape(-1, 4).T
        self._sizes = np.hypot(east - west, north - south)
        self._tree = shapely.STRtree(self._shapes)

    def shapes(self, box: Box, zoom: int) -> bytes:
        """GeoJSON of what is in sight; where there is too much, what changes goes before what stays, then the largest."""
        rows = self._tree.query(shapely.box(*box))
        complete = len(rows) <= self._most
        if not complete:
            rows = rows[np.lexsort((rows, -self._sizes[rows], self._stays[rows]))[: self._most]]
        rows = np.sort(rows)
        tolerance = _DEGREES_PER_PIXEL / 2**zoom * _PIXELS
        simple = shapely.simplify(self._shapes[rows], tolerance, preserve_topology=True)
        rounded = shapely.transform(simple, lambda degrees: np.round(degrees, DECIMALS)) if len(rows) else simple
        features = ",".join(
            f'{{"type":"Feature","properties":{self._facts(row)},"geometry":{shape}}}'
            for row, shape in zip(rows.tolist(), shapely.to_geojson(rounded).tolist(), strict=True)
        )
        return f'{{"type":"FeatureCollection","complete":{json.dumps(complete)},"features":[{features}]}}'.encode()

    def _facts(self, row: int) -> str:
        area, status = self._areas[row], self._statuses[row]
        name = None if isinstance(area, Cell) else area.name
        told: dict[str, Any] = {"code": area.code, "name": name, "status": _TOLD.get(status, status), "was": status == WAS}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


@dataclass
class _Slot:
    """One layer's preview, whose turn it is to build it, and when it was last looked at (monotonic seconds)."""

    looked_at: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    preview: Preview | None = None


class Previews:
    """The previews of one process, the least looked at forgotten first, all of them when nobody looks any more.

    Safe between threads: building takes seconds for a large city, and meanwhile others are shown.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._slots: OrderedDict[str, _Slot] = OrderedDict()
        self._timer: threading.Timer | None = None

    def get(self, digest: str, path: Path) -> Preview:
        """The preview of the layer of that hash. Raises OSError when its file is gone."""
        slot = self._slot(digest)
        with slot.lock:
            if slot.preview is None:
                try:
                    slot.preview = Preview(path)
                except BaseException:
                    self.drop(digest)
                    raise
            return slot.preview

    def drop(self, digest: str) -> None:
        """Lets go of one."""
        with self._lock:
            self._slots.pop(digest, None)

    def drop_idle(self) -> None:
        """Lets go of those nobody has looked at for `IDLE_S`, and looks again later while there are others."""
        with self._lock:
            now = time.monotonic()
            for digest in [one for one, slot in self._slots.items() if now - slot.looked_at >= IDLE_S]:
                del self._slots[digest]
            self._timer = None
            self._look_again()

    def _slot(self, digest: str) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault(digest, _Slot(0.0))
            slot.looked_at = time.monotonic()
            self._slots.move_to_end(digest)
            while len(self._slots) > KEPT_PREVIEWS:
                self._slots.popitem(last=False)
            self._look_again()
            return slot

    def _look_again(self) -> None:
        """With the lock: sees to it that what is held now is let go one day, though nobody asks any more."""
        if self._slots and self._timer is None:
            self._timer = threading.Timer(IDLE_S, self.drop_idle)
            self._timer.daemon = True
            self._timer.start()
