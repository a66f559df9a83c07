"""What phones, print programs and attackers send: each is drawn right, or refused by a name, and nothing of it is passed on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from app.photos import images
from app.photos.rendering import Rendered, Undecodable
from app.photos.rules import UnsupportedMedia, check_acceptable
from tests.photos import hard_formats as hard
from tests.photos.pictures import BLUE, GREEN, RED, YELLOW, alike, corners, encoded, markers, quarters

UPRIGHT = (RED, GREEN, BLUE, YELLOW)


@pytest.fixture(autouse=True)
def _codecs_as_in_the_child() -> None:
    images.prepare_codecs()


def render(content: bytes) -> Rendered:
    return images.render(io.BytesIO(content))


def assert_quarters(rendered: Rendered, by: int = 14) -> None:
    for picture in (rendered.screen, rendered.thumb):
        seen = corners(picture)
        assert all(alike(a, b, by) for a, b in zip(seen, UPRIGHT, strict=True)), seen


def test_of_a_motion_photo_the_still_is_drawn_upright_and_the_film_is_left_out() -> None:
    rendered = render(hard.motion_photo(6))
    assert (rendered.mime, rendered.width, rendered.height) == ("image/jpeg", 240, 160)
    assert_quarters(rendered)
    assert b"ftyp" not in rendered.screen


@pytest.mark.parametrize("build", [hard.pair_with_a_broken_index, hard.pair_cut_in_the_second])
def test_of_a_damaged_multi_picture_file_the_first_picture_is_drawn(build: Callable[[], bytes]) -> None:
    assert_quarters(render(build()))


def test_of_two_photos_in_one_file_the_first_is_drawn() -> None:
    other = encoded(Image.new("RGB", (240, 160), "black"))
    assert_quarters(render(encoded(quarters(), quality=95) + other))


def test_of_a_heif_with_several_pictures_the_primary_one_is_drawn() -> None:
    whole = encoded(quarters(), "HEIF", quality=95, save_all=True, append_images=[Image.new("RGB", (240, 160), "black")])
    assert_quarters(render(whole))


def test_of_a_moving_png_the_first_picture_is_drawn() -> None:
    moving = encoded(quarters(), "PNG", save_all=True, append_images=[Image.new("RGB", (240, 160), "black")])
    assert_quarters(render(moving))


@pytest.mark.parametrize(
    "content",
    [
        hard.cmyk(),
        hard.without_adobe_marker(hard.cmyk()),
        hard.ycck(),
        hard.cmyk_with_a_profile_for_rgb(),
    ],
    ids=["CMYK", "CMYK without Adobe's marker", "YCCK", "CMYK with a profile for RGB"],
)
def test_four_channel_jpegs_have_the_colours_they_were_made_with(content: bytes) -> None:
    assert_quarters(render(content), by=24)


@pytest.mark.parametrize(
    ("colour_type", "channels", "wanted"),
    [
        (2, (0xDC00, 0x1E00, 0x1E00), RED),
        (6, (0xDC00, 0x1E00, 0x1E00, 0xFFFF), RED),
        (4, (0x8000, 0xFFFF), (128, 128, 128)),
        (6, (0xDC00, 0x1E00, 0x1E00, 0x0000), (255, 255, 255)),
    ],
    ids=["RGB", "RGB and opaque", "grey and opaque", "see-through"],
)
def test_sixteen_bits_a_channel_are_brought_to_eight(
    colour_type: int, channels: tuple[int, ...], wanted: tuple[int, int, int]
) -> None:
    assert alike(corners(render(hard.png16(colour_type, channels)).screen)[0], wanted, by=4)


@pytest.mark.parametrize("options", [{"progressive": True}, {"progressive": True, "subsampling": 0}, {"restart_marker_rows": 1}])
def test_progressive_and_restarted_jpegs_are_drawn(options: dict[str, int]) -> None:
    assert_quarters(render(encoded(quarters(), quality=95, **options)))


@pytest.mark.parametrize("form", ["AVIF", "GIF", "TIFF", "BMP", "JPEG2000", "ICO"])
def test_another_format_under_any_name_is_refused_alone_and_kept_undrawn_when_a_report_names_it(form: str) -> None:
    content = encoded(quarters(), form)
    with pytest.raises(UnsupportedMedia):
        check_acceptable(content, named_by_manifest=False)
    assert check_acceptable(content, named_by_manifest=True) is None
    with pytest.raises(Undecodable) as refusal:
        render(content)
    assert refusal.value.why == "not-accepted"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("double", [hard.with_page, hard.with_archive])
def test_of_a_photo_that_is_something_else_too_only_pixels_are_passed_on(double: Callable[[bytes], bytes], form: str) -> None:
    assert_only_pixels(double(encoded(quarters(), form, quality=95)))


def test_a_page_in_a_comment_is_not_passed_on() -> None:
    assert_only_pixels(hard.page_in_a_comment())


def test_a_comment_that_unpacks_to_megabytes_costs_only_its_picture() -> None:
    with pytest.raises(Undecodable) as refusal:
        render(hard.png_with_a_text_bomb())
    assert refusal.value.why == "damaged"


def assert_only_pixels(content: bytes) -> None:
    rendered = render(content)
    assert_quarters(rendered)
    for picture in (rendered.screen, rendered.thumb):
        assert markers(picture) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert b"script" not in picture
        assert not zipfile.is_zipfile(io.BytesIO(picture))
