"""Decides the plane in which metres are measured: a transverse Mercator on WGS-84 with k = 1. Knows no layers.

Krüger's series to the fourth order in the third flattening n (Karney, "Transverse Mercator with an accuracy of a few
nanometers", 2011, equations 7 to 11 and 35, 36): below a micrometre inside any city. `pwa/src/domain/plane.ts`
has the same formula in the same order of operations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_A = 6378137.0
_F = 1.0 / 298.257223563
_E = math.sqrt(_F * (2.0 - _F))
_N = _F / (2.0 - _F)
_RECTIFYING = _A / (1.0 + _N) * (1.0 + _N**2 / 4.0 + _N**4 / 64.0)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_DEGREE = math.pi / 180.0
FARTHEST = 30.0
"""Degrees from the origin beyond which a point is nowhere near the areas and the series need not hold."""


@dataclass(frozen=True)
class Plane:
    """Metres east (x) and north (y) of an origin in WGS-84 degrees."""

    origin_lon: float
    origin_lat: float
    _north0: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_north0", _forward(0.0, self.origin_lat * _DEGREE, math)[1])

    def reaches(self, lon: float, lat: float) -> bool:
        """Whether a point is finite and near enough to the origin to be projected."""
        return abs(lon - self.origin_lon) <= FARTHEST and abs(lat - self.origin_lat) <= FARTHEST and abs(lat) < 89.0

    def forward(self, lon: float, lat: float) -> tuple[float, float]:
        """Metres of WGS-84 degrees that `reaches` accepts."""
        x, y = _forward((lon - self.origin_lon) * _DEGREE, lat * _DEGREE, math)
        return x, y - self._north0

    def forward_array(self, degrees: Array) -> Array:
        """Metres, (n, 2), of WGS-84 degrees, (n, 2)."""
        x, y = _forward((degrees[:, 0] - self.origin_lon) * _DEGREE, degrees[:, 1] * _DEGREE, np)
        return np.column_stack((x, y - self._north0))

    def inverse_array(self, metres: Array) -> Array:
        """WGS-84 degrees, (n, 2), of metres, (n, 2)."""
        lam, phi = _inverse(metres[:, 0], metres[:, 1] + self._north0)
        return np.column_stack((lam / _DEGREE + self.origin_lon, phi / _DEGREE))


def origin_of(bounds: tuple[float, float, float, float]) -> tuple[float, float]:
    """The centre of a box of degrees (west, south, east, north), rounded to 0.1°: it stays while a city changes little."""
    west, south, east, north = bounds
    return math.floor((west + east) * 5.0 + 0.5) / 10.0, math.floor((south + north) * 5.0 + 0.5) / 10.0


def _forward(lam: Any, phi: Any, m: Any) -> tuple[Any, Any]:
    sin_phi = m.sin(phi)
    t = m.sinh(m.atanh(sin_phi) - _E * m.atanh(_E * sin_phi))
    xi = m.atan2(t, m.cos(lam))
    eta = m.atanh(m.sin(lam) / m.sqrt(1.0 + t * t))
    s1, c1, sh1, ch1 = m.sin(2.0 * xi), m.cos(2.0 * xi), m.sinh(2.0 * eta), m.cosh(2.0 * eta)
    s, c, sh, ch = s1, c1, sh1, ch1
    for alpha in _ALPHA:
        xi = xi + alpha * s * ch
        eta = eta + alpha * c * sh
        s, c, sh, ch = s * c1 + c * s1, c * c1 - s * s1, sh * ch1 + ch * sh1, ch * ch1 + sh * sh1
    return _RECTIFYING * eta, _RECTIFYING * xi


def _inverse(x: Array, y: Array) -> tuple[Array, Array]:
    xi, eta = y / _RECTIFYING, x / _RECTIFYING
    xi1, eta1 = xi.copy(), eta.copy()
    for order, beta in enumerate(_BETA, start=1):
        xi1 -= beta * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
        eta1 -= beta * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
    tau1 = np.sin(xi1) / np.hypot(np.sinh(eta1), np.cos(xi1))
    return np.arctan2(np.sinh(eta1), np.cos(xi1)), np.arctan(_geodetic_tangent(tau1))


def _geodetic_tangent(tau1: Array) -> Array:
    """tan of the geodetic from tan of the conformal latitude: Newton, three steps reach the last bit (Karney 19 to 21)."""
    tau = tau1.copy()
    for _ in range(3):
        root = np.hypot(1.0, tau)
        sigma = np.sinh(_E * np.arctanh(_E * tau / root))
        guess = tau * np.hypot(1.0, sigma) - sigma * root
        slope = np.hypot(1.0, guess) * root * (1.0 - _E**2) / (1.0 + (1.0 - _E**2) * tau**2)
        tau = tau + (tau1 - guess) / slope
    return tau
