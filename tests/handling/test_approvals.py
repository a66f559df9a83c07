"""What is asked for is decided by others, one after the other; what is granted counts from when it was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from app.accounts.rules import Role
from tests.handling.bureau import AFTER_NAMED, DISPOSE, FAIL, Bureau

HOURS = {"value": 2, "unit": "working_hours"}
EXTENSION: dict[str, Any] = {"reason": "等配件", "wanted": HOURS}
SUSPENSION = {"reason": "等管线单位迁改", "resume_on": "2026-12-20"}


def due(bureau: Bureau, case_no: str) -> str:
    return str(bureau.case(case_no)["clock"]["due_at"])


def refused(bureau: Bureau, case_no: str, name: str, verb: str, **said: Any) -> int:
    if verb in {"approve", "refuse", "withdraw"}:
        said["request"] = bureau.case(case_no)["requests"][-1]["id"]
    return bureau.try_move(case_no, name, verb, **said).status_code


def test_the_first_extension_goes_through_two_hands_and_the_second_to_the_centre(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    assert due(bureau, case_no) == "2026-11-23T03:00:00.000Z"
    bureau.move(case_no, "unit", "ask-extension", **EXTENSION)
    assert [step["level"] for step in bureau.case(case_no)["requests"][0]["steps"]] == ["approve", "dispatch"]
    assert refused(bureau, case_no, "dispatcher", "approve") == 403
    assert refused(bureau, case_no, "centre", "approve") == 403
    bureau.decide(case_no, "leader")
    assert due(bureau, case_no) == "2026-11-23T03:00:00.000Z", "half decided is not decided"
    bureau.decide(case_no, "dispatcher")
    assert due(bureau, case_no) == "2026-11-23T05:00:00.000Z"
    bureau.move(case_no, "unit", "ask-extension", **EXTENSION)
    assert refused(bureau, case_no, "leader", "approve") == 403
    case = bureau.decide(case_no, "centre")
    assert (case["counts"]["extension"], case["requests"][-1]["state"]) == (2, "approved")
    third = bureau.try_move(case_no, "unit", "ask-extension", **EXTENSION)
    assert (third.status_code, "ask-extension" in third.json["allowed"]) == (409, False)


def test_the_first_extension_is_no_longer_than_the_limit_and_asked_for_in_time(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    answer = bureau.try_move(case_no, "unit", "ask-extension", reason="x", wanted={"value": 3, "unit": "working_hours"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/wanted")
    bureau.later(hours=2, seconds=1)
    assert refused(bureau, case_no, "unit", "ask-extension", **EXTENSION) == 409


def test_nobody_decides_what_they_asked_for_not_even_an_admin(bureau: Bureau) -> None:
    case_no = bureau.to("filed")
    bureau.move(case_no, "admin", "ask-void", reason="重复立案")
    assert refused(bureau, case_no, "admin", "approve") == 403
    assert refused(bureau, case_no, "admin", "refuse", reason="x") == 403
    assert refused(bureau, case_no, "leader", "withdraw") == 403
    assert bureau.decide(case_no, "leader")["state"] == "voided"


def test_who_asked_may_think_better_of_it(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    bureau.move(case_no, "unit", "ask-suspension", **SUSPENSION)
    assert refused(bureau, case_no, "unit", "ask-extension", **EXTENSION) == 409, "one request at a time"
    case = bureau.decide(case_no, "unit", "withdraw")
    assert case["requests"][0]["state"] == "withdrawn"
    assert "ask-suspension" in bureau.verbs(case_no, "unit")


def test_a_suspension_stops_the_clock_since_it_was_asked_for(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    bureau.later(minutes=30)
    bureau.move(case_no, "unit", "ask-suspension", **SUSPENSION)
    bureau.later(minutes=80)
    assert refused(bureau, case_no, "leader", "approve") == 403
    case = bureau.decide(case_no, "centre")
    assert case["state"] == "suspended"
    assert (case["clock"]["paused_at"], case["clock"]["used_ms"]) == ("2026-11-23T01:30:00.000Z", 30 * 60_000)
    assert case["requests"][0]["resume_on"] == "2026-12-20"
    bureau.at("2026-11-25T10:00")
    case = bureau.move(case_no, "dispatcher", "resume")
    assert case["state"] == "claimed"
    assert (case["clock"]["paused_at"], case["clock"]["due_at"]) == (None, "2026-11-25T03:30:00.000Z")


def test_a_suspended_rework_goes_on_as_rework(bureau: Bureau) -> None:
    case_no = bureau.to("rework")
    bureau.move(case_no, "unit", "ask-suspension", **SUSPENSION)
    bureau.decide(case_no, "centre")
    bureau.later(days=1)
    case = bureau.move(case_no, "unit", "resume")
    assert (case["state"], case["clock"]["rework_due_at"]) == ("rework", "2026-11-24T02:00:00.000Z")


def test_a_case_is_given_back_within_two_working_hours_and_urgent_ones_within_fifteen_minutes(bureau: Bureau) -> None:
    bureau.at("2026-11-20T21:30")
    case_no = bureau.to("claimed")
    bureau.at("2026-11-21T08:30")
    assert "ask-return" in bureau.verbs(case_no, "unit"), "of the evening half an hour had counted"
    bureau.later(seconds=1)
    assert "ask-return" not in bureau.verbs(case_no, "unit")
    assert refused(bureau, case_no, "unit", "ask-return", reason="not-ours") == 409
    urgent = bureau.to("claimed", "sl1_fire_lane")
    bureau.later(minutes=15)
    assert "ask-return" in bureau.verbs(urgent, "unit")
    bureau.later(seconds=1)
    assert "ask-return" not in bureau.verbs(urgent, "unit")


def test_a_granted_return_waits_for_another_unit_and_the_next_dispatch_is_counted(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    bureau.move(case_no, "unit", "ask-return", reason="not-ours", note="在小区围墙内")
    case = bureau.decide(case_no, "leader")
    assert (case["state"], case["unit"], case["clock"]["due_at"], case["clock"]["stage"]["name"]) == (
        "filed",
        None,
        None,
        "dispatch",
    )
    assert case["counts"]["return"] == 0
    answer = bureau.call("unit", lambda phone: phone.get(f"/api/v1/cases/{case_no}"))
    assert answer.status_code == 404, "what was given back is no longer the unit's to see"
    bureau.later(hours=1)
    case = bureau.move(case_no, "dispatcher", "dispatch", unit="east")
    assert (case["counts"]["dispatch"], case["clock"]["due_at"]) == (2, "2026-11-23T04:00:00.000Z")


def test_a_return_without_reason_is_refused_and_counted(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    bureau.move(case_no, "unit", "ask-return", reason="wrong-place")
    assert refused(bureau, case_no, "leader", "refuse") == 422, "a refusal says why"
    case = bureau.decide(case_no, "leader", "refuse", reason="位置无误")
    assert (case["state"], case["counts"]["return"]) == ("claimed", 1)
    assert case["requests"][0]["steps"][0]["reason"] == "位置无误"


def test_a_recalled_dispatch_never_was_one(bureau: Bureau) -> None:
    case_no = bureau.to("dispatched")
    stage = bureau.case(case_no)["events"][-1]["facts"]
    bureau.later(seconds=30)
    case = bureau.move(case_no, "dispatcher", "recall")
    assert (case["state"], case["unit"], case["counts"]["dispatch"]) == ("filed", None, 0)
    assert case["clock"]["stage"]["due_at"] == stage["due_at"]
    bureau.move(case_no, "dispatcher", "dispatch", unit="repair")
    bureau.later(seconds=31)
    assert refused(bureau, case_no, "dispatcher", "recall") == 409


def test_what_a_unit_asked_for_lapses_with_the_dispatch_that_is_recalled_and_what_the_desk_asked_for_stays(
    bureau: Bureau,
) -> None:
    units, desks = bureau.to("dispatched"), bureau.to("filed")
    bureau.move(units, "unit", "ask-return", reason="not-ours")
    bureau.move(desks, "leader", "ask-void", reason="重复立案")
    bureau.move(desks, "dispatcher", "dispatch", unit="repair")
    for case_no, state in ((units, "withdrawn"), (desks, "open")):
        assert bureau.move(case_no, "dispatcher", "recall")["requests"][0]["state"] == state
    bureau.move(units, "dispatcher", "dispatch", unit="east")
    assert "ask-return" in bureau.verbs(units, "other_unit")


def test_feedback_lets_what_was_asked_for_lapse_and_nothing_is_asked_for_during_a_check(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    bureau.move(case_no, "unit", "ask-suspension", **SUSPENSION)
    case = bureau.move(case_no, "unit", DISPOSE[0], **DISPOSE[2])
    assert case["requests"][0]["state"] == "withdrawn"
    assert refused(bureau, case_no, "centre", "approve") == 409
    assert not {verb for verb in bureau.verbs(case_no, "unit") if verb.startswith("ask-")}


@pytest.mark.parametrize("verb", ["check-pass", "check-fail"])
def test_whoever_handled_a_case_never_checks_it(bureau: Bureau, verb: str) -> None:
    case_no = bureau.to("claimed")
    for name in ("helper", "handler"):  # they check elsewhere, and work for the unit
        bureau.hire(name, Role.PATROL, "repair")
    bureau.move(case_no, "helper", "progress", note="正在清理")
    bureau.move(case_no, "handler", "dispose", photos=AFTER_NAMED)
    bureau.phone("inspector")
    for name in ("unit", "helper", "handler"):
        refusal = bureau.try_move(case_no, "receptionist", "send-check", person=bureau.id_of(name))
        assert (refusal.status_code, refusal.json["errors"][0]["pointer"]) == (422, "/person")
    offered = bureau.case(case_no, "receptionist")["moves"]
    people = next(move["choices"]["person"] for move in offered if move["verb"] == "send-check")
    assert [person["name"] for person in people] == ["inspector"]
    bureau.move(case_no, "receptionist", "send-check", person=bureau.id_of("inspector"))
    said = {**FAIL[2]} if verb == "check-fail" else {"photos": FAIL[2]["photos"]}
    assert refused(bureau, case_no, "admin", verb, **said) == 403, "not even an admin checks what was given to another"
