"""Decides how a district without cells is divided into squares and how they are numbered. Knows no files, no tables."""

from __future__ import annotations

import math
import re

import numpy as np
import shapely

from app.core.errors import InvalidBody

PER_COMMUNITY = 999
FIRST_STREET = 901
"""Codes from 901 on are for streets that no register has: generated cells cannot be mistaken for official ones."""


def squares(district: shapely.Geometry, size_m: float) -> list[shapely.Polygon]:
    """Whole squares (metres) that share area with the district, north to south, then west to east."""
    west, south, east, north = district.bounds
    left, bottom = math.floor(west / size_m), math.floor(south / size_m)
    columns, rows = math.ceil(east / size_m) - left, math.ceil(north / size_m) - bottom
    x = (left + np.tile(np.arange(columns), rows)) * size_m
    y = (bottom + np.repeat(np.arange(rows)[::-1], columns)) * size_m
    boxes = shapely.box(x, y, x + size_m, y + size_m)
    shapely.prepare(district)
    kept = boxes[shapely.intersects(district, boxes) & ~shapely.touches(district, boxes)]
    return list(kept)


def codes(count: int, adcode: str, prefix: str | None) -> list[str]:
    """15-digit codes for `count` cells: under the given 12 digits, else in communities of 999 from 901001 on.

    Raises InvalidBody for codes that are none, or when they do not suffice.
    """
    if not re.fullmatch(r"[1-9]\d{5}", adcode):
        raise InvalidBody(f"'{adcode}' is no district code: six digits, for example 410104.")
    if prefix is not None:
        return _under(prefix, adcode, count)
    if count > 99 * 999 * PER_COMMUNITY:
        raise InvalidBody(f"{count} cells are more than generated codes can number: choose a larger --size.")
    return [_generated(adcode, number) for number in range(count)]


def _under(prefix: str, adcode: str, count: int) -> list[str]:
    if not re.fullmatch(r"\d{12}", prefix) or not prefix.startswith(adcode):
        raise InvalidBody(f"--prefix {prefix} is not 12 digits that begin with {adcode}.")
    if count > PER_COMMUNITY:
        raise InvalidBody(f"{count} cells do not fit below one prefix ({PER_COMMUNITY}): leave --prefix away or choose a larger --size.")
    return [f"{prefix}{number:03d}" for number in range(1, count + 1)]


def _generated(adcode: str, number: int) -> str:
    block, place = divmod(number, PER_COMMUNITY)
    street, community = divmod(block, 999)
    return f"{adcode}{FIRST_STREET + street}{community + 1:03d}{place + 1:03d}"
