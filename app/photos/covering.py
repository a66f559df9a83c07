"""Decides how areas of a picture are made unreadable: painted over with one colour, at full size, before it is shrunk.

A blur or a mosaic can be guessed back, above all digits; of one colour nothing can. Runs in the decoding child.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from PIL import Image

from app.photos.rendering import Area

_GREY: Final[dict[str, int | tuple[int, ...]]] = {"L": 72, "RGB": (72, 72, 72), "CMYK": (0, 0, 0, 183)}
_MARGIN: Final = 2
"""Pixels painted beyond each edge: shrinking has mixed those at the border with what is hidden."""


def cover(image: Image.Image, areas: Sequence[Area]) -> None:
    """Paints the areas of an upright picture in L, RGB or CMYK."""
    for left, top, width, height in areas:
        box = (
            max(0, math.floor(left * image.width) - _MARGIN),
            max(0, math.floor(top * image.height) - _MARGIN),
            min(image.width, math.ceil((left + width) * image.width) + _MARGIN),
            min(image.height, math.ceil((top + height) * image.height) + _MARGIN),
        )
        image.paste(_GREY[image.mode], box)
