"""POST and DELETE /reports/{id}/verdict as a supervisor's console sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.cases import rules as case_rules
from app.cases.models import CaseEvent, Report, Verdict
from app.core import clock
from app.core.db import db
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, manifest, send

pytestmark = pytest.mark.usefixtures("areas")


def judge(desk: Phone, report_id: str, verdict: str, *, if_match: str | None = None, **more: Any) -> TestResponse:
    headers = {"If-Match": if_match} if if_match else {}
    return desk.post(f"/api/v1/reports/{report_id}/verdict", json={"verdict": verdict, **more}, headers=headers)


def undo(desk: Phone, report_id: str, **options: Any) -> TestResponse:
    return desk.delete(f"/api/v1/reports/{report_id}/verdict", **options)


def case_of(desk: Phone, case_no: str) -> dict[str, Any]:
    answer = desk.get(f"/api/v1/cases/{case_no}")
    assert answer.status_code == 200
    return dict(answer.json)


def kinds(case: dict[str, Any]) -> list[str]:
    return [event["kind"] for event in case["events"]]


def test_accepting_opens_a_case_with_a_number(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, at=city.ON_MAIN)["report_id"]
    answer = judge(boss, report_id, "accept")
    assert answer.status_code == 200
    report = answer.json
    assert (report["id"], report["status"]) == (report_id, "accepted")
    assert report["verdict"]["verdict"] == "accept"
    assert report["verdict"]["by"]["id"] == boss.person_id
    day = case_rules.city_day(clock.now())
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


def test_a_candidate_is_chosen_without_a_reason(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, at=city.BETWEEN)["report_id"]
    before = boss.get(f"/api/v1/reports/{report_id}").json
    other = city.MAIN if before["placement"]["segment"]["code"] == city.BACK else city.BACK
    report = judge(boss, report_id, "accept", segment_choice=other).json
    assert report["placement"]["segment"]["code"] == other
    assert report["placement"]["chosen_by"] == boss.person_id
    assert report["placement"]["status"] == before["placement"]["status"] == "ambiguous"
    assert report["placement"]["candidates"] == before["placement"]["candidates"]
    assert report["receipt"]["placement"] == before["receipt"]["placement"]
    assert case_of(boss, report["case_no"])["segment"]["code"] == other


def test_a_segment_that_a_supervisor_sets_was_not_decided_by_a_tie(li: Phone, boss: Phone, app: Flask) -> None:
    report_id = deliver(li, at=city.BETWEEN)["report_id"]
    with app.app_context():
        report = db.session.get_one(Report, report_id)
        report.placement = {**report.placement, "decided_by": "own"}
        db.session.commit()
        was = report.placement["segment"]["code"]
    judged = judge(boss, report_id, "accept", segment_choice=city.MAIN if was == city.BACK else city.BACK).json
    assert judged["placement"]["decided_by"] is None
    assert judged["receipt"]["placement"]["decided_by"] == "own"


def test_any_other_segment_needs_a_reason(li: Phone, boss: Phone) -> None:
    report_id = deliver(li, at=city.OUTSIDE)["report_id"]
    refused = judge(boss, report_id, "accept", segment_choice=city.MAIN)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/reason")
    unknown = judge(boss, report_id, "accept", segment_choice="nowhere", reason="sure")
    assert (unknown.status_code, unknown.json["errors"][0]["pointer"]) == (422, "/segment_choice")
    assert judge(boss, report_id, "accept", segment_choice=city.MAIN, reason="路牌在照片里").status_code == 200


def test_who_loses_the_report_is_told_so_and_who_wins_it_gets_it(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    desks = {code: sign_in(f"desk-{code.lower()}", Role.SUPERVISOR, segments=(code,)) for code in (city.MAIN, city.BACK)}
    report_id = deliver(li, at=city.BETWEEN)["report_id"]
    loser = boss.get(f"/api/v1/reports/{report_id}").json["placement"]["segment"]["code"]
    winner = city.MAIN if loser == city.BACK else city.BACK
    cursors = {code: desk.get("/api/v1/changes").json["cursor"] for code, desk in desks.items()}
    judge(boss, report_id, "accept", segment_choice=winner)

    def told(code: str) -> list[tuple[str, str, bool]]:
        answer = desks[code].get("/api/v1/changes", query_string={"cursor": cursors[code]})
        return [(change["type"], change["op"], change["body"] is None) for change in answer.json["changes"]]

    assert told(loser) == [("report", "scope_out", True)]
    assert told(winner) == [("case", "put", False), ("report", "put", False)]
    assert desks[loser].get(f"/api/v1/reports/{report_id}").status_code == 404


def test_undone_in_time_the_report_waits_again_and_the_number_stays_void(li: Phone, boss: Phone, app: Flask) -> None:
    report_id = deliver(li, at=city.BETWEEN)["report_id"]
    before = boss.get(f"/api/v1/reports/{report_id}").json
    other = city.MAIN if before["placement"]["segment"]["code"] == city.BACK else city.BACK
    first = judge(boss, report_id, "accept", segment_choice=other).json["case_no"]
    answer = undo(boss, report_id)
    assert answer.status_code == 200
    assert (answer.json["status"], answer.json["verdict"], answer.json["case_no"]) == ("pending", None, None)
    assert answer.json["placement"] == before["placement"]
    void = case_of(boss, first)
    assert (void["state"], kinds(void)) == ("voided", ["filed", "voided"])
    second = judge(boss, report_id, "accept").json["case_no"]
    assert int(second) == int(first) + 1
    with app.app_context():
        verdicts = list(db.session.scalars(select(Verdict).order_by(Verdict.id)))
    assert [verdict.undone_at is None for verdict in verdicts] == [False, True]


def test_undone_too_late_the_verdict_stands(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "reject", reason="no")
    with clock.stopped_at(clock.now() + timedelta(seconds=31)):
        answer = undo(boss, report_id)
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/illegal-move")
        assert "30 seconds" in answer.json["detail"]
    assert boss.get(f"/api/v1/reports/{report_id}").json["status"] == "rejected"


def test_nobody_takes_back_somebody_elses_verdict(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    report_id = deliver(li)["report_id"]
    judge(boss, report_id, "accept")
    answer = undo(sign_in("deputy", Role.SUPERVISOR), report_id)
    assert (answer.status_code, answer.json["type"]) == (403, "/problems/not-allowed")


def test_without_a_verdict_there_is_nothing_to_take_back(li: Phone, boss: Phone) -> None:
    report_id = deliver(li)["report_id"]
    answer = undo(boss, report_id)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/stale")
    judge(boss, report_id, "accept")
    assert undo(boss, report_id, headers={"If-Match": '"1"'}).status_code == 412
    assert undo(boss, report_id).status_code == 200
    assert undo(boss, report_id).status_code == 409


@pytest.mark.parametrize("by_number", [True, False])
def test_a_duplicate_joins_an_open_case_and_both_say_so(li: Phone, boss: Phone, by_number: bool) -> None:
    original, copy = deliver(li)["report_id"], deliver(li)["report_id"]
    case_no = judge(boss, original, "accept").json["case_no"]
    answer = judge(boss, copy, "duplicate", duplicate_of=case_no if by_number else original)
    assert (answer.status_code, answer.json["status"], answer.json["case_no"]) == (200, "duplicate", None)
    case = case_of(boss, case_no)
    assert case["events"][-1]["kind"] == "duplicate-joined"
    assert case["events"][-1]["facts"] == {"report_id": copy}
    assert undo(boss, copy).json["status"] == "pending"
    assert kinds(case_of(boss, case_no)) == ["filed", "duplicate-joined", "duplicate-left"]


def test_a_duplicate_may_name_a_report_that_still_waits(li: Phone, boss: Phone) -> None:
    original, copy = deliver(li)["report_id"], deliver(li)["report_id"]
    answer = judge(boss, copy, "duplicate", duplicate_of=original.upper())
    assert (answer.status_code, answer.json["verdict"]["duplicate_of"]) == (200, original.upper())
    assert undo(boss, copy).status_code == 200


def test_nothing_is_merged_into_what_is_no_longer_open(li: Phone, boss: Phone) -> None:
    closed = judge(boss, deliver(li, handled_on_spot=True)["report_id"], "accept").json
    rejected = judge(boss, deliver(li)["report_id"], "reject", reason="no").json
    copy = deliver(li)["report_id"]
    for original in (closed["case_no"], closed["id"], rejected["id"]):
        answer = judge(boss, copy, "duplicate", duplicate_of=original)
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/illegal-move")
    assert boss.get(f"/api/v1/reports/{copy}").json["status"] == "pending"


@pytest.mark.parametrize("original", [None, "", "itself"])
def test_a_duplicate_of_nothing_is_refused(li: Phone, boss: Phone, original: str | None) -> None:
    copy = deliver(li)["report_id"]
    answer = judge(boss, copy, "duplicate", duplicate_of=copy if original == "itself" else original)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/duplicate_of")


@pytest.mark.parametrize("original", ["nothing", "01930a52-7c11-7a3e-9d52-0c6b5e2f8a10", "4101042026112099999"])
def test_nothing_is_merged_into_what_is_not_there(li: Phone, boss: Phone, original: str) -> None:
    answer = judge(boss, deliver(li)["report_id"], "duplicate", duplicate_of=original)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/illegal-move")


def test_a_duplicate_cannot_name_what_the_supervisor_may_not_see(li: Phone, boss: Phone, sign_in: SignIn) -> None:
    hidden = deliver(li, at=city.ON_BACK)["report_id"]
    case_no = judge(boss, hidden, "accept").json["case_no"]
    copy = deliver(li, at=city.ON_MAIN)["report_id"]
    desk = sign_in("desk", Role.SUPERVISOR, segments=(city.MAIN,))
    for original in (hidden, case_no):
        assert judge(desk, copy, "duplicate", duplicate_of=original).status_code == 409


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
