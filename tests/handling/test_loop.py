"""A case goes from its report to its end through the posts of a bureau."""

from __future__ import annotations

from app.accounts.rules import Role
from tests.handling.bureau import AFTER_NAMED, Bureau
from tests.review.judging import kinds


def test_a_case_goes_from_the_street_to_its_end(bureau: Bureau) -> None:
    case_no = bureau.to("closed")
    case = bureau.case(case_no)
    assert kinds(case) == ["filed", "dispatch", "claim", "dispose", "send-check", "check-pass", "close"]
    assert case["on_time"] is True


def test_a_body_outside_has_no_accounts_so_the_dispatcher_acts_for_it(bureau: Bureau) -> None:
    case_no = bureau.opened()
    bureau.move(case_no, "dispatcher", "dispatch", unit="police")
    assert "claim" not in bureau.verbs(case_no, "leader")
    bureau.move(case_no, "dispatcher", "claim")
    case = bureau.move(case_no, "dispatcher", "dispose", photos=AFTER_NAMED, note="交警已拖离")
    assert (case["state"], case["unit"]["name"]) == ("disposed", "交警大队")
    refused = bureau.try_move(case_no, "receptionist", "send-check", person=bureau.id_of("dispatcher"))
    assert refused.status_code == 422


def test_a_unit_hands_a_case_down_and_its_crew_does_the_work(bureau: Bureau) -> None:
    case_no = bureau.to("dispatched")
    case = bureau.move(case_no, "unit", "hand-over", unit="crew1")
    assert (case["unit"]["code"], case["state"], case["counts"]["dispatch"]) == ("crew1", "dispatched", 1)
    bureau.move(case_no, "crew", "claim")
    assert bureau.case(case_no, "unit")["unit"]["code"] == "crew1", "those above see what is done below"
    case = bureau.move(case_no, "crew", "dispose", photos=AFTER_NAMED)
    assert case["handler"]["id"] == bureau.id_of("crew")


def test_a_colleague_may_take_over_and_neither_checks_it(bureau: Bureau) -> None:
    case_no = bureau.to("claimed")
    case = bureau.move(case_no, "unit", "hand-over", person=bureau.id_of("colleague"))
    assert case["handler"]["id"] == bureau.id_of("colleague")
    checker = bureau.hire("both", Role.PATROL, "repair")
    bureau.move(case_no, "both", "progress", note="搭把手")
    bureau.move(case_no, "colleague", "dispose", photos=AFTER_NAMED)
    refused = bureau.try_move(case_no, "receptionist", "send-check", person=checker.person_id)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/person")


def test_who_reported_a_case_reads_nobodys_name_of_those_who_handled_it(bureau: Bureau) -> None:
    case_no = bureau.to("checked")
    case = bureau.case(case_no, "patrol")
    assert (case["handler"], case["checker"], case["moves"]) == (None, None, [])
    assert all(event["by"] is None for event in case["events"])
