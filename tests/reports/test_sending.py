"""PUT /reports: the table of answers in the contract, line by line."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.rules import Role
from app.cases.models import Case
from app.cases.report_models import Report, ReportPhoto
from app.cases.sealing import manifest_bytes
from app.core import clock
from app.core.changes import Change
from app.core.db import db
from app.reports import quarantine
from app.reports.models import Device, Quarantine
from tests.conftest import Phone, SignIn
from tests.reports.sending import deliver, manifest, named, photo, sealed, send, send_photo, sha256


def rows(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def kept(report_id: str) -> list[bytes]:
    found = db.session.scalars(select(Quarantine).where(Quarantine.report_id == report_id).order_by(Quarantine.id))
    return [quarantine.content_of(row) for row in found]


def test_a_new_report_whose_photos_are_missing_is_202_and_says_which(li: Phone) -> None:
    report = manifest(photo(1), photo(2))
    answer = send(li, report)
    assert answer.status_code == 202
    assert (answer.json["level"], answer.json["missing"]) == ("text", [sha256(photo(1)), sha256(photo(2))])


def test_a_new_report_without_photos_is_201_and_whole(li: Phone) -> None:
    answer = send(li, manifest(photos=[]))
    assert (answer.status_code, answer.json["level"], answer.json["missing"]) == (201, "photos", [])
    assert "photos-too-few" in answer.json["flags"]


def test_a_new_report_whose_photos_are_there_already_is_201(li: Phone) -> None:
    deliver(li)
    answer = send(li, manifest(photo(1), photo(2)))
    assert (answer.status_code, answer.json["level"]) == (201, "photos")


def test_photos_after_the_report_make_it_whole_and_the_same_bytes_again_are_200(li: Phone, ctx: Flask) -> None:
    report = manifest(photo(1), photo(2))
    first = send(li, report).json
    assert send_photo(li, photo(1)).status_code == 201
    between = send(li, report)
    assert (between.status_code, between.json["level"], between.json["missing"]) == (202, "text", [sha256(photo(2))])
    assert send_photo(li, photo(2)).status_code == 201
    last = send(li, report)
    assert (last.status_code, last.json["level"], last.json["missing"]) == (200, "photos", [])
    stays = ("report_id", "manifest_sha256", "received_at", "commit_seq", "placement")
    assert [first[name] for name in stays] == [last.json[name] for name in stays]
    assert rows(Report) == 1
    assert rows(Case) == 0


def test_the_hash_is_over_the_bytes_as_they_came_and_the_row_keeps_them(li: Phone, ctx: Flask) -> None:
    report = manifest(photos=[])
    body = b"\n  " + sealed(report).replace(b'"note": ""', b'"note" :"", "later_field": [1, 2.50]') + b" "
    answer = send(li, body, report["report_id"])
    assert answer.json["manifest_sha256"] == hashlib.sha256(body).hexdigest()
    row = db.session.get_one(Report, report["report_id"])
    assert (row.sealed, row.manifest, manifest_bytes(row)) == (False, body, body)


def test_other_bytes_under_the_same_id_are_409_and_kept_in_quarantine(li: Phone, ctx: Flask) -> None:
    report = manifest()
    first = send(li, report).json
    other = sealed({**report, "note": "changed"})
    answer = send(li, other, report["report_id"])
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/content-conflict")
    assert kept(report["report_id"]) == [other]
    assert send(li, report).json["manifest_sha256"] == first["manifest_sha256"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"<html>not a report</html>"])
def test_what_is_no_json_is_400_and_kept(li: Phone, ctx: Flask, body: bytes) -> None:
    report_id = str(uuid4())
    answer = send(li, body, report_id)
    assert (answer.status_code, answer.json["type"]) == (400, "/problems/invalid-body")
    assert kept(report_id) == ([body] if body else [])


def test_json_that_is_no_envelope_is_422_and_kept(li: Phone, ctx: Flask) -> None:
    report_id = str(uuid4())
    answer = send(li, b'{"schema": 1}', report_id)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")
    assert {error["pointer"] for error in answer.json["errors"]} == {"/report_id", "/photos"}
    assert kept(report_id) == [b'{"schema": 1}']


def test_more_than_64_kib_is_413_and_at_most_a_mebibyte_of_it_is_kept(li: Phone, ctx: Flask) -> None:
    report = manifest(photos=[], note="字" * 30_000)
    assert send(li, report).status_code == 413
    assert kept(report["report_id"]) == [sealed(report)]
    huge, report_id = b"x" * (3 * 1024 * 1024), str(uuid4())
    assert send(li, huge, report_id).status_code == 413
    assert kept(report_id) == [huge[: 1024 * 1024]]
    assert rows(Report) == 0


def test_64_kib_exactly_is_taken(li: Phone) -> None:
    report = manifest(photos=[])
    body = sealed(report)
    full = body[:-1] + b" " * (64 * 1024 - len(body)) + b"}"
    assert len(full) == 64 * 1024
    assert send(li, full, report["report_id"]).status_code == 201
    assert send(li, full[:-1] + b" }", str(uuid4())).status_code == 413


def test_after_50_mb_of_rubbish_in_a_day_comes_429_but_reports_are_still_taken(
    li: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "QUARANTINE_PER_DAY", 3000)
    for letter in "abc":
        assert send(li, letter.encode() * 1000).status_code == 400
    full = send(li, b"d" * 1000)
    assert (full.status_code, full.json["type"]) == (429, "/problems/too-many-requests")
    assert int(full.headers["Retry-After"]) > 0
    assert send(li, manifest()).status_code == 202
    with clock.stopped_at(clock.now() + timedelta(hours=25)):
        assert send(li, b"d" * 1000).status_code == 400


def test_the_same_rubbish_again_takes_no_more_room(li: Phone, ctx: Flask) -> None:
    report_id = str(uuid4())
    for _ in range(3):
        assert send(li, b"rubbish", report_id).status_code == 400
    assert rows(Quarantine) == 1


def test_what_lies_in_quarantine_is_sealed(li: Phone, ctx: Flask) -> None:
    send(li, b'{"phone": "13812341234"')
    row = db.session.scalars(select(Quarantine)).one()
    assert b"1381234" not in row.content


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", None])
def test_json_is_taken_under_any_content_type(li: Phone, content_type: str | None) -> None:
    assert send(li, manifest(), content_type=content_type).status_code == 202


def test_the_repr_digest_is_checked_when_it_names_sha_256(li: Phone, ctx: Flask) -> None:
    report = manifest()
    right = base64.b64encode(hashlib.sha256(sealed(report)).digest()).decode()
    wrong = base64.b64encode(bytes(32)).decode()
    for header in (f"sha-256=:{wrong}:", "sha-256=:***:", f"sha-512=:{right}:, sha-256=:{wrong}:"):
        answer = send(li, report, headers={"Repr-Digest": header})
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/digest-mismatch")
    assert rows(Report) == rows(Quarantine) == 0
    assert send(li, report, headers={"Repr-Digest": f"md5=:x:, sha-256=:{right}:"}).status_code == 202
    assert send(li, report, headers={"Repr-Digest": "sha-512=:abc:"}).status_code == 202


ODD = {
    "not a number": b'"category": NaN',
    "infinity": b'"clock": {"offset_ms": 1e999}',
    "a huge whole number": b'"device_seq": ' + b"9" * 5000,
    "nesting without end": b'"x": ' + b"[" * 15_000 + b"]" * 15_000,
    "half a character": b'"note": "a\\ud800b"',
    "a null character": b'"note": "a\\u0000b", "device_id": "\\u0000", "author_id": "x\\u0000"',
    "a name twice": b'"note": "a", "note": "b"',
    "a date before Christ's second birthday": b'"captured_at": "0001-01-01T00:00:00Z"',
    "a date at the end of time": b'"captured_at": "9999-12-31T23:59:59Z", "clock": {"offset_ms": 999999999999999999}',
    "wrong types everywhere": b'"category": [], "position": 1, "subject": "x", "clock": 5, "supersedes": {}, "client": 1',
    "an author of the wrong kind": b'"author_id": {"id": 1}, "device_id": [1]',
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
def test_whatever_is_odd_about_an_envelope_becomes_a_flag(li: Phone, odd: bytes) -> None:
    report_id = str(uuid4())
    body = b'{"schema": 1, "report_id": "' + report_id.encode() + b'", "photos": [], ' + odd + b"}"
    answer = send(li, body, report_id)
    assert answer.status_code == 201, answer.text
    assert "unknown-category" in answer.json["flags"]
    assert send(li, body, report_id).status_code == 200
    seen = li.get(f"/api/v1/reports/{report_id}")
    assert seen.status_code == 200
    assert seen.json["receipt"] == answer.json


def test_an_unknown_schema_is_taken_with_a_flag(li: Phone) -> None:
    answer = send(li, manifest(schema=99))
    assert answer.status_code == 202
    assert "unknown-schema" in answer.json["flags"]


def test_a_photo_named_twice_is_missing_once_and_settled_once(li: Phone) -> None:
    report = manifest(photos=[named(photo(1), "before"), named(photo(1), "after")])
    assert send(li, report).json["missing"] == [sha256(photo(1))]
    send_photo(li, photo(1))
    assert send(li, report).json["level"] == "photos"


def test_a_hash_in_capitals_names_the_same_photo(li: Phone) -> None:
    report = manifest(photos=[named(photo(1), sha256=sha256(photo(1)).upper())])
    assert send(li, report).json["missing"] == [sha256(photo(1))]


def test_numbers_stand_in_no_clear_column_and_are_masked_for_readers(li: Phone, sign_in: SignIn, app: Flask) -> None:
    report = manifest(
        note="电话13812341234",
        subject={"phone_numbers": ["13987654321"], "defect": "贴 13700001111"},
        contacts=["王 13600002222"],
    )
    answer = send(li, report)
    assert answer.status_code == 202
    with app.app_context():
        columns = db.session.connection().exec_driver_sql("SELECT * FROM report").mappings().one()
        for number in (b"13812341234", b"13987654321", b"13700001111", b"13600002222"):
            for value in columns.values():
                assert number not in (value if isinstance(value, bytes) else str(value).encode())
        row = db.session.get_one(Report, report["report_id"])
        assert manifest_bytes(row) == sealed(report)
    assert answer.json["manifest_sha256"] == sha256(sealed(report))
    boss = sign_in("boss", Role.SUPERVISOR)
    seen = boss.get(f"/api/v1/reports/{report['report_id']}").json
    assert seen["note"] == "电话138****1234"
    assert (seen["subject"]["phone_numbers"], seen["subject"]["defect"]) == (["139****4321"], "贴 137****1111")


def test_the_device_is_remembered_with_how_far_its_chain_came(li: Phone, ctx: Flask) -> None:
    device_id = str(uuid4())
    for seq in (7, 9, 8):
        send(li, manifest(device_id=device_id, device_seq=seq))
    device = db.session.get_one(Device, device_id)
    assert (device.last_seq, device.person_id) == (9, li.person_id)


def test_arriving_writes_one_change_and_being_whole_another(li: Phone, ctx: Flask) -> None:
    receipt = deliver(li)
    changes = list(db.session.scalars(select(Change).order_by(Change.seq)))
    assert [(change.type, change.op, change.rev) for change in changes] == [("report", "put", 1), ("report", "put", 2)]
    assert receipt["commit_seq"] == changes[0].seq


def test_links_keep_the_manifests_order(li: Phone, ctx: Flask) -> None:
    photos = [photo(shade) for shade in (9, 3, 7)]
    report = manifest(*photos)
    send(li, report)
    links = db.session.scalars(select(ReportPhoto).order_by(ReportPhoto.place))
    assert [link.sha256 for link in links] == [sha256(one) for one in photos]


def test_nothing_is_taken_from_a_stranger(app: Flask) -> None:
    assert send(Phone(app), manifest()).status_code == 401
