"""Makes photos as a phone of 12 megapixels leaves them: 3 to 4 MB, EXIF with time and place, some of them on their side."""

from __future__ import annotations

import io
import random
from typing import Final

from PIL import Image, ImageDraw

PIXELS: Final = (4000, 3000)
QUALITY: Final = 90
GRAIN: Final = 0.3
"""Share of noise, as of a small sensor: it is what makes such files large and slow to decode."""
_ORIENTATION, _EXIF, _GPS = 0x0112, 0x8769, 0x8825


def phone_photo(number: int) -> bytes:
    """The JPEG of this number; every second one is stored on its side (orientation 6)."""
    dice = random.Random(number)
    street = _street(dice)
    grain = Image.effect_noise((PIXELS[0] // 2, PIXELS[1] // 2), 64).resize(PIXELS, Image.Resampling.BICUBIC)
    picture = Image.blend(street, Image.merge("RGB", (grain, grain, grain)), GRAIN)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, subsampling="4:2:0", exif=_metadata(6 if number % 2 else 1))
    return kept.getvalue()


def _street(dice: random.Random) -> Image.Image:
    """Shapes of all sizes before a sky that changes slowly."""
    picture = Image.linear_gradient("L").resize(PIXELS).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(300):
        x, y = dice.randrange(PIXELS[0]), dice.randrange(PIXELS[1])
        box = (x, y, x + dice.randrange(10, 900), y + dice.randrange(10, 700))
        draw.rectangle(box, fill=tuple(dice.randrange(256) for _ in range(3)))
    return picture


def _metadata(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[_ORIENTATION] = orientation
    tags[_EXIF] = {0x9003: "2026:11:21 10:20:30", 0x9011: "+08:00"}
    tags[_GPS] = {1: "N", 2: (34.0, 44.0, 30.0), 3: "E", 4: (113.0, 40.0, 12.0)}
    return tags.tobytes()
