"""POST and DELETE /reports/{id}/verdict as a supervisor's console sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.models import CaseEvent
from app.core import clock
from app.core.days import city_day
from app.core.db import db
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, manifest, send
from tests.review.judging import case_of, judge, kinds, undo

pytestmark = pytest.mark.usefixtures("areas")


def test_accepting_opens_a_case_with_a_number(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, at=city.ON_MAIN)["report_id"]
    answer = judge(boss, report_id, "accept")
    assert answer.status_code == 200
    report = answer.json
    assert (report["id"], report["status"]) == (report_id, "accepted")
    assert report["verdict"]["verdict"] == "accept"
    assert report["verdict"]["by"]["id"] == boss.person_id
    day = f"{city_day(clock.now()):%Y%m%d}"
    assert re.fullmatch(rf"410104{day}\d{{5}}", report["case_no"])
    assert report["receipt"]["case_no"] == report["case_no"]
    case = case_of(boss, report["case_no"])
    assert (case["state"], case["report_id"], kinds(case)) == ("filed", report_id, ["filed"])
    assert case["segment"] == {"code": city.MAIN, "name": "东大街"}
    assert case["category"]["code"] == "09005"
    assert case["limits"] == [{"step": "handle", "value": 2, "unit": "working_hours"}]
    assert (case["position"]["lon"], case["position"]["lat"]) == city.ON_MAIN
    assert case["closed_at"] is None


def test_the_patrol_sees_what_became_of_the_report(li: Phone, boss: Phone) -> None:
    report = manifest(photos=[])
    send(li, report)
    case_no = judge(boss, report["report_id"], "accept").json["case_no"]
    assert send(li, report).json["case_no"] == case_no
    assert case_of(li, case_no)["report_id"] == report["report_id"]
    rejected = deliver(li)["report_id"]
    judge(boss, rejected, "reject", reason="照片看不清")
    seen = li.get(f"/api/v1/reports/{rejected}").json
    assert (seen["status"], seen["verdict"]["reason"]) == ("rejected", "照片看不清")


def test_handled_on_the_spot_the_case_is_closed_at_once(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, handled_on_spot=True)["report_id"]
    case = case_of(boss, judge(boss, report_id, "accept").json["case_no"])
    assert (case["state"], kinds(case)) == ("closed", ["filed", "closed-on-spot"])
    assert case["closed_at"] == case["opened_at"]


def test_a_report_of_an_unknown_category_can_be_accepted_without_code_and_limit(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, category="seen_nowhere")["report_id"]
    case = case_of(boss, judge(boss, report_id, "accept").json["case_no"])
    assert (case["category"], case["limits"]) == ({"slug": "seen_nowhere"}, [])


def test_a_covers_type_decides_the_code(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, category="manhole_missing", subject={"asset_type": "sewage"})["report_id"]
    category = case_of(boss, judge(boss, report_id, "accept").json["case_no"])["category"]
    assert (category["code"], category["legacy_code"]) == ("01002", "0102")


def test_a_place_outside_all_areas_gets_the_citys_district(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, at=city.OUTSIDE)["report_id"]
    assert judge(boss, report_id, "accept").json["case_no"].startswith("410104")


def test_numbers_of_a_day_go_up_and_start_anew_the_next_day(li: Phone, boss: Phone) -> None:
    first, second, third = (deliver(li, at=city.ON_MAIN)["report_id"] for _ in range(3))
    numbers = [judge(boss, report_id, "accept").json["case_no"] for report_id in (first, second)]
    assert [number[-5:] for number in numbers] == ["00001", "00002"]
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        sign_in_again = boss.post("/api/v1/session", json={"username": "boss", "password": "correct horse battery"})
        assert sign_in_again.status_code == 200
        assert judge(boss, third, "accept").json["case_no"][-5:] == "00001"


@pytest.mark.parametrize("body", [{}, {"verdict": "maybe"}, {"verdict": "reject"}, {"verdict": "reject", "reason": "  "}])
def test_an_incomplete_verdict_is_refused_and_nothing_happens(li: Phone, boss: Phone, body: dict[str, Any]) -> None:
    report_id = deliver(li)["report_id"]
    answer = boss.post(f"/api/v1/reports/{report_id}/verdict", json=body)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/invalid-body")
    assert boss.get(f"/api/v1/reports/{report_id}").json["status"] == "pending"


def test_half_a_character_in_a_reason_does_no_harm(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    answer = boss.post(
        f"/api/v1/reports/{report_id}/verdict",
        data=b'{"verdict": "reject", "reason": "a\\ud800\\u0000b"}',
        content_type="application/json",
    )
    assert answer.json["verdict"]["reason"] == "a\ufffd\ufffdb"


def test_a_second_verdict_is_409_and_changes_nothing(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    case_no = judge(boss, report_id, "accept").json["case_no"]
    for verdict in ("accept", "reject"):
        answer = judge(boss, report_id, verdict, reason="again")
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/stale")
    assert boss.get(f"/api/v1/reports/{report_id}").json["case_no"] == case_no
    assert len(boss.get("/api/v1/cases").json["items"]) == 1


def test_a_verdict_about_an_older_revision_is_412(li: Phone, boss: Phone) -> None:
    report = manifest()
    send(li, report)
    etag = boss.get(f"/api/v1/reports/{report['report_id']}").headers["ETag"]
    assert etag == '"1"'
    deliver_photos = deliver(li)
    assert deliver_photos["level"] == "photos"
    assert boss.get(f"/api/v1/reports/{report['report_id']}").headers["ETag"] == '"2"'
    stale = judge(boss, report["report_id"], "accept", if_match=etag)
    assert (stale.status_code, stale.json["type"], stale.json["rev"]) == (412, "/problems/stale", 2)
    assert judge(boss, report["report_id"], "accept", if_match='"2"').status_code == 200
    assert judge(boss, report["report_id"], "accept", if_match='"2"').status_code == 412
    assert judge(boss, report["report_id"], "accept", if_match='"3"').status_code == 409


def test_a_patrol_and_a_stranger_do_not_judge(li: Phone, app: Flask) -> None:
    report_id = deliver(li)["report_id"]
    assert judge(li, report_id, "accept").status_code == 403
    assert undo(li, report_id).status_code == 403
    assert judge(Phone(app), report_id, "accept").status_code == 401


def test_a_supervisor_of_another_street_does_not_find_the_report(li: Phone, sign_in: SignIn) -> None:
    report_id = deliver(li, at=city.ON_MAIN)["report_id"]
    other = sign_in("other", Role.SUPERVISOR, segments=(city.BACK,))
    assert judge(other, report_id, "accept").status_code == 404
    assert undo(other, report_id).status_code == 404


def test_a_report_replaced_by_a_correction_is_not_judged(li: Phone, boss: Phone) -> None:
    old = deliver(li)["report_id"]
    new = deliver(li, supersedes=old)["report_id"]
    answer = judge(boss, old, "accept")
    assert (answer.status_code, answer.json["type"], answer.json["superseded_by"]) == (409, "/problems/stale", new)


def test_every_step_of_a_case_is_in_its_timeline_once(li: Phone, boss: Phone, app: Flask) -> None:
    report_id = deliver(li, handled_on_spot=True)["report_id"]
    judge(boss, report_id, "accept")
    undo(boss, report_id)
    with app.app_context():
        events = list(db.session.scalars(select(CaseEvent).order_by(CaseEvent.id)))
    assert [(event.place, event.kind, event.state) for event in events] == [
        (1, "filed", "filed"),
        (2, "closed-on-spot", "closed"),
        (3, "voided", "voided"),
    ]
