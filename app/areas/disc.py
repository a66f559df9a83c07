"""Decides where the 64 fixed points of an accuracy circle lie. Knows no layers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.areas.placement import DISC_M

Array = NDArray[np.float64]

UNIT: Array = np.array(json.loads(Path(__file__).with_name("disc64.json").read_text("utf-8"))["points"])
"""(64, 2) offsets in a disc of radius 1; the phone reads the same file."""
_EAST, _NORTH = np.ascontiguousarray(UNIT[:, 0]), np.ascontiguousarray(UNIT[:, 1])
POINTS = len(UNIT)


def disc_radius(accuracy_m: float) -> float:
    """Radius in metres of the disc in which the true place is taken to lie."""
    return min(accuracy_m, DISC_M)


def fixed_points(x: float, y: float, radius: float) -> tuple[Array, Array]:
    """x and y, (64,) each, of the fixed points around a place in the plane."""
    return x + _EAST * radius, y + _NORTH * radius


def fixed_points_of_many(places: Array, radii: Array) -> tuple[Array, Array]:
    """x and y, (n, 64) each, of the fixed points around n places."""
    return (
        places[:, 0, None] + _EAST[None, :] * radii[:, None],
        places[:, 1, None] + _NORTH[None, :] * radii[:, None],
    )
