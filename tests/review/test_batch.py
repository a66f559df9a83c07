"""POST /reports/verdicts: several verdicts at once, each whole or nothing, and the answer tells of each."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.cases.report_models import Verdict
from app.core.db import db
from app.core.errors import Unavailable
from app.review import service
from app.review.schemas import MOST_AT_ONCE
from tests.conftest import Phone, SignIn
from tests.reports import city
from tests.reports.sending import deliver, manifest, send
from tests.review.judging import case_of, judge, kinds, undo

pytestmark = pytest.mark.usefixtures("areas")


def judge_several(desk: Phone, *verdicts: dict[str, Any]) -> TestResponse:
    return desk.post("/api/v1/reports/verdicts", json={"verdicts": list(verdicts)})


def duplicate(report_id: str, of: str, **more: Any) -> dict[str, Any]:
    return {"report_id": report_id, "verdict": "duplicate", "duplicate_of": of, "reason": "报过了", **more}


def told(answer: TestResponse) -> list[tuple[str, int]]:
    assert answer.status_code == 200, answer.text
    return [(one["report_id"], one["status"]) for one in answer.json["outcomes"]]


def status_of(desk: Phone, report_id: str) -> str:
    return str(desk.get(f"/api/v1/reports/{report_id}").json["status"])


def test_several_copies_join_one_case_in_one_request(li: Phone, boss: Phone) -> None:
    kept, *copies = [deliver(li)["report_id"] for _ in range(4)]
    case_no = judge(boss, kept, "accept").json["case_no"]
    answer = judge_several(boss, *(duplicate(one, kept) for one in copies))
    assert told(answer) == [(one, 200) for one in copies]
    assert [one["report"]["status"] for one in answer.json["outcomes"]] == ["duplicate"] * 3
    assert [one["report"]["verdict"]["reason"] for one in answer.json["outcomes"]] == ["报过了"] * 3
    assert kinds(case_of(boss, case_no)) == ["filed", *["duplicate-joined"] * 3, "supervise"]


def test_one_that_cannot_be_judged_keeps_no_other_from_it_and_says_why(li: Phone, boss: Phone) -> None:
    kept, first, taken, changed, last = [deliver(li)["report_id"] for _ in range(5)]
    judge(boss, taken, "reject", reason="no")
    unknown = str(uuid.uuid4())
    answer = judge_several(
        boss,
        duplicate(first, kept),
        duplicate(taken, kept),
        duplicate(changed, kept, rev=99),
        duplicate(unknown, kept),
        duplicate(last, kept),
    )
    assert told(answer) == [(first, 200), (taken, 409), (changed, 412), (unknown, 404), (last, 200)]
    refused = [one["problem"] for one in answer.json["outcomes"][1:4]]
    assert [one["type"] for one in refused] == ["/problems/stale", "/problems/stale", "/problems/not-found"]
    assert refused[0]["status_now"] == "rejected"
    assert [one["report"] for one in answer.json["outcomes"][1:4]] == [None, None, None]
    assert [status_of(boss, one) for one in (first, taken, changed, last)] == ["duplicate", "rejected", "pending", "duplicate"]


def test_a_refused_one_leaves_nothing_behind(li: Phone, boss: Phone, app: Flask) -> None:
    closed = judge(boss, deliver(li, handled_on_spot=True)["report_id"], "accept").json["case_no"]
    copy = deliver(li)["report_id"]
    answer = judge_several(boss, duplicate(copy, closed))
    assert told(answer) == [(copy, 409)]
    assert answer.json["outcomes"][0]["problem"]["type"] == "/problems/illegal-move"
    with app.app_context():
        assert list(db.session.scalars(select(Verdict).where(Verdict.report_id == copy))) == []
    report = boss.get(f"/api/v1/reports/{copy}").json
    assert (report["status"], report["verdict"]) == ("pending", None)


def test_a_busy_database_is_told_of_the_one_report_it_kept_from_its_verdict(
    li: Phone, boss: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, unlucky, last = [deliver(li)["report_id"] for _ in range(3)]
    real = service.judge

    def busy(report_id: str, *rest: Any) -> Any:
        judged = real(report_id, *rest)
        if report_id == unlucky:
            raise Unavailable(retry_after_s=2)
        return judged

    monkeypatch.setattr(service, "judge", busy)
    verdicts = [{"report_id": one, "verdict": "reject", "reason": "模糊"} for one in (first, unlucky, last)]
    answer = judge_several(boss, *verdicts)
    assert told(answer) == [(first, 200), (unlucky, 503), (last, 200)]
    assert [status_of(boss, one) for one in (first, unlucky, last)] == ["rejected", "pending", "rejected"]


def test_two_that_name_each_other_do_not_both_vanish(li: Phone, boss: Phone) -> None:
    one, other = (deliver(li)["report_id"] for _ in range(2))
    answer = judge_several(boss, duplicate(one, other), duplicate(other, one))
    assert told(answer) == [(one, 200), (other, 409)]
    assert status_of(boss, other) == "pending"


def test_the_same_report_twice_is_judged_once(li: Phone, boss: Phone) -> None:
    one = deliver(li)["report_id"]
    reject = {"report_id": one, "verdict": "reject", "reason": "模糊"}
    assert told(judge_several(boss, reject, reject)) == [(one, 200), (one, 409)]


def test_each_of_them_can_be_taken_back(li: Phone, boss: Phone) -> None:
    kept, *copies = [deliver(li)["report_id"] for _ in range(3)]
    judge_several(boss, *(duplicate(one, kept) for one in copies))
    assert [undo(boss, one).json["status"] for one in copies] == ["pending", "pending"]


def test_a_verdict_that_lacks_what_it_needs_is_refused_by_itself(li: Phone, boss: Phone) -> None:
    one, other = (deliver(li)["report_id"] for _ in range(2))
    lacking = [{"verdict": "reject"}, {"verdict": "reject", "reason": " "}, {"verdict": "duplicate"}]
    orders = [{"report_id": one, **what} for what in lacking]
    answer = judge_several(boss, *orders, {"report_id": other, "verdict": "reject", "reason": "no"})
    assert told(answer) == [(one, 422), (one, 422), (one, 422), (other, 200)]
    assert all(outcome["problem"]["errors"] for outcome in answer.json["outcomes"][:3])


def test_a_revision_is_a_whole_number(li: Phone, boss: Phone) -> None:
    report = manifest()
    send(li, report)
    reject = {"report_id": report["report_id"], "verdict": "reject", "reason": "no"}
    assert [judge_several(boss, {**reject, "rev": rev}).status_code for rev in ("1", 1.5, True)] == [422] * 3
    assert told(judge_several(boss, {**reject, "rev": 1.0})) == [(report["report_id"], 200)]


def test_none_and_too_many_are_refused_whole(boss: Phone) -> None:
    for count in (0, MOST_AT_ONCE + 1):
        verdicts = [{"report_id": str(uuid.uuid4()), "verdict": "reject", "reason": "no"}] * count
        assert judge_several(boss, *verdicts).status_code == 422


def test_several_are_never_accepted_at_once(li: Phone, boss: Phone) -> None:
    one = deliver(li)["report_id"]
    assert judge_several(boss, {"report_id": one, "verdict": "accept"}).status_code == 422
    assert status_of(boss, one) == "pending"


def test_a_patrol_does_not_judge_and_a_supervisor_of_another_street_finds_nothing(li: Phone, sign_in: SignIn) -> None:
    one = deliver(li, at=city.ON_MAIN)["report_id"]
    reject = {"report_id": one, "verdict": "reject", "reason": "no"}
    assert judge_several(li, reject).status_code == 403
    other = sign_in("other", Role.SUPERVISOR, segments=(city.BACK,))
    assert told(judge_several(other, reject)) == [(one, 404)]
