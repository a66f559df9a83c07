"""What the city is told otherwise than by its phones becomes a report like any other."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts.rules import Role
from app.cases.report_models import Report
from app.cases.sealing import manifest_bytes
from app.core.db import db
from tests.conftest import Phone, SignIn
from tests.reports.sending import ON_THE_ROAD, manifest, photo, send, send_photo, sha256
from tests.review.judging import case_of, judge

pytestmark = pytest.mark.usefixtures("areas")
CONTACT = {"name": "王先生", "phone": "13812345678"}


@pytest.fixture
def desk(sign_in: SignIn) -> Phone:
    """Who takes reports in."""
    return sign_in("desk", Role.RECEPTIONIST)


def told(**changed: Any) -> dict[str, Any]:
    lon, lat = ON_THE_ROAD
    return {"origin": "hotline", "category": "sl2_out_of_shop", "position": {"lon": lon, "lat": lat}, **changed}


def test_a_call_becomes_a_report_with_its_origin_and_then_a_case(desk: Phone) -> None:
    send_photo(desk, photo(3))
    answer = desk.post("/api/v1/reports/desk", json=told(photos=[{"sha256": sha256(photo(3)), "role": "scene"}], note="占道"))
    report = answer.json
    assert (answer.status_code, report["status"], report["origin"]) == (201, "pending", "hotline")
    assert (report["placement"]["status"], report["receipt"]["level"]) == ("inside", "photos")
    assert (report["flags"], report["photos"][0]["stored"]) == (["photos-too-few", "desk-upload"], True)
    case = case_of(desk, judge(desk, report["id"], "accept").json["case_no"])
    assert case["origin"] == "hotline"


def test_who_called_is_sealed_and_shown_to_nobody(app: Flask, desk: Phone) -> None:
    report = desk.post("/api/v1/reports/desk", json=told(contact=CONTACT)).json
    assert report["subject"]["phone_numbers"] == ["138****5678"]
    assert CONTACT["name"] not in str(report)
    with app.app_context():
        row = db.session.get_one(Report, report["id"])
        assert row.sealed
        assert CONTACT["phone"].encode() not in row.manifest
        assert CONTACT["name"] in manifest_bytes(row).decode()


def test_the_same_id_again_is_the_same_report(desk: Phone, boss: Phone) -> None:
    said = told(report_id=str(uuid4()))
    first, again = (desk.post("/api/v1/reports/desk", json=said) for _ in range(2))
    assert (first.status_code, again.status_code, again.json["id"]) == (201, 200, first.json["id"])
    assert boss.post("/api/v1/reports/desk", json=said).json["type"] == "/problems/content-conflict"


def test_a_photo_that_was_not_uploaded_is_pointed_at_and_nothing_is_kept(desk: Phone, boss: Phone) -> None:
    send_photo(boss, photo(4))
    answer = desk.post("/api/v1/reports/desk", json=told(photos=[{"sha256": sha256(photo(4))}]))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/photos/0/sha256")
    assert desk.get("/api/v1/reports").json["items"] == []


def test_without_a_place_it_waits_for_somebody_to_choose_one(desk: Phone) -> None:
    report = desk.post("/api/v1/reports/desk", json=told(position=None)).json
    assert (report["placement"]["status"], report["position"]) == ("outside", None)


@pytest.mark.parametrize(
    "changed", [{"origin": "patrol"}, {"origin": "third-party"}, {"category": ""}, {"position": {"lon": "1"}}]
)
def test_what_no_desk_says_is_refused(desk: Phone, changed: dict[str, Any]) -> None:
    assert desk.post("/api/v1/reports/desk", json=told(**changed)).status_code == 422


def test_a_patrol_takes_nothing_down_and_cannot_say_where_a_report_came_from(li: Phone, boss: Phone) -> None:
    assert li.post("/api/v1/reports/desk", json=told()).status_code == 403
    sent = send(li, manifest(origin="hotline")).json
    assert boss.get(f"/api/v1/reports/{sent['report_id']}").json["origin"] == "patrol"


def test_what_a_third_party_finds_is_always_its_own(boss: Phone, sign_in: SignIn) -> None:
    sent = send(sign_in("third", Role.THIRD_PARTY), manifest(origin="hotline")).json
    assert boss.get(f"/api/v1/reports/{sent['report_id']}").json["origin"] == "third-party"
