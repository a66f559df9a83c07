"""Takes photos of a painted scene: a hand-held view, the light of the hour, sensor noise, JPEG. Knows no subjects."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageChops

from app.demo.pictures.canvas import HEIGHT, SCALE, WIDTH, Box
from app.demo.pictures.scenes import Scene

PHOTO_SIZE = (1600, 1200)
QUALITY = 76
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


def photograph(scene: Scene, close: bool, light: Light, chance: Random, size: tuple[int, int] = PHOTO_SIZE) -> bytes:
    """One JPEG of `size` (four to three): the whole place, or close up on what the scene is about."""
    if close:
        left, top, right, bottom = _near(scene.focus, chance)
        box = (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
        view = scene.image.resize(size, Image.Resampling.BILINEAR, box)
    else:
        view = scene.image.transform(size, Image.Transform.QUAD, _held_by_hand(_far(chance), chance), Image.Resampling.BILINEAR)
    seen = view.point(light.table())
    seen = ImageChops.add(seen, _noise(chance.randrange(NOISE_TILES), size), 1, -128)
    out = BytesIO()
    seen.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _far(chance: Random) -> Box:
    wide = chance.uniform(1500, 1880)
    tall = wide * 0.75
    left = (WIDTH - wide) * chance.uniform(0.25, 0.75)
    top = (HEIGHT - tall) * chance.uniform(0.55, 0.92)
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
