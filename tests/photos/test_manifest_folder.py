"""Any folder of photos with a MANIFEST.csv that says what each of them is: PHOTO_MANIFEST=/folder/MANIFEST.csv.

Columns: path, sha256, width, height, exif_orientation, datetime_original, gps_lat, gps_lon, expected_verdict, notes. Where a
folder leaves the answer open, ours is stated here: time and place are what EXIF says in EXIF's own types. What only XMP
or IPTC says was written by a program, not by the camera, and counts as not said; so do degrees that are text.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.photos.decoder import Decoder
from app.photos.rendering import Rendered, Undecodable
from app.photos.rules import UnsupportedMedia, check_acceptable
from app.photos.sniffing import SNIFF_BYTES
from app.photos.traits import bits_apart
from tests.photos.pictures import markers

MANIFEST = Path(os.environ.get("PHOTO_MANIFEST") or "PHOTO_MANIFEST")
NEEDED = "needs PHOTO_MANIFEST=…/MANIFEST.csv, a folder of photos and what is expected of each"
REFUSALS = {"not-accepted", "too-many-pixels", "too-heavy", "damaged"}
"""The clean ones: a child that crashed or ran out of time is none of them."""
EXIF_TIME = re.compile(r"\d{4}:\d\d:\d\d \d\d:\d\d:\d\d")
OPEN_PLACE = re.compile("either answer acceptable|may say no GPS")
PAYLOADS = (b"<script", b"<?php", b"$_GET", b"$_POST", b"onclick", b"phpinfo")
DEGREE_ERROR = 1e-6
NEAR = 6
Row = dict[str, str]


def read_rows() -> list[Row]:
    if not MANIFEST.is_file():
        return []
    with MANIFEST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = read_rows()
needs_folder = pytest.mark.skipif(not ROWS, reason=NEEDED)


@pytest.fixture(scope="module")
def one_decoder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Decoder]:
    """One child for the whole folder: what an earlier file does to it, a later one would show."""
    decoder = Decoder(tmp_path_factory.mktemp("decoder") / "decode.lock")
    yield decoder
    decoder.close()


def answer(decoder: Decoder, row: Row) -> Rendered | str:
    """The pictures, or the slug that says why there are none."""
    try:
        return decoder.decode(MANIFEST.parent / row["path"])
    except Undecodable as refusal:
        return refusal.why


@needs_folder
@pytest.mark.parametrize("row", ROWS, ids=[row["path"] for row in ROWS])
def test_every_photo_of_the_folder_behaves_as_its_manifest_says(one_decoder: Decoder, row: Row) -> None:
    content = (MANIFEST.parent / row["path"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == row["sha256"], "the folder is not the one the manifest describes"
    given = answer(one_decoder, row)
    assert_verdict(given, row["expected_verdict"])
    assert_taken_by_content(content, given)
    if isinstance(given, Rendered):
        assert (given.width, given.height) == upright_size(row)
        assert_time(given.traits.exif_time, row["datetime_original"])
        assert_place(given, row)
        assert_clean(given.screen)
        assert_clean(given.thumb)


@needs_folder
def test_pictures_that_should_look_the_same_upright_do(one_decoder: Decoder) -> None:
    alike = [row for row in ROWS if "upright all look the same" in row["notes"]]
    looks = [given.traits.look for row in alike if isinstance(given := answer(one_decoder, row), Rendered)]
    assert len(looks) == len(alike)
    assert all(look is not None and bits_apart(look, looks[0] or 0) <= NEAR for look in looks)


def assert_verdict(given: Rendered | str, expected: str) -> None:
    if expected.startswith("valid"):
        assert isinstance(given, Rendered), given
    elif expected == "must be refused":
        assert given in REFUSALS
    else:
        assert expected.startswith(("hostile: refuse, or accept only re-encoded", "format policy: accept or refuse cleanly"))
        assert isinstance(given, Rendered) or given in REFUSALS


def assert_taken_by_content(content: bytes, given: Rendered | str) -> None:
    """Without a report that names it only what may be a picture is taken; with one, anything is kept."""
    head = content[:SNIFF_BYTES]
    check_acceptable(head, named_by_manifest=True)
    if given == "not-accepted":
        with pytest.raises(UnsupportedMedia):
            check_acceptable(head, named_by_manifest=False)
    else:
        assert check_acceptable(head, named_by_manifest=False) is not None


def upright_size(row: Row) -> tuple[int, int]:
    width, height = int(row["width"]), int(row["height"])
    return (height, width) if row["exif_orientation"] in {"5", "6", "7", "8"} else (width, height)


def assert_time(said: str | None, expected: str) -> None:
    if EXIF_TIME.fullmatch(expected):
        day, clock = expected.split(" ")
        assert said is not None
        assert said[:19] == f"{day.replace(':', '-')}T{clock}"
    else:
        assert said is None


def assert_place(given: Rendered, row: Row) -> None:
    place = (given.traits.exif_lat, given.traits.exif_lon)
    if row["expected_verdict"] == "valid photo" and not (place == (None, None) and OPEN_PLACE.search(row["notes"])):
        assert place == pytest.approx((float(row["gps_lat"]), float(row["gps_lon"])), abs=DEGREE_ERROR)
    elif row["expected_verdict"] == "valid without GPS":
        assert place == (None, None)


def assert_clean(picture: bytes) -> None:
    """A JPEG of pixels alone."""
    assert markers(picture) <= {0xE0, 0xDB, 0xC0, 0xC4}
    assert picture.endswith(b"\xff\xd9")
    assert not [payload for payload in PAYLOADS if payload in picture]
