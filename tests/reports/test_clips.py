"""Reports with sound and short video beside their photos."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.cases import evidence
from app.photos.shelf import shelf
from tests.conftest import Phone
from tests.photos.clips import CLIPS
from tests.reports.sending import deliver, manifest, named, photo, send, send_photo, sha256

VIDEO, SOUND = CLIPS["video/webm"], CLIPS["audio/mp4"]


@pytest.fixture(autouse=True)
def decoder_ends_with_the_test(app: Flask) -> Any:
    yield
    with app.app_context():
        shelf().decoder.close()


def the_report(li: Phone, *photos: dict[str, Any]) -> dict[str, Any]:
    sent = manifest(photos=list(photos), category="sl2_out_of_shop")
    assert send(li, sent).status_code in (201, 202)
    return sent


def test_clips_travel_like_photos_and_raise_no_flag(app: Flask, li: Phone, boss: Phone) -> None:
    sent = the_report(
        li, named(photo(1)), named(photo(2)), {**named(VIDEO), "mime": "video/webm"}, {**named(SOUND), "mime": "audio/mp4"}
    )
    for content in (photo(1), photo(2), VIDEO, SOUND):
        assert send_photo(li, content).status_code == 201
    with app.app_context():
        while evidence.judge_pending():
            pass
    report = boss.get(f"/api/v1/reports/{sent['report_id']}").json
    assert [(one["clip"], one["stored"], one["decodable"]) for one in report["photos"]] == [
        (None, True, True),
        (None, True, True),
        ("video/webm", True, None),
        ("audio/mp4", True, None),
    ]
    assert not {"photo-undecodable", "photos-too-few", "unreadable-field"} & set(report["flags"])
    assert (report["receipt"]["level"], report["receipt"]["missing"]) == ("photos", [])


def test_a_clip_does_not_stand_for_a_photo_that_is_asked_for(li: Phone, boss: Phone) -> None:
    sent = the_report(li, named(photo(1)), {**named(VIDEO), "mime": "video/webm"})
    assert "photos-too-few" in boss.get(f"/api/v1/reports/{sent['report_id']}").json["flags"]


def test_of_a_clip_there_is_the_original_for_those_who_may_and_no_picture(li: Phone, boss: Phone) -> None:
    deliver(li, photos=[VIDEO, SOUND])
    for reader in (li, boss):
        for size in ("thumb", "screen"):
            assert reader.get(f"/api/v1/photos/{sha256(VIDEO)}?size={size}").status_code == 404
    assert li.get(f"/api/v1/photos/{sha256(VIDEO)}").status_code == 403
    for content, mime, name in ((VIDEO, "video/webm", "webm"), (SOUND, "audio/mp4", "mp4")):
        answer = boss.get(f"/api/v1/photos/{sha256(content)}")
        assert (answer.status_code, answer.data, answer.content_type) == (200, content, mime)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{sha256(content)}.{name}"'
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
