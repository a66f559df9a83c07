"""Decides what travels to the phone as the area pack: the same degrees the server computes with. Knows no HTTP.

The areas' part is written once per version and format and kept as bytes; what other features add is small and written
each time. Format 1 is plain JSON, format 2 the same numbers written small (`pack_form`).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from app.areas import pack_form
from app.areas.features import parts
from app.areas.shapes import Cell, Segment

FORMATS = (1, pack_form.FORMAT)
PARTS = ("shops", "assets", "categories")
"""Lists that features above hand in; a pack without a feature has its list, empty."""
_LEVEL = 6
"""zlib's own balance: 9 takes thrice as long for one percent less."""


@dataclass(frozen=True, slots=True)
class AreasPart:
    """The areas of one version as JSON without the closing brace, and the hash begun over it."""

    version: str
    written: bytes
    hashed: Any


@dataclass(frozen=True, slots=True)
class Pack:
    """One state of the pack: `sha256` is of its bytes, uncompressed."""

    sha256: str
    head: bytes
    tail: bytes

    @property
    def etag(self) -> str:
        """Names these bytes."""
        return self.sha256[:32]

    def body(self) -> bytes:
        """The whole pack as JSON."""
        return self.head + self.tail


class PackShelf:
    """Keeps, per format, the written areas of one version and the last compressed pack. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._areas: dict[int, AreasPart] = {}
        self._zipped: dict[int, tuple[str, bytes]] = {}

    def areas(self, version: str, form: int, write: Callable[[], AreasPart]) -> AreasPart:
        """The areas' part of a version; written once, however many phones ask at the same moment."""
        with self._lock:
            kept = self._areas.get(form)
            if kept is None or kept.version != version:
                kept = self._areas[form] = write()
            return kept

    def zipped(self, pack: Pack, form: int) -> bytes:
        """The pack compressed; a second phone gets the same bytes."""
        with self._lock:
            sha256, zipped = self._zipped.get(form, ("", b""))
            if sha256 != pack.sha256:
                zipped = gzip.compress(pack.body(), _LEVEL, mtime=0)
                self._zipped[form] = (pack.sha256, zipped)
            return zipped


def write_areas(
    version: str,
    origin: tuple[float, float],
    segments: Sequence[Segment],
    cells: Sequence[Cell],
    limits: Any,
    form: int = FORMATS[0],
) -> AreasPart:
    """The areas' part in one of FORMATS, which `complete` makes a pack."""
    document = {
        "format": FORMATS[0],
        "version": version,
        "origin": list(origin),
        "segments": [entry for segment in segments for entry in _segment_entries(segment)],
        "cells": [{"code": cell.code, "polygon": _rings(part)} for cell in cells for part in parts(cell.polygon, ("Polygon",))],
        "limits": [shapely.get_coordinates(line).tolist() for line in parts(limits, ("LineString",))],
    }
    written = _json(document if form == FORMATS[0] else pack_form.compact(document))[:-1]
    return AreasPart(version, written, hashlib.sha256(written))


def complete(areas: AreasPart, extra: Mapping[str, Any]) -> Pack:
    """The pack of the areas' part and the lists of other features."""
    tail = b"," + _json({**{name: [] for name in PARTS}, **extra})[1:]
    hashed = areas.hashed.copy()  # only the tail is hashed with every request
    hashed.update(tail)
    return Pack(hashed.hexdigest(), areas.written, tail)


def _segment_entries(segment: Segment) -> list[dict[str, Any]]:
    said = {"side": segment.side, "from_name": segment.from_name, "to_name": segment.to_name}
    entry: dict[str, Any] = {
        "code": segment.code,
        "name": segment.name,
        "depth_m": segment.depth_m,
        **{key: value for key, value in said.items() if value not in (None, "both")},
    }
    drawn = {} if segment.polygon is None else {"polygon": [_rings(part) for part in parts(segment.polygon, ("Polygon",))]}
    return [{**entry, "line": shapely.get_coordinates(line).tolist(), **drawn} for line in parts(segment.line, ("LineString",))]


def _rings(polygon: Any) -> list[Any]:
    return [shapely.get_coordinates(ring).tolist() for ring in (polygon.exterior, *polygon.interiors)]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
