"""Sound and short video: taken by content, kept as evidence, never drawn."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from app.core import clock
from app.photos import leases, queries, service
from app.photos.rules import UnsupportedMedia, check_acceptable
from app.photos.shelf import Shelf
from app.photos.sniffing import sniff, sniff_clip
from tests.photos.clips import CLIPS, mp4, ogg, webm
from tests.photos.pictures import NOT_PHOTOS, encoded, quarters, sha256


@pytest.mark.parametrize("mime", CLIPS)
def test_a_clip_is_told_by_its_content(mime: str) -> None:
    assert check_acceptable(CLIPS[mime], named_by_manifest=False) == mime
    assert sniff(CLIPS[mime]) is None


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (mp4(b"soun"), "audio/mp4"),  # what iPhones record as sound has the brand of video
        (mp4(brand=b"M4A "), "audio/mp4"),
        (mp4(), "video/mp4"),  # the tracks stand at the end of the file
        (webm(), "video/webm"),
        (webm(b"V_VP9"), "video/webm"),
        (ogg(b"\x01vorbis"), "audio/ogg"),
    ],
)
def test_what_a_head_does_not_say_counts_as_video(head: bytes, mime: str) -> None:
    assert sniff_clip(head) == mime


@pytest.mark.parametrize(
    "head",
    [
        webm(b"V_VP9", doctype=b"matroska"),
        ogg(b"\x80theora"),
        ogg(b"\x00" * 8),
        mp4(b"vide", brand=b"qt  "),
        mp4(b"vide", compatible=b"isomavif"),
        mp4(b"vide", compatible=b"mif1heic"),
        encoded(quarters()),
        *(content for name, content in NOT_PHOTOS.items() if name != "mp4"),
    ],
)
def test_other_containers_and_pictures_are_no_clips(head: bytes) -> None:
    assert sniff_clip(head) is None


def test_a_clip_with_a_page_behind_a_false_head_is_refused_until_a_report_names_it() -> None:
    with pytest.raises(UnsupportedMedia):
        check_acceptable(b"\x1aE\xdf\xa3<html>", named_by_manifest=False)


@pytest.mark.parametrize("mime", ["video/webm", "audio/mp4"])
def test_a_stored_clip_is_never_drawn_and_that_is_no_fault(shelf: Shelf, add_person: Callable[..., str], mime: str) -> None:
    clip, name = CLIPS[mime], sha256(CLIPS[mime])
    stored = service.store_photo(io.BytesIO(clip), name, len(clip), add_person("li"), "phone-1", False)
    assert (stored.mime, stored.created) == (mime, True)
    assert leases.waiting(clock.now(), 9) == [name]
    assert service.judge_photo(name).decodable is False
    assert leases.waiting(clock.now(), 9) == []
    assert service.derivative(name, "screen") is None
    assert queries.decodable([name]) == {name: None}
    assert queries.undecodable([name]) == set()
    assert queries.clips([name, "0" * 64]) == {name: mime}
    with service.open_original(name) as original:
        assert original.read() == clip
