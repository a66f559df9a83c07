"""Decides what travels to the phone as the area pack: the same degrees the server computes with. Knows no HTTP.

The areas' part is written once per version and kept as bytes; what other features add is small and written each time.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from app.areas.features import parts
from app.areas.shapes import Cell, Segment

FORMAT = 1
PARTS = ("shops", "assets", "categories")
"""Lists that features above hand in; a pack without a feature has its list, empty."""
_LEVEL = 6
"""zlib's own balance: 9 takes thrice as long for one percent less."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One state of the pack: `etag` names its bytes, `head` is the areas' part without the closing brace."""

    etag: str
    head: bytes
    tail: bytes

    def body(self) -> bytes:
        """The whole pack as JSON."""
        return self.head + self.tail


class PackShelf:
    """Keeps the written areas of one version and the last compressed pack. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._head: tuple[str, bytes, str] = ("", b"", "")
        self._zipped: tuple[str, bytes] = ("", b"")

    def head(self, version: str) -> tuple[bytes, str] | None:
        """The areas' part of a version and its hash, if it is the one kept."""
        name, written, digest = self._head
        return (written, digest) if written and name == version else None

    def keep(self, version: str, written: bytes) -> tuple[bytes, str]:
        """Keeps the areas' part of a version instead of the one before."""
        digest = hashlib.sha256(written).hexdigest()
        self._head = (version, written, digest)
        return written, digest

    def zipped(self, pack: Pack) -> bytes:
        """The pack compressed; a second phone gets the same bytes."""
        with self._lock:
            if self._zipped[0] != pack.etag:
                self._zipped = (pack.etag, gzip.compress(pack.body(), _LEVEL, mtime=0))
            return self._zipped[1]


def write_areas(
    version: str, origin: tuple[float, float], segments: Sequence[Segment], cells: Sequence[Cell], limits: Any
) -> bytes:
    """The areas' part as JSON up to the closing brace, which `complete` adds."""
    document = {
        "format": FORMAT,
        "version": version,
        "origin": list(origin),
        "segments": [entry for segment in segments for entry in _segment_entries(segment)],
        "cells": [{"code": cell.code, "polygon": _rings(part)} for cell in cells for part in parts(cell.polygon, ("Polygon",))],
        "limits": [shapely.get_coordinates(line).tolist() for line in parts(limits, ("LineString",))],
    }
    return _json(document)[:-1]


def complete(head: tuple[bytes, str], extra: Mapping[str, Any]) -> Pack:
    """The pack of the areas' part and the lists of other features."""
    written, digest = head
    tail = b"," + _json({**{name: [] for name in PARTS}, **extra})[1:]
    return Pack(hashlib.sha256(digest.encode() + tail).hexdigest()[:32], written, tail)


def _segment_entries(segment: Segment) -> list[dict[str, Any]]:
    entry: dict[str, Any] = {"code": segment.code, "name": segment.name, "depth_m": segment.depth_m}
    drawn = {} if segment.polygon is None else {"polygon": [_rings(part) for part in parts(segment.polygon, ("Polygon",))]}
    return [{**entry, "line": shapely.get_coordinates(line).tolist(), **drawn} for line in parts(segment.line, ("LineString",))]


def _rings(polygon: Any) -> list[Any]:
    return [shapely.get_coordinates(ring).tolist() for ring in (polygon.exterior, *polygon.interiors)]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
