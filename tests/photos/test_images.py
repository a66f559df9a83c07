"""How photos are drawn: upright, in the right colours, small, without a trace of metadata."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from app.photos import images
from app.photos.rendering import Rendered, Undecodable
from tests.photos.pictures import (
    BLUE,
    GREEN,
    NOT_PHOTOS,
    RED,
    YELLOW,
    alike,
    corners,
    encoded,
    exif,
    jpeg_claiming,
    markers,
    png_claiming,
    profile_with_red_and_blue_swapped,
    quarters,
)

STORED_FOR = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
UPRIGHT = (RED, GREEN, BLUE, YELLOW)


def render(content: bytes) -> Rendered:
    return images.render(io.BytesIO(content))


def why_not(content: bytes) -> str:
    with pytest.raises(Undecodable) as refusal:
        render(content)
    return refusal.value.why


def assert_upright(rendered: Rendered) -> None:
    for picture in (rendered.screen, rendered.thumb):
        seen = corners(picture)
        assert all(alike(a, b) for a, b in zip(seen, UPRIGHT, strict=True)), seen


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", STORED_FOR)
def test_every_exif_orientation_is_shown_upright(orientation: int, form: str) -> None:
    turn = STORED_FOR[orientation]
    stored = quarters() if turn is None else quarters().transpose(turn)
    rendered = render(encoded(stored, form, exif=exif(orientation)))
    assert (rendered.width, rendered.height) == (240, 160)
    assert_upright(rendered)


@pytest.mark.parametrize("orientation", STORED_FOR)
def test_heic_is_turned_once_not_twice(orientation: int) -> None:
    turn = STORED_FOR[orientation]
    stored = quarters() if turn is None else quarters().transpose(turn)
    rendered = render(encoded(stored, "HEIF", exif=exif(orientation), quality=95))
    assert (rendered.width, rendered.height) == (240, 160)
    assert_upright(rendered)


def test_damaged_exif_does_not_cost_the_picture() -> None:
    rendered = render(encoded(quarters(), exif=b"Exif\0\0II*\0\xff\xff\xff\xff broken"))
    assert_upright(rendered)


def test_long_edges_are_1600_and_320_and_nothing_is_enlarged() -> None:
    large = render(encoded(quarters(4000, 3000)))
    assert (large.width, large.height) == (4000, 3000)
    assert Image.open(io.BytesIO(large.screen)).size == (1600, 1200)
    assert Image.open(io.BytesIO(large.thumb)).size == (320, 240)
    small = render(encoded(quarters(100, 60)))
    assert Image.open(io.BytesIO(small.screen)).size == Image.open(io.BytesIO(small.thumb)).size == (100, 60)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (6401, 37), (3333, 5001)])
def test_odd_sizes_keep_their_proportions(size: tuple[int, int]) -> None:
    rendered = render(encoded(quarters(*size), "PNG"))
    screen = Image.open(io.BytesIO(rendered.screen)).size
    assert (rendered.width, rendered.height) == size
    assert max(screen) == min(1600, max(size))
    assert min(screen) == max(1, round(min(size) * max(screen) / max(size)))


def test_shrinking_in_strips_leaves_no_seams() -> None:
    ramp = Image.linear_gradient("L").resize((50, 7000))
    rows = Image.open(io.BytesIO(render(encoded(ramp, "PNG")).screen)).convert("L").crop((5, 0, 6, 1600))
    values = [rows.getpixel((0, y)) for y in range(0, 1600, 8)]
    assert all(0 <= after - before <= 4 for before, after in zip(values, values[1:], strict=False))  # type: ignore[operator]


def test_pictures_carry_pixels_and_nothing_else() -> None:
    source = encoded(quarters(), exif=exif(1), comment=b"<script>", icc_profile=profile_with_red_and_blue_swapped())
    rendered = render(source + b"<html><script>alert(1)</script>")
    for picture in (rendered.screen, rendered.thumb):
        assert markers(picture) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert b"script" not in picture
        assert b"Secret Maker" not in picture


@pytest.mark.parametrize("mode", ["L", "1", "CMYK"])
def test_other_jpeg_and_png_modes_are_drawn_in_rgb(mode: str) -> None:
    source = quarters(mode=mode)
    rendered = render(encoded(source, "PNG" if mode == "1" else "JPEG"))
    picture = Image.open(io.BytesIO(rendered.screen))
    assert picture.mode == "RGB"
    if mode != "1":
        wanted = source.convert("RGB").getpixel((20, 20))
        assert alike(corners(rendered.screen)[0], wanted)  # type: ignore[arg-type]


def test_sixteen_bit_grey_is_scaled_not_clipped() -> None:
    rendered = render(encoded(Image.new("I;16", (64, 64), 0x8000), "PNG"))
    assert alike(corners(rendered.screen)[0], (128, 128, 128), by=3)


def test_transparent_parts_become_white() -> None:
    see_through = quarters(mode="RGBA")
    see_through.putalpha(0)
    assert alike(corners(render(encoded(see_through, "PNG")).screen)[0], (255, 255, 255), by=2)
    palette = quarters().quantize(8)
    palette.info["transparency"] = palette.getpixel((0, 0))
    seen = corners(render(encoded(palette, "PNG", transparency=palette.getpixel((0, 0)))).screen)
    assert alike(seen[0], (255, 255, 255), by=4)
    assert alike(seen[3], YELLOW)


def test_a_colour_profile_is_followed() -> None:
    seen = corners(render(encoded(quarters(), icc_profile=profile_with_red_and_blue_swapped())).screen)
    assert seen[0][2] > 180 > 80 > seen[0][0]


def test_a_broken_or_foreign_colour_profile_is_ignored() -> None:
    assert_upright(render(encoded(quarters(), icc_profile=b"not a profile")))
    grey = render(encoded(quarters(mode="L"), icc_profile=profile_with_red_and_blue_swapped()))
    assert alike(corners(grey.screen)[3], quarters(mode="L").convert("RGB").getpixel((200, 120)))  # type: ignore[arg-type]


def test_only_the_first_picture_of_several_is_drawn() -> None:
    film = encoded(quarters(), "WEBP", save_all=True, append_images=[Image.new("RGB", (240, 160), "black")], quality=95)
    assert_upright(render(film))
    pair = encoded(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (240, 160), "black")], quality=95)
    rendered = render(pair)
    assert rendered.mime == "image/jpeg"
    assert_upright(rendered)


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_other_formats_are_not_decoded_at_all(name: str) -> None:
    assert why_not(NOT_PHOTOS[name]) == "not-accepted"


@pytest.mark.parametrize(
    "content",
    [png_claiming(65_535, 65_535), png_claiming(16_385, 10), jpeg_claiming(65_000, 65_000), jpeg_claiming(8_000, 7_501)],
    ids=["4 gigapixel png", "one side too long", "jpeg header lies", "just over 60 megapixels"],
)
def test_too_many_pixels_are_refused_by_the_header(content: bytes) -> None:
    assert why_not(content) == "too-many-pixels"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_photo_cut_short_is_undecodable(form: str, share: float) -> None:
    noise = Image.effect_noise((300, 200), 80).convert("RGB")
    whole = encoded(noise, form)
    assert why_not(whole[: int(len(whole) * share)]) == "damaged"


def test_bytes_that_only_begin_like_a_photo_are_damaged() -> None:
    for head in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"):
        assert why_not(head + b"<html>") == "damaged"


@pytest.fixture(autouse=True)
def _codecs_as_in_the_child() -> None:
    images.prepare_codecs()
