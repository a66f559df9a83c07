"""The sheet that street scenes are painted on: shapes in world units, scaled once. Knows no subjects.

A scene is 2000 × 1500 units and is painted larger than any photo of it, so that the camera that looks at
it afterwards (`camera.py`) smooths the hard edges Pillow leaves.
"""

from functools import lru_cache
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 2000, 1500
SCALE = 1.0

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]


def shade(colour: Colour, factor: float) -> Colour:
    """Darker below 1, lighter above."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in colour)
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the first one."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


@lru_cache(maxsize=64)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


class Canvas:
    """A scene being painted. All coordinates are world units, y downwards."""

    def __init__(self, background: Colour | Image.Image, font: Path, chance: Random) -> None:
        """`background` is a colour, or a sheet that was painted before: its copy is painted on."""
        whole = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
        self.image = background.copy() if isinstance(background, Image.Image) else Image.new("RGB", whole, background)
        self.font_path = font
        self.chance = chance
        self._pen = ImageDraw.Draw(self.image)

    def rect(self, box: Box, fill: Colour, radius: float = 0, line: Colour | None = None, width: float = 2) -> None:
        """A filled rectangle, with round corners if asked."""
        scaled = self._box(box)
        stroke = max(1, round(width * SCALE)) if line else 0
        if radius:
            self._pen.rounded_rectangle(scaled, radius * SCALE, fill, line, stroke)
        else:
            self._pen.rectangle(scaled, fill, line, stroke)

    def ellipse(self, box: Box, fill: Colour | None, line: Colour | None = None, width: float = 2) -> None:
        """An ellipse inside the box."""
        self._pen.ellipse(self._box(box), fill, line, round(width * SCALE) if line else 0)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """A filled circle."""
        self.ellipse((x - radius, y - radius, x + radius, y + radius), fill)

    def arc(self, box: Box, start: float, end: float, fill: Colour, width: float) -> None:
        """A part of an ellipse's outline, degrees clockwise from three o'clock."""
        self._pen.arc(self._box(box), start, end, fill, max(1, round(width * SCALE)))

    def pie(self, box: Box, start: float, end: float, fill: Colour) -> None:
        """A sector of an ellipse."""
        self._pen.pieslice(self._box(box), start, end, fill)

    def poly(self, points: list[tuple[float, float]], fill: Colour) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: list[tuple[float, float]], fill: Colour, width: float) -> None:
        """A polyline with round joints."""
        self._pen.line([(x * SCALE, y * SCALE) for x, y in points], fill, max(1, round(width * SCALE)), "curve")

    def gradient(self, box: Box, top: Colour, bottom: Colour) -> None:
        """A rectangle that changes colour from top to bottom."""
        left, upper, right, lower = (round(value * SCALE) for value in box)
        column = (1, lower - upper)
        ramp = Image.linear_gradient("L").resize(column)
        strip = Image.composite(Image.new("RGB", column, bottom), Image.new("RGB", column, top), ramp)
        self.image.paste(strip.resize((right - left, lower - upper), Image.Resampling.NEAREST), (left, upper))

    def text(self, x: float, y: float, words: str, size: float, fill: Colour, anchor: str = "mm") -> None:
        """Words at a point; `anchor` as Pillow names it."""
        self._pen.text((x * SCALE, y * SCALE), words, fill, _font(self.font_path, round(size * SCALE)), anchor)

    def sheet(self, centre: tuple[float, float], sheet: Image.Image, angle: float) -> None:
        """Pastes a separately painted RGBA sheet (in scaled pixels), turned by `angle` degrees."""
        turned = sheet.rotate(angle, Image.Resampling.BICUBIC, expand=True)
        corner = (round(centre[0] * SCALE - turned.width / 2), round(centre[1] * SCALE - turned.height / 2))
        self.image.paste(turned, corner, turned)

    def shadow(self, box: Box, strength: float = 0.4, soft: float = 10) -> None:
        """A soft dark ellipse, as under things that stand on the ground."""
        margin = soft * 3
        left, top, right, bottom = box
        size = (round((right - left + 2 * margin) * SCALE), round((bottom - top + 2 * margin) * SCALE))
        mask = Image.new("L", size)
        edge = round(margin * SCALE)
        ImageDraw.Draw(mask).ellipse((edge, edge, size[0] - edge, size[1] - edge), round(255 * strength))
        mask = mask.filter(ImageFilter.BoxBlur(soft * SCALE))
        self.image.paste((18, 20, 26), (round((left - margin) * SCALE), round((top - margin) * SCALE)), mask)

    def tint(self, box: Box, mask: Image.Image, colour: Colour = (20, 24, 34)) -> None:
        """Mixes a colour in where a mask of any size, stretched over the box, is white."""
        left, top, right, bottom = (round(value * SCALE) for value in box)
        self.image.paste(colour, (left, top), mask.resize((right - left, bottom - top), Image.Resampling.BILINEAR))

    def _box(self, box: Box) -> Box:
        left, top, right, bottom = box
        return left * SCALE, top * SCALE, right * SCALE, bottom * SCALE
