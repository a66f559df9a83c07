"""Bad input gets a clear answer: the right status, and a sentence that tells the person what to do."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.core import clock
from tests.conftest import PASSWORD, Phone, SignIn

WEB_PAGE = b"<!doctype html><html><body><script>alert(1)</script>not a photo</body></html>"


def jpeg(colour: str = "teal", size: tuple[int, int] = (640, 480)) -> bytes:
    """A small real photo."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "JPEG")
    return kept.getvalue()


def sha256(content: bytes) -> str:
    """The name of a photo."""
    return hashlib.sha256(content).hexdigest()


def manifest(phone: Phone, *photos: bytes, **changed: Any) -> tuple[str, bytes]:
    """A report's id and bytes as a phone seals them."""
    report_id, now = str(uuid.uuid4()), clock.isoformat(clock.now())
    named = [
        {"sha256": sha256(one), "bytes": len(one), "mime": "image/jpeg", "role": "scene", "source": "camera"} for one in photos
    ]
    position = {"lon": 113.6711, "lat": 34.7419, "accuracy_m": 8.0, "fixed_at": now, "source": "gps", "datum": "wgs84"}
    body = {
        "schema": 1, "report_id": report_id, "author_id": phone.person_id, "device_id": str(uuid.uuid4()), "device_seq": 1,
        "captured_at": now, "clock": {"offset_ms": 0, "age_s": 0}, "position": position, "category": "sl2_out_of_shop",
        "note": "", "handled_on_spot": False, "photos": named, **changed,
    }  # fmt: skip
    return report_id, json.dumps(body).encode()


def send_report(phone: Phone, report_id: str, content: bytes) -> TestResponse:
    """PUT of a report's bytes."""
    return phone.put(f"/api/v1/reports/{report_id}", data=content, content_type="application/json")


def send_photo(phone: Phone, content: bytes, **options: Any) -> TestResponse:
    """PUT of a photo's bytes under their own name."""
    name = options.pop("name", sha256(content))
    return phone.put(f"/api/v1/photos/{name}", data=content, content_type="application/octet-stream", **options)


def assert_problem(answer: TestResponse, status: int, slug: str, *words: str) -> None:
    """The answer is that problem, and its sentence holds the words that say what to do."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == f"/problems/{slug}"
    for word in words:
        assert word.lower() in answer.json["detail"].lower()


def test_a_wrong_password_says_what_is_wrong_and_not_which_of_both(add_person: Callable[..., str], app: Flask) -> None:
    add_person("li", Role.PATROL)
    answer = Phone(app).post("/api/v1/session", json={"username": "li", "password": "wrong"})
    assert_problem(answer, 401, "bad-credentials", "name or password is wrong")
    assert "Set-Cookie" not in answer.headers


def test_a_login_that_ends_while_the_outbox_is_full_loses_nothing(sign_in: SignIn) -> None:
    phone = sign_in("li", Role.PATROL)
    photos = [jpeg(colour) for colour in ("red", "green", "blue")]
    outbox = [manifest(phone, photo) for photo in photos]
    assert send_report(phone, *outbox[0]).status_code == 202
    with clock.stopped_at(clock.now() + timedelta(days=91)):
        assert_problem(send_report(phone, *outbox[1]), 401, "not-signed-in", "sign in", "stays")
        assert_problem(send_photo(phone, photos[0]), 401, "not-signed-in", "sign in")
        again = phone.post("/api/v1/session", json={"username": "li", "password": PASSWORD})
        assert again.status_code == 200
        for (report_id, content), photo in zip(outbox, photos, strict=True):
            assert send_report(phone, report_id, content).status_code == 202
            assert send_photo(phone, photo).status_code == 201
            receipt = send_report(phone, report_id, content)
            assert receipt.status_code == 200
            assert (receipt.json["level"], receipt.json["manifest_sha256"]) == ("photos", sha256(content))


def test_a_report_of_70_kb_is_refused_but_its_bytes_are_kept(sign_in: SignIn) -> None:
    phone = sign_in("li", Role.PATROL)
    report_id, content = manifest(phone, note="字" * 24_000)
    assert len(content) > 70 * 1024
    assert_problem(send_report(phone, report_id, content), 413, "too-large", "64", "kept")
    offer = phone.post("/api/v1/sync/offer", json={"reports": [{"id": report_id, "manifest_sha256": sha256(content)}]})
    assert offer.json["results"][0]["status"] == "quarantined"


def test_a_photo_shorter_than_announced_is_not_kept_and_says_send_again(sign_in: SignIn) -> None:
    phone, photo = sign_in("li", Role.PATROL), jpeg()
    cut = phone.put(
        f"/api/v1/photos/{sha256(photo)}",
        input_stream=io.BytesIO(photo[:-100]),
        environ_overrides={"CONTENT_LENGTH": str(len(photo))},
        content_type="application/octet-stream",
    )
    assert_problem(cut, 422, "digest-mismatch", "100 bytes early", "send it again")
    assert phone.head(f"/api/v1/photos/{sha256(photo)}").status_code == 404
    assert send_photo(phone, photo).status_code == 201


def test_a_photo_that_is_not_what_its_name_says_is_refused(sign_in: SignIn) -> None:
    phone, photo = sign_in("li", Role.PATROL), jpeg()
    assert_problem(send_photo(phone, photo, name=sha256(b"another")), 422, "digest-mismatch", "send the photo again")


def test_a_repr_digest_that_does_not_fit_the_report_is_refused(sign_in: SignIn) -> None:
    phone = sign_in("li", Role.PATROL)
    report_id, content = manifest(phone)
    wrong = base64.b64encode(hashlib.sha256(b"other bytes").digest()).decode()
    headers = {"Repr-Digest": f"sha-256=:{wrong}:"}
    answer = phone.put(f"/api/v1/reports/{report_id}", data=content, content_type="application/json", headers=headers)
    assert_problem(answer, 422, "digest-mismatch", "again")
    assert phone.get(f"/api/v1/reports/{report_id}").status_code == 404


def test_half_a_photo_that_a_report_names_is_kept_flagged_and_never_drawn(sign_in: SignIn) -> None:
    phone, half = sign_in("li", Role.PATROL), jpeg(size=(1600, 1200))[:4000]
    assert_kept_flagged_and_never_drawn(phone, half)


def test_a_web_page_instead_of_a_photo_is_refused_unless_a_report_names_it(sign_in: SignIn) -> None:
    phone = sign_in("li", Role.PATROL)
    assert_problem(send_photo(phone, WEB_PAGE), 415, "unsupported-media", "send the report that names it first")
    assert_kept_flagged_and_never_drawn(phone, WEB_PAGE)


def assert_kept_flagged_and_never_drawn(phone: Phone, evidence: bytes) -> None:
    """Evidence that cannot be shown: the report is whole, a person is told, no browser ever renders it."""
    report_id, content = manifest(phone, evidence)
    assert send_report(phone, report_id, content).status_code == 202
    assert send_photo(phone, evidence).status_code == 201
    for size in ("thumb", "screen"):
        assert phone.get(f"/api/v1/photos/{sha256(evidence)}?size={size}").status_code == 404
    receipt = send_report(phone, report_id, content)
    assert (receipt.status_code, receipt.json["level"]) == (200, "photos")
    assert "photo-undecodable" in receipt.json["flags"]
    report = phone.get(f"/api/v1/reports/{report_id}").json
    assert [(one["stored"], one["decodable"]) for one in report["photos"]] == [(True, False)]


def test_an_original_that_is_a_web_page_leaves_only_as_an_attachment(sign_in: SignIn) -> None:
    phone, boss = sign_in("li", Role.PATROL), sign_in("boss", Role.SUPERVISOR)
    report_id, content = manifest(phone, WEB_PAGE)
    send_report(phone, report_id, content)
    send_photo(phone, WEB_PAGE)
    answer = boss.get(f"/api/v1/photos/{sha256(WEB_PAGE)}")
    assert (answer.status_code, answer.data) == (200, WEB_PAGE)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "html" not in answer.content_type


@pytest.mark.parametrize(
    ("content", "status", "word"), [(b"", 400, "JSON"), (b"{", 400, "JSON"), (b"[]", 422, "object"), (b"{}", 422, "report_id")]
)
def test_what_is_no_report_is_refused_with_a_pointer_to_what_is_wrong(
    sign_in: SignIn, content: bytes, status: int, word: str
) -> None:
    answer = send_report(sign_in("li", Role.PATROL), str(uuid.uuid4()), content)
    assert answer.status_code == status
    assert answer.json["type"] == "/problems/invalid-body"
    assert word.lower() in answer.text.lower()


def test_an_address_of_the_api_that_is_not_there_is_never_answered_by_a_page(app: Flask) -> None:
    client = Phone(app)
    for path in ("/api/v1/reports/not-a-uuid", "/api/v1/nothing", "/api/nothing"):
        assert_problem(client.get(path), 404, "not-found")
        assert_problem(client.put(path), 404, "not-found")
    refused = client.get("/api/v1/sync/offer")
    assert_problem(refused, 405, "method-not-allowed")
    assert "GET" not in refused.headers["Allow"]
