"""What happens to cases without anybody moving them: orders, reminders, the draw, closing, the green channel."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.handling import job
from app.handling.rules import SCALE, Settings, draw, drawn_value
from app.proof.rows import faults
from tests.handling.bureau import CHECK_NAMED, DISPATCH, DISPOSE, FAIL, PASS, Bureau
from tests.reports import city
from tests.review.judging import judge, kinds

SETTINGS: dict[str, Any] = {
    "separate_filing": False,
    "auto_close": [],
    "sampled": {},
    "seven_days_exempt": [],
    "stages": {"dispatch": [30, 10], "arrange": [30, 10], "check": [60, 60], "close": [30, 30]},
}
SHOP = "sl2_out_of_shop"


def run(bureau: Bureau) -> None:
    with bureau.stopped():
        while job.watch_cases():
            pass


def causes(bureau: Bureau, case_no: str) -> list[str]:
    return [one["cause"] for one in bureau.case(case_no)["supervisions"]]


def settle(bureau: Bureau, **changed: Any) -> dict[str, Any]:
    body = {**SETTINGS, **changed}
    answer = bureau.call("admin", lambda phone: phone.put("/api/v1/handling-settings", json=body))
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def test_an_overdue_case_is_supervised_once(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    run(bureau)
    bureau.later(hours=2)
    run(bureau)
    assert causes(bureau, case_no) == []
    bureau.later(minutes=1)
    run(bureau)
    bureau.later(hours=1)
    run(bureau)
    case = bureau.case(case_no)
    assert (causes(bureau, case_no), case["supervised"]) == (["overdue"], 1)
    assert (case["events"][-1]["kind"], case["events"][-1]["by"]) == ("supervise", None)
    order = case["supervisions"][0]
    assert order["reply_by"] == "2026-11-24T03:01:00.000Z", "one working day to answer"
    case = bureau.move(case_no, "unit", "answer-supervision", order=order["id"], note="已安排两人处理")
    assert case["supervisions"][0]["answer"] == "已安排两人处理"
    assert "answer-supervision" not in bureau.verbs(case_no, "unit")
    bureau.along_from(case_no)
    assert bureau.case(case_no)["supervised"] == 0


def test_seven_natural_days_after_the_report_a_case_is_supervised_unless_its_category_is_exempt(bureau: Bureau) -> None:
    settle(bureau, seven_days_exempt=["sl6_illegal_building"])
    exempt, waiting = bureau.to("filed", "sl6_illegal_building"), bureau.to("filed")
    suspended = bureau.to("suspended")
    bureau.later(days=7)
    run(bureau)
    assert causes(bureau, waiting) == []
    bureau.later(seconds=1)
    run(bureau)
    run(bureau)
    assert [causes(bureau, one) for one in (exempt, waiting, suspended)] == [[], ["seven-days"], []]


def test_the_second_rework_and_the_third_duplicate_are_supervised(bureau: Bureau) -> None:
    case_no = bureau.to("rework")
    assert causes(bureau, case_no) == []
    bureau.move(case_no, DISPOSE[1], DISPOSE[0], **DISPOSE[2])
    bureau.move(case_no, "receptionist", "send-check", person=bureau.id_of("inspector"))
    bureau.move(case_no, FAIL[1], FAIL[0], **FAIL[2])
    assert causes(bureau, case_no) == ["rework"]


def test_who_asked_for_a_suspension_is_reminded_once_when_its_day_has_come(bureau: Bureau) -> None:
    case_no = bureau.to("suspended")
    for day, expected in (("2026-12-19", 0), ("2026-12-20", 1), ("2026-12-21", 0)):
        bureau.at(f"{day}T09:00")
        with bureau.stopped():
            assert job.remind_suspended(bureau.now) == expected, day
    assert bureau.case(case_no)["state"] == "suspended", "a person decides that it goes on"


def test_a_unit_is_told_once_that_its_time_is_running_out_and_that_it_is_over(bureau: Bureau) -> None:
    bureau.to("claimed")
    run(bureau)
    for minutes, expected in ((95, 0), (2, 1), (1, 0), (22, 1), (60, 0)):
        bureau.later(minutes=minutes)
        with bureau.stopped():
            assert job.tell_due(bureau.now) == expected, minutes


def test_clocks_that_run_follow_a_calendar_that_was_loaded_later(bureau: Bureau) -> None:
    bureau.at("2026-12-31T15:00")
    case_no = bureau.to("dispatched", "flyposting_posted")
    run(bureau)
    assert bureau.case(case_no)["clock"]["due_at"] == "2027-01-01T01:30:00.000Z"
    body = {"years": [{"year": 2027, "days_off": ["2027-01-01"], "made_up": [], "source": "a notice"}]}
    assert bureau.call("admin", lambda phone: phone.put("/api/v1/calendar", json=body)).status_code == 200
    run(bureau)
    case = bureau.case(case_no)
    assert (case["clock"]["due_at"], kinds(case)[-1]) == ("2027-01-04T01:30:00.000Z", "clock-recounted")
    run(bureau)
    assert kinds(bureau.case(case_no)).count("clock-recounted") == 1


def test_a_snow_clock_begins_when_the_snow_is_declared_over(bureau: Bureau) -> None:
    bureau.at("2026-12-05T08:00")
    case_no = bureau.to("claimed", "pledge_pingcheng_cleanliness_snow")
    assert bureau.case(case_no)["clock"]["due_at"] is None
    settle(bureau, snow_stopped_at="2026-12-05T10:00:00+08:00")
    bureau.at("2026-12-05T10:05")
    run(bureau)
    assert bureau.case(case_no)["clock"]["due_at"] == "2026-12-05T14:00:00.000Z"


# ---- checks


def test_a_draw_can_be_drawn_again_and_safety_is_never_left_to_it() -> None:
    shop = {"slug": SHOP, "group": "four_disorders", "urgency": "normal"}
    listed = Settings(sampled={SHOP: 30.0, "manhole_broken": 1.0}, seed="kept to themselves")
    draws = [draw(shop, False, f"410104202611230{number:04d}", 0, listed) for number in range(2000)]
    assert all(one.seed is not None and drawn_value(one.seed) == one.value for one in draws)
    assert all(one.checked is (one.value < 30 * SCALE / 100) for one in draws if one.value is not None)
    assert 500 < sum(one.checked for one in draws) < 700
    assert draws == [draw(shop, False, f"410104202611230{number:04d}", 0, listed) for number in range(2000)]
    again = [draw(shop, False, f"410104202611230{number:04d}", 1, listed) for number in range(2000)]
    assert not {one.seed for one in draws} & {one.seed for one in again}, "after a rework it is drawn anew"
    assert draw(shop, True, "1", 0, listed).why == "safety"
    assert draw({"slug": "manhole_broken", "group": "manhole"}, False, "1", 0, listed) == draw(
        {"slug": "manhole_broken", "group": "manhole"}, False, "2", 1, listed
    )
    assert draw({**shop, "slug": "sl3_misc_piles"}, False, "1", 0, listed).why == "not-sampled"


def test_who_the_draw_spares_is_checked_at_the_desk_and_whom_it_names_on_the_spot(bureau: Bureau) -> None:
    before = settle(bureau)
    assert before["seed_sha256"] is None
    assert settle(bureau, sampled={SHOP: 0.01})["seed_sha256"] is not None
    spared = bureau.to("disposed")
    facts = bureau.case(spared)["events"][-1]["facts"]["draw"]
    assert (facts["checked"], drawn_value(facts["seed"])) == (False, facts["value"])
    case = bureau.move(spared, "receptionist", "check-pass")
    assert (case["state"], case["on_time"]) == ("checked", True)
    settle(bureau, sampled={SHOP: 100})
    named = bureau.to("disposed")
    assert "check-pass" not in bureau.verbs(named, "receptionist")
    assert bureau.try_move(named, "receptionist", "check-pass").status_code in {403, 409}


def test_a_category_may_close_as_soon_as_its_check_has_passed(bureau: Bureau) -> None:
    settle(bureau, auto_close=[SHOP])
    case_no = bureau.to("checking")
    case = bureau.move(case_no, PASS[1], PASS[0], **PASS[2])
    assert (case["state"], kinds(case)[-2:], case["events"][-1]["by"]) == ("closed", ["check-pass", "close"], None)
    assert case["events"][-1]["facts"]["stage"] == "close"


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"auto_close": ["nothing"]}, "/auto_close"),
        ({"sampled": {SHOP: 0}}, "/sampled"),
        ({"sampled": {"nothing": 5}}, "/sampled"),
        ({"stages": {**SETTINGS["stages"], "check": [0, 5]}}, "/stages"),
    ],
)
def test_settings_that_cannot_be_are_refused_where_they_are_wrong(bureau: Bureau, changed: dict[str, Any], pointer: str) -> None:
    body = {**SETTINGS, **changed}
    answer = bureau.call("admin", lambda phone: phone.put("/api/v1/handling-settings", json=body))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert bureau.call("leader", lambda phone: phone.put("/api/v1/handling-settings", json=SETTINGS)).status_code == 403


# ---- filing


def test_where_filing_is_a_step_of_its_own_what_was_accepted_waits_for_it(bureau: Bureau) -> None:
    settle(bureau, separate_filing=True)
    report_id = bureau.call_delivering()
    accepted = bureau.call("receptionist", lambda phone: judge(phone, report_id, "accept")).json
    assert (accepted["status"], accepted["case_no"]) == ("accepted", None)
    path = f"/api/v1/reports/{report_id}/filing"
    assert bureau.call("receptionist", lambda phone: phone.post(path)).status_code == 403
    listed = bureau.call("leader", lambda phone: phone.get("/api/v1/filing")).json["items"]
    assert [one["id"] for one in listed] == [report_id]
    filed = bureau.call("leader", lambda phone: phone.post(path)).json
    case = bureau.case(filed["case_no"])
    assert (case["state"], case["events"][0]["by"]["id"]) == ("filed", bureau.id_of("leader"))
    again = bureau.call("leader", lambda phone: phone.post(path))
    assert (again.status_code, again.json["type"]) == (409, "/problems/illegal-move")
    assert bureau.call("leader", lambda phone: phone.get("/api/v1/filing")).json["items"] == []
    with bureau.stopped():
        assert list(faults(Counter())) == []


def test_an_urgent_report_is_a_case_as_it_arrives_and_reviewed_afterwards(bureau: Bureau) -> None:
    report_id = bureau.call_delivering(category="manhole_missing")
    report = bureau.call("receptionist", lambda phone: phone.get(f"/api/v1/reports/{report_id}")).json
    case_no = report["case_no"]
    case = bureau.case(case_no)
    assert (report["status"], case["state"], case["urgent"], case["events"][0]["by"]) == ("pending", "filed", True, None)
    bureau.move(case_no, DISPATCH[1], DISPATCH[0], **DISPATCH[2])
    accepted = bureau.call("receptionist", lambda phone: judge(phone, report_id, "accept")).json
    assert (accepted["status"], accepted["case_no"]) == ("accepted", case_no)
    assert kinds(bureau.case(case_no))[-1] == "green-confirmed"
    path = f"/api/v1/reports/{report_id}/verdict"
    taken_back = bureau.call("receptionist", lambda phone: phone.delete(path)).json
    assert (taken_back["status"], taken_back["case_no"]) == ("pending", case_no)
    rejected = bureau.call("receptionist", lambda phone: judge(phone, report_id, "reject", reason="是检修，有围挡"))
    assert (rejected.status_code, rejected.json["case_no"]) == (200, None)
    assert bureau.case(case_no, "unit")["state"] == "voided"


def test_what_a_unit_has_begun_is_not_ended_by_a_late_verdict(bureau: Bureau) -> None:
    report_id = bureau.call_delivering(category="manhole_missing")
    case_no = bureau.call("receptionist", lambda phone: phone.get(f"/api/v1/reports/{report_id}")).json["case_no"]
    bureau.along(case_no, "claimed")
    answer = bureau.call("receptionist", lambda phone: judge(phone, report_id, "reject", reason="不属实"))
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/illegal-move")
    assert bureau.case(case_no)["state"] == "claimed"


def test_a_late_verdict_that_voids_a_case_ends_what_was_asked_for_ordered_and_called_for(bureau: Bureau) -> None:
    report_id = bureau.call_delivering(category="manhole_missing")
    case_no = bureau.call("receptionist", lambda phone: phone.get(f"/api/v1/reports/{report_id}")).json["case_no"]
    bureau.along(case_no, "dispatched")
    bureau.move(case_no, "unit", "ask-return", reason="not-ours")
    bureau.move(case_no, "leader", "supervise", reason="抓紧", reply_by="2026-11-24T10:00:00+08:00")
    bureau.move(case_no, "chief", "blow-whistle", co_units=["east"], reason="塌陷", reply_by="2026-11-23T12:00:00+08:00")
    rejected = bureau.call("receptionist", lambda phone: judge(phone, report_id, "reject", reason="不属实"))
    assert rejected.status_code == 200, rejected.text
    case = bureau.case(case_no)
    assert (case["state"], case["supervised"], case["requests"][0]["state"]) == ("voided", 0, "withdrawn")
    assert [one["ended_at"] is not None for one in (*case["supervisions"], *case["whistles"])] == [True, True]
    assert bureau.call("other_unit", lambda phone: phone.get(f"/api/v1/cases/{case_no}")).status_code == 404
    with bureau.stopped():
        assert list(faults(Counter())) == []


@pytest.mark.parametrize("changed", [{"handled_on_spot": True}, {"at": city.OUTSIDE}, {"category": SHOP}])
def test_what_is_not_urgent_or_asks_for_a_look_waits_for_a_person(bureau: Bureau, changed: dict[str, Any]) -> None:
    report_id = bureau.call_delivering(**{"category": "manhole_missing", **changed})
    report = bureau.call("receptionist", lambda phone: phone.get(f"/api/v1/reports/{report_id}")).json
    assert (report["status"], report["case_no"]) == ("pending", None)


def test_two_who_move_at_once_are_one_move_and_one_who_reads_again(bureau: Bureau) -> None:
    case_no = bureau.to("dispatched")
    rev = bureau.case(case_no)["rev"]
    first = bureau.try_move(case_no, "unit", "claim", rev=rev)
    second = bureau.try_move(case_no, "colleague", "claim", rev=rev)
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json["revision"] == rev + 1
    assert bureau.case(case_no)["handler"]["id"] == bureau.id_of("unit")


def test_check_photos_are_evidence_of_the_case(bureau: Bureau) -> None:
    case_no = bureau.to("checked")
    evidence = bureau.case(case_no)["evidence"]
    assert [one["what"] for one in evidence] == ["opened", "handled", "checked"]
    assert evidence[-1]["photos"][0]["sha256"] == CHECK_NAMED[0]["sha256"]
