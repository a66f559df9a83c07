"""挂账: who granted it, until when, and the look at it every month, which is told when it is overdue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.handling import suspending
from app.telling.models import Message
from tests.handling.bureau import Bureau


def listed(bureau: Bureau, name: str = "leader") -> list[dict[str, Any]]:
    answer = bureau.call(name, lambda phone: phone.get("/api/v1/suspended"))
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def tell_due(bureau: Bureau) -> int:
    with bureau.stopped():
        return suspending.tell_review_due(bureau.now)


def test_the_list_says_who_granted_it_until_when_and_when_the_next_look_is_due(bureau: Bureau) -> None:
    assert listed(bureau) == []
    case_no = bureau.to("suspended")
    bureau.to("claimed")
    (one,) = listed(bureau)
    told = one["suspension"]
    assert (one["case"]["case_no"], told["reason"], told["resume_on"]) == (case_no, "等管线单位", "2026-12-20")
    assert (told["approved_by"]["id"], told["reviewed_at"], told["overdue"]) == (bureau.id_of("centre"), None, False)
    assert told["review_due_at"].startswith("2026-12-23")
    assert bureau.call("unit", lambda phone: phone.get("/api/v1/suspended")).status_code == 403


def test_a_look_is_noted_and_a_month_begins_anew(bureau: Bureau) -> None:
    case_no = bureau.to("suspended")
    bureau.later(days=31)
    assert listed(bureau)[0]["suspension"]["overdue"]
    assert bureau.try_move(case_no, "leader", "review-suspension").status_code == 422, "a look says what was seen"
    case = bureau.move(case_no, "leader", "review-suspension", reason="管线单位排在一月", resume_on="2027-01-15")
    assert (case["state"], case["events"][-1]["kind"], case["events"][-1]["reason"]) == (
        *("suspended", "review-suspension", "管线单位排在一月"),
    )
    (told,) = (one["suspension"] for one in listed(bureau))
    assert (told["overdue"], told["resume_on"], told["review_note"]) == (False, "2027-01-15", "管线单位排在一月")
    assert told["reviewed_by"]["id"] == bureau.id_of("leader")
    past = bureau.try_move(case_no, "leader", "review-suspension", reason="x", resume_on="2026-12-01")
    assert past.json["errors"][0]["pointer"] == "/resume_on"
    bureau.move(case_no, "centre", "resume")
    assert listed(bureau) == []


def test_who_grants_suspensions_is_told_once_a_month_that_nobody_has_looked(bureau: Bureau) -> None:
    case_no = bureau.to("suspended")
    assert tell_due(bureau) == 0
    bureau.later(days=31)
    assert (tell_due(bureau), tell_due(bureau)) == (1, 0)
    with bureau.stopped():
        rows = db.session.scalars(select(Message).where(Message.kind == "suspension-review")).all()
    assert [(row.person_id, row.case_no) for row in rows] == [(bureau.id_of("centre"), case_no)]
    bureau.move(case_no, "centre", "review-suspension", reason="还要等")
    assert tell_due(bureau) == 0
    bureau.later(days=31)
    assert tell_due(bureau) == 1


def test_what_was_suspended_before_is_reviewed_by_its_own_month(bureau: Bureau) -> None:
    case_no = bureau.to("suspended")
    bureau.move(case_no, "leader", "review-suspension", reason="第一次")
    bureau.later(days=40)
    bureau.move(case_no, "centre", "resume")
    bureau.move(case_no, "unit", "ask-suspension", reason="又要等", resume_on="2027-03-01")
    bureau.decide(case_no, "centre")
    (told,) = (one["suspension"] for one in listed(bureau))
    assert (told["reason"], told["reviewed_at"], told["overdue"]) == ("又要等", None, False)
