"""The clock of a case on its way: whom it runs for, what rests it, and whether the feedback came in time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalog.limits import ClockEvent, Happening, Length, read
from app.catalog.rules import Unit
from app.catalog.time_plan import WorkingTime
from app.proof.rows import faults
from tests.catalog.city_time import CALENDAR, OFFICE_PLAN, STREET_PLAN, at
from tests.handling.bureau import DISPATCH, DISPOSE, FAIL, PASS, Bureau, Step

OFFICE, STREET = WorkingTime(OFFICE_PLAN, CALENDAR), WorkingTime(STREET_PLAN, CALENDAR)
MINUTE = 60_000
OFFICE_WORK = "flyposting_posted"


def check(bureau: Bureau, case_no: str, end: Step) -> dict[str, Any]:
    bureau.move(case_no, "receptionist", "send-check", person=bureau.id_of("inspector"))
    return bureau.move(case_no, end[1], end[0], **end[2])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_the_clock_runs_from_the_dispatch_to_the_feedback_and_rests_during_the_check(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.later(minutes=20)
    assert bureau.case(case_no)["clock"]["started_at"] is None
    bureau.move(case_no, DISPATCH[1], DISPATCH[0], **DISPATCH[2])
    bureau.later(minutes=30)
    bureau.move(case_no, "unit", "claim")
    bureau.later(minutes=60)
    case = bureau.move(case_no, DISPOSE[1], DISPOSE[0], **DISPOSE[2])
    assert (case["clock"]["used_ms"], case["clock"]["colour"]) == (90 * MINUTE, None)
    bureau.later(hours=3)
    assert bureau.case(case_no)["clock"]["used_ms"] == 90 * MINUTE
    case = check(bureau, case_no, FAIL)
    assert case["clock"]["paused_at"] is None
    assert moment(case["clock"]["due_at"]) == bureau.now + timedelta(minutes=30)
    assert moment(case["clock"]["rework_due_at"]) == bureau.now + timedelta(minutes=60), "half of two hours"
    bureau.later(minutes=5)
    assert (bureau.case(case_no)["clock"]["used_ms"], bureau.case(case_no)["clock"]["colour"]) == (95 * MINUTE, "green")
    bureau.later(minutes=1)
    assert bureau.case(case_no)["clock"]["colour"] == "yellow"


@pytest.mark.parametrize(
    ("first", "second", "in_time"),
    [
        (30, None, True),
        (120, None, True),
        (121, None, False),
        (30, 60, True),
        (30, 61, False),
        (110, 10, True),
        (110, 11, False),
        (121, 5, False),
    ],
)
def test_the_passing_feedback_is_in_time_only_within_the_whole_and_within_the_rework(
    bureau: Bureau, first: int, second: int | None, in_time: bool
) -> None:
    """Two hours for the whole, one for a rework; minutes until the feedbacks, the second one's from when the check failed."""
    case_no = bureau.to("claimed")
    bureau.later(minutes=first)
    bureau.move(case_no, DISPOSE[1], DISPOSE[0], **DISPOSE[2])
    bureau.later(minutes=50)
    if second is not None:
        assert check(bureau, case_no, FAIL)["on_time"] is None
        bureau.later(minutes=second)
        bureau.move(case_no, DISPOSE[1], DISPOSE[0], **DISPOSE[2])
    bureau.later(hours=5)
    case = check(bureau, case_no, PASS)
    assert (case["on_time"], case["events"][-1]["facts"]["in_time"]) == (in_time, in_time)
    assert bureau.move(case_no, "leader", "close")["on_time"] is in_time


def test_what_is_sent_back_is_undecided_again(bureau: Bureau) -> None:
    case_no = bureau.to("checked")
    case = bureau.move(case_no, "leader", "send-back", reason="照片里还有堆物")
    assert (case["on_time"], case["state"], case["counts"]["rework"]) == (None, "rework", 1)
    bureau.later(minutes=61)
    bureau.move(case_no, DISPOSE[1], DISPOSE[0], **DISPOSE[2])
    assert check(bureau, case_no, PASS)["on_time"] is False, "the rework took longer than its hour"


def test_street_work_counts_in_the_evening_and_office_work_does_not(bureau: Bureau) -> None:
    bureau.at("2026-11-20T19:00")
    street = bureau.case(bureau.to("dispatched"))["clock"]
    assert (street["plan"], street["due_at"]) == ("street_order", "2026-11-20T13:00:00.000Z")
    office = bureau.case(bureau.to("dispatched", OFFICE_WORK))["clock"]
    assert (office["plan"], moment(office["due_at"])) == ("office", moment("2026-11-23T15:00:00+08:00"))


def test_what_was_due_at_the_end_of_the_day_is_red_that_evening_on_its_page_and_in_lists(bureau: Bureau) -> None:
    bureau.at("2026-11-20T20:00")
    case_no = bureau.to("dispatched")
    clock = bureau.case(case_no)["clock"]
    bureau.at("2026-11-20T22:00")
    assert [bureau.case(case_no)["clock"][name] for name in ("due_at", "colour", "overdue")] == [clock["due_at"], "yellow", False]
    bureau.later(minutes=1)
    late = bureau.case(case_no)["clock"]
    assert (late["used_ms"], late["colour"], late["overdue"]) == (late["total_ms"], "red", True)
    listed = bureau.call("leader", lambda phone: phone.get("/api/v1/cases?colour=red")).json["items"]
    assert [one["case_no"] for one in listed] == [case_no]


def test_an_open_manhole_has_a_clock_for_every_step_and_runs_round_the_clock(bureau: Bureau) -> None:
    bureau.at("2026-11-21T23:00")
    case_no = bureau.to("claimed", "manhole_missing")
    clock = bureau.case(case_no)["clock"]
    assert (clock["plan"], clock["limit"]) == (None, {"value": 3, "unit": "hours"})
    hours = [(moment(one["due_at"]) - bureau.now) // timedelta(hours=1) for one in clock["steps"]]
    assert list(zip((one["step"] for one in clock["steps"]), hours, strict=True)) == [("warn", 1), ("cover", 3), ("latest", 36)]
    bureau.later(minutes=61)
    case = bureau.move(case_no, "unit", "progress", photos=[{**DISPOSE[2]["photos"][0], "role": "warning"}])
    (done,) = case["events"][-1]["facts"]["steps"]
    assert (done["step"], done["on_time"]) == ("warn", False)
    assert moment(case["clock"]["steps"][0]["done_at"]) == bureau.now


def test_every_stage_of_the_desk_says_whether_it_was_in_time(bureau: Bureau) -> None:
    bureau.at("2026-11-23T11:50")
    case_no = bureau.opened()
    bureau.at("2026-11-23T14:45")
    ends = {}
    for verb, name, said, wait in (
        (*DISPATCH, 0), ("claim", "unit", {}, 0), (*DISPOSE, 40),
        ("send-check", "receptionist", {"person": bureau.id_of("inspector")}, 30), (*PASS, 31), ("close", "leader", {}, 0),
    ):  # fmt: skip
        facts = bureau.move(case_no, name, verb, **said)["events"][-1]["facts"]
        if "stage" in facts:
            ends[facts["stage"]] = facts["on_time"]
        bureau.later(minutes=wait)
    assert ends == {"dispatch": True, "arrange": False, "check": True, "close": False}
    assert bureau.case(case_no)["clock"]["stage"] is None


def test_an_urgent_case_has_ten_natural_minutes_to_be_dispatched(bureau: Bureau) -> None:
    bureau.at("2026-11-22T02:00")
    case_no = bureau.opened("sl1_fire_lane")
    stage = bureau.case(case_no)["clock"]["stage"]
    assert (stage["name"], moment(stage["due_at"]) - bureau.now) == ("dispatch", timedelta(minutes=10))


def test_a_redispatched_case_has_the_whole_time_and_is_counted(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    bureau.later(minutes=110)
    case = bureau.move(case_no, "dispatcher", "redispatch", unit="east", reason="权属是东街道")
    assert (case["counts"]["dispatch"], case["unit"]["code"], case["handler"]) == (2, "east", None)
    assert moment(case["clock"]["due_at"]) == bureau.now + timedelta(hours=2)
    assert case["events"][-1]["facts"]["used_ms"] == 110 * MINUTE


def test_the_log_vouches_for_every_row_of_the_loop(bureau: Bureau) -> None:
    case_no = bureau.to("rework")
    bureau.move(case_no, "unit", "ask-suspension", reason="等管线单位", resume_on="2026-12-20")
    bureau.decide(case_no, "centre")
    bureau.move(case_no, "leader", "supervise", reason="抓紧", reply_by="2026-11-24T10:00:00+08:00")
    bureau.to("voided")
    with bureau.stopped():
        assert list(faults(Counter())) == []


EVENTS = st.lists(st.tuples(st.integers(0, 20 * 24 * 60), st.sampled_from(["pause", "resume", "extend"])), max_size=8)
STARTS = st.integers(at("2026-01-20T00:00"), at("2026-10-20T00:00"))


@settings(max_examples=60)
@given(st.sampled_from([OFFICE, STREET]), STARTS, EVENTS, st.integers(0, 30 * 24 * 60), st.integers(0, 5 * 24 * 60))
def test_used_time_only_grows_whatever_rests_and_extends_it(
    way: WorkingTime, start: int, turns: list[tuple[int, str]], minutes: int, more: int
) -> None:
    """Across spring festival, May and October holidays, with pauses and extensions."""
    words = {"pause": Happening.PAUSED, "resume": Happening.RESUMED, "extend": Happening.EXTENDED}
    by = Length.of(1, Unit.WORKING_DAYS)
    events = [ClockEvent(start + after * MINUTE, words[what], by if what == "extend" else None) for after, what in turns]
    early, late = (
        read(start, Length.of(3, Unit.WORKING_DAYS), events, way, start + one * MINUTE) for one in (minutes, minutes + more)
    )
    assert 0 <= early.used <= late.used
    assert early.total <= late.total
    assert late.used - early.used <= way.counted(start + (minutes + more) * MINUTE) - way.counted(start + minutes * MINUTE)
    assert way.counted(late.due_at) >= way.counted(start) + late.total


@settings(max_examples=60)
@given(st.sampled_from([OFFICE, STREET]), STARTS, st.lists(st.integers(1, 5 * 24 * 60), min_size=4, max_size=4))
def test_time_with_a_rest_in_it_is_the_sum_of_the_times_around_it(way: WorkingTime, start: int, spans: list[int]) -> None:
    limit = Length.of(15, Unit.WORKING_DAYS)
    paused, resumed, middle, end = (start + sum(spans[: place + 1]) * MINUTE for place in range(4))
    events = [ClockEvent(paused, Happening.PAUSED), ClockEvent(resumed, Happening.RESUMED)]
    whole = read(start, limit, events, way, end).used
    before, after = read(start, limit, [], way, paused).used, read(resumed, limit, [], way, end).used
    assert whole == before + after
    assert read(start, limit, events, way, middle).used == before + read(resumed, limit, [], way, middle).used


def test_a_case_without_a_limit_is_never_late(bureau: Bureau) -> None:
    case_no = bureau.opened("seen_nowhere")
    bureau.along(case_no, "claimed")
    bureau.later(days=30)
    assert "ask-extension" not in bureau.verbs(case_no, "unit")
    bureau.move(case_no, DISPOSE[1], DISPOSE[0], **DISPOSE[2])
    case = check(bureau, case_no, PASS)
    assert (case["on_time"], case["clock"]["limit"], case["clock"]["overdue"]) == (None, None, False)
