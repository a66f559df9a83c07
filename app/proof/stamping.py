"""Draws a stamp onto a copy of a picture. Knows pictures and words; must not know reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from app.fonts.chinese import chinese_font

TEXT_SHARE: Final = 1 / 44
"""Of the picture's width, as on the phones' stamped copies."""
_SMALLEST, _LINE, _DOT = 14, 1.45, " · "
_PLATE, _INK, _BAND = (10, 63, 148), (255, 255, 255), (0, 0, 0, 184)
_QUALITY = 85


@dataclass(frozen=True)
class Stamp:
    """What stands on it: the plate of the segment (`known`: there is one), the time, and lines below."""

    plate: str
    known: bool
    time: str
    lines: tuple[str, ...]


def stamped(picture: bytes, stamp: Stamp, long_edge: int | None = None) -> bytes:
    """A JPEG of a picture that this program has drawn, with the stamp along its lower edge; smaller if `long_edge` says so.

    Raises OSError for what is no whole picture, FontSourceMissing.
    """
    with Image.open(io.BytesIO(picture)) as opened:
        image = opened.convert("RGB")
    if long_edge is not None:
        image.thumbnail((long_edge, long_edge))
    size = max(_SMALLEST, round(image.width * TEXT_SHARE))
    plain, strong = (ImageFont.truetype(str(chinese_font(weight)), size) for weight in (400, 700))
    pad, row = round(size * 0.8), round(size * _LINE)
    inside = image.width - 2 * pad
    beside = strong.getlength(stamp.plate) + 3 * pad + strong.getlength(stamp.time) <= inside
    lines = [piece for line in stamp.lines for piece in broken(line, inside, plain.getlength)]
    head = row * (2 if beside else 3)
    top = max(0, image.height - (head + len(lines) * row + 2 * pad))
    pen = ImageDraw.Draw(image, "RGBA")
    pen.rectangle((0, top, image.width, image.height), fill=_BAND)
    plate = (pad, top + pad, 3 * pad + strong.getlength(stamp.plate), top + pad + round(row * 1.6))
    pen.rectangle(plate, fill=_PLATE if stamp.known else None, outline=_INK, width=max(1, row // 16))
    middle = (plate[1] + plate[3]) / 2
    pen.text((2 * pad, middle), stamp.plate, _INK, strong, anchor="lm")
    at = (plate[2] + pad, middle) if beside else (pad, top + pad + 2.5 * row)
    pen.text(at, stamp.time, _INK, strong, anchor="lm")
    for place, line in enumerate(lines):
        pen.text((pad, top + pad + head + (place + 0.5) * row), line, _INK, plain, anchor="lm")
    drawn = io.BytesIO()
    image.save(drawn, "JPEG", quality=_QUALITY)
    return drawn.getvalue()


def broken(line: str, most: float, width_of: Callable[[str], float]) -> list[str]:
    """The line in pieces of at most `most` pixels, broken at the dots between its parts and, where one is longer, anywhere."""
    pieces = [""]
    for part in line.split(_DOT):
        longer = f"{pieces[-1]}{_DOT}{part}" if pieces[-1] else part
        if width_of(longer) <= most:
            pieces[-1] = longer
        else:
            pieces += _cut(part, most, width_of)
    return [piece for piece in pieces if piece]


def _cut(text: str, most: float, width_of: Callable[[str], float]) -> list[str]:
    pieces = [""]
    for character in text:
        if pieces[-1] and width_of(pieces[-1] + character) > most:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces
