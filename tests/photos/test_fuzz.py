"""Mutated files against the decoder: it may refuse or draw, it may not fall over, hang or swell.

FUZZ_PHOTOS says how many (default 300); `make faults` uses more.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from PIL import Image

from app.photos.decoder import Decoder
from app.photos.rendering import Undecodable
from tests.photos.pictures import encoded, exif, quarters
from tests.photos.test_decoder import MOST_RESIDENT_KB, most_resident_kb, outcome

COUNT = int(os.environ.get("FUZZ_PHOTOS", "300"))
OUTCOMES = {"drawn", "not-accepted", "too-many-pixels", "too-heavy", "too-slow", "damaged", "crashed"}


def seeds() -> list[bytes]:
    noise = Image.effect_noise((160, 120), 60).convert("RGB")
    return [
        encoded(noise, exif=exif(6)),
        encoded(noise, progressive=True),
        encoded(quarters(mode="CMYK")),
        encoded(noise, "PNG"),
        encoded(quarters(mode="RGBA"), "PNG", exif=exif(3)),
        encoded(noise, "WEBP", exif=exif(8)),
        encoded(noise, "WEBP", lossless=True),
        encoded(noise, "HEIF", quality=60),
    ]


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The file with one to eight accidents: bits, runs, cuts, repeats, and integers that lie."""
    work = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, kind = chance.randrange(len(work)), chance.randrange(6)
        if kind == 0:
            work[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            work[at : at + chance.randint(1, 200)] = bytes(chance.randint(1, 200))
        elif kind == 2 and len(work) > 100:
            del work[max(20, at) :]
        elif kind == 3:
            work[at:at] = work[at : at + chance.randint(1, 400)]
        elif kind == 4:
            work[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\0", b"\x00\x01\x00\x00"))
        else:
            work[at % 200 : at % 200 + 2] = chance.randbytes(2)
    return bytes(work)


def test_no_mutated_file_brings_the_decoder_down(decoder: Decoder, tmp_path: Path) -> None:
    chance = random.Random(20260)
    path = tmp_path / "photo"
    originals = seeds()
    outcomes = set()
    most = 0
    for number in range(COUNT):
        path.write_bytes(mutated(originals[number % len(originals)], chance))
        outcomes.add(outcome(decoder, path))
        if decoder.child_pid is not None:
            most = max(most, most_resident_kb(decoder.child_pid))
    assert outcomes <= OUTCOMES
    assert {"drawn", "damaged"} <= outcomes, "the mutations are too mild or too harsh to prove anything"
    assert most < MOST_RESIDENT_KB


def test_the_decoder_draws_the_untouched_originals(decoder: Decoder, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    for content in seeds():
        path.write_bytes(content)
        assert outcome(decoder, path) == "drawn"


@pytest.mark.parametrize("size", [0, 1, 3, 12, 63])
def test_tiny_files_are_refused(decoder: Decoder, tmp_path: Path, size: int) -> None:
    path = tmp_path / "photo"
    path.write_bytes(seeds()[0][:size])
    with pytest.raises(Undecodable):
        decoder.decode(path)
