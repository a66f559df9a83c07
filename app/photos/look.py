"""Decides what a picture looks like in 64 bits, so that nearly the same pictures are found. Knows pixels only.

The 8 × 8 lowest frequencies of the picture in 32 × 32 shades of grey (discrete cosine transform), each one bit: above
their median or not (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). On photos of
streets a picture that was saved again, made smaller or brighter stays within 6 bits; different ones are 12 or more apart.
Plain Python on purpose: the decoding process has no address space for the threads of an array library.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PIL import Image

SIDE: Final = 32
FREQUENCIES: Final = 8
PLAIN_BELOW: Final = 4.0
"""Standard deviation of 256 shades of grey below which a picture shows next to nothing: the inside of a pocket, a wall."""

_WAVES: Final = [[math.cos(math.pi * (2 * at + 1) * wave / (2 * SIDE)) for at in range(SIDE)] for wave in range(FREQUENCIES)]


def look_of(picture: Image.Image) -> int | None:
    """The look of an upright picture as a signed 64-bit number; None for one that shows next to nothing."""
    shades = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX).tobytes()
    if _spread(shades) < PLAIN_BELOW:
        return None
    strengths = _strengths(shades)
    ordered = sorted(strengths)
    middle = (ordered[len(ordered) // 2 - 1] + ordered[len(ordered) // 2]) / 2
    look = 0
    for strength in strengths:
        look = look << 1 | (strength > middle)
    return look - 2**64 if look >= 2**63 else look


def _spread(shades: bytes) -> float:
    mean = sum(shades) / len(shades)
    return math.sqrt(sum((shade - mean) ** 2 for shade in shades) / len(shades))


def _strengths(shades: bytes) -> list[float]:
    """How strong each of the lowest frequencies is, row by row."""
    rows = [[_along(shades[top : top + SIDE], wave) for wave in _WAVES] for top in range(0, SIDE * SIDE, SIDE)]
    columns = list(zip(*rows, strict=True))
    return [_along(column, wave) for wave in _WAVES for column in columns]


def _along(values: Sequence[float], wave: Sequence[float]) -> float:
    return sum(value * height for value, height in zip(values, wave, strict=True))
