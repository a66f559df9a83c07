"""What is covered is gone from every picture that is drawn, whichever way the photo is turned and in whichever colours."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.photos import images

AREA = (0.25, 0.5, 0.25, 0.25)
"""On the upright picture: from a quarter to a half across, from the middle to three quarters down."""
GREY = 72
_AS_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def street(mode: str = "RGB", size: tuple[int, int] = (800, 400)) -> Image.Image:
    """White, and in the area to be covered stripes of black and white such as digits have."""
    picture = Image.new("RGB", size, "white")
    left, top = round(AREA[0] * size[0]), round(AREA[1] * size[1])
    for x in range(left, left + round(AREA[2] * size[0]), 4):
        picture.paste("black", (x, top, x + 2, top + round(AREA[3] * size[1])))
    return picture.convert(mode)


def stored(picture: Image.Image, kind: str = "JPEG", orientation: int = 1) -> bytes:
    turn = _AS_STORED[orientation]
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = orientation
    (picture.transpose(turn) if turn is not None else picture).save(out, kind, exif=exif)
    return out.getvalue()


def drawn(content: bytes) -> tuple[Image.Image, Image.Image]:
    done = images.render(io.BytesIO(content), [AREA])
    return Image.open(io.BytesIO(done.screen)), Image.open(io.BytesIO(done.thumb))


def assert_covered(picture: Image.Image) -> None:
    width, height = picture.size
    inside = picture.convert("L").crop((width // 4 + 1, height // 2 + 1, width // 2 - 1, height * 3 // 4 - 1))
    darkest, lightest = inside.getextrema()
    assert GREY - 12 <= darkest <= lightest <= GREY + 12
    beside = picture.convert("L").crop((0, 0, width, height * 2 // 5))
    assert beside.getextrema()[0] > 235


@pytest.mark.parametrize("orientation", _AS_STORED)
def test_an_area_of_the_upright_picture_is_covered_however_the_file_is_turned(orientation: int) -> None:
    for picture in drawn(stored(street(), orientation=orientation)):
        assert_covered(picture)


@pytest.mark.parametrize(("mode", "kind"), [("L", "JPEG"), ("CMYK", "JPEG"), ("P", "PNG"), ("RGBA", "PNG"), ("RGB", "WEBP")])
def test_it_is_covered_in_all_colours_and_types(mode: str, kind: str) -> None:
    for picture in drawn(stored(street(mode), kind)):
        assert_covered(picture)


def test_nothing_of_a_large_photo_comes_through_when_it_is_shrunk() -> None:
    for picture in drawn(stored(street(size=(8000, 4000)))):
        assert_covered(picture)


def test_an_area_at_the_edge_may_reach_beyond_the_picture() -> None:
    done = images.render(io.BytesIO(stored(street())), [(0.9, 0.9, 0.2, 0.2)])
    picture = Image.open(io.BytesIO(done.screen)).convert("L")
    assert abs(picture.getpixel((799, 399)) - GREY) < 12
    assert picture.getpixel((0, 0)) > 235
