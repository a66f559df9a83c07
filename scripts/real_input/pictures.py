"""Judges a picture the product drew: is it a bare JPEG, does it show the original upright?"""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from scripts.real_input.material import File

LONG_EDGE = {"thumb": 320, "screen": 1600}
_BARE_MARKERS = frozenset((0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xDD))
"""JFIF header, tables, frames, scan: no APP1 (EXIF, XMP), no APP2 (ICC), no comment."""
_SIDE = 24
_ALMOST_SAME = 6.0
"""Grey levels: what colour management and two JPEG encoders may differ by on average."""


def wrong_with(drawn: bytes, size: str, original: File | None) -> str | None:
    """What is wrong with a drawn picture, None if nothing; without `original` only its form is judged."""
    extra = {f"{marker:02X}" for marker in markers(drawn)} - {f"{marker:02X}" for marker in _BARE_MARKERS}
    if extra:
        return f"carries the segments {', '.join(sorted(extra))}"
    with Image.open(io.BytesIO(drawn)) as picture:
        if picture.format != "JPEG" or max(picture.size) > LONG_EDGE[size] or len(picture.getexif()):
            return f"is {picture.format} {picture.size} with {len(picture.getexif())} EXIF entries"
        return _not_upright(picture, original) if original else None


def markers(jpeg: bytes) -> list[int]:
    """The markers of a JPEG's segments up to the first scan. Raises ValueError when it is none."""
    if jpeg[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG")
    found, at = [], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        found.append(jpeg[at + 1])
        if jpeg[at + 1] == 0xDA:
            break
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def _not_upright(picture: Image.Image, original: File) -> str | None:
    """Compares with the original turned by its own EXIF: no other turn may fit better."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(original.content)) as opened:
            opened.draft("RGB", (800, 800))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((400, 400))
            upright = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    if (upright.width - upright.height) * (picture.width - picture.height) < 0:
        return f"lies on its side: {picture.size} instead of {upright.size}"
    right = _difference(picture, upright)
    best = min(_difference(picture, upright.transpose(turn)) for turn in Image.Transpose)
    if right > best + _ALMOST_SAME:
        return f"is turned: differs by {right:.0f} grey levels upright, by {best:.0f} turned"
    return None


def _difference(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(_grey(one) - _grey(other)).mean())


def _grey(picture: Image.Image) -> np.ndarray:
    if picture.mode == "RGBA":
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    return np.asarray(picture.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX), dtype=np.float64)
