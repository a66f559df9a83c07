"""Photos in and out: who is told of them, who sees them, in which form."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.cases import evidence
from app.core.changes import Change
from app.core.db import db
from app.photos.models import Photo
from app.photos.shelf import shelf
from tests.audit.reading import last_noted
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver, manifest, named, photo, send, send_photo, sha256

WEB_PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def decoder_ends_with_the_test(app: Flask) -> Any:
    yield
    with app.app_context():
        shelf().decoder.close()


@pytest.fixture
def wang(sign_in: SignIn) -> Phone:
    """Another patrol."""
    return sign_in("wang", Role.PATROL)


def address(content: bytes, size: str | None = None) -> str:
    return f"/api/v1/photos/{sha256(content)}" + (f"?size={size}" if size else "")


def test_stored_is_201_and_again_is_200(li: Phone) -> None:
    assert send_photo(li, photo()).status_code == 201
    assert send_photo(li, photo()).status_code == 200


def test_somebody_elses_upload_is_never_told_of(li: Phone, wang: Phone, app: Flask) -> None:
    send_photo(li, photo())
    assert li.head(address(photo())).status_code == 200
    assert wang.head(address(photo())).status_code == 404
    assert send(wang, manifest(photo())).json["missing"] == [sha256(photo())]
    assert wang.get(address(photo(), "thumb")).status_code == 404
    assert send_photo(wang, photo()).status_code == 201
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Photo)) == 1


def test_naming_somebody_elses_photo_opens_nothing(li: Phone, wang: Phone) -> None:
    deliver(li, photos=[photo(1), photo(2)])
    stolen = manifest(photo(1))
    assert send(wang, stolen).json["missing"] == [sha256(photo(1))]
    for size in ("thumb", "screen", None):
        assert wang.get(address(photo(1), size)).status_code == 404
    assert wang.head(address(photo(1))).status_code == 404


def test_whoever_sees_the_report_is_told_of_its_photos(li: Phone, boss: Phone, wang: Phone) -> None:
    assert boss.head(address(photo(1))).status_code == 404
    deliver(li)
    assert boss.head(address(photo(1))).status_code == 200
    assert wang.head(address(photo(1))).status_code == 404


@pytest.mark.parametrize(("size", "edge"), [("thumb", 320), ("screen", 1600)])
def test_a_picture_is_an_upright_jpeg_without_metadata(li: Phone, boss: Phone, size: str, edge: int) -> None:
    out, tags = io.BytesIO(), Image.Exif()
    tags[0x0112], tags[0x010F] = 6, "Secret Maker"
    Image.new("RGB", (2400, 1200), "teal").save(out, "JPEG", exif=tags)
    deliver(li, photos=[out.getvalue()])
    for reader in (li, boss):
        answer = reader.get(address(out.getvalue(), size))
        assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
        shown = Image.open(io.BytesIO(answer.data))
        assert (shown.format, max(shown.size)) == ("JPEG", edge)
        assert shown.height > shown.width
        assert b"Secret" not in answer.data
        assert "private" in answer.headers["Cache-Control"]


def test_an_unknown_size_is_refused(li: Phone) -> None:
    deliver(li)
    assert li.get(address(photo(1), "huge")).status_code == 422


def test_the_original_leaves_as_an_attachment_for_those_who_may_and_is_logged(app: Flask, li: Phone, boss: Phone) -> None:
    deliver(li)
    refused = li.get(address(photo(1)))
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-allowed")
    answer = boss.get(address(photo(1)))
    assert (answer.status_code, answer.data, answer.content_type) == (200, photo(1), "image/jpeg")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert last_noted(app) == (boss.person_id, "original-read", "photo", sha256(photo(1)))


def test_what_is_no_picture_is_415_until_a_report_names_it(li: Phone) -> None:
    refused = send_photo(li, WEB_PAGE)
    assert (refused.status_code, refused.json["type"]) == (415, "/problems/unsupported-media")
    send(li, manifest(WEB_PAGE))
    assert send_photo(li, WEB_PAGE).status_code == 201


def test_evidence_that_cannot_be_drawn_is_flagged_when_its_report_is_read(li: Phone) -> None:
    receipt = deliver(li, photos=[WEB_PAGE, photo(1)])
    report = li.get(f"/api/v1/reports/{receipt['report_id']}").json
    assert [one["decodable"] for one in report["photos"]] == [False, True]
    assert "photo-undecodable" in report["flags"]
    assert "photo-undecodable" in report["receipt"]["flags"]
    assert li.get(address(WEB_PAGE, "screen")).status_code == 404


def test_the_background_job_finds_it_too_and_tells_the_readers(li: Phone, app: Flask) -> None:
    report_id = deliver(li, photos=[WEB_PAGE, photo(1)])["report_id"]
    before = li.get("/api/v1/changes").json
    with app.app_context():
        assert evidence.judge_pending() == 2
        assert evidence.judge_pending() == 0
    after = li.get(f"/api/v1/changes?cursor={before['cursor']}").json["changes"]
    assert [change["id"] for change in after] == [report_id]
    assert "photo-undecodable" in after[0]["body"]["flags"]


def test_the_last_missing_photo_makes_the_report_whole_and_the_feed_says_so(li: Phone, boss: Phone) -> None:
    report = manifest(photo(1), photo(2))
    send(li, report)
    seen = boss.get("/api/v1/changes").json
    send_photo(li, photo(1))
    between = boss.get(f"/api/v1/changes?cursor={seen['cursor']}").json
    assert between["changes"] == []
    send_photo(li, photo(2))
    (change,) = boss.get(f"/api/v1/changes?cursor={between['cursor']}").json["changes"]
    assert change["id"] == report["report_id"]
    assert change["body"]["receipt"]["level"] == "photos"


def test_one_photo_completes_every_report_that_waits_for_it(li: Phone) -> None:
    reports = [manifest(photo(1)), manifest(photos=[named(photo(1), "before"), named(photo(1), "after")])]
    for report in reports:
        send(li, report)
    send_photo(li, photo(1))
    assert [li.get(f"/api/v1/reports/{report['report_id']}").json["receipt"]["level"] for report in reports] == ["photos"] * 2


def test_a_photo_of_an_unconfirmed_authors_report_is_not_settled_by_that_author(li: Phone, wang: Phone, app: Flask) -> None:
    pretended = manifest(photo(1), author_id=li.person_id)
    send(wang, pretended)
    send_photo(li, photo(1))
    assert send(wang, pretended).json["missing"] == [sha256(photo(1))]


def test_a_name_that_is_no_sha_256_is_refused(li: Phone) -> None:
    answer = li.put("/api/v1/photos/" + "AB" * 32, data=b"x", content_type="image/jpeg")
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/digest-mismatch")


def test_without_a_length_a_photo_is_411(li: Phone) -> None:
    answer = li.put(address(photo()), headers={"Transfer-Encoding": "chunked"}, environ_overrides={"CONTENT_LENGTH": ""})
    assert (answer.status_code, answer.json["type"]) == (411, "/problems/length-required")


def test_more_than_20_mib_is_413(li: Phone) -> None:
    answer = li.put(address(photo()), environ_overrides={"CONTENT_LENGTH": str(20 * 1024 * 1024 + 1)})
    assert (answer.status_code, answer.json["type"]) == (413, "/problems/too-large")


def test_photos_of_a_report_write_one_change_in_all(li: Phone, ctx: Flask) -> None:
    send(li, manifest(photo(1), photo(2), photo(3)))
    for shade in (1, 2, 3):
        send_photo(li, photo(shade))
    assert db.session.scalar(select(func.count()).select_from(Change)) == 2
