"""What the demo's phones send: photos that belong to their manifests, chained per device, under lasting ids."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image

from app.cases.rules import Verb
from app.demo.album import develop, order_of
from app.demo.courses import AFTER, Deed, Hand
from app.demo.earlier import busy_spots, earlier
from app.demo.sealing import report_id, seal
from app.demo.story import story
from app.demo.told import Told
from app.fonts.chinese import chinese_font

NOON = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
PHOTOS = [b"one", b"two", b"three"]
DISPOSED = Deed(NOON, Verb.DISPOSE, Hand.UNIT, pictures=(AFTER,))


def sealed(report: Told, **kwargs: Any) -> dict[str, Any]:
    """The manifest of a report with stand-in photos."""
    photos = PHOTOS[: len(report.shots)]
    body: dict[str, Any] = json.loads(
        seal(report, photos, "author", kwargs.pop("device_seq", 1), kwargs.pop("previous", None), **kwargs).body
    )
    return body


def test_a_manifest_names_its_photos_by_hash_and_size() -> None:
    manifest = sealed(story(NOON)[0])
    assert [photo["sha256"] for photo in manifest["photos"]] == [hashlib.sha256(data).hexdigest() for data in PHOTOS[:2]]
    assert [photo["bytes"] for photo in manifest["photos"]] == [3, 3]


def test_times_are_what_the_device_showed_and_the_offset_corrects_them() -> None:
    report = next(report for report in story(NOON) if abs(report.clock_offset_ms) > 300_000)
    manifest = sealed(report)
    shown = datetime.fromisoformat(manifest["captured_at"])
    true = shown + timedelta(milliseconds=manifest["clock"]["offset_ms"])
    assert true < report.received_at
    assert abs(true - shown) > timedelta(minutes=5)


def test_a_report_without_position_says_so_and_a_cover_names_type_and_defect() -> None:
    told = story(NOON)
    assert sum(sealed(report)["position"] is None for report in told) == 1
    covers = [sealed(report)["subject"] for report in told if report.spot.category == "manhole_missing"]
    assert covers
    assert all(subject["asset_type"].startswith("010") and subject["defect"] == "missing" for subject in covers)


def test_ids_stay_when_the_story_is_told_again_later() -> None:
    again = story(NOON + timedelta(days=3))
    assert [sealed(report)["report_id"] for report in again[:5]] == [report_id(index) for index in range(5)]
    assert len({report_id(report.index) for report in again}) == len(again)


def test_the_bytes_depend_on_the_previous_manifest_of_the_device() -> None:
    report = story(NOON)[0]
    first = seal(report, PHOTOS[:2], "author", 1, None)
    assert seal(report, PHOTOS[:2], "author", 1, None) == first
    assert seal(report, PHOTOS[:2], "author", 2, first.sha256).sha256 != first.sha256
    assert hashlib.sha256(first.body).hexdigest() == first.sha256


def test_a_visit_is_photographed_once_per_shot_and_the_two_phones_differ() -> None:
    font = chinese_font(700)
    told = story(NOON)
    one = next(report for report in told if report.handled_on_spot and report.author == "patrol01")
    other = next(report for report in told if report.author == "patrol02")
    [photos] = develop([order_of(one)], font)
    assert len(photos) == len(set(photos)) == len(one.shots)
    assert develop([order_of(one)], font) == [photos]
    assert {Image.open(BytesIO(photo)).size for photo in photos} == {(1440, 1080)}
    assert {Image.open(BytesIO(photo)).size for photo in develop([order_of(other)], font)[0]} == {(1280, 960)}


def test_a_place_that_looks_the_same_is_photographed_anew_on_every_visit() -> None:
    font = chinese_font(700)
    visits = [one for one in earlier(NOON) if one.spot is busy_spots()[0]][:2]
    made = [photo for photos in develop([order_of(one, (DISPOSED,)) for one in visits], font) for photo in photos]
    assert len(made) == len(set(made)) == sum(len(one.shots) + 1 for one in visits)
