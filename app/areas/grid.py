"""Decides how a district without cells is divided into squares and how they are numbered. Knows no files, no tables."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from app.areas.features import DECIMALS, Feature, parts
from app.areas.plane import Plane, origin_of
from app.areas.rules import UnusableGrid
from app.areas.shapes import Cell

PER_COMMUNITY = 999
FIRST_STREET = 901
"""Codes from 901 on are for streets that no register has: generated cells cannot be mistaken for official ones."""
SMALLEST_M, LARGEST_M = 10.0, 1000.0
MOST_CELLS = 300_000
"""About a whole province capital in 100 m squares; beyond it a slip in --size is likelier than a wish."""
_TOUCH_M2 = 1e-4
"""Less shared area than this is a border that touches, up to the rounding of corners."""
_ADCODE = re.compile(r"[1-9]\d{5}")


def district_of(features: Sequence[Feature], source: str) -> Any:
    """All polygons of a file as one area in WGS-84 degrees. Raises UnusableGrid when there are none."""
    polygons = [polygon for feature in features for polygon in parts(feature.geometry, ("Polygon",))]
    district = shapely.union_all(shapely.make_valid(polygons)) if polygons else None
    if district is None or district.area == 0.0:
        raise UnusableGrid(f"{source} holds no polygon: give the outline of the district.")
    return district


def generate_cells(district: Any, adcode: str, prefix: str | None = None, size_m: float = 100.0) -> list[Cell]:
    """Whole squares that share area with the district (WGS-84), numbered north to south, then west to east.

    Squares lie on multiples of their size from the plane's origin, so a district whose outline changes a little keeps
    its other squares. The same input gives the same codes. Raises UnusableGrid.
    """
    if not _ADCODE.fullmatch(adcode):
        raise UnusableGrid(f"'{adcode}' is no district code: give six digits with --adcode, for example 410104.")
    if not SMALLEST_M <= size_m <= LARGEST_M:
        raise UnusableGrid(f"Squares of {size_m:g} m make no sense here: --size takes {SMALLEST_M:g} to {LARGEST_M:g} metres.")
    west, south, east, north = district.bounds
    plane = Plane(*origin_of((west, south, east, north)))
    corners = _squares(shapely.transform(district, plane.forward_array), size_m)
    degrees = np.round(plane.inverse_array(corners.reshape(-1, 2)), DECIMALS).reshape(-1, 4, 2)
    polygons = shapely.normalize(shapely.polygons(np.concatenate((degrees, degrees[:, :1]), axis=1)))
    return [Cell(code, polygon) for code, polygon in zip(_codes(len(polygons), adcode, prefix), polygons, strict=True)]


def _squares(district: Any, size_m: float) -> Any:
    """Corners in metres, (n, 4, 2), of the squares that share area with the district, in the order of their numbers."""
    west, south, east, north = district.bounds
    left, bottom = math.floor(west / size_m), math.floor(south / size_m)
    columns, rows = math.ceil(east / size_m) - left, math.ceil(north / size_m) - bottom
    if rows * columns > 20 * MOST_CELLS:
        raise _too_many(size_m)
    column = left + np.tile(np.arange(columns), rows)
    row = bottom + np.repeat(np.arange(rows)[::-1], columns)
    boxes = shapely.box(column * size_m, row * size_m, (column + 1) * size_m, (row + 1) * size_m)
    shapely.prepare(district)
    inside = shapely.contains_properly(district, boxes)
    meets = inside | shapely.intersects(district, boxes)
    edge = np.flatnonzero(meets & ~inside)
    meets[edge] = shapely.area(shapely.intersection(district, boxes[edge])) > _TOUCH_M2
    if meets.sum() > MOST_CELLS:
        raise _too_many(size_m)
    offsets = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    return (np.column_stack((column, row))[meets][:, None, :] + offsets[None]) * size_m


def _too_many(size_m: float) -> UnusableGrid:
    return UnusableGrid(f"Squares of {size_m:g} m would be more than {MOST_CELLS}: give a smaller area or a larger --size.")


def _codes(count: int, adcode: str, prefix: str | None) -> list[str]:
    """15-digit codes: under the given 12 digits, else in communities of 999 from 901001 on."""
    if prefix is None:
        return [_generated(adcode, number) for number in range(count)]
    if not re.fullmatch(r"\d{12}", prefix) or not prefix.startswith(adcode):
        raise UnusableGrid(f"--prefix {prefix} is not 12 digits that begin with {adcode}.")
    if count > PER_COMMUNITY:
        raise UnusableGrid(
            f"{count} squares do not fit below one prefix, which numbers {PER_COMMUNITY}: leave --prefix out, "
            "or give the outline of one community, or a larger --size."
        )
    return [f"{prefix}{number:03d}" for number in range(1, count + 1)]


def _generated(adcode: str, number: int) -> str:
    block, place = divmod(number, PER_COMMUNITY)
    street, community = divmod(block, PER_COMMUNITY)
    return f"{adcode}{FIRST_STREET + street}{community + 1:03d}{place + 1:03d}"
