"""The stamp stands in a band along the lower edge, inside the picture, and leaves the rest as it was."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from app.proof.stamping import Stamp, broken, stamped

STAMP = Stamp(
    "榆树街 02", True, "2026-11-20 08:15:30", ("店外经营 · 近景", "113.671123, 34.741926 ±8 米 · WGS-84", "工号 patrol01")
)


def picture(width: int, height: int) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), (200, 200, 200)).save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(("width", "height"), [(1600, 1200), (1200, 1600)])
def test_only_the_lower_edge_carries_words(width: int, height: int) -> None:
    with Image.open(io.BytesIO(stamped(picture(width, height), STAMP))) as copy:
        assert copy.size == (width, height)
        grey = copy.convert("L")
    kept = grey.crop((0, 0, width, height * 2 // 3))
    assert ImageChops.difference(kept, Image.new("L", kept.size, 200)).getextrema()[1] < 8
    band = grey.crop((0, height - 20, width, height))
    assert max(band.getextrema()) < 80, "no letter is cut off at the lower edge"
    left, right = grey.crop((0, height * 2 // 3, 12, height)), grey.crop((width - 12, height * 2 // 3, width, height))
    assert max(left.getextrema()[1], right.getextrema()[1]) < 210, "nor at a side"
    assert grey.crop((0, height * 7 // 8, width, height)).getextrema()[1] > 230, "and they can be read"


def test_a_smaller_copy_keeps_its_shape() -> None:
    with Image.open(io.BytesIO(stamped(picture(1600, 1200), STAMP, 800))) as copy:
        assert copy.size == (800, 600)


def test_a_long_line_breaks_at_its_dots_and_loses_no_letter() -> None:
    width = len
    assert broken("one · two · three", 9, width) == ["one · two", "three"]
    assert broken("abcdefghij · k", 4, width) == ["abcd", "efgh", "ij", "k"]
