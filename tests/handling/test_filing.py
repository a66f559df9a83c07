"""Filing as a step of its own: refused with a reason, taken back within thirty seconds; what was set before, and the draws."""

from __future__ import annotations

from collections import Counter

import pytest
from werkzeug.test import TestResponse

from app.accounts.rules import Role
from app.handling.rules import drawn_value, seed_of
from app.proof.rows import faults
from tests.handling.bureau import DISPATCH, Bureau
from tests.handling.test_by_itself import SETTINGS, SHOP, settle
from tests.review.judging import judge


@pytest.fixture
def waiting(bureau: Bureau) -> str:
    """The id of a report that was accepted and waits to be filed."""
    settle(bureau, separate_filing=True)
    report_id = bureau.call_delivering()
    assert bureau.call("receptionist", lambda phone: judge(phone, report_id, "accept")).json["case_no"] is None
    return report_id


def queue(bureau: Bureau) -> list[str]:
    return [one["id"] for one in bureau.call("leader", lambda phone: phone.get("/api/v1/filing")).json["items"]]


def file(bureau: Bureau, report_id: str, name: str = "leader", **headers: str) -> TestResponse:
    return bureau.call(name, lambda phone: phone.post(f"/api/v1/reports/{report_id}/filing", headers=headers))


def refuse(bureau: Bureau, report_id: str, reason: str, name: str = "leader") -> TestResponse:
    path = f"/api/v1/reports/{report_id}/filing/refusal"
    return bureau.call(name, lambda phone: phone.post(path, json={"reason": reason}))


def take_back(bureau: Bureau, report_id: str, name: str = "leader") -> TestResponse:
    return bureau.call(name, lambda phone: phone.delete(f"/api/v1/reports/{report_id}/filing"))


def unbroken(bureau: Bureau) -> bool:
    with bureau.stopped():
        return list(faults(Counter())) == []


def test_a_report_is_refused_with_a_reason_that_its_author_reads(bureau: Bureau, waiting: str) -> None:
    assert refuse(bureau, waiting, "  ").status_code == 422
    assert refuse(bureau, waiting, "不属本级管理", "receptionist").status_code == 403
    told = refuse(bureau, waiting, "不属本级管理").json
    assert (told["status"], told["verdict"]["reason"], told["case_no"]) == ("rejected", "不属本级管理", None)
    mine = bureau.call("patrol", lambda phone: phone.get(f"/api/v1/reports/{waiting}")).json
    assert (mine["status"], mine["verdict"]["reason"]) == ("rejected", "不属本级管理")
    assert queue(bureau) == []
    again = refuse(bureau, waiting, "再来一次")
    assert (again.status_code, again.json["type"]) == (409, "/problems/illegal-move")
    assert unbroken(bureau)


def test_a_refusal_is_taken_back_by_its_own_author_within_thirty_seconds(bureau: Bureau, waiting: str) -> None:
    assert refuse(bureau, waiting, "看错了").status_code == 200
    bureau.hire("leader2", Role.SHIFT_LEADER)
    assert take_back(bureau, waiting, "leader2").status_code == 403
    bureau.later(seconds=30)
    told = take_back(bureau, waiting).json
    assert (told["status"], told["verdict"]["verdict"], queue(bureau)) == ("accepted", "accept", [waiting])
    assert refuse(bureau, waiting, "又看了一遍").status_code == 200
    bureau.later(seconds=31)
    assert take_back(bureau, waiting).status_code == 409
    assert unbroken(bureau)


def test_a_filing_is_taken_back_while_nobody_was_sent(bureau: Bureau, waiting: str) -> None:
    number = file(bureau, waiting).json["case_no"]
    told = take_back(bureau, waiting).json
    assert (told["status"], told["case_no"], queue(bureau)) == ("accepted", None, [waiting])
    assert bureau.case(number)["state"] == "voided"
    second = file(bureau, waiting).json["case_no"]
    assert second != number, "a number is never given twice"
    bureau.move(second, DISPATCH[1], DISPATCH[0], **DISPATCH[2])
    refused = take_back(bureau, waiting)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/illegal-move")
    assert unbroken(bureau)


def test_what_changed_since_it_was_read_is_not_filed(bureau: Bureau, waiting: str) -> None:
    (listed,) = bureau.call("leader", lambda phone: phone.get("/api/v1/filing")).json["items"]
    assert file(bureau, waiting, **{"If-Match": f'"{listed["rev"] - 1}"'}).status_code == 412
    assert file(bureau, waiting, **{"If-Match": f'"{listed["rev"]}"'}).status_code == 200


# ---- what was set, and the draws


def test_what_was_set_before_can_be_read_and_its_seed_once_it_draws_no_longer(bureau: Bureau) -> None:
    settle(bureau, sampled={SHOP: 50})
    bureau.to("disposed")
    settle(bureau, auto_close=[SHOP], sampled={SHOP: 50})
    path = "/api/v1/handling-settings/history"
    kept = bureau.call("admin", lambda phone: phone.get(path)).json["items"]
    assert [one["ended_seed"] for one in kept] == [None, None], "it still draws"
    assert (kept[0]["by"]["name"], kept[0]["settings"]["auto_close"], kept[1]["settings"]["auto_close"]) == ("admin", [SHOP], [])
    settle(bureau)
    ended = bureau.call("admin", lambda phone: phone.get(path)).json["items"][-1]["ended_seed"]
    (drawn,) = bureau.call("admin", lambda phone: phone.get("/api/v1/handling-settings/draws")).json["items"]
    assert drawn["seed"] == seed_of(ended, drawn["case_no"], 0), "anybody may draw again"
    assert (drawn["value"], drawn["checked"]) == (drawn_value(drawn["seed"]), drawn["value"] < 50 * 100)
    assert bureau.call("leader", lambda phone: phone.get(path)).status_code == 403


def test_what_is_checked_for_safety_cannot_be_left_to_a_draw(bureau: Bureau) -> None:
    for slug in ("manhole_broken", "sl1_fire_lane"):
        body = {**SETTINGS, "sampled": {slug: 10}}
        answer = bureau.call("admin", lambda phone, body=body: phone.put("/api/v1/handling-settings", json=body))  # type: ignore[misc]
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/sampled"), slug
