"""Decides which written geometries (WKB, WKT) are safe to hand to GEOS, whose readers follow nesting until the stack ends.

Plain kinds only: points, lines, polygons, their multiples, and collections nested a few times. All else is unreadable.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np
import shapely
import shapely.errors

DEEPEST = 8
"""Collections in collections; a few are the work of converters, more is an attack."""
_POINT, _LINE, _POLYGON, _LAST = 1, 2, 3, 7
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
_KINDS = ("POINT", "LINESTRING", "LINEARRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION")
_WORDS = frozenset((*_KINDS, "Z", "M", "ZM", "EMPTY", "E", "NAN", "INF"))
"""Everything else in WKT is numbers: E of 1e-5, NAN and INF of what other programs could not compute."""
_WORD = re.compile(r"[A-Z]+")


def from_wkb(blob: bytes) -> Any:
    """The geometry of ISO WKB or EWKB, None when it is not whole, or of no plain kind."""
    try:
        if _end_of(blob) > len(blob):
            return None
        with np.errstate(invalid="ignore"):  # coordinates that are no numbers are told of later
            return shapely.from_wkb(blob, on_invalid="ignore")
    except (struct.error, IndexError, ValueError, shapely.errors.ShapelyError):
        return None


def from_wkt(text: str) -> Any:
    """The geometry of WKT without its SRID, None when it is none, or of no plain kind."""
    words = _WORD.findall(text.upper())
    if words.count("GEOMETRYCOLLECTION") > DEEPEST or not _WORDS.issuperset(words):
        return None
    try:
        with np.errstate(invalid="ignore"):
            return shapely.from_wkt(text, on_invalid="ignore")
    except (ValueError, shapely.errors.ShapelyError):
        return None


def _end_of(blob: bytes) -> int:
    """Where the geometry ends. Raises ValueError, IndexError or struct.error for what is not whole, plain or shallow."""
    at, waiting = 0, [1]
    while waiting:
        if waiting[-1] == 0:
            waiting.pop()
            continue
        waiting[-1] -= 1
        order, kind, width, at = _head(blob, at)
        if kind == _POINT:
            at += width
        elif kind == _LINE:
            at = _after_points(blob, order, width, at)
        elif kind == _POLYGON:
            (rings,) = struct.unpack_from(order, blob, at)
            at += 4
            for _ in range(rings):
                at = _after_points(blob, order, width, at)
        else:
            waiting.append(struct.unpack_from(order, blob, at)[0])
            at += 4
        if len(waiting) > DEEPEST:
            raise ValueError("nested too deep")
    return at


def _head(blob: bytes, at: int) -> tuple[str, int, int, int]:
    """Byte order of counts, kind, bytes of a corner, and where what follows begins."""
    order = "<I" if blob[at] else ">I"
    (word,) = struct.unpack_from(order, blob, at + 1)
    iso, kind = divmod(word & 0x0FFFFFFF, 1000)
    if not _POINT <= kind <= _LAST or iso > 3:
        raise ValueError("no plain kind")
    extra = bool(word & _Z or iso in (1, 3)) + bool(word & _M or iso in (2, 3))
    return order, kind, 8 * (2 + extra), at + (9 if word & _SRID else 5)


def _after_points(blob: bytes, order: str, width: int, at: int) -> int:
    (count,) = struct.unpack_from(order, blob, at)
    return at + 4 + int(count) * width
