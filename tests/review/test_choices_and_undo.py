"""A supervisor sets the segment and takes verdicts back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.rules import Role
from app.cases.report_models import Report, Verdict
from app.core import clock
from app.core.db import db
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver
from tests.review.judging import case_of, judge, kinds, undo

pytestmark = pytest.mark.usefixtures("areas")


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
    judged = judge(boss, report_id, "accept", segment_choice=city.MAIN, reason="路牌在照片里").json
    assert (judged["placement"]["chosen_by"], judged["placement"]["chosen_why"]) == (boss.person_id, "路牌在照片里")


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
