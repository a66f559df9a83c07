"""Makes the photos the bench sends: real JPEGs of one exact size, each with its own bytes."""

from __future__ import annotations

import io

from PIL import Image

PHOTO_BYTES = 250_000
PHOTO_PIXELS = (1600, 1200)
"""What the phone sends after shrinking."""
MARK_BYTES = 16
_COMMENT = b"\xff\xfe"
_LONGEST_COMMENT = 65_000


class Negative:
    """One picture from which any number of photos are printed that differ only in a comment."""

    def __init__(self, size: int = PHOTO_BYTES, pixels: tuple[int, int] = PHOTO_PIXELS) -> None:
        encoded = _encode(size, pixels)
        self._start, rest = encoded[:2], encoded[2:]
        spare = size - len(encoded) - (4 + MARK_BYTES)
        self._rest = _filler(spare) + rest

    def photo(self, mark: bytes) -> bytes:
        """A JPEG of the size that carries `mark` (`MARK_BYTES` long)."""
        return self._start + _comment(mark) + self._rest


def _encode(size: int, pixels: tuple[int, int]) -> bytes:
    """The best quality that stays below the size; noise keeps it from being a trivial picture."""
    grain = Image.effect_noise(pixels, 24)
    picture = Image.merge("RGB", (grain, grain.rotate(180), Image.linear_gradient("L").resize(pixels)))
    for quality in range(90, 5, -5):
        kept = io.BytesIO()
        picture.save(kept, "JPEG", quality=quality)
        if kept.tell() < size - 100:
            return kept.getvalue()
    raise ValueError("no quality makes the picture small enough")


def _filler(size: int) -> bytes:
    """Comments of together exactly `size` bytes (at least 4)."""
    parts = []
    while size > _LONGEST_COMMENT + 8:
        parts.append(_comment(bytes(_LONGEST_COMMENT - 4)))
        size -= _LONGEST_COMMENT
    return b"".join(parts) + _comment(bytes(size - 4))


def _comment(content: bytes) -> bytes:
    return _COMMENT + (len(content) + 2).to_bytes(2, "big") + content
