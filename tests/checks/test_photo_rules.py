"""What photos say: time and place in their files, the same file seen before, before and after alike, the gallery."""

from __future__ import annotations

from typing import Any

import pytest

from app.areas.datum import wgs84_to_gcj02
from app.checks.seen import Likeness
from tests.checks.seeing import ZHENGZHOU, fix, picture, seen, told

LON, LAT = ZHENGZHOU


def test_nothing_is_said_of_a_plain_report() -> None:
    assert told() == {}
    assert told(photos=(picture(),)) == {}


@pytest.mark.parametrize(
    ("time", "answer"),
    [
        ("2026-11-21T12:00:00", {"exif-time-fits": {"photos": 1}}),
        ("2026-11-21T12:30:00", {"exif-time-fits": {"photos": 1}}),
        ("2026-11-21T12:31:00", {"exif-time-apart": {"photo": "a" * 64, "minutes": 31}}),
        ("2026-11-20T12:00:00+08:00", {"exif-time-apart": {"photo": "a" * 64, "minutes": 1440}}),
        ("2026-11-21T04:00:00+00:00", {"exif-time-fits": {"photos": 1}}),
        ("2026-11-21T04:00:00", {"exif-time-apart": {"photo": "a" * 64, "minutes": 480}}),
    ],
)
def test_a_camera_time_without_offset_is_the_citys(time: str, answer: dict[str, Any]) -> None:
    assert told(photos=(picture(exif_time=time),)) == answer


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_camera_time_at_the_end_of_the_calendar_says_nothing(time: str) -> None:
    assert told(photos=(picture(exif_time=time),)) == {}


def test_the_phones_own_wrong_clock_does_not_speak_against_its_photo() -> None:
    times = {"captured_at": seen().captured_at, "happened_at": seen().received_at}
    assert told(photos=(picture(exif_time="2026-11-21T12:00:00"),), **times) == {"exif-time-fits": {"photos": 1}}


def test_of_several_photos_the_one_furthest_off_is_named() -> None:
    photos = (picture("a", exif_time="2026-11-21T12:00:00"), picture("b", exif_time="2026-11-19T12:00:00"))
    assert told(photos=photos) == {"exif-time-apart": {"photo": "b" * 64, "minutes": 2880}}


def test_a_place_in_the_file_far_from_the_report_is_told_in_metres() -> None:
    answer = told(photos=(picture(exif_lon=LON, exif_lat=LAT + 0.01),))["exif-place-apart"]
    assert answer["photo"] == "a" * 64
    assert 1100 < answer["metres"] < 1120


def test_a_place_within_the_accuracy_of_the_fix_fits() -> None:
    photos = (picture(exif_lon=LON, exif_lat=LAT + 0.01),)
    assert told(photos=photos, fix=fix(accuracy_m=1000.0)) == {"exif-place-fits": {"photos": 1}}


def test_a_place_written_in_gcj02_fits_as_well() -> None:
    lon, lat = wgs84_to_gcj02(LON, LAT)
    assert abs(lon - LON) > 0.005
    assert told(photos=(picture(exif_lon=lon, exif_lat=lat),)) == {"exif-place-fits": {"photos": 1}}


def test_a_place_in_the_file_is_compared_with_nothing_when_the_report_has_none() -> None:
    assert told(photos=(picture(exif_lon=LON, exif_lat=LAT),), fix=None) == {"no-position": {}}


def test_the_same_file_in_an_earlier_report_is_named_once() -> None:
    same = {"a" * 64: "first", "b" * 64: "second"}
    answer = told(photos=(picture("a"), picture("b")), same_bytes=same)
    assert answer == {"same-bytes-before": {"photo": "a" * 64, "report_id": "first"}}


def test_of_several_likenesses_the_nearest_is_named_and_the_same_file_is_told_as_such() -> None:
    near = {"a" * 64: Likeness("far", 5), "b" * 64: Likeness("near", 1), "c" * 64: Likeness("same", 0)}
    photos = tuple(picture(name, look=7) for name in "abc")
    answer = told(photos=photos, near=near, same_bytes={"c" * 64: "same"})
    assert answer["near-same-picture-before"] == {"photo": "b" * 64, "report_id": "near", "bits": 1}
    assert answer["same-bytes-before"] == {"photo": "c" * 64, "report_id": "same"}
    assert "pictures-new" not in answer


def test_pictures_are_new_only_when_they_show_something() -> None:
    assert told(photos=(picture("a", look=7), picture("b"))) == {"pictures-new": {"photos": 1}}
    assert told(photos=(picture("a"),)) == {}


@pytest.mark.parametrize(("look", "alike"), [(0b0, True), (0b11, True), (0b111, False), (None, False)])
def test_before_and_after_are_alike_only_when_hardly_a_bit_differs(look: int | None, alike: bool) -> None:
    photos = (picture("a", role="before", look=0), picture("b", role="after", look=look))
    assert ("before-after-alike" in told(photos=photos)) is alike


def test_the_same_file_as_before_and_after_needs_no_look() -> None:
    photos = (picture("a", role="before"), picture("a", role="after"))
    assert told(photos=photos) == {"before-after-alike": {"photo": "a" * 64, "bits": 0}}


def test_two_pictures_of_before_may_be_alike() -> None:
    answer = told(photos=(picture("a", role="before", look=1), picture("b", role="before", look=1)))
    assert "before-after-alike" not in answer


def test_pictures_from_the_gallery_are_counted() -> None:
    photos = (picture("a", source="gallery"), picture("b"), picture("c", source="gallery"))
    assert told(photos=photos) == {"from-gallery": {"photos": 2}}
