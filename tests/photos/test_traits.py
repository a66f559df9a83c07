"""What a photo tells beside its picture: the camera's time and place, and how it looks."""

from __future__ import annotations

import io
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from app.photos import images
from app.photos.decoder import Decoder
from app.photos.rendering import Rendered, Undecodable
from app.photos.traits import NO_TRAITS, Traits, bits_apart, checked
from tests.photos.pictures import encoded, quarters

KREMS = {1: "N", 2: (48.0, 24.0, 36.0), 3: "E", 4: (15.0, 36.0, 0.0)}
NEAR = 6
"""As far as the same picture may go when it is saved again (`app/photos/look.py`)."""


def street(seed: int = 0) -> Image.Image:
    """A picture with large and small shapes, another one for each seed."""
    dice = random.Random(seed)
    picture = Image.new("RGB", (640, 480), (dice.randrange(256),) * 3)
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y = dice.randrange(-100, 640), dice.randrange(-100, 480)
        box = (x, y, x + dice.randrange(20, 300), y + dice.randrange(20, 300))
        draw.rectangle(box, fill=tuple(dice.randrange(256) for _ in range(3)))
    return picture


def metadata(taken: dict[int, Any] | None = None, place: dict[int, Any] | None = None, orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x8769] = taken or {}
    if place is not None:
        tags[0x8825] = place
    return tags.tobytes()


def traits_of(picture: Image.Image, form: str = "JPEG", **options: Any) -> Traits:
    return images.render(io.BytesIO(encoded(picture, form, **options))).traits


def told(**parts: Any) -> Traits:
    return traits_of(quarters(), exif=metadata(**parts))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_time_offset_and_place_are_read_from_every_accepted_format(form: str) -> None:
    exif = metadata({0x9003: "2026:11:21 10:20:30", 0x9011: "+08:00"}, KREMS)
    traits = traits_of(quarters(), form, exif=exif)
    assert (traits.exif_time, traits.exif_lon, traits.exif_lat) == ("2026-11-21T10:20:30+08:00", 15.6, 48.41)


def test_west_and_south_are_negative() -> None:
    traits = told(place={**KREMS, 1: "S", 3: "w"})
    assert (traits.exif_lon, traits.exif_lat) == (-15.6, -48.41)


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ({0x9003: "2026:11:21 10:20:30"}, "2026-11-21T10:20:30"),
        ({0x9003: "2026:11:21 10:20:30", 0x9011: "east"}, "2026-11-21T10:20:30"),
        ({0x9004: "2026:11:21 10:20:30", 0x9012: "-03:30"}, "2026-11-21T10:20:30-03:30"),
        ({0x9003: "0000:00:00 00:00:00"}, None),
        ({0x9003: "1980:01:01 00:00:00"}, None),
        ({0x9003: "2026:13:41 25:61:61"}, None),
        ({0x9003: "yesterday"}, None),
        ({}, None),
    ],
)
def test_a_time_that_cannot_be_is_not_said(taken: dict[int, str], said: str | None) -> None:
    assert told(taken=taken).exif_time == said


@pytest.mark.parametrize(
    "place",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {2: (48.0, 24.0, 36.0), 4: (15.0, 36.0, 0.0)},
        {**KREMS, 2: (95.0, 0.0, 0.0)},
        {**KREMS, 4: (15.0, 36.0)},
        {1: "N", 2: (48.0, 24.0, 36.0)},
        {},
    ],
)
def test_a_place_that_cannot_be_is_not_said(place: dict[int, Any]) -> None:
    traits = told(place=place)
    assert (traits.exif_lon, traits.exif_lat) == (None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # the decoding process ignores all warnings
def test_broken_metadata_costs_neither_picture_nor_look() -> None:
    traits = traits_of(street(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken")
    assert (traits.exif_time, traits.exif_lon) == (None, None)
    assert traits.look is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"quality": 30},
        {"size": (320, 240)},
        {"brightness": 1.25},
        {"orientation": 6},
        {"orientation": 3},
    ],
    ids=str,
)
def test_the_same_picture_saved_otherwise_looks_the_same(changed: dict[str, Any]) -> None:
    picture = street()
    look = traits_of(picture).look
    if "brightness" in changed:
        picture = ImageEnhance.Brightness(picture).enhance(changed["brightness"])
    turned = {6: Image.Transpose.ROTATE_90, 3: Image.Transpose.ROTATE_180}.get(changed.get("orientation", 1))
    picture = picture.resize(changed.get("size", picture.size))
    picture = picture if turned is None else picture.transpose(turned)
    exif = metadata(orientation=changed.get("orientation", 1))
    again = traits_of(picture, quality=changed.get("quality", 90), exif=exif).look
    assert look is not None
    assert again is not None
    assert bits_apart(look, again) <= NEAR


def test_different_pictures_look_different() -> None:
    looks = [traits_of(street(seed)).look for seed in range(12)]
    pairs = [(one, other) for place, one in enumerate(looks) for other in looks[:place]]
    assert min(bits_apart(one, other) for one, other in pairs if one is not None and other is not None) > NEAR
    assert None not in looks


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_that_shows_nothing_looks_like_nothing(shade: int) -> None:
    assert traits_of(Image.new("RGB", (320, 240), (shade,) * 3)).look is None


def test_bits_apart_counts_in_signed_numbers_too() -> None:
    assert bits_apart(-1, 0) == 64
    assert bits_apart(-(2**63), 2**63 - 1) == 64
    assert bits_apart(5, 6) == 2


def test_the_decoding_process_hands_traits_over(decoder: Decoder, tmp_path: Path) -> None:
    photo = tmp_path / "photo"
    photo.write_bytes(encoded(street(), exif=metadata({0x9003: "2026:11:21 10:20:30"}, KREMS)))
    drawn = decoder.decode(photo)
    assert isinstance(drawn, Rendered)
    assert drawn.traits == images.render(io.BytesIO(photo.read_bytes())).traits
    assert drawn.traits.exif_lon == 15.6


@pytest.mark.parametrize(
    "reply",
    [
        {"exif_time": "2026-11-21T10:20:30+08:00 and more"},
        {"exif_time": "now"},
        {"exif_lon": float("nan"), "exif_lat": 0.0},
        {"exif_lon": 180.1, "exif_lat": 0.0},
        {"exif_lon": "15", "exif_lat": "48"},
        {"look": 2**63},
        {"unknown": 1},
    ],
)
def test_traits_that_no_honest_process_sends_are_refused(reply: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        checked(reply)


def test_a_process_that_sends_nonsense_counts_as_crashed(tmp_path: Path) -> None:
    program = (
        "import sys, json\n"
        "for line in sys.stdin:\n"
        "    head = {'ok': True, 'mime': 'image/jpeg', 'width': 1, 'height': 1, 'screen': 0, 'thumb': 0}\n"
        "    print(json.dumps({**head, 'traits': {'look': 2**64}}), flush=True)\n"
    )
    decoder = Decoder(tmp_path / "decode.lock", command=(sys.executable, "-c", program))
    with pytest.raises(Undecodable, match="crashed"):
        decoder.decode(b"a photo")
    decoder.close()


def test_no_traits_are_traits_without_anything() -> None:
    assert checked({}) == NO_TRAITS
