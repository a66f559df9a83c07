"""Where filing is a step of its own (分岗): a reminder waits for nobody, and a refusal to file ends a breach."""

from __future__ import annotations

import pytest

from app.accounts.rules import Role
from tests.breaches.streets import breach, find
from tests.conftest import Phone, SignIn
from tests.review.judging import judge

STAGES = {"dispatch": [30, 10], "arrange": [30, 10], "check": [60, 60], "close": [30, 30]}


@pytest.fixture
def apart(sign_in: SignIn, shop_id: str) -> str:
    said = {"separate_filing": True, "auto_close": [], "sampled": {}, "seven_days_exempt": [], "stages": STAGES}
    assert sign_in("root", Role.ADMIN).put("/api/v1/handling-settings", json=said).status_code == 200
    return shop_id


def to_file(boss: Phone) -> list[str]:
    return [one["id"] for one in boss.get("/api/v1/filing").json["items"]]


def test_only_what_becomes_a_case_waits_to_be_filed(li: Phone, boss: Phone, apart: str) -> None:
    reminder, notice = find(li, apart), find(li, apart)
    for report_id in (reminder, notice):
        assert judge(boss, report_id, "accept").json["case_no"] is None
    assert to_file(boss) == [notice]
    assert boss.post(f"/api/v1/reports/{reminder}/filing").status_code == 409
    number = boss.post(f"/api/v1/reports/{notice}/filing").json["case_no"]
    assert breach(boss, notice)["case_no"] == number


def test_what_is_not_filed_was_no_breach_until_that_is_taken_back(li: Phone, boss: Phone, apart: str) -> None:
    find(li, apart)
    report_id = find(li, apart)
    judge(boss, report_id, "accept")
    assert boss.post(f"/api/v1/reports/{report_id}/filing/refusal", json={"reason": "证据不足"}).status_code == 200
    assert (breach(boss, report_id)["state"], breach(boss, report_id)["why"]) == ("void", "rejected")
    assert boss.delete(f"/api/v1/reports/{report_id}/filing").status_code == 200
    assert breach(boss, report_id)["state"] == "open"
    boss.post(f"/api/v1/reports/{report_id}/filing")
    assert boss.delete(f"/api/v1/reports/{report_id}/filing").status_code == 200
    assert (breach(boss, report_id)["state"], breach(boss, report_id)["case_no"]) == ("open", None)
    assert to_file(boss) == [report_id]
