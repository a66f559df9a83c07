"""What is taken as a photo, by content and size."""

from __future__ import annotations

import pytest

from app.core.errors import TooLarge
from app.photos import rules
from app.photos.sniffing import sniff
from tests.photos.pictures import NOT_PHOTOS, encoded, quarters


@pytest.mark.parametrize(
    ("form", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("HEIF", "image/heic")]
)
def test_the_four_accepted_types_are_told_by_their_first_bytes(form: str, mime: str) -> None:
    assert sniff(encoded(quarters(), form)[:64]) == mime


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_anything_else_is_no_photo(name: str) -> None:
    assert sniff(NOT_PHOTOS[name]) is None


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"msf1"])
def test_heif_brands_of_phones_are_accepted(brand: bytes) -> None:
    assert sniff(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic") == "image/heic"


def test_a_brand_list_is_not_read_past_its_box() -> None:
    assert sniff(b"\0\0\0\x14ftypmif1\0\0\0\0heicavif") == "image/heic"


def test_a_photo_without_length_is_not_read() -> None:
    with pytest.raises(rules.LengthRequired):
        rules.check_length(None)


def test_twenty_mebibytes_are_taken_and_one_byte_more_is_not() -> None:
    assert rules.check_length(20 * 1024 * 1024) == 20_971_520
    with pytest.raises(TooLarge):
        rules.check_length(20 * 1024 * 1024 + 1)


@pytest.mark.parametrize("name", ["", "AB" * 32, "ab" * 31, "../" + "a" * 61, "g" * 64])
def test_a_name_that_no_bytes_can_have_is_a_mismatch(name: str) -> None:
    with pytest.raises(rules.DigestMismatch):
        rules.check_named(name)


def test_a_web_page_is_refused_until_a_report_names_it() -> None:
    with pytest.raises(rules.UnsupportedMedia):
        rules.check_acceptable(NOT_PHOTOS["html"], named_by_manifest=False)
    assert rules.check_acceptable(NOT_PHOTOS["html"], named_by_manifest=True) is None
