"""The Chinese font: every character it promises has an outline, and a missing package is said plainly."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.fonts.chinese import FontSourceMissing, chinese_font


def ink(font: ImageFont.FreeTypeFont, text: str) -> bytes:
    """What `text` looks like, as pixels."""
    canvas = Image.new("L", (80, 80))
    ImageDraw.Draw(canvas).text((4, 4), text, font=font, fill=255)
    return canvas.tobytes()


def test_common_and_rare_characters_are_drawn_each_in_its_own_way() -> None:
    font = ImageFont.truetype(str(chinese_font(700)), 60)
    drawn = [ink(font, character) for character in "砚溪槐沐鑫喆赟邨Å〔A7，￥"]
    unknown = ink(font, "\U0001f600")
    assert len(set(drawn)) == len(drawn)
    assert unknown not in drawn
    assert all(any(pixels) for pixels in drawn)


def test_the_second_call_finds_the_file_of_the_first(tmp_path: Path) -> None:
    made = tmp_path / chinese_font(700).name
    made.write_bytes(b"made before")
    assert chinese_font(700, built=tmp_path, source=tmp_path / "nowhere").read_bytes() == b"made before"


def test_a_missing_package_says_what_to_do_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(FontSourceMissing, match="npm ci"):
        chinese_font(400, built=tmp_path / "built", source=tmp_path)
    assert list(tmp_path.iterdir()) == []
