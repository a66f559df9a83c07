"""Export files handed in: every entry is taken as if its phone had sent it, and again is the same as once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.queries import was_signed_in_on
from app.accounts.rules import Role
from app.cases.report_models import Report, ReportPhoto
from app.core.db import db
from app.core.transaction import in_transaction
from app.reports.models import Device, Quarantine
from tests.conftest import Phone, SignIn
from tests.reports.handing_in import by, count
from tests.reports.sealing_as_phone import Sealer
from tests.reports.sending import manifest, photo, sealed, send, send_photo, sha256
from tests.reports.settling import file, listed
from tests.reports.test_sync import offered


@pytest.fixture
def sealer(export_key: dict[str, Any]) -> Sealer:
    return Sealer(export_key)


def put(phone: Phone, kind: str, key: str, envelope: bytes) -> Any:
    return phone.put(f"/api/v1/handed-in/{kind}/{key}", data=envelope, content_type="application/octet-stream")


def hand_in(phone: Phone, sealer: Sealer, report: Mapping[str, Any]) -> Any:
    key = report["report_id"]
    return put(phone, "reports", key, sealer.seal(f"report:{key}", sealed(dict(report))))


def hand_in_photo(phone: Phone, sealer: Sealer, content: bytes) -> Any:
    return put(phone, "photos", sha256(content), sealer.seal(f"photo:{sha256(content)}", content))


def test_a_report_and_its_photos_are_whole_when_all_were_handed_in(li: Phone, boss: Phone, sealer: Sealer, app: Flask) -> None:
    report = by(li)
    first = hand_in(boss, sealer, report)
    assert (first.status_code, first.json["level"], len(first.json["missing"])) == (202, "text", 2)
    for content in (photo(1), photo(2)):
        assert hand_in_photo(boss, sealer, content).status_code == 201
    again = hand_in(boss, sealer, report)
    assert (again.status_code, again.json["level"]) == (200, "photos")
    with app.app_context():
        filed = db.session.get_one(Report, report["report_id"])
        assert (filed.author_id, filed.courier_id) == (li.person_id, boss.person_id)
        assert filed.manifest_sha256 == sha256(sealed(report))


def test_the_author_is_confirmed_only_by_having_signed_in_on_that_phone(li: Phone, boss: Phone, sealer: Sealer) -> None:
    known, unknown = str(uuid4()), str(uuid4())
    send(li, by(li, device_id=known))
    assert "author-unconfirmed" not in hand_in(boss, sealer, by(li, device_id=known)).json["flags"]
    assert {"courier", "author-unconfirmed"} <= set(hand_in(boss, sealer, by(li, device_id=unknown)).json["flags"])


def test_handing_in_does_not_make_the_phone_heard_of_nor_the_courier_its_user(
    li: Phone, boss: Phone, sealer: Sealer, app: Flask
) -> None:
    report = by(li)
    hand_in(boss, sealer, report)
    with app.app_context():
        assert db.session.get(Device, report["device_id"]) is None
        assert not was_signed_in_on(boss.person_id, report["device_id"])


def test_the_phone_that_sends_later_gets_its_receipt_and_nothing_is_doubled(
    li: Phone, boss: Phone, sealer: Sealer, app: Flask
) -> None:
    report = by(li)
    hand_in(boss, sealer, report)
    for content in (photo(1), photo(2)):
        hand_in_photo(boss, sealer, content)
    [line] = offered(li, (report["report_id"], sha256(sealed(report))))
    assert (line["status"], line["receipt"]["level"]) == ("complete", "photos")
    answer = send(li, report)
    assert (answer.status_code, answer.json["level"]) == (200, "photos")
    assert count(app, Report) == 1


def test_what_the_phone_had_sent_already_is_completed_by_what_is_handed_in(li: Phone, boss: Phone, sealer: Sealer) -> None:
    report = by(li)
    send(li, report)
    send_photo(li, photo(1))
    assert hand_in(boss, sealer, report).json["missing"] == [sha256(photo(2))]
    assert hand_in_photo(boss, sealer, photo(2)).status_code == 201
    assert send(li, report).json["level"] == "photos"


def test_a_photo_counts_only_for_reports_that_the_courier_may_see(sign_in: SignIn, li: Phone, sealer: Sealer, app: Flask) -> None:
    report = by(li)
    send(li, report)
    with app.app_context():
        in_transaction(lambda: setattr(db.session.get_one(Report, report["report_id"]), "segment_code", "S9"))
    elsewhere = sign_in("elsewhere", Role.SUPERVISOR, segments=("S1",))
    assert hand_in_photo(elsewhere, sealer, photo(1)).status_code == 201
    with app.app_context():
        waiting = select(func.count()).where(ReportPhoto.stored.is_(False))
        assert db.session.scalar(waiting) == 2
    there = sign_in("there", Role.SUPERVISOR, segments=("S9",))
    assert hand_in_photo(there, sealer, photo(1)).status_code == 201
    assert send(li, report).json["missing"] == [sha256(photo(2))]


@pytest.mark.parametrize("kind", ["reports", "photos", "drafts"])
def test_what_does_not_open_is_422_and_leaves_nothing(kind: str, boss: Phone, sealer: Sealer, app: Flask) -> None:
    key = sha256(photo(1)) if kind == "photos" else str(uuid4())
    envelope = sealer.seal(f"{kind.removesuffix('s')}:{key}", b"x" * 100)
    bodies = {
        "not-sealed": b"PK\x03\x04",
        "damaged": envelope[:-1],
        "renamed": sealer.seal(f"photo:{sha256(photo(3))}", photo(3)),
        "unknown-key": envelope.replace(b"XJX1\x011", b"XJX1\x019"),
    }
    for what, body in bodies.items():
        answer = put(boss, kind, key, body)
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")
        assert answer.json["fault"] == ("damaged" if what == "renamed" else what)
    assert (count(app, Report), count(app, Quarantine)) == (0, 0)


def test_an_entry_whose_photo_is_not_what_its_name_says_is_refused(boss: Phone, sealer: Sealer) -> None:
    name = sha256(photo(1))
    answer = put(boss, "photos", name, sealer.seal(f"photo:{name}", photo(2)))
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/digest-mismatch")


def test_what_is_refused_from_a_phone_is_refused_and_kept_when_handed_in(li: Phone, boss: Phone, sealer: Sealer) -> None:
    report = by(li)
    hand_in(boss, sealer, report)
    conflict = hand_in(boss, sealer, {**report, "note": "other"})
    assert (conflict.status_code, conflict.json["type"]) == (409, "/problems/content-conflict")
    large, broken = str(uuid4()), str(uuid4())
    assert put(boss, "reports", large, sealer.seal(f"report:{large}", b"{" + b" " * 65_536)).status_code == 413
    assert put(boss, "reports", broken, sealer.seal(f"report:{broken}", b"{")).status_code == 400
    assert [row["reason"] for row in listed(boss)] == ["invalid-body", "too-large", "content-conflict"]


def test_limits_hold_before_anything_is_read(boss: Phone) -> None:
    for kind, key, limit in (("reports", str(uuid4()), 2 * 1024 * 1024), ("photos", "0" * 64, 20 * 1024 * 1024 + 5000)):
        answer = boss.put(f"/api/v1/handed-in/{kind}/{key}", data=b"x", environ_overrides={"CONTENT_LENGTH": str(limit)})
        assert (answer.status_code, answer.json["type"]) == (413, "/problems/too-large")


def test_the_largest_photo_passes_in_its_envelope(boss: Phone, li: Phone, sealer: Sealer) -> None:
    content = photo(1) + b"\0" * (20 * 1024 * 1024 - len(photo(1)))
    send(li, manifest(content))
    assert hand_in_photo(boss, sealer, content).status_code == 201


def test_a_draft_is_kept_for_a_person_who_files_it_under_a_new_id(li: Phone, boss: Phone, sealer: Sealer, app: Flask) -> None:
    draft_id, twin = str(uuid4()), photo(9)
    draft = {
        **{name: value for name, value in by(li).items() if name in ("author_id", "captured_at", "position", "category")},
        "id": draft_id,
        "note": "写到一半",
        "photos": [
            {
                **{"photo_id": "p1", "sha256": sha256(photo(8)), "bytes": 900, "mime": "image/jpeg", "role": "scene"},
                **{"taken_at": None, "source": "camera"},
                "twin": {"photo_id": "p2", "sha256": sha256(twin), "bytes": len(twin), "mime": "image/jpeg"},
            }
        ],
    }
    envelope = sealer.seal(f"draft:{draft_id}", json.dumps(draft).encode())
    assert put(boss, "drafts", draft_id, envelope).json == {"draft_id": draft_id, "kept": True}
    assert put(boss, "drafts", draft_id, envelope).json == {"draft_id": draft_id, "kept": False}
    [row] = listed(boss)
    assert (row["reason"], row["report_id"]) == ("draft", draft_id)
    shown = boss.get(f"/api/v1/quarantine/{row['id']}").json
    assert shown["fault"] is None
    filed = file(boss, row["id"], shown["proposal"])
    assert filed.status_code == 200, filed.text
    report_id = filed.json["settled"]["report_id"]
    assert report_id == shown["new_id"] != draft_id
    report = boss.get(f"/api/v1/reports/{report_id}").json
    assert (report["note"], report["author"]["id"]) == ("写到一半", li.person_id)
    assert [one["sha256"] for one in report["photos"]] == [sha256(twin)]
    assert {"repaired", "courier", "author-unconfirmed"} <= set(report["flags"])


def test_a_patrol_hands_in_nothing(li: Phone, sealer: Sealer) -> None:
    for kind, key in (("reports", str(uuid4())), ("photos", "0" * 64), ("drafts", str(uuid4()))):
        assert put(li, kind, key, sealer.seal("x", b"")).status_code == 403
