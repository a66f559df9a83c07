"""Datums for the oracle: the published formulas forwards, and fixed-point steps backwards."""

from __future__ import annotations

from scripts.real_input.geography import bd09, gcj02

Degrees = tuple[float, float]
WEST, SOUTH, EAST, NORTH = 72.004, 0.8293, 137.8347, 55.8271
"""GCJ-02 is defined inside; elsewhere it is WGS-84."""


def shifted(pair: Degrees, datum: str) -> Degrees:
    """The pair in `datum` of WGS-84 degrees."""
    if datum == "wgs84":
        return pair
    moved = gcj02(pair) if WEST <= pair[0] <= EAST and SOUTH <= pair[1] <= NORTH else pair
    return bd09(moved) if datum == "bd09" else moved


def unshifted(pair: Degrees, datum: str) -> Degrees:
    """WGS-84 degrees of a pair in `datum`; thirty steps leave nothing a millimetre could show."""
    lon, lat = pair
    for _ in range(0 if datum == "wgs84" else 30):
        there = shifted((lon, lat), datum)
        lon, lat = lon + pair[0] - there[0], lat + pair[1] - there[1]
    return lon, lat
