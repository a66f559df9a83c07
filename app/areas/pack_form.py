"""Decides how an area pack is written small without changing a number: format 2 of what `pack` writes as format 1.

Degrees become whole numbers of the largest unit that is exact for the layer, each the difference from the one before;
corners that cells share are written once; codes say only what differs from the code before. `expandPack` in
`pwa/src/domain/pack-form.ts` makes format 1 of it again, number for number. Knows no HTTP and no tables.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 2
_EXPONENTS = (7, 8, 9)
"""Degrees are whole multiples of 10^-exponent; imports keep nine decimals (`features.DECIMALS`)."""
_NAMED = ("name", "depth_m", "side", "from_name", "to_name")
"""Fields of segments that many of them share."""

Line = Sequence[Sequence[float]]
Written = dict[str, Any]


def compact(document: Mapping[str, Any]) -> Written:
    """Format 2 of a pack in format 1; fields other than the areas' are kept as they are."""
    return {
        **document,
        "format": FORMAT,
        "segments": _segments(document["segments"]),
        "cells": _cells(document["cells"]),
        "limits": _lines(document["limits"]),
    }


def _segments(entries: Sequence[Mapping[str, Any]]) -> Written:
    """Columns; `lines` holds the centre line of every entry, then the rings of all polygons, entry by entry.

    `polygons` says per entry how many rings each of its polygons has, and is left out when no entry has any.
    """
    drawn = [entry.get("polygon") for entry in entries]
    rings = [ring for polygons in drawn for polygon in polygons or () for ring in polygon]
    written = {
        "code": _codes(entry["code"] for entry in entries),
        **{field: _column([entry.get(field) for entry in entries]) for field in _NAMED if any(field in one for one in entries)},
        **_lines([*(entry["line"] for entry in entries), *rings]),
    }
    counts = [None if polygons is None else [len(polygon) for polygon in polygons] for polygons in drawn]
    return {**written, "polygons": counts} if rings else written


def _cells(entries: Sequence[Mapping[str, Any]]) -> Written:
    """Codes, all corners in the order of their first use, and per entry its rings as references, unclosed.

    A reference is 0 for the next corner not used before, else how many corners back it is from the newest, which is 1.
    """
    corners: dict[tuple[float, ...], int] = {}
    rings = [[[_refer(corners, tuple(corner)) for corner in ring[:-1]] for ring in entry["polygon"]] for entry in entries]
    exponent, (line,) = _numbers([list(corners)])
    return {"code": _codes(entry["code"] for entry in entries), "exponent": exponent, "corners": line, "rings": rings}


def _refer(corners: dict[tuple[float, ...], int], corner: tuple[float, ...]) -> int:
    known = corners.get(corner)
    if known is not None:
        return len(corners) - known
    corners[corner] = len(corners)
    return 0


def _lines(lines: Sequence[Line]) -> Written:
    exponent, written = _numbers(lines)
    return {"exponent": exponent, "lines": written}


def _numbers(lines: Sequence[Line]) -> tuple[int | None, list[list[float]]]:
    """The exponent, and per line x, y, then the differences from the point before.

    Where not every coordinate is a multiple of 10^-9, the exponent is None and the degrees stand there as they are.
    """
    degrees = [np.asarray(line, dtype=np.float64).reshape(-1, 2) for line in lines]
    exponent = _exponent(np.concatenate([*degrees, np.empty((0, 2))]))
    if exponent is None:
        return None, [line.ravel().tolist() for line in degrees]
    return exponent, [np.diff(_whole(line, exponent), axis=0, prepend=0).ravel().tolist() for line in degrees]


def _exponent(degrees: NDArray[np.float64]) -> int | None:
    """The smallest with which the division on the phone gives every degree back, bit for bit."""
    exact = (one for one in _EXPONENTS if np.array_equal(_whole(degrees, one) / 10.0**one, degrees))
    return next(exact, None)


def _whole(degrees: NDArray[np.float64], exponent: int) -> NDArray[np.int64]:
    return np.rint(degrees * 10.0**exponent).astype(np.int64)


def _codes(codes: Iterable[str]) -> list[int | str]:
    """Per code how many characters it shares with the start of the one before, and the rest."""
    written: list[int | str] = []
    before = ""
    for code in codes:
        shared = os.path.commonprefix([before, code])
        kept = len(shared) if shared.isascii() else 0  # of other characters phones may count two
        written += [kept, code[kept:]]
        before = code
    return written


def _column(values: Sequence[Any]) -> Written:
    """Every value once, and per entry which."""
    known: dict[Any, int] = {}
    of = [known.setdefault(value, len(known)) for value in values]
    return {"values": list(known), "of": of}
