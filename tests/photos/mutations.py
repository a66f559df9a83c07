"""Photos with accidents: whole originals of every accepted format, and what chance makes of them."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from typing import Final

from PIL import Image

from tests.photos import hard_formats as hard
from tests.photos.pictures import encoded, exif, png_chunk, profile_with_red_and_blue_swapped, quarters

LYING_NUMBERS: Final = (
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\0\0\0\0",
    b"\x00\x01\x00\x00",
    b"\x80\0\0\0",
    b"\0\0\xff\xff",
)
HEAD: Final = 600
"""Bytes in which a format says how large everything is."""
HOW_MANY: Final = (1, 1, 1, 2, 2, 3, 5, 8)
"""Mostly few accidents, so that decoders get far before they meet one."""
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def originals() -> list[bytes]:
    """Whole files, small so that thousands can be tried: JPEG, PNG, WebP and HEIC in the ways in which they differ."""
    noise = Image.effect_noise((160, 120), 60).convert("RGB")
    see_through = quarters(160, 120, "RGBA")
    see_through.putalpha(100)
    return [
        encoded(noise, exif=exif(6), icc_profile=profile_with_red_and_blue_swapped()),
        encoded(noise, progressive=True),
        hard.cmyk(),
        hard.pair(noise),
        encoded(noise, "PNG"),
        encoded(see_through, "PNG", exif=exif(3)),
        encoded(noise.quantize(16), "PNG"),
        hard.png16(2, (0xDC00, 0x1E00, 0x1E00)),
        encoded(noise, "WEBP", exif=exif(8)),
        encoded(see_through, "WEBP", lossless=True),
        encoded(noise, "HEIF", quality=60, exif=exif(5)),
        encoded(see_through, "HEIF", quality=60),
    ]


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The file with one to eight accidents; half of the PNGs have sound checksums again, or no decoder would look further."""
    work = bytearray(content)
    for _ in range(dice.choice(HOW_MANY)):
        dice.choice(_ACCIDENTS)(work, dice)
    changed = bytes(work)
    return with_sound_checksums(changed) if changed.startswith(_PNG) and dice.random() < 0.5 else changed


def with_sound_checksums(png: bytes) -> bytes:
    """The same chunks, as far as they can be followed, each with the checksum of what it now holds."""
    whole, at = [_PNG], len(_PNG)
    while at + 8 <= len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        content = png[at + 8 : at + 8 + length]
        if len(content) < length:
            break
        whole.append(png_chunk(kind, content))
        at += 12 + length
    return b"".join(whole) + png[at:]


def _flip(work: bytearray, dice: random.Random) -> None:
    work[dice.randrange(len(work))] ^= 1 << dice.randrange(8)


def _wipe(work: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(work))
    work[at : at + dice.randint(1, 200)] = bytes(dice.randint(1, 200))


def _cut(work: bytearray, dice: random.Random) -> None:
    if len(work) > 100:
        del work[max(20, dice.randrange(len(work))) :]


def _repeat(work: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(work))
    work[at:at] = work[at : at + dice.randint(1, 400)]


def _lie(work: bytearray, dice: random.Random) -> None:
    at = dice.randrange(min(len(work), dice.choice((HEAD, len(work)))))
    work[at : at + 4] = dice.choice(LYING_NUMBERS)


def _scramble_head(work: bytearray, dice: random.Random) -> None:
    at = dice.randrange(min(HEAD, len(work)))
    work[at : at + 2] = dice.randbytes(2)


def _pack_again(work: bytearray, dice: random.Random) -> None:
    """Other pixels in a stream that unpacks without complaint, where there is one."""
    at = work.find(b"IDAT")
    if at < 0:
        _flip(work, dice)
        return
    length = int.from_bytes(work[at - 4 : at], "big")
    packed = zlib.compress(dice.randbytes(dice.randint(1, 60_000)), 1)
    work[at - 4 : at + 8 + length] = png_chunk(b"IDAT", packed)


_ACCIDENTS: Final[tuple[Callable[[bytearray, random.Random], None], ...]] = (
    _flip,
    _wipe,
    _cut,
    _repeat,
    _lie,
    _lie,
    _scramble_head,
    _pack_again,
)
