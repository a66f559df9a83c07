"""Takes photos of a painted scene: a hand-held view, the light of the hour, sensor noise, JPEG. Knows no subjects."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageChops

from app.demo.pictures.canvas import HEIGHT, SCALE, WIDTH, Box
from app.demo.pictures.scenes import Scene

PHOTO_SIZE = (1440, 1080)
QUALITY = 76
KERB_IN_SIGHT = 1380  # world units: whatever stands on the pavement is in the picture
NOISE_TILES = 2
NOISE_LEVEL = 4.4  # of 255: what a phone's sensor leaves in daylight; it also gives JPEGs their usual size


@dataclass(frozen=True)
class Light:
    """Gains per channel and overall gamma; `veil` lifts the blacks as haze or rain does."""

    red: float
    green: float
    blue: float
    gamma: float
    veil: int = 0

    def table(self) -> list[int]:
        """A lookup table for the three channels."""
        return [
            max(0, min(255, round(self.veil + (255 - self.veil) * ((level / 255) ** self.gamma) * gain)))
            for gain in (self.red, self.green, self.blue)
            for level in range(256)
        ]


def light_at(hour: float, chance: Random) -> Light:
    """Warm and low in the morning and evening, neutral at noon; sometimes overcast or wet."""
    low = max(0.0, min(1.0, abs(hour - 12.5) / 6.5)) ** 2
    if chance.random() < 0.22:
        return Light(0.93, 0.97, 1.02, chance.uniform(1.0, 1.12), veil=chance.randrange(10, 26))
    gain = chance.uniform(0.96, 1.06) - 0.14 * low
    return Light(gain * (1 + 0.09 * low), gain, gain * (1 - 0.13 * low), chance.uniform(0.92, 1.06) + 0.16 * low)


@dataclass(frozen=True)
class Stand:
    """Where somebody stood on a visit: `wide` world units are in sight, `across` and `down` say which (shares of the rest).

    Another visit stands elsewhere, as people do: pictures of one place on two days are not nearly the same.
    """

    wide: float
    across: float
    down: float


def stand_at(chance: Random) -> Stand:
    """Anywhere from which the middle of the pavement can be seen."""
    return Stand(chance.uniform(1340, 1880), chance.uniform(0.04, 0.96), chance.uniform(0.0, 0.94))


def photograph(
    scene: Scene, close: bool, light: Light, chance: Random, size: tuple[int, int] = PHOTO_SIZE, stand: Stand | None = None
) -> bytes:
    """One JPEG of `size` (four to three): the place as seen from `stand`, or close up on what the scene is about."""
    if close:
        left, top, right, bottom = _near(scene.focus, chance)
        box = (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
        view = scene.image.resize(size, Image.Resampling.BILINEAR, box)
    else:
        view = scene.image.transform(
            size, Image.Transform.QUAD, _held_by_hand(_far(stand or stand_at(chance), chance), chance), Image.Resampling.BILINEAR
        )
    seen = view.point(light.table())
    seen = ImageChops.add(seen, _noise(chance.randrange(NOISE_TILES), size), 1, -128)
    out = BytesIO()
    seen.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _far(stand: Stand, chance: Random) -> Box:
    wide = stand.wide * chance.uniform(0.94, 1.06)
    tall = wide * 0.75
    left = (WIDTH - wide) * min(1.0, max(0.0, stand.across + chance.uniform(-0.08, 0.08)))
    lowest, highest = HEIGHT - tall, max(0.0, KERB_IN_SIGHT - tall)
    top = highest + (lowest - highest) * min(1.0, max(0.0, stand.down + chance.uniform(-0.08, 0.08)))
    return left, top, left + wide, top + tall


def _near(focus: Box, chance: Random) -> Box:
    left, top, right, bottom = focus
    wide = max(right - left, (bottom - top) / 0.75) * chance.uniform(0.82, 1.04)
    x = (left + right) / 2 + chance.uniform(-70, 70)
    y = (top + bottom) / 2 + chance.uniform(-40, 40)
    left = min(max(x - wide / 2, 10), WIDTH - wide - 10)
    top = min(max(y - wide * 0.375, 10), HEIGHT - wide * 0.75 - 10)
    return left, top, left + wide, top + wide * 0.75


def _held_by_hand(box: Box, chance: Random) -> tuple[float, ...]:
    """The box's corners in scaled pixels, each a little off, in the order QUAD wants: NW, SW, SE, NE."""
    left, top, right, bottom = box
    sway = (right - left) * 0.018
    corners = ((left, top), (left, bottom), (right, bottom), (right, top))
    return tuple(
        min(max(value + chance.uniform(-sway, sway), 1.0), limit - 1.0) * SCALE
        for corner in corners
        for value, limit in zip(corner, (WIDTH, HEIGHT), strict=True)
    )


@cache
def _noise(tile: int, size: tuple[int, int]) -> Image.Image:
    """Grey-centred sensor noise, mostly in brightness, smoothed a little as phones do; made once per tile."""
    source = np.random.default_rng(tile)
    rows, columns = size[1], size[0]
    grain = source.normal(0, NOISE_LEVEL, (rows, columns))
    colour = source.normal(0, NOISE_LEVEL / 3, (rows // 2, columns // 2, 3)).repeat(2, axis=0).repeat(2, axis=1)
    return Image.fromarray(np.clip(128 + grain[..., None] + colour, 0, 255).astype(np.uint8))
