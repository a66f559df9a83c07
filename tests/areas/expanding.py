"""Reads an area pack of format 2 back into format 1, as a phone does it, in plain loops and without the server's code."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Point = list[float]


def expand(compact: dict[str, Any]) -> dict[str, Any]:
    """Format 1 of a pack in format 2."""
    return {
        **compact,
        "format": 1,
        "segments": _segments(compact["segments"]),
        "cells": _cells(compact["cells"]),
        "limits": [_line(numbers, compact["limits"]["exponent"]) for numbers in compact["limits"]["lines"]],
    }


def _segments(written: dict[str, Any]) -> list[dict[str, Any]]:
    lines = iter([_line(numbers, written["exponent"]) for numbers in written["lines"]])
    entries = [{"code": code, "line": next(lines)} for code in _codes(written["code"])]
    for field in ("name", "depth_m", "side", "from_name", "to_name"):
        column = written.get(field, {"values": [], "of": []})
        for entry, which in zip(entries, column["of"], strict=False):
            value = column["values"][which]
            if value is not None or field == "name":
                entry[field] = value
    for entry, polygons in zip(entries, written.get("polygons", []), strict=False):
        if polygons is not None:
            entry["polygon"] = [[next(lines) for _ in range(rings)] for rings in polygons]
    return entries


def _cells(written: dict[str, Any]) -> list[dict[str, Any]]:
    corners = _line(written["corners"], written["exponent"])
    used = 0
    cells = []
    for code, rings in zip(_codes(written["code"]), written["rings"], strict=True):
        polygon = []
        for references in rings:
            ring = []
            for back in references:
                ring.append(corners[used - back])
                used += back == 0
            polygon.append([*ring, ring[0]])
        cells.append({"code": code, "polygon": polygon})
    return cells


def _line(numbers: list[float], exponent: int | None) -> list[Point]:
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    if exponent is None:
        return [list(point) for point in points]
    at = [0, 0]
    line = []
    for east, north in points:
        at = [at[0] + int(east), at[1] + int(north)]
        line.append([at[0] / 10**exponent, at[1] / 10**exponent])
    return line


def _codes(written: list[Any]) -> list[str]:
    codes = [""]
    for shared, rest in pairwise([*written, None]):
        if isinstance(shared, int):
            codes.append(codes[-1][:shared] + rest)
    return codes[1:]
