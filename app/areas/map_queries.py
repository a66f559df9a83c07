"""What maps are shown of the version in force, kept compressed as long as it is asked for. Changes nothing."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import current_app

from app.areas.map_view import Box, MapView
from app.areas.queries import current_index

SEGMENTS, CELLS = "segments", "cells"
_KEPT_BYTES = 32 * 1024 * 1024
"""A city at three zooms; the least used goes first."""
_LEVEL = 6
Key = tuple[str, str, int, Box]


class _Shelf:
    """The view of the newest version and what was answered of it. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._view: MapView | None = None
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._bytes = 0

    def view(self) -> MapView:
        """The view of the version in force; that of an older one goes, with what was answered of it."""
        index = current_index()
        with self._lock:
            if self._view is None or self._view.version != index.version:
                self._view = MapView(index)
                self._kept.clear()
                self._bytes = 0
            return self._view

    def get(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """What is kept under a key, else what `make` answers. Two threads may make the same; one of them is kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._bytes += len(made) - len(self._kept.get(key, b""))
            self._kept[key] = made
            while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return made


def shapes(layer: str, box: Box, zoom: int) -> bytes:
    """GeoJSON, compressed with gzip, of what of a layer is in sight. `box` in WGS-84 degrees, `zoom` as of web maps."""
    shelf: _Shelf = current_app.extensions.setdefault("area_shapes", _Shelf())
    view = shelf.view()
    draw = view.segments if layer == SEGMENTS else view.cells
    return shelf.get((view.version, layer, zoom, box), lambda: gzip.compress(draw(box, zoom), _LEVEL, mtime=0))
